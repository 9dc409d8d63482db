package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// TestPhaseOf shows what the parts of a run are said to be at.
func TestPhaseOf(t *testing.T) {
	begun := time.Unix(1, 0)
	ready, waiting := batch.Progress{Stage: batch.Ready, Began: begun}, batch.Progress{Stage: batch.Ready, Began: begun, Waiting: true}
	pending := batch.Progress{Stage: batch.Created, Began: begun, Status: dataflow.Pending}
	downloading := batch.Progress{Stage: batch.Created, Began: begun, Status: dataflow.Completed}
	done := batch.Progress{Stage: batch.Collected, Began: begun, Ended: begun}
	for _, c := range []struct {
		want  string
		parts []batch.Progress
	}{
		{"0 of 1 jobs done", []batch.Progress{{Stage: batch.Ready}}},
		{"1 sending; 0 of 1 jobs done", []batch.Progress{ready}},
		{"2 waiting; 0 of 2 jobs done", []batch.Progress{waiting, pending}},
		{"1 sending, 1 waiting, 1 downloading; 2 of 6 jobs done", []batch.Progress{done, downloading, ready, done, pending, {Stage: batch.Ready}}},
		{"1 of 1 jobs done", []batch.Progress{done}},
	} {
		if got := phaseOf(c.parts); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// emulated returns the URL of an emulator.
func emulated(t *testing.T, o dataflowtest.Options) string {
	t.Helper()
	emulator, err := dataflowtest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(emulator)
	t.Cleanup(func() {
		server.Close()
		emulator.Close()
	})
	return server.URL
}

// inProcess runs the command in this process, without a terminal.
func inProcess(t *testing.T, args ...string) (said string, status int) {
	t.Helper()
	return inProcessTo(t, filepath.Join(t.TempDir(), "stderr"), args...)
}

// inProcessTo does so with a file for what it says.
func inProcessTo(t *testing.T, name string, args ...string) (said string, status int) {
	t.Helper()
	stderr, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer stderr.Close()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	status = newSession(null, null, stderr).run(args)
	text, err := os.ReadFile(stderr.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text), status
}

// TestPlainProgress shows that without a terminal a line says from time to time what
// the run is at, and that -q keeps it away.
func TestPlainProgress(t *testing.T) {
	defer func(d time.Duration) { plainInterval = d }(plainInterval)
	plainInterval = 50 * time.Millisecond
	const line = "feedconv: note: 2 waiting; 0 of 2 jobs done\n"
	for _, quiet := range []bool{false, true} {
		stderr := filepath.Join(t.TempDir(), "stderr")
		begun := time.Now()
		// The jobs end when the line has been there twice, or, as it never is, soon.
		url := emulated(t, dataflowtest.Options{Delay: time.Hour, Now: func() time.Time {
			said, _ := os.ReadFile(stderr)
			if strings.Count(string(said), line) >= 2 || quiet && time.Since(begun) > time.Second {
				return begun.Add(2 * time.Hour)
			}
			return begun
		}})
		dir := t.TempDir()
		write(t, dir, "in.csv", textHead+"1,Leeds\n2,York\n")
		args := []string{"geocode", "-endpoint", url, "-poll", "50ms", "-entities", "1", filepath.Join(dir, "in.csv"), "-joined", filepath.Join(dir, "out.csv")}
		if quiet {
			args = append(args, "-q")
		}
		said, status := inProcessTo(t, stderr, args...)
		if status != statusOK || !quiet && strings.Count(said, line) < 2 || strings.ContainsAny(said, "\r\x1b") || quiet && said != "" {
			t.Errorf("quiet %v: status %d, said\n%s", quiet, status, said)
		}
	}
}

// TestManyProblemsBeforeSending shows that 20 problems of a rule are listed before a
// feed is sent, and how many there are besides.
func TestManyProblemsBeforeSending(t *testing.T) {
	url := emulated(t, dataflowtest.Options{})
	var rows strings.Builder
	for i := range 25 {
		fmt.Fprintf(&rows, "%d,\n", i)
	}
	dir := t.TempDir()
	write(t, dir, "in.csv", textHead+rows.String())
	said, status := inProcess(t, "geocode", "-endpoint", url, "-poll", "10ms", filepath.Join(dir, "in.csv"), "-joined", filepath.Join(dir, "out.csv"))
	if status != statusOK || strings.Count(said, "warning[address-missing]") != maxProblems || !strings.Contains(said, ": 5 more of address-missing; ") {
		t.Errorf("status %d, said\n%s", status, said)
	}
}

// TestFullOutput shows that of several outputs none is there if one cannot be written,
// that the results are kept, and that the same command then only writes.
func TestFullOutput(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	url := emulated(t, dataflowtest.Options{PerDay: 3}) // no job too many
	dir := t.TempDir()
	write(t, dir, "in.csv", textHead+"1,Leeds\n2,\n")
	for i, full := range []string{"-joined", "-succeeded", "-failed"} {
		out := filepath.Join(dir, fmt.Sprint(i, ".csv"))
		good := "-failed"
		if full == good {
			good = "-joined"
		}
		state := filepath.Join(dir, "state")
		args := []string{"geocode", "-endpoint", url, "-poll", "10ms", "-state", state, filepath.Join(dir, "in.csv"), good, out}
		said, status := inProcess(t, append(args, full, "/dev/full", "-to", "csv")...)
		if status != statusMachine || !strings.Contains(said, "/dev/full: no space left") || !strings.Contains(said, "the results are kept in "+state+";") {
			t.Errorf("%s: status %d, said\n%s", full, status, said)
		}
		if left := fmt.Sprint(files(t, dir)); strings.Contains(left, filepath.Base(out)) {
			t.Errorf("%s: left %s", full, left)
		}
		if said, status = inProcess(t, args...); status != statusOK {
			t.Errorf("%s: again: status %d, said\n%s", full, status, said)
		}
	}
}

// TestGeocodeQuota shows that geocode sends one part, once, to a service that takes
// none, whatever the status that says so.
func TestGeocodeQuota(t *testing.T) {
	t.Parallel()
	var commands sync.WaitGroup // they wait at the same time
	for _, c := range []struct {
		http, status int
		words, say   string
	}{
		{503, 503, "JobUsageQuota: Account already has 3 'Pending' jobs", "feedconv: note: waiting until the service takes a job: "},
		{400, 400, "JobUsageQuota: Account already has 3 'Pending' jobs", "feedconv: note: waiting until the service takes a job: "},
		{200, 503, "JobUsageQuota: Account already has 3 'Pending' jobs", "feedconv: note: waiting until the service takes a job: "},
		{503, 503, "JobUsageQuota: Account has already submitted 50 jobs in the past 24 hours", "; try again when the quota allows further jobs\n"},
		{400, 400, "JobUsageQuota: Account has already submitted 50 jobs in the past 24 hours", "; try again when the quota allows further jobs\n"},
		{403, 403, "JobUsageQuota: Account has already submitted 50 jobs in the past 24 hours", "; try again when the quota allows further jobs\n"},
	} {
		uploads := new(atomic.Int64)
		url := quotaService(t, c.http, c.status, c.words, uploads).URL
		dir := t.TempDir()
		write(t, dir, "in.csv", textHead+"1,Leeds\n2,York\n3,Hull\n4,Bath\n")
		commands.Go(func() {
			said, status := inProcess(t, "geocode", "-endpoint", url, "-poll", "1h", "-timeout", "3s", "-entities", "1", filepath.Join(dir, "in.csv"), "-joined", filepath.Join(dir, "out.csv"))
			if status != statusMachine || uploads.Load() != 1 || strings.Count(said, c.say) != 1 || !strings.Contains(said, c.words) || !strings.Contains(said, "the same command goes on from there") {
				t.Errorf("%d, %s: status %d after %d uploads, said\n%s", c.http, c.words, status, uploads.Load(), said)
			}
		})
	}
	commands.Wait()
}
