package run

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/azuremapstest"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

var (
	faultRuns = flag.Int("faultruns", 12, "how many seeded runs meet every fault at once")
	killRuns  = flag.Int("killruns", 5, "how many runs are killed at random moments")
)

// TestFaults lets runs meet every fault at once. Each ends with every entity once, after
// errors after which it can be taken up, and asks nothing again that was answered.
func TestFaults(t *testing.T) {
	for seed := range uint64(*faultRuns) {
		random := rand.New(rand.NewPCG(seed, 17))
		h := newHarness(t, mixed(20+random.IntN(150)))
		h.options.Batch, h.options.Flights = 1+random.IntN(30), 1+random.IntN(5)
		h.batch.Limits = batch.Limits{Entities: 10 + random.IntN(100), Jobs: 1 + random.IntN(3)}
		h.batch.Dedupe = random.IntN(2) == 0
		want := h.must()
		h.asked = nil
		h.emulator.SlowItems = random.IntN(20)
		h.emulator.Faults = make(azuremapstest.Faults)
		for _, f := range azuremapstest.AllFaults {
			h.emulator.Faults[f] = random.Float64() * 0.15
		}
		h.emulator.Faults[azuremapstest.Timeout] = 0 // of a single request it is not answered
		h.emulator.Faults[azuremapstest.Endless] *= 0.02
		var got result
		var err error
		for try := range uint64(200) {
			h.emulator.FaultSeed = seed<<16 + try
			if got, err = h.run(); err == nil {
				break
			}
			h.noKey([]byte(err.Error()))
			h.noKeyOnDisk()
			if strings.Contains(err.Error(), testKey) || !h.resumable() {
				t.Fatalf("seed %d: %v, and nothing is kept", seed, err)
			}
		}
		switch {
		case err != nil:
			t.Fatalf("seed %d: %v", seed, err)
		case got.report.Missing != 0 || withoutTraces(got.joined) != withoutTraces(want.joined):
			t.Fatalf("seed %d: %+v, want %+v, or another output", seed, got.report, want.report)
		}
		if diff := cmp.Diff(slices.Collect(want.tally.All()), slices.Collect(got.tally.All())); diff != "" {
			t.Fatalf("seed %d: other losses are counted: %s", seed, diff)
		}
		h.askedOnce(fmt.Sprint("seed ", seed))
		items := int64(0)
		for _, r := range h.asked {
			items += int64(r.Items)
		}
		if got.sent < items { // those of refused connections were not seen
			t.Fatalf("seed %d: %d requests came, and %d are counted", seed, items, got.sent)
		}
	}
}

// resumable reports whether there is a state.
func (h *harness) resumable() bool {
	_, err := os.Stat(h.state())
	return err == nil
}

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("AZURE_TEST_DIR"); dir != "" {
		if err := victim(dir, os.Getenv("AZURE_TEST_URL")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// victim carries a run to its end in a process of its own, from in.xml to out.xml and
// raw.jsonl in dir.
func victim(dir, url string) error {
	fmt.Println("begun")
	m, err := azuremaps.NewMapper(nil)
	if err != nil {
		return err
	}
	s, err := New(Options{Client: &client.Client{BaseURL: url, Key: testKey, Rate: 1e6, First: time.Millisecond}, Mapper: m, Batch: 10})
	if err != nil {
		return err
	}
	r, err := batch.Open(batch.Options{
		Service: s, State: filepath.Join(dir, "out.geocode"), Format: feed.XML, Limits: batch.Limits{Entities: 150, Jobs: 2},
		Input: func() (io.ReadCloser, error) { return os.Open(filepath.Join(dir, "in.xml")) },
	})
	if err != nil {
		return err
	}
	if r.Ended() {
		return r.Remove()
	}
	if _, err := r.Do(context.Background()); err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(dir, "out.tmp"))
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(out)
	w := feedio.NewWriter(buffered, feed.XML, nil)
	for _, step := range []func() error{
		func() error { return r.Join(batch.Outputs{Joined: w}) }, w.Close, buffered.Flush, out.Close,
		func() error { return os.Rename(out.Name(), filepath.Join(dir, "out.xml")) }, r.Remove,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// TestKill shows that a run that is killed at any moment goes on to the same bytes as one
// that is left alone, and asks nothing again whose answer was kept.
func TestKill(t *testing.T) {
	h := newHarness(t, mixed(600))
	answered := make(map[string]int)
	e, err := azuremapstest.New(azuremapstest.Options{Key: testKey, Delay: 2 * time.Millisecond, Log: func(r azuremapstest.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if r.Status == http.StatusOK {
			answered[string(r.Body)]++
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	defer server.Close()
	run := func(dir string, after time.Duration) (killed bool) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "AZURE_TEST_DIR="+dir, "AZURE_TEST_URL="+server.URL)
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(stdout)
		lines.Scan() // begun
		if after > 0 {
			timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
			defer timer.Stop()
		}
		said := ""
		for lines.Scan() {
			said += lines.Text()
		}
		if err := cmd.Wait(); err != nil && said != "" {
			t.Fatalf("%v: %s", err, said)
		} else if err != nil {
			return true
		}
		return false
	}
	dir := func() string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "in.xml"), []byte(h.text), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	output := func(dir string) string {
		text, err := os.ReadFile(filepath.Join(dir, "out.xml"))
		if err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 2 {
			t.Errorf("left %v", left)
		}
		return string(text)
	}
	alone := dir()
	begin := time.Now()
	if run(alone, 0) {
		t.Fatal("a run that is left alone fails")
	}
	whole := time.Since(begin)
	want := output(alone)
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	kills := 0
	for range *killRuns {
		clear(answered)
		d := dir()
		killsHere := 0
		for run(d, 1+time.Duration(random.Int64N(int64(whole)))) {
			os.Remove(filepath.Join(d, "out.tmp"))
			killsHere++
			if _, err := os.Stat(filepath.Join(d, "out.geocode")); err != nil {
				if _, err := os.Stat(filepath.Join(d, "out.xml")); err == nil {
					break // killed when all was done
				}
			}
			if killsHere == 20 {
				run(d, 0)
				break
			}
		}
		kills += killsHere
		if output(d) != want {
			t.Fatalf("after %d kills there are other bytes", killsHere)
		}
		again := 0
		for _, n := range answered {
			again += n - 1
		}
		if again > 4*killsHere { // those on their way at a kill
			t.Errorf("%d batches were answered again after %d kills", again, killsHere)
		}
	}
	t.Logf("%d kills in %d runs; alone a run takes %v", kills, *killRuns, whole)
}
