package xmlfeed_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// resultsFeed returns a feed as the service makes it of a job.
func resultsFeed(b *testing.B) []byte {
	return []byte(feedtest.Text(b, feedtest.Results(1, 10_000), feed.XML, feedio.NewWriter))
}

// bench runs f over a results feed.
func bench(b *testing.B, f func(text io.Reader) error) {
	text := resultsFeed(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := f(bytes.NewReader(text)); err != nil && err != io.EOF {
			b.Fatal(err)
		}
	}
}

// BenchmarkBaseline is what the others are measured by: encoding/xml's RawToken
// loop over the same bytes.
func BenchmarkBaseline(b *testing.B) {
	bench(b, func(text io.Reader) error {
		d := xml.NewDecoder(text)
		for {
			if _, err := d.RawToken(); err != nil {
				return err
			}
		}
	})
}

// BenchmarkRead reads a feed to tokens.
func BenchmarkRead(b *testing.B) {
	bench(b, func(text io.Reader) error {
		r := xmlfeed.NewReader(text, nil)
		for {
			if _, err := r.ReadToken(); err != nil {
				return err
			}
		}
	})
}

// BenchmarkEntities reads a feed to structs.
func BenchmarkEntities(b *testing.B) {
	bench(b, func(text io.Reader) error {
		for _, err := range feed.Entities(xmlfeed.NewReader(text, nil)) {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkCopy reads a feed and writes it again.
func BenchmarkCopy(b *testing.B) {
	bench(b, func(text io.Reader) error {
		w := xmlfeed.NewWriter(io.Discard, nil)
		if _, err := feed.Copy(w, xmlfeed.NewReader(text, nil)); err != nil {
			return err
		}
		return w.Close()
	})
}

// BenchmarkReadRecord reads a feed to records. It reports how many of the entities have a
// line that is known without counting.
func BenchmarkReadRecord(b *testing.B) {
	lines, entities := 0, 0
	bench(b, func(text io.Reader) error {
		r := xmlfeed.NewReader(text, nil)
		var rec feed.Record
		for {
			if err := r.ReadRecord(&rec); err != nil {
				return err
			}
			if entities++; r.EntityLine() > 0 {
				lines++
			}
		}
	})
	b.ReportMetric(float64(lines)/float64(entities), "lines/entity")
}

// BenchmarkReadByEvents reads a feed to records without the help of literals.
func BenchmarkReadByEvents(b *testing.B) {
	bench(b, func(text io.Reader) error {
		r := xmlfeed.NewReader(text, nil)
		r.ReadByEvents()
		var rec feed.Record
		for {
			if err := r.ReadRecord(&rec); err != nil {
				return err
			}
		}
	})
}
