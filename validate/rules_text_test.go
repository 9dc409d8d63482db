package validate

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestTextsOfGoodFeeds shows that neither a shipped feed nor a made up one has a text
// that looks like a placeholder or damaged.
func TestTextsOfGoodFeeds(t *testing.T) {
	check := func(name string, f feed.Format, text string) {
		for _, kind := range []Kind{Upload, Results} {
			v := New(f, &Options{Kind: kind, Handle: func(p Problem) error {
				if p.Rule == "placeholder" || p.Rule == "damaged-text" {
					t.Errorf("%s: %+v", name, p)
				}
				return nil
			}})
			if err := v.Run(context.Background(), newReader(f, strings.NewReader(text), nil)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	files := 0
	for _, pattern := range []string{"../testdata/*.*", "../testdata/walkthrough/*", "../testdata/quirks/*"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if f, packed := feedio.FormatOf(name); f != feed.NoFormat && !packed && !strings.HasSuffix(name, ".zip") {
				check(name, f, string(text))
				files++
			}
		}
	}
	if files < 30 {
		t.Errorf("only %d files", files)
	}
	for _, f := range formats {
		for name, made := range map[string]feed.Reader{"requests": feedtest.Requests(5, 3000), "results": feedtest.Results(6, 1000)} {
			var b strings.Builder
			w := feedio.NewWriter(&b, f, &feedio.WriterOptions{Columns: feed.Columns(feed.Extended)})
			feedtest.Copy(t, w, made)
			check(name, f, b.String())
		}
	}
}

// TestPlaceholders tells placeholders from places of the same or a like name.
func TestPlaceholders(t *testing.T) {
	const line, city, code, district, country = "AddressLine", "Locality", "PostalCode", "AdminDistrict", "CountryRegion"
	for _, c := range []struct {
		field, value, in string
		want             bool
	}{
		{city, "NULL", "US", true}, {city, "null", "", true}, {city, "Null", "", true}, {line, "(null)", "", true}, {line, "<NA>", "", true}, {line, "N/A", "", true}, {line, "n/a ", "", true},
		{code, "#N/A", "", true}, {code, "#REF!", "", true}, {line, "#VALUE!", "", true}, {line, "#DIV/0!", "", true}, {line, "undefined", "", true}, {line, "[object Object]", "", true}, {line, "\\N", "", true}, {line, "NaT", "", true}, {line, "Nat", "", false},
		{line, "-", "", true}, {line, "--", "", true}, {line, "???", "", true}, {line, ".", "", true}, {code, "#####", "", true}, {line, "_", "", true},
		{line, "nan", "", true}, {city, "NaN", "US", true}, {city, "nan", "TH", false}, {city, "Nan", "TH", false}, {city, "Nan", "", false}, {city, "NAN", "", false}, {district, "nan", "Thailand", false}, {code, "nan", "TH", true}, {line, "Nan Road", "", false},
		{city, "None", "US", true}, {city, "None", "IT", false}, {city, "NONE", "Italy", false}, {line, "None", "IT", true}, {city, "Nonette", "", false},
		{city, "NA", "US", true}, {code, "NA", "US", true}, {country, "NA", "", false}, {district, "NA", "IT", false}, {district, "NA", "", false}, {district, "NA", "US", true}, {city, "Na", "", false},
		{code, "98052.0", "", true}, {code, "2826.0", "", true}, {code, "00nan", "", true}, {code, "0None", "", true}, {code, "9.8E+04", "", true}, {code, "98052", "", false}, {code, "0000", "", false}, {code, "1.0", "", true}, {line, "98052.0", "", false},
		{code, "1012 AB", "", false}, {code, "0E1 1AA", "", false}, {line, "No. 10", "", false}, {line, "Unter den Linden", "", false}, {city, "Ur", "", false}, {city, "Å", "", false}, {city, "Y", "", false}, {line, "#12", "", false}, {line, "-5 Main", "", false},
		{"Query", "NULL", "", true}, {"Query", "NA", "", false}, {"Query", "nan", "", true},
	} {
		at := "GeocodeRequest/Address/" + c.field
		if c.field == "Query" {
			at = "GeocodeRequest/Query"
		}
		header, row := "Id|"+at, "1|\""+c.value+"\""
		if c.in != "" {
			header, row = header+"|GeocodeRequest/Address/CountryRegion", row+"|"+c.in
		}
		if got := contains(run(t, feed.Tab, delimited(feed.Tab, header+"\n"+row), Options{}), "placeholder"); got != c.want {
			t.Errorf("%s %q in %q: %v", c.field, c.value, c.in, got)
		}
	}
}

// TestHollowValues shows that a profile does not take a placeholder for a value, nor
// spaces of any kind.
func TestHollowValues(t *testing.T) {
	p := &Profile{Required: []string{"GeocodeRequest/Address/PostalCode"}, Fill: map[string]float64{"GeocodeRequest/Address/PostalCode": 50}}
	for value, want := range map[string]bool{"02826": false, "NULL": true, "\u00a0": true, "\" \"": true, "": true} {
		problems := run(t, feed.Tab, delimited(feed.Tab, "Id|GeocodeRequest/Query|GeocodeRequest/Address/PostalCode\n1|x|"+value), Options{Profile: p})
		for _, rule := range []string{"field-required", "field-fill"} {
			if got := contains(problems, rule); got != want {
				t.Errorf("%q: %s %v", value, rule, got)
			}
		}
	}
}

// TestDamage tells damaged text from text that is only unusual.
func TestDamage(t *testing.T) {
	for _, text := range []string{
		"G\uFFFDrlitz", "GÃ¶rlitz", "GÃƒÂ¶rlitz", "StraÃŸe", "Ãœberlingen", "CafÃ© 5", "12 Â° 5", "Â\u00a05", "Oâ€™Connell St", "a â€“ b", "Å‚Ã³dÅº", "Å¡koda", "ÐœÐ¾ÑÐºÐ²Ð°", "Î‘Î¸Î®Î½Î±", "æ\u009d±äº¬", "ðŸ˜€",
		"Caf&eacute;", "O&#39;Connell", "a &amp; b", "x &#xE9; y", "&lt;b&gt;", "&nbsp;", "\u00a0", "\u3000\u200b", "M?nchen", "Stra?e",
	} {
		if message, _ := damage([]byte(text)); message == "" || !contains(run(t, feed.Tab, delimited(feed.Tab, "Id|GeocodeRequest/Query\n1|"+text), Options{}), "damaged-text") {
			t.Errorf("%q is taken for whole", text)
		}
	}
	for _, text := range []string{
		"", " ", "Görlitz", "São João", "Łódź", "Île-de-France", "KNÍŽECÍ", "ÚŽLABINA", "„Haus Ä“", "«Café», rue", "Ñuñoa Nº 5", "ÂGE", "Ä Ö Ü", "Åre – Östersund", "東京都", "Москва, ул. Ленина", "Αθήνα", "القاهرة", "한국", "😀",
		"AT&T; R&D", "a & b; c", "A&B;", "where? there", "who?", "?", "Saint\u00a0Louis", "x ?y", "Straße", "Ｔｏｋｙｏ", "naïve â", "50 °C", "Ã", "Plan Ã la", "&;", "&#;",
	} {
		if message, _ := damage([]byte(text)); message != "" {
			t.Errorf("%q: %s", text, message)
		}
	}
	for n := range 100 { // at every place of what is looked at at once
		for _, sign := range []string{"&a", "?e", "éé", "\uFFFD"} {
			if text := strings.Repeat("a", n) + sign + strings.Repeat("z", n*7%83); !mayBeDamaged([]byte(text), 0, len(text)) {
				t.Errorf("%q is not looked at", text)
			}
		}
		if text := strings.Repeat("a~é '>@ö", n); mayBeDamaged([]byte(text), 0, len(text)) {
			t.Errorf("%q is looked at", text)
		}
	}
}

// TestOwnColumns shows that only unknown columns that may hold an address, or the Id, keep
// what is missing from being reported.
func TestOwnColumns(t *testing.T) {
	for name, want := range map[string]bool{
		"CustomerName": true, "Phone": true, "Sort": true, "Import": true, "Amount": true,
		"Street": false, "PLZ": false, "GeocodeRequest/Adress/AdressLine": false, "ship_to_city": false, "Quary": false,
	} {
		got := contains(run(t, feed.CSV, delimited(feed.CSV, "Id,GeocodeRequest/Query,"+name+"\n1,,x"), Options{}), "address-missing")
		if got != want {
			t.Errorf("%s: address-missing is %v", name, got)
		}
	}
	if contains(run(t, feed.CSV, delimited(feed.CSV, "EntityID,GeocodeRequest/Query\n1,Leeds"), Options{}), "id-missing") {
		t.Error("a column that is near Id has no Ids")
	}
}
