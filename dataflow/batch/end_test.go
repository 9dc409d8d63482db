package batch

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

const threeEntities = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,Leeds\n2,York\n3,Hull\n"

// endOptions are those of a run of three parts through an emulator.
func endOptions(t *testing.T) (Options, *dataflowtest.Emulator) {
	t.Helper()
	e, err := dataflowtest.New(dataflowtest.Options{PerDay: 1000})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	t.Cleanup(func() { server.Close(); e.Close() })
	pace := dataflow.Pace{First: time.Millisecond, Max: time.Millisecond}
	return Options{
		Client: &dataflow.Client{BaseURL: server.URL, Poll: pace, Backoff: pace},
		State:  filepath.Join(t.TempDir(), "state"),
		Format: feed.CSV,
		Input:  func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(threeEntities)), nil },
		Limits: Limits{Entities: 1},
	}, e
}

// write writes one output as the command does, up to its name.
func (r *Run) write(t *testing.T, name string) {
	t.Helper()
	f := OutputFile{Path: name, Temporary: name + ".tmp"}
	step := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	step(os.WriteFile(f.Temporary, []byte("results"), 0o666))
	step(r.SetFiles([]OutputFile{f}))
	step(f.Complete())
	step(r.SetFiles([]OutputFile{f}))
	step(os.Rename(f.Temporary, f.Path))
}

