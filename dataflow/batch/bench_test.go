package batch_test

import (
	"context"
	"io"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// BenchmarkJoin writes the results of a run, by entities.
func BenchmarkJoin(b *testing.B) {
	const n = 20_000
	all := feedOf(b, feed.CSV, feedtest.Requests(1, n))
	repeated, _ := repeating(b, feed.CSV, 1, n/10, n)
	for name, c := range map[string]struct {
		text   []byte
		to     feed.Format
		dedupe bool
	}{
		"xml": {all, feed.XML, false}, "csv": {all, feed.CSV, false}, "csv-dedupe": {repeated, feed.CSV, true},
	} {
		b.Run(name, func(b *testing.B) {
			s := newService(b, dataflowtest.Options{})
			o := s.options(b.TempDir(), feed.CSV, c.text)
			o.Dedupe = c.dedupe
			r, err := batch.Open(o)
			if err != nil {
				b.Fatal(err)
			}
			defer r.Remove()
			if _, err := r.Do(context.Background()); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				w := feedio.NewWriter(io.Discard, c.to, nil)
				if err := r.Join(batch.Outputs{Joined: w}); err != nil {
					b.Fatal(err)
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/entity")
		})
	}
}
