package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// TestGeocodeInterrupted shows that Ctrl-C keeps the state, and that the same
// command then goes on and sends nothing again.
func TestGeocodeInterrupted(t *testing.T) {
	var later atomic.Bool
	emulator, err := dataflowtest.New(dataflowtest.Options{Delay: time.Hour, Now: func() time.Time {
		if later.Load() {
			return time.Now().Add(2 * time.Hour)
		}
		return time.Now()
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()
	args := []string{"geocode", "-endpoint", server.URL, "-poll", "50ms", "-entities", "1", "in.csv", "-joined", "out.csv"}
	cmd := feedconv(t, args...)
	dir := cmd.Dir
	if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(textHead+"1,Leeds\n2,York\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool {
		state, _ := os.ReadFile(filepath.Join(dir, "out.csv.geocode"))
		return strings.Count(string(state), `"created"`) == 2
	})
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 {
		t.Errorf("status %d", got)
	}
	if want := "feedconv: note: stopped; what was sent and what came back is kept in out.csv.geocode; the same command goes on from there and sends nothing twice\n"; stderr.String() != want {
		t.Errorf("said %q", stderr.String())
	}
	later.Store(true)
	again := feedconv(t, args...)
	again.Dir = dir
	said, err := again.CombinedOutput()
	if want := "feedconv: note: going on with the run that out.csv.geocode is of\nfeedconv: note: 2 entities in 2 jobs: 2 succeeded, 0 failed\n"; err != nil || string(said) != want {
		t.Errorf("%v, said\n%s", err, said)
	}
	if got := len(emulator.Uploads()); got != 2 {
		t.Errorf("%d uploads", got)
	}
	if left := fmt.Sprint(files(t, dir)); left != "[in.csv out.csv]" {
		t.Errorf("left %s", left)
	}
}

// TestGeocodeInterruptedEarly shows that Ctrl-C while the feed is being read says
// that nothing was sent, and leaves nothing.
func TestGeocodeInterruptedEarly(t *testing.T) {
	cmd := feedconv(t, "geocode", "-endpoint", "http://127.0.0.1:1", "-from", "csv", "in", "-joined", "out.csv")
	pipe := filepath.Join(cmd.Dir, "in")
	if err := exec.Command("mkfifo", pipe).Run(); err != nil {
		t.Skip(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	feed, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer feed.Close()
	feed.WriteString(textHead + strings.Repeat("1,Leeds\n", 1000))
	waitFor(t, func() bool { return len(files(t, cmd.Dir)) == 2 })
	time.Sleep(100 * time.Millisecond)
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 || stderr.String() != "feedconv: note: stopped before anything was sent\n" {
		t.Errorf("status %d, said %q", got, stderr.String())
	}
	if left := fmt.Sprint(files(t, cmd.Dir)); left != "[in]" {
		t.Errorf("left %s", left)
	}
}

// TestKeyIsNowhere shows that a service that says the key wherever it can does
// not bring a command to print or keep it.
func TestKeyIsNowhere(t *testing.T) {
	const key = "Ak3y+that/must=not&appear"
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		k := r.URL.Query().Get("key")
		self := "http://" + r.Host + "/REST/v1/dataflows/Geocode/abc?" + r.URL.RawQuery
		w.Header().Set("Location", self)
		w.Header().Set("Content-Type", k)
		switch {
		case asked%3 == 0:
			w.WriteHeader(http.StatusBadRequest)
		case r.Method == http.MethodPost:
			w.WriteHeader(http.StatusCreated)
		}
		fmt.Fprintf(w, `{"authenticationResultCode":%q,"errorDetails":[%q],"traceId":%q,"resourceSets":[{"resources":[{"id":%q,"description":%q,"status":"Aborted","errorMessage":%q,"links":[{"role":"self","url":%q}]}]}]}`, k, k, k, k, k, k, self)
	}))
	defer server.Close()
	for _, args := range [][]string{
		{"job", "submit", "in.csv"}, {"job", "submit", "-o", "json", "in.csv"}, {"job", "status", "abc"}, {"job", "status", "-o", "json", "abc"}, {"job", "wait", "abc"},
		{"job", "list"}, {"job", "list", "-o", "json"}, {"job", "status", server.URL + "/dataflows/geocode/abc?key=Ak3y%2Bthat%2Fmust%3Dnot%26appear"},
		{"job", "fetch", "abc", "-failed", "-"}, {"geocode", "in.csv", "-joined", "out.csv"}, {"geocode", "in.csv", "-joined", "-"},
	} {
		for range 3 {
			cmd := feedconv(t, append(args, "-endpoint", server.URL)...)
			cmd.Env = append(os.Environ(), "BING_MAPS_KEY="+key)
			if err := os.WriteFile(filepath.Join(cmd.Dir, "in.csv"), []byte(textHead+"1,Leeds\n"), 0o666); err != nil {
				t.Fatal(err)
			}
			written, _ := cmd.CombinedOutput()
			if len(written) == 0 {
				t.Errorf("%v printed nothing", args)
			}
			filepath.Walk(cmd.Dir, func(path string, info os.FileInfo, err error) error {
				data, _ := os.ReadFile(path)
				written = append(written, data...)
				return err
			})
			for _, form := range []string{key, "Ak3y%2Bthat", "Ak3y+that"} {
				if bytes.Contains(written, []byte(form)) {
					t.Errorf("%v wrote the key:\n%s", args, written)
				}
			}
		}
	}
}

// TestGeocodeEmulateKilled shows that a run with the emulator within the command that is
// killed goes on with the emulator of another process, to the same bytes, and leaves
// nothing.
func TestGeocodeEmulateKilled(t *testing.T) {
	input := textHead
	for i := range 80 {
		input += fmt.Sprintf("%d,%d Street\n", i, i%60)
	}
	args := []string{"geocode", "-emulate", "-dedupe", "-entities", "1", "-q", "in.csv", "-joined", "out.csv"}
	var dir string
	run := func(until func() bool) {
		t.Helper()
		cmd := feedconv(t, args...)
		if dir == "" {
			dir = cmd.Dir
			if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(input), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		cmd.Dir = dir
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if until != nil {
			waitFor(t, until)
			cmd.Process.Kill()
		}
		if err := cmd.Wait(); (err == nil) == (until != nil) || said.Len() > 0 {
			t.Fatalf("error %v, said %s", err, said.String())
		}
	}
	run(nil)
	output := filepath.Join(dir, "out.csv")
	want, err := os.ReadFile(output)
	if err != nil || bytes.Count(want, []byte("Success")) != 80 || os.Remove(output) != nil {
		t.Fatalf("error %v, %s", err, want)
	}
	for _, collected := range []int{1, 20} {
		run(func() bool {
			state, _ := os.ReadFile(filepath.Join(dir, "out.csv.geocode"))
			return strings.Count(string(state), `"collected"`) >= collected
		})
	}
	run(nil)
	if got, err := os.ReadFile(output); err != nil || !bytes.Equal(got, want) {
		t.Errorf("error %v, or other bytes", err)
	}
	if left := fmt.Sprint(files(t, dir)); left != "[in.csv out.csv]" {
		t.Errorf("left %s", left)
	}
}
