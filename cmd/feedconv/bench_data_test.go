package main

import (
	"bytes"
	"io"
	"runtime"
	"testing"
	"time"
)

// BenchmarkData runs what is written for other programs against what is written for the
// service, and the figures against validation: whole commands, in turns, in one process.
//
//	GOMAXPROCS=1 go test -run '^$' -bench Data ./cmd/feedconv
func BenchmarkData(b *testing.B) {
	resultsXML.make(b)
	toCSV := []string{"convert", "-q", "-to", "csv", "-layout", "extended", resultsXML.path}
	for _, c := range []struct {
		name, unit string
		command    []string
		baseline   []string
	}{
		{"XML to GeoJSON", "×XML-to-CSV", []string{"convert", "-q", "-to", "geojson", resultsXML.path}, toCSV},
		{"XML to points", "×XML-to-CSV", []string{"convert", "-q", "-to", "geojsonl", "-points", "-bbox", resultsXML.path}, toCSV},
		{"XML to plain CSV", "×XML-to-CSV", []string{"convert", "-q", "-to", "csv", "-plain", "-all-responses", resultsXML.path}, toCSV},
		{"stats", "×validate", []string{"stats", "-o", "json", resultsXML.path}, []string{"validate", "-kind", "results", resultsXML.path}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(resultsXML.size)
			var took time.Duration // for the baseline, which runs as often
			for b.Loop() {
				b.StopTimer()
				begun := time.Now()
				runQuietly(c.baseline)
				took += time.Since(begun)
				runtime.GC()
				b.StartTimer()
				if status := runQuietly(c.command); status != statusOK {
					b.Fatalf("%v: status %d", c.command, status)
				}
			}
			b.ReportMetric(took.Seconds()/b.Elapsed().Seconds(), c.unit)
		})
	}
}

// runQuietly runs the command and returns its status.
func runQuietly(args []string) int {
	s := &session{stdin: bytes.NewReader(nil), stdout: io.Discard, stderr: io.Discard}
	return s.run(args)
}
