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

// TestPieceOutputIsBounded shows that what is held of a piece has a bound, however much
// longer than their requests the results are, and that later pieces are not tried.
func TestPieceOutputIsBounded(t *testing.T) {
	src, ok := pieces.ReaderOf(feedio.NewReader(strings.NewReader(""), feed.XML, nil))
	if !ok {
		t.Fatal("no reader of pieces")
	}
	const size, responses, response = 1000, 50, 100
	o := Outputs{Joined: feedio.NewWriter(io.Discard, feed.XML, nil), Succeeded: feedio.NewWriter(io.Discard, feed.XML, nil)}
	out := o.fork(src, size)
	if out == nil {
		t.Fatal("no outputs in pieces")
	}
	e := feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "x"}, Responses: make([]feed.GeocodeResponse, responses)}
	for i := range e.Responses {
		e.Responses[i].Name = strings.Repeat("x", response)
	}
	var text strings.Builder
	w := feedio.NewWriter(&text, feed.XML, nil)
	if err := errors.Join(feed.WriteEntity(w, &e), w.Close()); err != nil {
		t.Fatal(err)
	}
	r := new(feed.Record)
	if err := r.Read(feedio.NewReader(strings.NewReader(text.String()), feed.XML, nil)); err != nil {
		t.Fatal(err)
	}
	n := 0
	for out.write(r, succeeded) {
		if n++; n > maxGrowth*size/(responses*response) {
			t.Fatalf("%d entities, and %d bytes are held", n, out.held())
		}
	}
	if most := maxGrowth*size + 4*responses*response; out.held() == 0 || out.held() > most {
		t.Errorf("%d bytes are held, more than %d", out.held(), most)
	}
	if out.clear(); out.held() != 0 || out.write(r, succeeded) {
		t.Errorf("another piece is tried; %d bytes are held", out.held())
	}
}