// TestKilledWhileRemoving shows that a run that is killed at any step of Remove is
// known to have ended: nothing is sent again.
func TestKilledWhileRemoving(t *testing.T) {
	o, e := endOptions(t)
	output := filepath.Join(filepath.Dir(o.State), "out")
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	r.write(t, output)
	r.state.Ended = true // the first step
	if err := r.state.save(o.State); err != nil {
		t.Fatal(err)
	}
	state, err := os.ReadFile(o.State)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(r.path("*"))
	if err != nil || len(names) < 4 {
		t.Fatal(names, err)
	}
	r.Close()
	for step := 0; step <= len(names)+1; step++ {
		again, err := Open(o)
		if err != nil {
			t.Fatalf("step %d: %v", step, err)
		}
		if !again.Ended() {
			t.Errorf("step %d: not known to have ended", step)
		}
		if err := again.Remove(); err != nil {
			t.Errorf("step %d: %v", step, err)
		}
		if left, _ := filepath.Glob(o.State + "*"); len(left) > 0 {
			t.Errorf("step %d: left %v", step, left)
		}
		// What there is after the next step.
		if err := os.WriteFile(o.State, state, 0o666); err != nil {
			t.Fatal(err)
		}
		if step < len(names) {
			os.Mkdir(o.Folder(), 0o777)
			for _, name := range names[step:] {
				text := ""
				if filepath.Base(name) == lockFile {
					text = lockMark
				}
				if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := os.Stat(filepath.Join(o.Folder(), lockFile)); err != nil {
				os.WriteFile(filepath.Join(o.Folder(), lockFile), []byte(lockMark), 0o666)
			}
		}
	}
	if n := len(e.Uploads()); n != 3 {
		t.Errorf("%d uploads of 3 parts", n)
	}

	// Without its output the run begins again: it is wanted again.
	if err := os.Remove(output); err != nil {
		t.Fatal(err)
	}
	again, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if again.Ended() || again.Resumed() {
		t.Error("a run that has ended is taken up without its output")
	}
	again.Remove()
}

// TestKilledWhileWriting shows that temporary files of a killed process go, that a
// complete output is known, and that others stay.
func TestKilledWhileWriting(t *testing.T) {
	o, _ := endOptions(t)
	dir := filepath.Dir(o.State)
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	done, half := filepath.Join(dir, "done"), filepath.Join(dir, "half")
	r.write(t, done)
	if err := r.SetFiles(append(r.state.Files, OutputFile{Path: half, Temporary: half + ".tmp"})); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{half + ".tmp", half, filepath.Join(dir, "else.tmp")} {
		if err := os.WriteFile(name, []byte("x"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r.Close()
	again, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if again.Ended() || !Wrote(o.State, done) || Wrote(o.State, half) || Wrote(o.State, filepath.Join(dir, "else.tmp")) {
		t.Errorf("ended %v, wrote %v %v", again.Ended(), Wrote(o.State, done), Wrote(o.State, half))
	}
	if _, err := os.Stat(half + ".tmp"); err == nil {
		t.Error("the temporary file is still there")
	}
	if _, err := os.Stat(filepath.Join(dir, "else.tmp")); err != nil {
		t.Error(err)
	}
	if err := again.Remove(); err != nil {
		t.Error(err)
	}
}

// TestManyEndTogether shows that processes that go on with one run at the same
// time, and end it, do not disturb each other, and that nothing is sent twice.
func TestManyEndTogether(t *testing.T) {
	o, e := endOptions(t)
	output := filepath.Join(filepath.Dir(o.State), "out")
	for range 10 {
		before := len(e.Uploads())
		r, err := Open(o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Do(context.Background()); err != nil {
			t.Fatal(err)
		}
		r.write(t, output)
		var others sync.WaitGroup
		stop := make(chan struct{})
		for range 4 {
			others.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					other, err := Open(o)
					switch {
					case errors.Is(err, errLocked), errors.Is(err, errGone):
						continue
					case err != nil:
						t.Errorf("another run: %v", err)
						return
					case other.Resumed() && !other.Ended():
						t.Error("another run goes on with what has ended")
					}
					if err := other.Remove(); err != nil {
						t.Errorf("another run: %v", err)
					}
				}
			})
		}
		if err := r.Remove(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Millisecond)
		close(stop)
		others.Wait()
		if left, _ := filepath.Glob(o.State + "*"); len(left) > 0 {
			t.Fatalf("left %v", left)
		}
		if n := len(e.Uploads()) - before; n != 3 {
			t.Errorf("%d uploads of 3 parts", n)
		}
	}
}

// TestWrittenAgain shows that an output that is complete stays known while it is
// written again, whenever the process is killed.
func TestWrittenAgain(t *testing.T) {
	o, _ := endOptions(t)
	dir := filepath.Dir(o.State)
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Remove()
	if _, err := r.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	r.write(t, first)
	r.write(t, second)
	known := func(when string) {
		t.Helper()
		if !Wrote(o.State, first) || !Wrote(o.State, second) {
			t.Errorf("%s: first known %v, second known %v", when, Wrote(o.State, first), Wrote(o.State, second))
		}
	}
	again := OutputFile{Path: first, Temporary: first + ".tmp"}
	for _, files := range [][]OutputFile{{again}, {again, {Path: second, Temporary: second + ".tmp"}}} {
		if err := r.SetFiles(files); err != nil {
			t.Fatal(err)
		}
		known("begun again")
	}
	if err := os.WriteFile(again.Temporary, []byte("other results"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := again.Complete(); err != nil {
		t.Fatal(err)
	}
	if err := r.SetFiles([]OutputFile{again}); err != nil {
		t.Fatal(err)
	}
	known("complete under the temporary name")
	if err := os.Rename(again.Temporary, first); err != nil {
		t.Fatal(err)
	}
	known("complete")
	if err := os.WriteFile(first, []byte("the user's"), 0o666); err != nil {
		t.Fatal(err)
	}
	if Wrote(o.State, first) {
		t.Error("the user's file is taken for one of the run")
	}
}

// TestDiscardBeside shows that a folder goes although files are still being made in
// it, as happens when a signal ends a process that splits a feed.
func TestDiscardBeside(t *testing.T) {
	for range 50 {
		folder := filepath.Join(t.TempDir(), "state.d")
		if err := os.Mkdir(folder, 0o777); err != nil {
			t.Fatal(err)
		}
		var maker sync.WaitGroup
		begun := make(chan struct{})
		maker.Go(func() {
			for n := 1; n < 1000; n++ {
				f, err := createOwn(filepath.Join(folder, (&part{Number: n}).partFile()))
				if err != nil {
					return
				}
				f.Close()
				if n == 3 {
					close(begun)
				}
			}
		})
		<-begun
		discardFolder(folder)
		maker.Wait()
		if left, _ := filepath.Glob(filepath.Dir(folder) + "/*"); len(left) > 0 {
			t.Fatalf("left %v", left)
		}
	}
}

// TestLaterVersion shows that the state of another version is named as such, though it
// has members that are not known here.
func TestLaterVersion(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(name, []byte("{\n\t\"feedconv\": \""+stateMark+"\",\n\t\"version\": 99,\n\t\"new\": [1],\n\t\"state\": {}\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := loadState(name); !errors.Is(err, ErrOtherRun) || !strings.Contains(err.Error(), "another version") {
		t.Errorf("error %v", err)
	}
}

// TestDiscardOfAnother shows that Discard leaves the folder of another process alone.
func TestDiscardOfAnother(t *testing.T) {
	o, _ := endOptions(t)
	lock := filepath.Join(o.Folder(), lockFile)
	if err := os.Mkdir(o.Folder(), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lock, []byte(lockMark), 0o666); err != nil {
		t.Fatal(err)
	}
	Discard(o)
	if _, err := os.Stat(lock); err != nil {
		t.Error(err)
	}
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	Discard(o)
	if _, err := os.Stat(o.Folder()); err == nil {
		t.Error("the folder is still there")
	}
	r.Close()
}
