package tablefeed_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// requestColumns are the columns of requests, without extension columns.
func requestColumns() (columns []feed.Field) {
	for _, f := range feed.Columns(feed.Extended) {
		if g := f.Info().Group; f == feed.ID || g == feed.GeocodeGroup || g == feed.ReverseGroup {
			columns = append(columns, f)
		}
	}
	return columns
}

// sameValues returns requests as CSV and as a table with other names for the columns, and the
// mapping of the table.
func sameValues(b testing.TB, entities int) (csv, table []byte, m tablefeed.Mapping) {
	columns := requestColumns()
	var out bytes.Buffer
	w := feedio.NewWriter(&out, feed.CSV, &feedio.WriterOptions{Columns: columns})
	feedtest.Copy(b, w, feedtest.Requests(1, entities))
	lines := strings.SplitN(out.String(), "\n", 3)
	m.Map = make(map[string]string)
	names := make([]string, len(columns))
	for i, f := range columns {
		names[i] = fmt.Sprintf("column %c", 'A'+i)
		m.Map[f.String()] = names[i]
	}
	return out.Bytes(), []byte(strings.Join(names, ",") + "\n" + lines[2]), m
}

// BenchmarkToXML converts the same values to XML: from a feed in CSV and from a table.
func BenchmarkToXML(b *testing.B) {
	csv, table, m := sameValues(b, 50_000)
	for _, c := range []struct {
		name string
		text []byte
		o    feedio.Options
	}{
		{"feed", csv, feedio.Options{Format: feed.CSV}},
		{"table", table, feedio.Options{Table: &m}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := feedio.Open(bytes.NewReader(c.text), &c.o)
				if err != nil {
					b.Fatal(err)
				}
				w := feedio.NewWriter(io.Discard, feed.XML, nil)
				if n, err := feedio.Copy(context.Background(), w, r); err != nil || n != 50_000 {
					b.Fatal(n, err)
				}
			}
		})
	}
}

// TestSameValues shows that the table of the benchmark holds the same as the feed.
func TestSameValues(t *testing.T) {
	csv, table, m := sameValues(t, 2000)
	want, err := feedtest.Content(feedio.NewReader(bytes.NewReader(csv), feed.CSV, nil))
	if err != nil {
		t.Fatal(err)
	}
	got, err := feedtest.Content(tablefeed.NewReader(bytes.NewReader(table), m, nil))
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Error("the table holds something else")
	}
}
