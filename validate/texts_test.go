package validate

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// TestTexts compares what is found in generated texts with a reading of the rules without
// any quick look.
func TestTexts(t *testing.T) {
	slow := map[string]func(*entity){
		"placeholder": func(e *entity) {
			for _, f := range textFields {
				if text := e.text(f); len(text) > 0 && len(text) <= longestPlaceholder && e.isPlaceholderWord(f, string(bytes.TrimSpace(text))) {
					e.reportPlaceholder(f, text)
				}
			}
		},
		"damaged-text": func(e *entity) {
			for _, f := range textFields {
				if message, remedy := damage(e.text(f)); message != "" {
					e.report(f, message, remedy)
				}
			}
		},
	}
	for _, format := range formats {
		text := feedOfTexts(t, format, 6_000)
		got := make(map[string]int)
		var list []string
		read := func(v *Validator) []string {
			list = nil
			if err := v.Run(context.Background(), newReader(format, strings.NewReader(text), nil)); err != nil {
				t.Fatal(err)
			}
			return list
		}
		options := &Options{Handle: func(p Problem) error {
			if slow[p.Rule] != nil {
				got[p.Rule]++
				list = append(list, fmt.Sprintf("%s %d:%d %s %q: %s", p.Rule, p.Line, p.Column, p.Field, p.Value, p.Message))
			}
			return nil
		}}
		v := New(format, options)
		for i, r := range v.checks {
			if check := slow[r.Code]; check != nil {
				all := *r
				all.check = check
				v.checks[i] = &all
				v.always |= 1 << i
			}
		}
		want := slices.Clone(read(v))
		if found := read(New(format, options)); !slices.Equal(found, want) {
			for i := range max(len(found), len(want)) {
				if i >= len(found) || i >= len(want) || found[i] != want[i] {
					t.Fatalf("%v: %s\nwant %s", format, slices.Concat(found, []string{"nothing"})[min(i, len(found))], slices.Concat(want, []string{"nothing"})[min(i, len(want))])
				}
			}
		}
		if got["placeholder"] < 1000 || got["damaged-text"] < 1000 {
			t.Errorf("%v: %v", format, got)
		}
	}
}

// feedOfTexts is a feed of n requests whose texts look much like placeholders and damaged
// text, at every place of the entity's values.
func feedOfTexts(t *testing.T, format feed.Format, n int) string {
	random := rand.New(rand.NewPCG(7, 8))
	pick := func(pool []string) string { return pool[random.IntN(len(pool))] }
	spaces := []string{"", "", "", "", "", "", " ", "  ", "\u00a0", "\u3000", "\ufeff", "\u2003", "\u200b", " \u00a0", "\u0085", "\u1680"}
	words := []string{"", "", "nan", "NaN", "Nan", "NaT", "nat", "none", "None", "NA", "na", "Na", "NW", "Nice", "no", "9", "0", "00", "12", "98052", "98052.0", "0.0", "9.8E+04", "9E+04", "98E+3", "1.5",
		"000nan", "0NULL", "0<na>", "0n/a", "0E1 1AA", "SY23 2AX", "-", "--", ".?*", "#", "#12", "_", "/", "-5", "n", "U", "united", "[x]", "<y>", "(z)", "Łódź", "é", "Ａ", "\u1e00", "かな", "\u200bx"}
	for word := range placeholders {
		words = append(words, word, strings.ToUpper(word), word+"x", word[1:])
	}
	slices.Sort(words)
	pieces := []string{"a", "b", "St. ", "Elm", " & ", "&", "&amp;", "&#39;", "&#x;", "&eacute", "&eacute;", "&x;", "?", "?a", "a?e", "? e", "?É", "é", "ü", "Ã", "Ã¶", "Ãƒ", "Â", "Â°", "â€™", "Å‚", "Łó", "ß", "\uFFFD", "\uFFFC", "京", "東京", "ｋ", "😀", "ðŸ˜€", "Î‘", " ", "\u00a0", "-", "12", "some more words"}
	countries := []string{"IT", "Italy", "th", "US", "de"}
	var b strings.Builder
	w := feedio.NewWriter(&b, format, nil)
	put := func(kind feed.Kind, f feed.Field, text string) {
		if err := w.WriteToken(feed.Token{Kind: kind, Field: f, Text: []byte(text)}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		put(feed.EntityStart, feed.NoField, "")
		put(feed.FieldValue, feed.ID, fmt.Sprint(i)[:1+random.IntN(len(fmt.Sprint(i)))])
		put(feed.GeocodeStart, feed.NoField, "")
		for _, f := range textFields {
			text := ""
			switch {
			case random.IntN(4) > 0:
				continue
			case f == feed.GeocodeCountryRegion && random.IntN(2) > 0:
				text = pick(countries)
			case random.IntN(2) > 0:
				text = pick(spaces) + pick(words) + pick(spaces)
			default:
				for range 1 + random.IntN(6)*random.IntN(3) {
					text += pick(pieces)
				}
			}
			put(feed.FieldValue, f, text)
		}
		put(feed.EntityEnd, feed.NoField, "")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
