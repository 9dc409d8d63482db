package parquetfeed_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	parquetfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/parquet"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// write writes a feed and returns the file.
func write(t *testing.T, src feed.Reader, o *parquetfeed.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquetfeed.NewWriter(&b, o)
	if _, err := feed.Copy(w, src); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// content reads a file.
func content(t *testing.T, file []byte) string {
	t.Helper()
	r, err := parquetfeed.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := feedtest.Content(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestRoundTrip writes generated feeds and reads them again. With columns of text nothing
// changes, whatever the values.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(30) {
		n := int(seed % 9)
		want, err := feedtest.Content(feedtest.Random(seed, n, feedtest.AnyChars).Reader())
		if err != nil {
			t.Fatal(err)
		}
		if got := content(t, write(t, feedtest.Random(seed, n, feedtest.AnyChars).Reader(), &parquetfeed.Options{Text: true})); got != want {
			t.Fatalf("feed %d:\n%s\nwant\n%s", seed, got, want)
		}
	}
	for _, o := range []*parquetfeed.Options{nil, {Flat: true}, {Text: true}, {Flat: true, Text: true}} {
		for name, generated := range map[string]func() feed.Reader{
			"results":  func() feed.Reader { return feedtest.Results(3, 500) },
			"requests": func() feed.Reader { return feedtest.Requests(3, 500) },
		} {
			src := generated()
			if o == nil || !o.Text {
				src = plain{src, o != nil && o.Flat}
			}
			want, err := feedtest.Content(src)
			if err != nil {
				t.Fatal(err)
			}
			if got := content(t, write(t, generated(), o)); got != want {
				t.Fatalf("%s, %+v:\n%.3000s\nwant\n%.3000s", name, o, got, want)
			}
		}
	}
}

// feedOf reads a feed of text.
func feedOf(text string) feed.Reader {
	return feedio.NewReader(strings.NewReader(text), feed.XML, nil)
}

const head = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">`

// TestTypes shows how typed values come back, and that a value that has not the type is a
// fault with its place.
func TestTypes(t *testing.T) {
	const text = head + `<GeocodeEntity Id="1"><GeocodeRequest StrictMatch="1" MaxResults="07" Query="q" /><GeocodeResponse><Point Latitude="+47.640" Longitude="-.5" /></GeocodeResponse></GeocodeEntity></GeocodeFeed>`
	for _, flat := range []bool{false, true} {
		got := content(t, write(t, feedOf(text), &parquetfeed.Options{Flat: flat}))
		for _, want := range []string{`"true"`, `"7"`, `"47.64"`, `"-0.5"`} {
			if !strings.Contains(got, want) {
				t.Errorf("%s is not in\n%s", want, got)
			}
		}
	}
	for value, want := range map[string]string{
		`StrictMatch="yes"`:         `1:131: entity 1 (Id "1"): GeocodeRequest/StrictMatch: this is not a boolean, which the column of Parquet holds; correct it, or make all columns text with -text`,
		`MaxResults="x"`:            `GeocodeRequest/MaxResults: this is not a whole number`,
		`MaxResults="999999999999"`: `GeocodeRequest/MaxResults: this is not a whole number`,
	} {
		bad := head + `<GeocodeEntity Id="1"><GeocodeRequest ` + value + ` /></GeocodeEntity></GeocodeFeed>`
		var b bytes.Buffer
		_, err := feed.Copy(parquetfeed.NewWriter(&b, nil), feedOf(bad))
		if !errors.Is(err, feed.Unwritable) || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%s: %v, want %s", value, err, want)
		}
		content(t, write(t, feedOf(bad), &parquetfeed.Options{Text: true}))
	}
}

// TestEmpty shows that a feed without entities, and entities without anything, come back.
func TestEmpty(t *testing.T) {
	const entity = `<GeocodeEntity Id="" />`
	const response = `<GeocodeEntity Id="2"><GeocodeResponse /><GeocodeResponse Name="n"><GeocodePoint /><QueryParseValue /></GeocodeResponse></GeocodeEntity>`
	for _, entities := range []string{"", entity, entity + response + entity} {
		want, err := feedtest.Content(feedOf(head + entities + "</GeocodeFeed>"))
		if err != nil {
			t.Fatal(err)
		}
		for _, flat := range []bool{false, true} {
			if got := content(t, write(t, feedOf(head+entities+"</GeocodeFeed>"), &parquetfeed.Options{Flat: flat})); got != want {
				t.Errorf("flat %v:\n%s\nwant\n%s", flat, got, want)
			}
		}
	}
}

// TestRowGroups writes more entities than are held.
func TestRowGroups(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	const n = 120_000
	file := write(t, feedtest.Requests(1, n), nil)
	r, err := parquetfeed.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	want := feedtest.Requests(1, n)
	for i := 0; ; i++ {
		a, errA := r.ReadToken()
		b, errB := want.ReadToken()
		if errA == io.EOF && errB == io.EOF {
			return
		}
		if errA != nil || errB != nil {
			t.Fatalf("token %d: %v and %v", i, errA, errB)
		}
		if a.Kind != b.Kind {
			t.Fatalf("token %d: %v, want %v", i, a.Kind, b.Kind)
		}
	}
}

// TestBroken refuses what is no file of ours, wherever it is cut.
func TestBroken(t *testing.T) {
	file := write(t, feedtest.Results(1, 3), nil)
	for _, cut := range []int{0, 3, 4, 100, len(file) / 2, len(file) - 1} {
		if _, err := parquetfeed.NewReader(bytes.NewReader(file[:cut]), int64(cut)); err == nil {
			t.Errorf("%d bytes are a file", cut)
		}
	}
}

// A plain is a reader of the same values in the spelling of numbers and booleans.
type plain struct {
	feed.Reader
	flat bool // points and pairs are JSON, and keep their spelling
}

func (p plain) ReadToken() (feed.Token, error) {
	t, err := p.Reader.ReadToken()
	if err != nil || t.Kind != feed.FieldValue || len(t.Text) == 0 || p.flat && t.Field.Info().Cell != feed.NoField {
		return t, err
	}
	text := string(t.Text)
	switch t.Field.Info().Type {
	case feed.BooleanType:
		text = map[string]string{"0": "false", "1": "true", "true": "true", "false": "false"}[text]
	case feed.LatitudeType, feed.LongitudeType:
		if strings.Contains(text, ".") {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
	}
	t.Text = []byte(text)
	return t, nil
}
