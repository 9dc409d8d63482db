package batch

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// TestPieceOutputHeld shows that what a piece's outputs hold is counted, of all of them, so
// that package pieces can bound it.
func TestPieceOutputHeld(t *testing.T) {
	src, ok := pieces.ReaderOf(feedio.NewReader(strings.NewReader(""), feed.XML, nil))
	if !ok {
		t.Fatal("no reader of pieces")
	}
	const response = 1000
	o := Outputs{Joined: feedio.NewWriter(io.Discard, feed.XML, nil), Succeeded: feedio.NewWriter(io.Discard, feed.XML, nil)}
	out := o.fork(src, 100)
	if out == nil {
		t.Fatal("no outputs in pieces")
	}
	var text strings.Builder
	w := feedio.NewWriter(&text, feed.XML, nil)
	e := feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{Name: strings.Repeat("x", response)}}}
	if err := errors.Join(feed.WriteEntity(w, &e), w.Close()); err != nil {
		t.Fatal(err)
	}
	r := new(feed.Record)
	if err := r.Read(feedio.NewReader(strings.NewReader(text.String()), feed.XML, nil)); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		if !out.write(r, succeeded) || out.held() < 2*n*response || out.held() > 3*n*response {
			t.Errorf("%d entities: %d bytes are held", n, out.held())
		}
	}
	if out.clear(); out.held() != 0 {
		t.Errorf("%d bytes are held of nothing", out.held())
	}
}
