package textbuf_test

import (
	"math/rand/v2"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// TestPositionAfter counts pieces of a text against counting it character by
// character. A byte that is no part of one counts like one.
func TestPositionAfter(t *testing.T) {
	const marked = "§\x80§é§\xC3§a§\xED§\xA0§\x80§\n§\xE2§\x82§é§\n§a§\r\n§\r§\r§b§\n§\n§𝄞§\t§c§\r§"
	text, places := feedtest.Marks(marked)
	for i, from := range places {
		for _, to := range places[i:] {
			if got := textbuf.After(from, []byte(text[from.Offset:to.Offset])); got != to {
				t.Errorf("%q from %+v: %+v, want %+v", text[from.Offset:to.Offset], from, got, to)
			}
		}
	}
	if start := (feed.Position{Line: 1, Column: 1}); places[0] != start {
		t.Errorf("the text begins at %+v", places[0])
	}
}

// TestPositionAfterLineEnds counts lines of texts that have many line ends, and bytes that
// differ from them in one bit.
func TestPositionAfterLineEnds(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		text := make([]byte, random.IntN(40))
		for i := range text {
			text[i] = "\r\r\n\n\x8d\x8a\x0b\x0ca"[random.IntN(9)]
		}
		want := 1
		for i, c := range text {
			if c == '\n' || c == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
				want++
			}
		}
		if got := textbuf.After(feed.Position{Line: 1, Column: 1}, text); got.Line != want {
			t.Fatalf("%q: line %d, want %d", text, got.Line, want)
		}
	}
}
