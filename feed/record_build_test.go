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
