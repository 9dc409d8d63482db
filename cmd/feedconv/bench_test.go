package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// The benchmarks run whole commands over generated feeds, from a file to nowhere
// (disks differ more than programs), and report, besides MB/s of input, how many times faster they are than a bare
// reading of the same file by the standard library: ×RawToken for XML, ×csv for
// CSV, and for JSON Lines ×jsontext or, before Go 1.27, ×Token. The baselines are measured in
// the same process, right before. BenchmarkPairs compares whole processes.
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

	resultsLines = &benchFeed{name: "results", format: feed.JSONLines, tokens: feedtest.Results}
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
		feedtest.Copy(b, w, f.tokens(1, *benchEntities))
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
	switch f.format {
	case feed.XML:
		d := xml.NewDecoder(file)
		next = func() error { _, err := d.RawToken(); return err }
	case feed.JSONLines:
		next = nextJSONToken(file)
	default:
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

// nextJSONToken returns what reads the next token of JSON, and jsonBaseline is its unit.
// bench_jsontext_test.go sets others where there is package jsontext.
var (
	nextJSONToken = func(r io.Reader) func() error {
		d := json.NewDecoder(r)
		return func() error { _, err := d.Token(); return err }
	}
	jsonBaseline = "×Token"
)

// measure runs work and reports its pace against the baseline, which is run before,
// after and in between, for about as long as the work: the machine's pace may change.
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
	b.ReportMetric(took.Seconds()/float64(runs)/(worked.Seconds()/float64(b.N)), f.baseline())
}

// baseline is the unit of what measure reports: multiples of readByStandardLibrary.
func (f *benchFeed) baseline() string {
	switch f.format {
	case feed.XML:
		return "×RawToken"
	case feed.JSONLines:
		return jsonBaseline
	}
	return "×csv"
}

// command runs feedconv; input is replaced by the feed's file.
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

// A measurement is a benchmark that the table of docs/speed.md may have figures of.
type measurement struct {
	benchmark, name string
	feed            *benchFeed
	run             func(b *testing.B, f *benchFeed)
}

// unit is what the table compares with.
func (m measurement) unit() string {
	if m.feed.format == feed.JSONLines {
		return "×jsontext"
	}
	return m.feed.baseline()
}

var measurements = []measurement{
	{"Convert", "results XML to CSV", resultsXML, convertTo("csv")},
	{"Convert", "results XML to tab", resultsXML, convertTo("tab")},
	{"Convert", "results XML to pipe", resultsXML, convertTo("pipe")},
	{"Convert", "requests XML to CSV", requestsXML, convertTo("csv")},
	{"Convert", "results CSV to XML", resultsCSV, convertTo("xml")},
	{"Convert", "requests CSV to XML", requestsCSV, convertTo("xml")},
	{"Convert", "results XML to JSON Lines", resultsXML, convertTo("jsonl")},
	{"Convert", "results JSON Lines to XML", resultsLines, convertTo("xml")},
	{"Convert", "results XML to GeoJSON", resultsXML, convertTo("geojson")},
	{"Validate", "results JSON Lines", resultsLines, validateAs("results")},
	{"Validate", "results XML", resultsXML, validateAs("results")},
	{"Validate", "results CSV", resultsCSV, validateAs("results")},
	{"Validate", "requests XML", requestsXML, validateAs("upload")},
	{"Validate", "requests CSV", requestsCSV, validateAs("upload")},
	{"Stats", "results XML", resultsXML, runOn("stats", "-q")},
	{"Stats", "results CSV", resultsCSV, runOn("stats", "-q")},
	{"View", "results XML", resultsXML, runOn("view", "-q", "-o", "-")},
	{"Entities", "results XML", resultsXML, readEntities},
	{"Tokens", "results XML", resultsXML, readTokens},
	{"Tokens", "results CSV", resultsCSV, readTokens},
	{"Tokens", "requests CSV", requestsCSV, readTokens},
}

// path is the name by which go test calls the measurement.
func (m measurement) path() string {
	return m.benchmark + "/" + strings.ReplaceAll(m.name, " ", "_")
}

func measureAll(b *testing.B, benchmark string) {
	for _, m := range measurements {
		if m.benchmark == benchmark {
			b.Run(m.name, func(b *testing.B) { m.run(b, m.feed) })
		}
	}
}

func BenchmarkConvert(b *testing.B)  { measureAll(b, "Convert") }
func BenchmarkValidate(b *testing.B) { measureAll(b, "Validate") }
func BenchmarkStats(b *testing.B)    { measureAll(b, "Stats") }
func BenchmarkView(b *testing.B)     { measureAll(b, "View") }
func BenchmarkEntities(b *testing.B) { measureAll(b, "Entities") }
func BenchmarkTokens(b *testing.B)   { measureAll(b, "Tokens") }

func convertTo(format string) func(*testing.B, *benchFeed) {
	return func(b *testing.B, f *benchFeed) {
		f.make(b)
		args := []string{"convert", "-q", "-to", format}
		if format == "csv" || format == "tab" || format == "pipe" {
			args = append(args, "-layout", "extended")
		}
		f.command(b, []int{statusOK}, append(args, f.path)...)
	}
}

func validateAs(kind string) func(*testing.B, *benchFeed) {
	return func(b *testing.B, f *benchFeed) {
		f.make(b)
		f.command(b, []int{statusOK, statusInput}, "validate", "-kind", kind, f.path)
	}
}

// runOn runs a command on the feed.
func runOn(args ...string) func(*testing.B, *benchFeed) {
	return func(b *testing.B, f *benchFeed) {
		f.make(b)
		f.command(b, []int{statusOK}, append(args, f.path)...)
	}
}

// readEntities reads entities and does nothing with them.
func readEntities(b *testing.B, f *benchFeed) {
	f.measure(b, func() {
		file, err := os.Open(f.path)
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		for _, err := range feed.Entities(feedio.NewReader(file, f.format, nil)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// readTokens reads tokens and does nothing with them.
func readTokens(b *testing.B, f *benchFeed) {
	f.measure(b, func() {
		file, err := os.Open(f.path)
		if err != nil {
			b.Fatal(err)
		}
		defer file.Close()
		r := feedio.NewReader(file, f.format, nil)
		for {
			if _, err := r.ReadToken(); err == io.EOF {
				return
			} else if err != nil {
				b.Fatal(err)
			}
		}
	})
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
