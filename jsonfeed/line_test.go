package jsonfeed_test

import (
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
)

// TestEntityLine shows that the line of an entity, if it is known without counting, is the
// right one, also after lines that end in several characters, of which each CR ends one.
func TestEntityLine(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r\r\n", "\r\r\r\n", " \r\n", "\r \n", "\n\n", "\n\r\n"} {
		text := strings.Repeat(`{"id":"7","geocodeRequest":{"query":"Leeds"}}`+end, 3)
		r := jsonfeed.NewReader(strings.NewReader(text), nil)
		var rec feed.Record
		n := 0
		for {
			err := r.ReadRecord(&rec)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", end, err)
			}
			if n++; n == 1 && r.EntityLine() != 1 && end != "\r\r\n" && end != "\r\r\r\n" && end != "\r \n" {
				t.Errorf("%q: the line of the first entity is %d", end, r.EntityLine())
			}
			if err := feedtest.Vouched(r, &rec); err != nil {
				t.Errorf("%q: %v", end, err)
			}
		}
		if n != 3 {
			t.Errorf("%q: %d entities", end, n)
		}
	}
}
