package main

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// The benchmarks run whole commands over generated feeds, from a file to nowhere
// (disks differ more than programs), and report, besides MB/s of input, how many times faster they are than a bare
// reading of the same file by the standard library: ×RawToken for XML, ×csv for
// CSV. The baselines are measured in the same process, right before.
//
//	GOMAXPROCS=1 go test -run '^$' -bench . -benchmem ./cmd/feedconv

var benchEntities = flag.Int("entities", 50_000, "entities of the feeds of the benchmarks")

// benchDir holds the generated feeds: made once, removed by TestMain.
var benchDir string

// A benchFeed is a generated feed as a file.
type benchFeed struct {
	name   string
	format feed.Format
	tokens func(seed uint64, n int) feed.Reader

	once sync.Once
	path string
	size int64
}

var (
	resultsXML  = &benchFeed{name: "results", format: feed.XML, tokens: feedtest.Results}
	resultsCSV  = &benchFeed{name: "results", format: feed.CSV, tokens: feedtest.Results}
	requestsXML = &benchFeed{name: "requests", format: feed.XML, tokens: feedtest.Requests}
	requestsCSV = &benchFeed{name: "requests", format: feed.CSV, tokens: feedtest.Requests}
)

// make writes the feed.
func (f *benchFeed) make(b *testing.B) {
	f.once.Do(func() {
		f.path = filepath.Join(benchDir, f.name+"."+f.format.String())
		file, err := os.Create(f.path)
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		w := feedio.NewWriter(file, f.format, &feedio.WriterOptions{Columns: feed.Columns(feed.Extended)})
		if _, err := feed.Copy(w, f.tokens(1, *benchEntities)); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil {
			b.Fatal(err)
		}
		f.size = info.Size()
	})
}

// readByStandardLibrary reads the file as its format's package in the standard
// library does at its barest.
func (f *benchFeed) readByStandardLibrary(b *testing.B) {
	file, err := os.Open(f.path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	var next func() error
	if f.format == feed.XML {
		d := xml.NewDecoder(file)
		next = func() error { _, err := d.RawToken(); return err }
	} else {
		r := csv.NewReader(file)
		r.ReuseRecord, r.FieldsPerRecord = true, -1
		next = func() error { _, err := r.Read(); return err }
	}
	for {
		if err := next(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

// measure runs work and reports its pace against the baseline, which is run before,
// behind and in between, for about as long as the work: the machine's pace may change.
// Work begins as a command does, without garbage, the baseline's above all.
func (f *benchFeed) measure(b *testing.B, work func()) {
	f.make(b)
	b.SetBytes(f.size)
	var took time.Duration // for the baseline, in so many runs
	runs := 0
	baseline := func() {
		begun := time.Now()
		f.readByStandardLibrary(b)
		took += time.Since(begun)
		runs++
	}
	baseline()
	b.ResetTimer()
	for b.Loop() {
		b.StopTimer()
		if took < b.Elapsed() {
			baseline()
		}
		runtime.GC()
		b.StartTimer()
		work()
	}
	worked := b.Elapsed()
	baseline()
	unit := "×csv"
	if f.format == feed.XML {
		unit = "×RawToken"
	}
	b.ReportMetric(took.Seconds()/float64(runs)/(worked.Seconds()/float64(b.N)), unit)
}

// command runs feedconv; input stands for the feed's file.
func (f *benchFeed) command(b *testing.B, statuses []int, args ...string) {
	f.make(b)
	f.measure(b, func() {
		s := &session{stdin: bytes.NewReader(nil), stdout: io.Discard, stderr: io.Discard}
		status := s.run(append([]string(nil), args...))
		for _, want := range statuses {
			if status == want {
				return
			}
		}
		b.Fatalf("%v: status %d", args, status)
	})
}

func (f *benchFeed) convert(b *testing.B, to string) {
	f.make(b)
	args := []string{"convert", "-q", "-to", to}
	if to != "xml" {
		args = append(args, "-layout", "extended")
	}
	f.command(b, []int{statusOK}, append(args, f.path)...)
}

func (f *benchFeed) validate(b *testing.B, kind string) {
	f.make(b)
	f.command(b, []int{statusOK, statusInput}, "validate", "-kind", kind, f.path)
}

func BenchmarkConvert(b *testing.B) {
	b.Run("results XML to CSV", func(b *testing.B) { resultsXML.convert(b, "csv") })
	b.Run("results XML to tab", func(b *testing.B) { resultsXML.convert(b, "tab") })
	b.Run("results XML to pipe", func(b *testing.B) { resultsXML.convert(b, "pipe") })
	b.Run("requests XML to CSV", func(b *testing.B) { requestsXML.convert(b, "csv") })
	b.Run("results CSV to XML", func(b *testing.B) { resultsCSV.convert(b, "xml") })
	b.Run("requests CSV to XML", func(b *testing.B) { requestsCSV.convert(b, "xml") })
}

func BenchmarkValidate(b *testing.B) {
	b.Run("results XML", func(b *testing.B) { resultsXML.validate(b, "results") })
	b.Run("results CSV", func(b *testing.B) { resultsCSV.validate(b, "results") })
	b.Run("requests XML", func(b *testing.B) { requestsXML.validate(b, "upload") })
	b.Run("requests CSV", func(b *testing.B) { requestsCSV.validate(b, "upload") })
}

func BenchmarkEntities(b *testing.B) {
	b.Run("results XML", func(b *testing.B) {
		resultsXML.measure(b, func() {
			file, err := os.Open(resultsXML.path)
			if err != nil {
				b.Fatal(err)
			}
			defer file.Close()
			for _, err := range feed.Entities(xmlfeed.NewReader(file, nil)) {
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

// BenchmarkTokens reads tokens and does nothing with them.
func BenchmarkTokens(b *testing.B) {
	for name, f := range map[string]*benchFeed{"results XML": resultsXML, "results CSV": resultsCSV, "requests CSV": requestsCSV} {
		b.Run(name, func(b *testing.B) {
			f.measure(b, func() {
				file, err := os.Open(f.path)
				if err != nil {
					b.Fatal(err)
				}
				defer file.Close()
				var r feed.Reader = xmlfeed.NewReader(file, nil)
				if f.format != feed.XML {
					r = delimfeed.NewReader(file, f.format, nil)
				}
				for {
					if _, err := r.ReadToken(); err == io.EOF {
						return
					} else if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// BenchmarkBaseline is what the others are measured against, and the search for
// every quote, which is the pace of the machine.
func BenchmarkBaseline(b *testing.B) {
	b.Run("RawToken", func(b *testing.B) { resultsXML.measure(b, func() { resultsXML.readByStandardLibrary(b) }) })
	b.Run("csv results", func(b *testing.B) { resultsCSV.measure(b, func() { resultsCSV.readByStandardLibrary(b) }) })
	b.Run("csv requests", func(b *testing.B) { requestsCSV.measure(b, func() { requestsCSV.readByStandardLibrary(b) }) })
	b.Run("every quote", func(b *testing.B) {
		resultsXML.make(b)
		text, err := os.ReadFile(resultsXML.path)
		if err != nil {
			b.Fatal(err)
		}
		resultsXML.measure(b, func() {
			for rest := text; ; {
				i := bytes.IndexByte(rest, '"')
				if i < 0 {
					break
				}
				rest = rest[i+1:]
			}
		})
	})
}
