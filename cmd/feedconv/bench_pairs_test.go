package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A pair are two commands that do the same, or nearly, with the same content. BenchmarkPairs
// runs them in turn, each as a process of its own from files to nowhere, and reports how many
// times as fast ours is: by the time of the processor, which other programs disturb less.
// In the commands, FEED is the file of the feed, and PLAIN the plain table of the results.
//
//	GOMAXPROCS=1 go test -run '^$' -bench Pairs ./cmd/feedconv -args -entities 300000
type pair struct {
	name, unit   string
	feed         *benchFeed
	ours, theirs string
}

var pairs = []pair{
	{"XML to JSON Lines or CSV", "CSV", resultsXML, "feedconv convert -q -to jsonl -o - FEED", "feedconv convert -q -to csv -layout extended -o - FEED"},
	{"XML to JSON Lines or Miller", "mlr", resultsXML, "feedconv convert -q -to jsonl -o - FEED", "mlr --icsv --ojsonl cat PLAIN"},
	{"XML to GeoJSON or ogr2ogr", "ogr2ogr", resultsXML, "feedconv convert -q -to geojson -o - FEED",
		"ogr2ogr -f GeoJSON /vsistdout/ PLAIN -oo X_POSSIBLE_NAMES=Longitude -oo Y_POSSIBLE_NAMES=Latitude"},
	{"stats or validate results XML", "validate", resultsXML, "feedconv stats -q FEED", "feedconv validate -q FEED"},
	{"stats or validate results CSV", "validate", resultsCSV, "feedconv stats -q FEED", "feedconv validate -q FEED"},
	{"stats or validate requests CSV", "validate", requestsCSV, "feedconv stats -q FEED", "feedconv validate -q FEED"},
}

// path is the name by which go test calls the pair.
func (p *pair) path() string { return "Pairs/" + strings.ReplaceAll(p.name, " ", "_") }

func BenchmarkPairs(b *testing.B) {
	for _, p := range pairs {
		b.Run(p.name, p.run)
	}
}

func (p *pair) run(b *testing.B) {
	program, _, _ := strings.Cut(p.theirs, " ")
	if _, err := exec.LookPath(program); err != nil && program != "feedconv" {
		b.Skipf("%s is not installed", program)
	}
	p.feed.make(b)
	ours, theirs := p.command(b, p.ours), p.command(b, p.theirs)
	b.SetBytes(p.feed.size)
	var took [2]time.Duration
	b.ResetTimer()
	for b.Loop() {
		took[0] += processorTime(b, ours)
		b.StopTimer()
		took[1] += processorTime(b, theirs)
		b.StartTimer()
	}
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "×"+p.unit)
}

// command returns a command with the names of its files.
func (p *pair) command(b *testing.B, text string) []string {
	args := strings.Fields(text)
	for i, arg := range args {
		switch arg {
		case "feedconv":
			args[i] = benchProgram(b)
		case "FEED":
			args[i] = p.feed.path
		case "PLAIN":
			args[i] = plainTable(b)
		}
	}
	return args
}

// processorTime runs a command and returns the time that it took of the processor. Status 1 is
// that of validate, which finds problems.
func processorTime(b *testing.B, args []string) time.Duration {
	cmd := exec.Command(args[0], args[1:]...)
	var report strings.Builder
	cmd.Stderr = &report
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != statusInput {
		b.Fatalf("%v: %v\n%s", args, err, &report)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

var built, tabled sync.Once

// benchProgram returns the name of the program, which it builds.
func benchProgram(b *testing.B) string {
	name := filepath.Join(benchDir, "feedconv.exe")
	built.Do(func() {
		if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	})
	return name
}

// plainTable returns the name of the plain table of the results, with a row for each response,
// as other programs read it.
func plainTable(b *testing.B) string {
	resultsXML.make(b)
	name := filepath.Join(benchDir, "plain.csv")
	tabled.Do(func() {
		s := &session{stdout: os.Stdout, stderr: os.Stderr}
		if status := s.run([]string{"convert", "-q", "-plain", "-all-responses", "-o", name, resultsXML.path}); status != statusOK {
			b.Fatalf("status %d", status)
		}
	})
	return name
}
