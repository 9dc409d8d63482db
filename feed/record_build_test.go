package feed_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// TestRecordValid puts every pair of these pieces, at every place of a word, into
// one value, and as two values: they are valid if each is.
func TestRecordValid(t *testing.T) {
	pieces := []string{"", "a", "é", "\u2028", "𝄞", "\uFFFD", "\xC3", "\xA9", "\xE2\x80", "\xA8", "\xF0", "\xED\xA0\x80", "\xC0\x80", "\xFF"}
	for n := range 10 {
		before := strings.Repeat("x", n)
		for _, one := range pieces {
			for _, other := range pieces {
				for _, values := range [][2]string{{before + one + other + before, ""}, {before + one, other + before}} {
					var rec feed.Record
					for _, token := range []feed.Token{start(feed.EntityStart), valueToken(feed.ID, values[0]), valueToken(feed.StatusCode, values[1]), start(feed.EntityEnd)} {
						if _, err := rec.Add(token); err != nil {
							t.Fatal(err)
						}
					}
					if got, want := records.Valid(&rec), utf8.ValidString(values[0]) && utf8.ValidString(values[1]); got != want {
						t.Errorf("%q: %v, want %v", values, got, want)
					}
				}
			}
		}
	}
}

// TestLook looks at a part with an empty value and one that came before its neighbours.
func TestLook(t *testing.T) {
	var r feed.Record
	for _, token := range []feed.Token{
		{Kind: feed.EntityStart}, {Kind: feed.FieldValue, Field: feed.ID, Text: []byte("7")}, {Kind: feed.GeocodeStart},
		{Kind: feed.FieldValue, Field: feed.GeocodeLocality, Text: []byte("Leeds")}, {Kind: feed.FieldValue, Field: feed.GeocodeCulture, Text: []byte("en")}, {Kind: feed.FieldValue, Field: feed.GeocodeQuery, Text: []byte("")}, {Kind: feed.FieldValue, Field: feed.GeocodeAddressLine, Text: []byte("9 Elm St")}, {Kind: feed.EntityEnd},
	} {
		if _, err := r.Add(token); err != nil {
			t.Fatal(err)
		}
	}
	group, set, empty := records.Look(&r, 1)
	if group != feed.GeocodeGroup || set != feed.SetOf(feed.GeocodeCulture, feed.GeocodeLocality, feed.GeocodeAddressLine) || empty != feed.SetOf(feed.GeocodeQuery) {
		t.Errorf("%v, %b, %b", group, set, empty)
	}
	spans := records.Spans(&r, 1)
	for f, want := range map[feed.Field]string{feed.GeocodeCulture: "en", feed.GeocodeLocality: "Leeds", feed.GeocodeAddressLine: "9 Elm St"} {
		if start, end := spans.Of(f); string(records.Values(&r)[start:end]) != want {
			t.Errorf("%v from %d to %d", f, start, end)
		}
	}
}
