package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// azureServer answers each request with a place of some address. It calls before ahead of
// each answer, with the number of the batch.
func azureServer(t *testing.T, address string, before func(n int64, r *http.Request)) (url string, batches *atomic.Int64) {
	batches = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			BatchItems []struct{ OptionalID string }
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			t.Error(err)
		}
		io.Copy(io.Discard, r.Body)
		before(batches.Add(1), r)
		var items []string
		for _, item := range asked.BatchItems {
			items = append(items, fmt.Sprintf(`{"optionalId":%q,"features":[{"geometry":{"coordinates":[1,2]},"properties":{"address":{"locality":%s}}}]}`, item.OptionalID, address))
		}
		fmt.Fprintf(w, `{"batchItems":[%s]}`, strings.Join(items, ","))
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL, batches
}

// runIn runs a command in a folder.
func runIn(t *testing.T, dir string, args ...string) (said string, status int) {
	t.Helper()
	cmd := feedconv(t, args...)
	cmd.Dir = dir
	text, _ := cmd.CombinedOutput()
	return string(text), cmd.ProcessState.ExitCode()
}

// TestAzureInterrupted shows that Ctrl-C says what is true of Azure Maps: what was on its
// way has no answer and is sent again, what came is not.
func TestAzureInterrupted(t *testing.T) {
	second := make(chan bool)
	url, batches := azureServer(t, `"Leeds"`, func(n int64, r *http.Request) {
		if n == 2 {
			close(second)
			<-r.Context().Done()
		}
	})
	args := []string{"geocode", "-service", "azure", "-endpoint", url, "-batch", "1", "-flights", "1", "in.csv", "-joined", "out.csv"}
	cmd := feedconv(t, args...)
	if err := os.WriteFile(filepath.Join(cmd.Dir, "in.csv"), []byte(textHead+"1,Leeds\n2,York\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-second
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if want := "feedconv: note: stopped; the answers that came are kept in out.csv.geocode; the same command goes on from there and sends only what has none\n"; cmd.ProcessState.ExitCode() != 130 || stderr.String() != want {
		t.Errorf("status %d, said %q", cmd.ProcessState.ExitCode(), stderr.String())
	}
	said, status := runIn(t, cmd.Dir, args...)
	if status != 0 || batches.Load() != 3 || !strings.Contains(said, "3 requests sent, 1 of them again\n") {
		t.Errorf("status %d after %d batches, said\n%s", status, batches.Load(), said)
	}
}

// TestAzureOtherFlags shows that a run is not taken up with other flags that say how answers
// are mapped: some are mapped already, and the outputs would be half of one kind.
func TestAzureOtherFlags(t *testing.T) {
	url, batches := azureServer(t, `"Leeds"`, func(int64, *http.Request) {})
	for _, flag := range []string{"-no-name", "-first"} {
		dir := feedconv(t).Dir
		if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(textHead+"1,Leeds\n2,York\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		args := []string{"geocode", "-service", "azure", "-endpoint", url, "-batch", "1", "in.csv", "-joined", "out.csv"}
		if said, status := runIn(t, dir, append(args, flag, "-max-items", "1")...); status != statusMachine {
			t.Fatalf("status %d, said\n%s", status, said)
		}
		begun := batches.Load()
		if said, status := runIn(t, dir, args...); status != statusUsage || !strings.Contains(said, ", "+flag+"; give the same again") {
			t.Errorf("status %d, said\n%s", status, said)
		}
		if said, status := runIn(t, dir, append(args, flag)...); status != statusOK || batches.Load() != begun+1 {
			t.Errorf("status %d after %d batches, said\n%s", status, batches.Load(), said)
		}
	}
}

// TestAzureJoin shows that kept answers give the outputs again, and which ones do not.
func TestAzureJoin(t *testing.T) {
	url, _ := azureServer(t, `"Leeds"`, func(int64, *http.Request) {})
	dir := feedconv(t).Dir
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	write(t, dir, "in.csv", textHead+"1,Leeds\n2,York\n3,Leeds\n")
	if said, status := runIn(t, dir, "geocode", "-service", "azure", "-endpoint", url, "in.csv", "-batch", "1", "-joined", "out.csv", "-raw", "raw.jsonl"); status != statusOK {
		t.Fatalf("status %d, said\n%s", status, said)
	}
	kept := read("raw.jsonl")
	write(t, dir, "broken.jsonl", strings.Replace(kept, `"features":[`, `"features":5,"x":[`, 1))
	write(t, dir, "packed.jsonl", "\x1f\x8b\x08")
	for _, c := range []struct {
		answers, want string
		status        int
	}{
		{"raw.jsonl", "3 succeeded", statusOK},
		{"-", "-answers cannot be standard input", statusUsage},
		{"broken.jsonl", "broken.jsonl:1: batch 1.", statusInput},
		{"packed.jsonl", "packed.jsonl:1: the file is compressed; unpack it", statusInput},
	} {
		said, status := runIn(t, dir, "join", "-service", "azure", "in.csv", "-answers", c.answers, "-joined", "again.csv", "-overwrite")
		if status != c.status || !strings.Contains(said, c.want) {
			t.Errorf("%s: status %d, said\n%s", c.answers, status, said)
		}
	}
	if read("again.csv") != read("out.csv") {
		t.Error("another output")
	}
}

// TestAzureUnholdable shows that a value that the output cannot hold costs nothing: another
// output can hold it, and the command says how.
func TestAzureUnholdable(t *testing.T) {
	url, batches := azureServer(t, `"E\u0001ly"`, func(int64, *http.Request) {})
	dir := feedconv(t).Dir
	if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(textHead+"1,Leeds\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	args := []string{"geocode", "-service", "azure", "-endpoint", url, "in.csv", "-joined"}
	said, status := runIn(t, dir, append(args, "out.xml")...)
	if want := "; with -state out.xml.geocode it can write them in another format, such as jsonl\n"; status != 1 || !strings.Contains(said, want) {
		t.Errorf("status %d, said\n%s", status, said)
	}
	said, status = runIn(t, dir, append(args, "out.jsonl", "-state", "out.xml.geocode")...)
	joined, _ := os.ReadFile(filepath.Join(dir, "out.jsonl"))
	if status != 0 || batches.Load() != 1 || !strings.Contains(string(joined), `"E\u0001ly"`) {
		t.Errorf("status %d after %d batches, said\n%s\n%s", status, batches.Load(), said, joined)
	}
	if left := fmt.Sprint(files(t, dir)); left != "[in.csv out.jsonl]" {
		t.Errorf("left %s", left)
	}
}
