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

// TestExtent looks at values that come in another order than that of the schema.
func TestExtent(t *testing.T) {
	var r feed.Record
	for _, token := range []feed.Token{
		{Kind: feed.EntityStart}, {Kind: feed.FieldValue, Field: feed.ID, Text: []byte("7")}, {Kind: feed.GeocodeStart},
		{Kind: feed.FieldValue, Field: feed.GeocodeLocality, Text: []byte("Leeds")}, {Kind: feed.FieldValue, Field: feed.GeocodeCulture, Text: []byte("en")}, {Kind: feed.FieldValue, Field: feed.GeocodeQuery, Text: []byte("")}, {Kind: feed.FieldValue, Field: feed.GeocodeAddressLine, Text: []byte("9 Elm St")}, {Kind: feed.EntityEnd},
	} {
		if _, err := r.Add(token); err != nil {
			t.Fatal(err)
		}
	}
	first, last := &[256]uint16{'L': 1, '9': 2 | 4, 'e': 8}, &[256]uint16{'s': 1, 't': 4 | 8, 'n': 8}
	p, _ := r.Request(feed.GeocodeGroup)
	for _, c := range []struct {
		fields feed.FieldSet
		values string
		both   uint16
	}{
		{feed.SetOf(feed.GeocodeQuery, feed.GeocodeLocality, feed.GeocodeAddressLine, feed.GeocodePostalCode), "Leedsen9 Elm St", 1 | 4},
		{feed.SetOf(feed.GeocodeAddressLine), "9 Elm St", 4},
		{feed.SetOf(feed.GeocodeCulture, feed.GeocodeLocality), "Leedsen", 1 | 8},
	} {
		low, high, both := records.Extent(p, c.fields, first, last)
		if got := string(records.Values(&r)[low:high]); got != c.values || both != c.both {
			t.Errorf("%q, %d; want %q, %d", got, both, c.values, c.both)
		}
	}
	if low, high, both := records.Extent(p, feed.SetOf(feed.GeocodeQuery), first, last); low < high || both != 0 {
		t.Error(low, high, both)
	}
	if low, high, both := records.Extent(feed.Part{}, feed.SetOf(feed.GeocodeQuery), first, last); low < high || both != 0 {
		t.Error(low, high, both)
	}
}
