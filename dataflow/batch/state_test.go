package batch_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// interrupted begins a run of five parts and ends it when one of them is collected
// and others are not. The changes are made to its options.
func interrupted(t *testing.T, changes ...func(*batch.Options)) (o batch.Options, want string) {
	t.Helper()
	s := newService(t, dataflowtest.Options{Delay: time.Millisecond})
	text := feedOf(t, feed.XML, feedtest.Requests(3, 10))
	o = s.options(t.TempDir(), feed.XML, text)
	for _, change := range changes {
		change(&o)
	}
	_, want = run(t, o)
	o.Limits = batch.Limits{Entities: 2, Jobs: 1}
	// The second job is asked for when the first part is collected.
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	jobs := make(map[string]bool)
	o.Client.HTTPClient = &http.Client{Transport: transport(func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodGet && !strings.Contains(req.URL.Path, "/output/") {
			if jobs[req.URL.Path] = true; len(jobs) > 1 {
				cancel()
			}
		}
		return http.DefaultTransport.RoundTrip(req)
	})}
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Do(ctx); err == nil {
		t.Fatal("the run came to its end")
	}
	o.Client = s.client()
	return o, want
}

// A transport carries requests.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// copyRun copies a state and its folder.
func copyRun(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to+".d", os.DirFS(from+".d")); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// resummed returns a state with the check sum of what it now holds, nil where it is
// no JSON.
func resummed(state []byte) []byte {
	var f struct {
		Mark    json.RawMessage `json:"feedconv"`
		Version json.RawMessage `json:"version"`
		Sum     string          `json:"sum"`
		State   json.RawMessage `json:"state"`
	}
	var compact bytes.Buffer
	if json.Unmarshal(state, &f) != nil || json.Compact(&compact, f.State) != nil {
		return nil
	}
	sum := sha256.Sum256(compact.Bytes())
	return bytes.Replace(state, []byte(f.Sum), []byte(hex.EncodeToString(sum[:])), 1)
}

var (
	jsonNumber = regexp.MustCompile(`: -?\d+`)
	jsonText   = regexp.MustCompile(`: "[^"]*"`)
)

// mutated returns a state with a change somewhere.
func mutated(random *rand.Rand, state []byte) []byte {
	pick := func(list [][]int) []int { return list[random.IntN(len(list))] }
	splice := func(from, to int, text string) []byte {
		return append(append(bytes.Clone(state[:from]), text...), state[to:]...)
	}
	switch random.IntN(6) {
	case 0: // a byte
		i := random.IntN(len(state))
		return splice(i, i+1, string(byte(random.IntN(256))))
	case 1: // cut
		return bytes.Clone(state[:random.IntN(len(state))])
	case 2: // a number
		at := pick(jsonNumber.FindAllIndex(state, -1))
		values := []string{"-1", "0", "1", "2", "99", "2147483648", "4611686018427387904", "99999999999999999999", "1e30", "1.5", `"1"`, "null"}
		return splice(at[0], at[1], ": "+values[random.IntN(len(values))])
	case 3: // a text
		at := pick(jsonText.FindAllIndex(state, -1))
		values := []string{`""`, `"x"`, `"http://127.0.0.1:1/"`, `"file:///etc/passwd"`, `"collected"`, `"created"`, `"ready"`, `"aborted"`, `"sent"`, "7", "null", "[]", "{}"}
		return splice(at[0], at[1], ": "+values[random.IntN(len(values))])
	case 4: // a line is gone, or there twice
		lines := bytes.SplitAfter(state, []byte("\n"))
		i := random.IntN(len(lines))
		if random.IntN(2) == 0 {
			lines[i] = nil
		} else {
			lines[i] = append(bytes.Clone(lines[i]), lines[i]...)
		}
		return bytes.Join(lines, nil)
	}
	// Two lines change places.
	lines := bytes.SplitAfter(state, []byte("\n"))
	i, j := random.IntN(len(lines)), random.IntN(len(lines))
	lines[i], lines[j] = lines[j], lines[i]
	return bytes.Join(lines, nil)
}

// TestDamagedState shows that a state that was damaged or edited, with or without
// its check sum made right again, leads to a clear error or to the right results.
func TestDamagedState(t *testing.T) { testDamagedState(t, 2000) }

// TestDamagedStateDedupe shows the same of a run that sends each request once.
func TestDamagedStateDedupe(t *testing.T) {
	text, _ := repeating(t, feed.XML, 3, 10, 30)
	testDamagedState(t, 800, func(o *batch.Options) {
		o.Dedupe, o.Input = true, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	})
}

func testDamagedState(t *testing.T, states int, changes ...func(*batch.Options)) {
	t.Helper()
	o, want := interrupted(t, changes...)
	state, err := os.ReadFile(o.State)
	if err != nil {
		t.Fatal(err)
	}
	damaged := o
	damaged.State = filepath.Join(t.TempDir(), "copy")
	right, clear, opened := 0, 0, 0
	for i := range states {
		text := mutated(rand.New(rand.NewPCG(5, uint64(i))), state)
		if i%2 == 0 {
			if text = resummed(text); text == nil {
				continue
			}
		}
		os.RemoveAll(damaged.State + ".d")
		copyRun(t, o.State, damaged.State)
		if err := os.WriteFile(damaged.State, text, 0o666); err != nil {
			t.Fatal(err)
		}
		r, err := batch.Open(damaged)
		joined := want
		if err == nil {
			r.Close()
			if opened++; opened%20 == 0 { // a run to the end takes its time
				joined, err = goOn(t, damaged)
			}
		}
		switch {
		case err == nil && joined == want:
			right++
		case err == nil:
			t.Errorf("%d: joined otherwise with the state\n%s", i, text)
		case strings.Contains(err.Error(), "\n") || errors.Is(err, context.DeadlineExceeded):
			t.Errorf("%d: %v with the state\n%s", i, err, text)
		default:
			clear++
		}
	}
	t.Logf("%d right runs, %d errors", right, clear)
	if right == 0 || clear == 0 {
		t.Errorf("%d right runs, %d errors", right, clear)
	}
}

