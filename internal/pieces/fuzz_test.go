package pieces_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// FuzzPieces copies and validates any text in pieces of any size.
func FuzzPieces(f *testing.F) {
	for i, c := range feedtest.Cases() {
		f.Add(c.Bytes(), uint8(c.Format), uint16(10*i%500))
	}
	for format := range traps {
		f.Add(text(f, feedtest.Results(1, 6), format), uint8(format), uint16(600))
	}
	f.Fuzz(func(t *testing.T, text string, from uint8, size uint16) {
		format := feed.XML + (feed.Format(from)-feed.XML)%(feed.Pipe-feed.XML+1)
		copyOf := func(copy func(feed.Writer, feed.RecordReader) (int64, error)) string {
			return copied(strings.NewReader(text), format, feed.XML, size%2 == 0, size%3 == 0, copy)
		}
		want := copyOf(func(w feed.Writer, r feed.RecordReader) (int64, error) { return feed.Copy(w, r) })
		got := copyOf(func(w feed.Writer, r feed.RecordReader) (int64, error) { return copyIn(w, r, 1+int(size)) })
		if got != want {
			t.Errorf("copied in pieces of %d:\n%s\nwant\n%s", 1+int(size), difference(got, want), difference(want, got))
		}
		o := validate.Options{Kind: validate.Results}
		want = judged(text, format, o, plainly)
		if got := judged(text, format, o, inPieces(1+int(size))); got != want {
			t.Errorf("validated in pieces of %d:\n%s\nwant\n%s", 1+int(size), difference(got, want), difference(want, got))
		}
	})
}
