package delimfeed_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// benchmarkEntities is how many entities the benchmarks' feeds have.
const benchmarkEntities = 20_000

// feeds are the feeds of the benchmarks.
var feeds = []struct {
	name    string
	read    func() feed.Reader
	columns feed.Layout
}{
	{"requests", func() feed.Reader { return feedtest.Requests(1, benchmarkEntities) }, feed.Extended},
	{"results", func() feed.Reader { return feedtest.Results(1, benchmarkEntities) }, feed.Extended},
}

// BenchmarkRead reads feeds with encoding/csv, which splits and unquotes cells
// and does no more, and with a Reader.
func BenchmarkRead(b *testing.B) {
	for _, c := range feeds {
		for _, f := range formats {
			text := []byte(feedtest.Text(b, c.read(), f, delimfeed.NewWriter))
			if f == feed.CSV {
				b.Run(c.name+"/encoding-csv", func(b *testing.B) { bareRead(b, text) })
			}
			b.Run(c.name+"/"+f.String(), func(b *testing.B) { readTokens(b, text, f) })
			b.Run(c.name+"/"+f.String()+"-records", func(b *testing.B) { readRecords(b, text, f) })
		}
	}
}

func readRecords(b *testing.B, text []byte, f feed.Format) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := delimfeed.NewReader(bytes.NewReader(text), f, nil)
		var rec feed.Record
		for {
			if err := r.ReadRecord(&rec); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func bareRead(b *testing.B, text []byte) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(text))
		r.ReuseRecord, r.FieldsPerRecord, r.LazyQuotes = true, -1, false
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func readTokens(b *testing.B, text []byte, f feed.Format) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := delimfeed.NewReader(bytes.NewReader(text), f, nil)
		for {
			if _, err := r.ReadToken(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkBlankLines reads blank lines, and rows of as many bytes to compare them with.
func BenchmarkBlankLines(b *testing.B) {
	const size = 1 << 22
	header := versionLine + "Id,GeocodeRequest/Query\n1,Leeds\n"
	for _, c := range []struct{ name, line string }{
		{"rows", "17,12 Elm St Dayton OH\n"},
		{"LF", "\n"},
		{"CRLF", "\r\n"},
	} {
		text := []byte(header + strings.Repeat(c.line, size/len(c.line)))
		b.Run(c.name, func(b *testing.B) { readRecords(b, text, feed.CSV) })
	}
}

// BenchmarkWrite writes feeds that are in memory as tokens. The bytes are those
// of the output.
func BenchmarkWrite(b *testing.B) {
	for _, c := range feeds {
		var tokens feedtest.Tokens
		if _, err := feed.Copy(&tokens, c.read()); err != nil {
			b.Fatal(err)
		}
		for _, f := range formats {
			size := int64(len(feedtest.Text(b, c.read(), f, delimfeed.NewWriter)))
			b.Run(c.name+"/"+f.String(), func(b *testing.B) {
				b.SetBytes(size)
				b.ReportAllocs()
				for b.Loop() {
					w := delimfeed.NewWriter(io.Discard, f, nil)
					for _, token := range tokens {
						if err := w.WriteToken(token); err != nil {
							b.Fatal(err)
						}
					}
					w.Close()
				}
			})
		}
	}
}

// TestNothingIsAllocatedPerEntity compares the allocations for feeds of two
// sizes.
func TestNothingIsAllocatedPerEntity(t *testing.T) {
	if feedtest.Race {
		t.Skip("the race detector allocates")
	}
	measure := func(n int, f feed.Format) float64 {
		text, err := write(feedtest.Results(1, n), f, nil)
		if err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(3, func() {
			w := delimfeed.NewWriter(io.Discard, f, nil)
			if _, err := feed.Copy(w, delimfeed.NewReader(bytes.NewReader([]byte(text)), f, nil)); err != nil {
				t.Fatal(err)
			}
		})
	}
	for _, f := range formats {
		few, many := measure(1000, f), measure(11_000, f)
		if perEntity := (many - few) / 10_000; perEntity > 0.01 {
			t.Errorf("%v: %.2f allocations for an entity", f, perEntity)
		}
	}
}
