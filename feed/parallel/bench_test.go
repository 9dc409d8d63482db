package parallel

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// BenchmarkRead reads a feed plainly, and ahead with nothing to do for the user:
// the difference is what it costs to hand entities over.
func BenchmarkRead(b *testing.B) {
	feedText := text(b, feedtest.Results(1, 20_000), feed.XML)
	open := func(o *feed.ReaderOptions) feed.SourceReader {
		return codec.NewReader(strings.NewReader(feedText), feed.XML, o)
	}
	read := func(b *testing.B, r feed.SourceReader) {
		var rec feed.Record
		for rec.Read(r) == nil {
		}
	}
	b.Run("plain", func(b *testing.B) {
		b.SetBytes(int64(len(feedText)))
		for b.Loop() {
			read(b, open(nil))
		}
	})
	b.Run("ahead", func(b *testing.B) {
		b.SetBytes(int64(len(feedText)))
		for b.Loop() {
			r, stop := Ahead(open, nil)
			read(b, r)
			stop()
		}
	})
}
