package feed_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/feedtest"
)

// TestPositionAfter counts pieces of a text against counting it character by
// character.
func TestPositionAfter(t *testing.T) {
	const marked = "§é§\n§a§\r\n§\r§\r§b§\n§\n§𝄞§\t§c§\r§"
	text, places := feedtest.Marks(marked)
	for i, from := range places {
		for _, to := range places[i:] {
			if got := from.After([]byte(text[from.Offset:to.Offset])); got != to {
				t.Errorf("%q from %+v: %+v, want %+v", text[from.Offset:to.Offset], from, got, to)
			}
		}
	}
	if start := (feed.Position{Line: 1, Column: 1}); places[0] != start {
		t.Errorf("the text begins at %+v", places[0])
	}
}