// goOn takes up a run and returns what it joined.
func goOn(t *testing.T, o batch.Options) (string, error) {
	t.Helper()
	r, err := batch.Open(o)
	if err != nil {
		return "", err
	}
	defer r.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := r.Do(ctx); err != nil {
		return "", err
	}
	return join(t, r), nil
}

// TestMissingKept shows that a run whose folder, or a file in it, is missing or cut
// says so before anything is sent.
func TestMissingKept(t *testing.T) {
	o, _ := interrupted(t)
	names, err := filepath.Glob(filepath.Join(o.Folder(), "part-*"))
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, ".tmp") })
	if err != nil || len(names) != 5 {
		t.Fatal(names, err)
	}
	for _, harm := range append(names, "all") {
		damaged := o
		damaged.State = filepath.Join(t.TempDir(), "copy")
		copyRun(t, o.State, damaged.State)
		name := filepath.Join(damaged.Folder(), filepath.Base(harm))
		if harm == "all" {
			name = damaged.Folder()
		}
		if err := os.RemoveAll(name); err != nil {
			t.Fatal(err)
		}
		_, err := batch.Open(damaged)
		if !errors.Is(err, batch.ErrState) || !strings.Contains(err.Error(), "which is missing") {
			t.Errorf("without %s: error %v", harm, err)
		}
		if _, err := os.Stat(damaged.Folder()); harm == "all" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the folder was made again: %v", err)
		}
		if harm == "all" {
			continue
		}
		if err := os.WriteFile(name, []byte("<"), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := batch.Open(damaged); !errors.Is(err, batch.ErrState) || !strings.Contains(err.Error(), "is another file") {
			t.Errorf("with another %s: error %v", harm, err)
		}
	}
}

// TestForeignFiles shows that nothing is taken, changed or removed that a run has
// not made.
func TestForeignFiles(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	text := feedOf(t, feed.XML, feedtest.Requests(1, 3))
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	link := func(from, to string) {
		t.Helper()
		if err := os.Symlink(from, to); err != nil {
			t.Skip(err)
		}
	}
	for name, c := range map[string]struct {
		prepare func(state string)
		want    error // nil if the run goes through
	}{
		"a folder with something in it": {func(state string) { write(state+".d/site.conf", "precious") }, batch.ErrNotFolder},
		"a folder with a lock of another": {func(state string) {
			write(state+".d/lock", "")
			write(state+".d/site.conf", "precious")
		}, batch.ErrNotFolder},
		"a lock with text":      {func(state string) { write(state+".d/lock", "precious") }, batch.ErrNotFolder},
		"a file for the folder": {func(state string) { write(state+".d", "precious") }, batch.ErrNotFolder},
		"a link for the folder": {func(state string) { write(state+".e/x", "precious"); link(state+".e", state+".d") }, batch.ErrNotFolder},
		"a link as the lock": {func(state string) {
			write(state+".e", "precious")
			os.Mkdir(state+".d", 0o777)
			link(state+".e", state+".d/lock")
		}, batch.ErrNotFolder},
		"a file with .tmp":        {func(state string) { write(state+".tmp", "precious") }, nil},
		"a link with .tmp":        {func(state string) { write(state+".e", "precious"); link(state+".e", state+".tmp") }, nil},
		"a state by number alone": {func(state string) { write(state, `{"version":1}`) }, batch.ErrNotState},
		"a state by number two":   {func(state string) { write(state, `{"version":2, "parts": []}`) }, batch.ErrNotState},
		"a link for the state":    {func(state string) { write(state+".e", "precious"); link(state+".e", state) }, batch.ErrNotState},
		"an empty file":           {func(state string) { write(state, "") }, batch.ErrNotState},
		"a folder for the state":  {func(state string) { write(state+"/x", "precious") }, batch.ErrNotState},
	} {
		t.Run(name, func(t *testing.T) {
			o := s.options(t.TempDir(), feed.XML, text)
			c.prepare(o.State)
			before := tree(t, filepath.Dir(o.State))
			r, err := batch.Open(o)
			if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
				t.Errorf("error %v", err)
			}
			if err == nil {
				if _, err := r.Do(context.Background()); err != nil {
					t.Error(err)
				}
				join(t, r)
				if err := r.Remove(); err != nil {
					t.Error(err)
				}
			}
			if after := tree(t, filepath.Dir(o.State)); after != before {
				t.Errorf("before:\n%safter:\n%s", before, after)
			}
		})
	}
}

// tree describes the files under a folder.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		data, _ := os.ReadFile(path)
		fmt.Fprintf(&b, "%s %v %q\n", strings.TrimPrefix(path, dir), d.Type(), data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestForeignFileInFolder shows that Remove leaves what somebody else has put into
// the folder.
func TestForeignFileInFolder(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	o := s.options(t.TempDir(), feed.XML, feedOf(t, feed.XML, feedtest.Requests(1, 3)))
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(o.Folder(), "notes.txt")
	if err := os.WriteFile(foreign, []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := r.Remove(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(o.Folder()); len(left) != 1 || left[0].Name() != "notes.txt" {
		t.Errorf("left in the folder: %v", left)
	}
}
