package pieces_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/geojson"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// weighed notes the most that a fork of a writer has held.
type weighed struct {
	pieces.Writer
	mu   *sync.Mutex
	most *int
	fork bool
}

func (w weighed) Fork(size int) pieces.Writer {
	return weighed{w.Writer.Fork(size), w.mu, w.most, true}
}

func (w weighed) WriteRecord(r *feed.Record) error {
	err := w.Writer.WriteRecord(r)
	if !w.fork {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	*w.most = max(*w.most, w.Held())
	return err
}

func (w weighed) Join(fork pieces.Writer, held int) error {
	return w.Writer.Join(fork.(weighed).Writer, held)
}

// TestHeldIsBounded shows that what is held of a piece has a bound, however much longer the
// output is than the text, and that such a feed is still copied in pieces: of rows of a few
// bytes, of longer ones, and of rows of a few bytes again.
func TestHeldIsBounded(t *testing.T) {
	const size, most = 1000, 8 * 1000
	var b strings.Builder
	b.WriteString("Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n")
	for i := range 4000 {
		query := "x"
		if i/100 == 20 {
			query = strings.Repeat("long ", 100)
		}
		fmt.Fprintf(&b, "%d,%s\n", i, query)
	}
	for _, form := range []func(*bytes.Buffer) feed.Writer{
		func(out *bytes.Buffer) feed.Writer { return geojson.NewWriter(out, nil) },
		func(out *bytes.Buffer) feed.Writer {
			return feedio.NewWriter(out, feed.JSONLines, &feedio.WriterOptions{JSON: feedio.JSONOptions{Wide: true}})
		},
	} {
		var want, got bytes.Buffer
		plain := form(&want)
		entities, err := feed.Copy(plain, feedio.NewReader(strings.NewReader(b.String()), feed.CSV, nil))
		if err != nil || plain.Close() != nil {
			t.Fatal(err)
		}
		one := want.Len()/int(entities) + 1000
		w, ok := pieces.WriterOf(form(&got))
		if !ok {
			t.Fatal("no writer of pieces")
		}
		held := 0
		src := newCounting(feedio.NewReader(strings.NewReader(b.String()), feed.CSV, nil))
		n, err := copyIn(weighed{w, new(sync.Mutex), &held, false}, src, size)
		if closed := w.Close(); n != entities || err != nil || closed != nil || got.String() != want.String() {
			t.Errorf("%d entities of %d, %v, %v; the same bytes: %v", n, entities, err, closed, got.String() == want.String())
		}
		if held == 0 || held > most+one {
			t.Errorf("%d bytes are held of a piece, more than %d", held, most+one)
		}
		if src.pieces < 500 || src.plain > 50 {
			t.Errorf("%d pieces, and %d times plainly", src.pieces, src.plain)
		}
	}
}
