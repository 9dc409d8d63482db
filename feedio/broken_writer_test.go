package feedio_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/geojson"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

var errDisk = errors.New("the disk fails")

// A failingOnce fails at its n-th Write, and at no other: with an error, or by taking less
// than it is given.
type failingOnce struct {
	n     int
	short bool
}

func (w *failingOnce) Write(p []byte) (int, error) {
	switch w.n--; {
	case w.n != 0:
		return len(p), nil
	case w.short:
		return len(p) / 2, nil
	}
	return 0, errDisk
}

// TestWriterBelowFails lets the writer below fail once, at each Write. A program that looks
// at the error of Close alone must hear of it: what was lost is in the middle of the feed.
func TestWriterBelowFails(t *testing.T) {
	const table = "Street,City\nElm St 1,York\nElm St 2,York\n"
	mapping := tablefeed.Mapping{Map: map[string]string{"AddressLine": "Street", "Locality": "City"}}
	type flusher interface {
		feed.RecordWriter
		Flush() error
	}
	writers := map[string]func(io.Writer) flusher{
		"geojson": func(w io.Writer) flusher { return geojson.NewWriter(w, nil) },
		"table":   func(w io.Writer) flusher { return tablefeed.NewJoiner(w, strings.NewReader(table), nil) },
	}
	for _, f := range []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines} {
		writers[f.String()] = func(w io.Writer) flusher { return feedio.NewWriter(w, f, nil).(flusher) }
	}
	for name, open := range writers {
		for _, short := range []bool{false, true} {
			want := errDisk
			if short {
				want = io.ErrShortWrite
			}
			for n := 1; n <= 2; n++ {
				w := open(&failingOnce{n, short})
				r := tablefeed.NewReader(strings.NewReader(table), mapping, nil)
				for rec := new(feed.Record); r.ReadRecord(rec) == nil; {
					w.WriteRecord(rec)
					w.Flush()
				}
				if err := w.Flush(); !errors.Is(err, want) {
					t.Errorf("%s, short %v, write %d: Flush: %v", name, short, n, err)
				}
				if err := w.Close(); !errors.Is(err, want) {
					t.Errorf("%s, short %v, write %d: Close: %v", name, short, n, err)
				}
			}
		}
	}
}
