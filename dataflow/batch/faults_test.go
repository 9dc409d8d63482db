package batch_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

var (
	faultRuns = flag.Int("faultruns", 12, "how many seeded runs meet every fault at once")
	killRuns  = flag.Int("killruns", 5, "how many runs are killed at random moments")
)

// TestEveryFaultAtOnce shows that, whatever fails, every entity ends up once in
// the joined feed, with the same results as when nothing fails, and that no part
// that the service took is sent again, unless its job was aborted. A run may
// end with an error; then the next one goes on.
func TestEveryFaultAtOnce(t *testing.T) {
	var runs, ended int
	var mu sync.Mutex
	t.Run("runs", func(t *testing.T) {
		for seed := range *faultRuns {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				n := runThroughFaults(t, uint64(seed))
				mu.Lock()
				runs, ended = runs+n, ended+1
				mu.Unlock()
			})
		}
	})
	if runs <= ended {
		t.Errorf("%d feeds in %d runs: nothing has failed for good, so the test shows nothing", ended, runs)
	}
}

// runThroughFaults returns how many runs it took.
func runThroughFaults(t *testing.T, seed uint64) int {
	text := feedOf(t, formats[seed%4], feedtest.Requests(seed, 60))
	quiet := newService(t, dataflowtest.Options{Seed: 7})
	_, want := run(t, quiet.options(t.TempDir(), formats[seed%4], text))

	s := newService(t, dataflowtest.Options{Seed: 7, FaultSeed: seed, Zip: seed%3 == 0, InProcess: 4, Key: key, Faults: dataflowtest.AtOnce(0.15)})
	var said log
	o := s.options(t.TempDir(), formats[seed%4], text)
	o.Limits = batch.Limits{Entities: 12, Jobs: 3}
	o.Gzip = seed%2 == 0
	o.Client.XML = seed%5 == 0
	o.Client.Timeout = 300 * time.Millisecond // what is lost by it is one more fault
	o.Note = said.add
	for n := 1; n <= 50; n++ {
		r, err := batch.Open(o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = r.Do(context.Background()); err == nil {
			if got := join(t, r); got != want {
				t.Errorf("joined otherwise than without faults:\n%s\nwant\n%s", got, want)
			}
			wantNoKey(t, o.State, said.text())
			r.Remove()
			wantOneUploadEach(t, s)
			return n
		}
		said.add(err.Error())
		wantClear(t, err)
		wantNoKey(t, o.State, said.text())
		r.Close()
	}
	t.Errorf("not at the end after 50 runs:\n%s", said.text())
	return 50
}

// wantClear fails unless an error says which part and what happened, in a line.
func wantClear(t *testing.T, err error) {
	t.Helper()
	var e *dataflow.Error
	if !strings.HasPrefix(err.Error(), "part ") || strings.Contains(err.Error(), "\n") || !errors.As(err, &e) {
		t.Errorf("unclear error: %v", err)
	}
}

// wantOneUploadEach fails where the service took a part twice.
func wantOneUploadEach(t *testing.T, s service) {
	t.Helper()
	part := regexp.MustCompile(`\[feedconv [0-9a-f]+ (\d+)/\d+\.\d+\]`)
	good := make(map[string]int)
	for _, u := range s.Uploads() {
		m := part.FindStringSubmatch(u.Description)
		if m == nil {
			t.Fatalf("description %q", u.Description)
		}
		if !u.Aborted {
			good[m[1]]++
		}
	}
	for number, n := range good {
		if n != 1 {
			t.Errorf("part %s was taken %d times", number, n)
		}
	}
}

// A log gathers what a run says.
type log struct {
	mu   sync.Mutex
	said strings.Builder
}

func (l *log) add(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said.WriteString(text + "\n")
}

func (l *log) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

// wantNoKey fails where the key is in what was said or kept.
func wantNoKey(t *testing.T, state, said string) {
	t.Helper()
	files, _ := filepath.Glob(state + "*")
	more, _ := filepath.Glob(state + ".d/*")
	all := []byte(said)
	for _, name := range append(files, more...) {
		data, _ := os.ReadFile(name)
		all = append(all, data...)
	}
	for _, form := range []string{key, "Ak3y-that%2Bmust%2Fnot", "Ak3y-that+must%2Fnot"} {
		if i := bytes.Index(all, []byte(form)); i >= 0 {
			t.Errorf("the key is in %q", all[max(0, i-200):min(len(all), i+100)])
		}
	}
}

// TestLostAnswer shows what becomes of a part that the service took without
// being able to say so: it is found, and the user is told.
func TestLostAnswer(t *testing.T) {
	s := newService(t, dataflowtest.Options{Faults: dataflowtest.Faults{dataflowtest.LostCreate: 1}})
	text := feedOf(t, feed.XML, feedtest.Requests(1, 10))
	var said log
	o := s.options(t.TempDir(), feed.XML, text)
	o.Note = said.add
	_, joined := run(t, o)
	wantJoined(t, joined, feed.XML, text)
	if got := s.Uploads(); len(got) != 1 {
		t.Errorf("%d uploads", len(got))
	}
	if !strings.Contains(said.text(), "part 1 was sent and no good answer came") || !strings.Contains(said.text(), "part 1 has the job "+s.Uploads()[0].JobID) {
		t.Errorf("said:\n%s", said.text())
	}
}

// TestAborted shows that an aborted job is an error with its message, and that
// the next run sends the part again.
func TestAborted(t *testing.T) {
	faults := dataflowtest.Faults{dataflowtest.Abort: 1}
	s := newService(t, dataflowtest.Options{Faults: faults})
	text := feedOf(t, feed.XML, feedtest.Requests(1, 10))
	o := s.options(t.TempDir(), feed.XML, text)
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Do(context.Background())
	if !errors.Is(err, dataflow.ErrAborted) || !strings.HasSuffix(err.Error(), "the service aborted the job: The job was aborted as the emulator was told to.; run the same again to send this part again, with a smaller -entities or -bytes if it is too large") {
		t.Errorf("error %v", err)
	}
	r.Close()
	faults[dataflowtest.Abort] = 0
	_, joined := run(t, o)
	wantJoined(t, joined, feed.XML, text)
	if got := s.Uploads(); len(got) != 2 {
		t.Errorf("%d uploads", len(got))
	}
}

// TestNeverTaken shows that a run does not send for ever what the service never
// takes.
func TestNeverTaken(t *testing.T) {
	posts := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts++
			io.Copy(io.Discard, r.Body)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		io.WriteString(w, `{"statusCode":200,"resourceSets":[]}`)
	}))
	defer server.Close()
	o := service{url: server.URL}.options(t.TempDir(), feed.XML, feedOf(t, feed.XML, feedtest.Requests(1, 10)))
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	_, err = r.Do(context.Background())
	if want := "part 1 of 1: the service took none of 3 uploads of the part: create job at "; err == nil || !strings.HasPrefix(err.Error(), want) || posts != 3 {
		t.Errorf("error %v after %d uploads", err, posts)
	}
}
