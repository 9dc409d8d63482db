package render_test

import (
	"bytes"
	"io"
	"sync"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// TestReadsOnlyTheText lets goroutines share one array, each with a few bytes of its
// own, which it changes and writes. Under -race it shows that nothing reads bytes of
// an array next to the text it was given, although the text's capacity includes them.
func TestReadsOnlyTheText(t *testing.T) {
	const own, goroutines = 4, 8
	long := bytes.Repeat([]byte("x"), 200)
	array := make([]byte, goroutines*own+64)
	for name, open := range map[string]func() feed.Writer{
		"xml":    func() feed.Writer { return xmlfeed.NewWriter(io.Discard, nil) },
		"csv":    func() feed.Writer { return delimfeed.NewWriter(io.Discard, feed.CSV, nil) },
		"record": func() feed.Writer { return new(records) },
	} {
		var wait sync.WaitGroup
		for g := range goroutines {
			wait.Go(func() {
				w, text := open(), array[g*own:g*own+own]
				for i := range 100 {
					for j := range text {
						text[j] = 'a' + byte((i+j)%26)
					}
					for _, token := range []feed.Token{
						{Kind: feed.EntityStart},
						{Kind: feed.FieldValue, Field: feed.ID, Text: text},
						{Kind: feed.FieldValue, Field: feed.TraceID, Text: long}, // makes room for short ones
						{Kind: feed.ResponseStart},
						{Kind: feed.FieldValue, Field: feed.ResponseName, Text: text},
						{Kind: feed.PointStart},
						{Kind: feed.FieldValue, Field: feed.PointLatitude, Text: text},
						{Kind: feed.EntityEnd},
					} {
						if err := w.WriteToken(token); err != nil {
							t.Errorf("%s: %v", name, err)
							return
						}
					}
				}
				if err := w.Close(); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		wait.Wait()
	}
}

// access does what only this module does with a feed.Record.
var access = feed.Internal.Records(&private.Granted)

// records is a feed.Writer into a Record, by all the ways that take a text.
type records struct{ feed.Record }

func (r *records) WriteToken(t feed.Token) error {
	if t.Kind == feed.FieldValue {
		access.AddText(&r.Record, t.Text)
	}
	_, err := r.Add(t)
	return err
}

func (r *records) Close() error { return nil }
