package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// changes are what another program may do to a file of which the first bytes have
// been read.
var changes = map[string]func(t *testing.T, path string){
	"cut":       func(t *testing.T, path string) { must(t, os.Truncate(path, 40_000)) },
	"one byte":  func(t *testing.T, path string) { must(t, os.Truncate(path, fileSize(t, path)-1)) },
	"continued": func(t *testing.T, path string) { appendTo(t, path, "2,Rome\n") },
	"rewritten": func(t *testing.T, path string) {
		text, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(path, bytes.ReplaceAll(text, []byte("Leeds"), []byte("Dover")), 0o666))
		must(t, os.Chtimes(path, time.Time{}, time.Now().Add(time.Second))) // whatever the clock's ticks
	},
	"garbled": func(t *testing.T, path string) {
		must(t, os.WriteFile(path, bytes.Repeat([]byte("\xff\x00<\""), int(fileSize(t, path))/4), 0o666))
	},
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fileSize(t *testing.T, path string) int64 {
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}

func appendTo(t *testing.T, path, text string) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	defer f.Close()
	_, err = f.WriteString(text)
	must(t, err)
}

// longFeed is longer than what any part of a command reads ahead. Its values do not
// compress well.
func longFeed(f feed.Format) string {
	var b strings.Builder
	xml := f == feed.XML
	if xml {
		b.WriteString(`<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">` + "\n")
	} else {
		b.WriteString(textHead)
	}
	state := uint64(1)
	for i := range 6000 {
		var value [10]uint64
		for j := range value {
			state = state*6364136223846793005 + 1442695040888963407
			value[j] = state
		}
		if xml {
			fmt.Fprintf(&b, "<GeocodeEntity Id=\"%d\"><GeocodeRequest Query=\"Leeds %x\"/></GeocodeEntity>\n", i, value)
		} else {
			fmt.Fprintf(&b, "%d,Leeds %x\n", i, value)
		}
	}
	if xml {
		b.WriteString("</GeocodeFeed>\n")
	}
	return b.String()
}

func zipped(t *testing.T, text string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("feed.csv")
	must(t, err)
	io.WriteString(f, text)
	must(t, w.Close())
	return b.String()
}

func gzipped(t *testing.T, text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	must(t, w.Close())
	return b.String()
}

// hook calls a function at its first write.
type hook struct {
	io.Writer
	call func()
}

func (h *hook) Write(p []byte) (int, error) {
	if h.call != nil {
		h.call()
		h.call = nil
	}
	return h.Writer.Write(p)
}

// TestChangedInput changes a file when a command has read its beginning: the run
// fails with the machine's status and says why, whatever the content now looks
// like, and gives no output its name.
func TestChangedInput(t *testing.T) {
	// The profile makes each entity a problem, so that reports are written early.
	const profile = `{"required": ["GeocodeRequest/Culture"]}`
	csv := longFeed(feed.CSV)
	texts := map[string]string{"in.csv": csv, "in.xml": longFeed(feed.XML), "in.csv.gz": gzipped(t, csv), "in.zip": zipped(t, csv)}
	cores := 1
	for name, text := range texts {
		for kind, change := range changes {
			for _, command := range [][]string{
				{"convert", "-q", "-to", "csv", name, "-"},
				{"convert", "-q", "-profile", "p.json", "-rejects", "-", name, "out.xml"},
				{"convert", "-q", "-to", "xml", "<"},
				{"validate", "-q", "-profile", "p.json", "-max", "-1", name},
				{"validate", "-q", "-profile", "p.json", "-max", "-1", "<"},
			} {
				stdin := command[len(command)-1] == "<"
				if name != "in.csv" && (stdin || kind != "cut" && kind != "rewritten") { // enough
					continue
				}
				cores = 3 - cores // 1 or 2
				t.Run(fmt.Sprint(name, " ", kind, " ", command, " ", cores), func(t *testing.T) {
					defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
					t.Chdir(t.TempDir())
					must(t, os.WriteFile(name, []byte(text), 0o666))
					must(t, os.WriteFile("p.json", []byte(profile), 0o666))
					changed := false
					var stderr strings.Builder
					s := &session{stdout: &hook{io.Discard, func() { change(t, name); changed = true }}, stderr: &stderr}
					args, said := command, name
					if stdin {
						f, err := os.Open(name)
						must(t, err)
						defer f.Close()
						s.stdin, said = f, "<stdin>"
						args = append(args[:len(args)-1:len(args)-1], "-")
					}
					status := s.run(args)
					if want := "feedconv: " + (&changedError{said}).Error() + "\n"; !changed || status != statusMachine || !strings.HasSuffix(stderr.String(), want) {
						t.Errorf("changed %v, status %d\n%s", changed, status, stderr.String())
					}
					if left, _ := filepath.Glob("*out*"); len(left) > 0 {
						t.Error("there is", left)
					}
				})
			}
		}
	}
}

// TestChangedUpload changes the feed while it is sent: there is no job of half of
// it.
func TestChangedUpload(t *testing.T) {
	text := textHead + strings.Repeat("1,"+strings.Repeat("Leeds ", 200)+"\n", 10_000) // more than sockets hold
	for _, kind := range []string{"cut", "continued"} {
		change := changes[kind]
		t.Run(kind, func(t *testing.T) {
			t.Chdir(t.TempDir())
			must(t, os.WriteFile("in.csv", []byte(text), 0o666))
			var whole atomic.Bool
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					io.ReadFull(r.Body, make([]byte, 10))
					change(t, "in.csv")
					_, err := io.Copy(io.Discard, r.Body)
					if err == nil {
						whole.Store(true)
					}
				}
				w.WriteHeader(http.StatusBadRequest)
			}))
			defer server.Close()
			var stderr strings.Builder
			s := &session{stdout: io.Discard, stderr: &stderr}
			status := s.run([]string{"job", "submit", "-endpoint", server.URL, "in.csv"})
			if status != statusMachine || !strings.Contains(stderr.String(), "in.csv: the file changed while it was read") || whole.Load() {
				t.Errorf("status %d, whole %v: %s", status, whole.Load(), stderr.String())
			}
		})
	}
}

// TestUnchangedInput shows what is no change: a file that is replaced under its
// name, or read from its middle on, or that is none.
func TestUnchangedInput(t *testing.T) {
	t.Chdir(t.TempDir())
	text := longFeed(feed.CSV)
	run := func(s *session, args ...string) {
		t.Helper()
		var stderr strings.Builder
		s.stderr = &stderr
		if status := s.run(args); status != 0 {
			t.Errorf("%v: status %d: %s", args, status, stderr.String())
		}
	}
	must(t, os.WriteFile("in.csv", []byte(text), 0o666))
	run(&session{stdout: &hook{io.Discard, func() {
		must(t, os.WriteFile("new.csv", []byte(textHead), 0o666))
		must(t, os.Rename("new.csv", "in.csv"))
	}}}, "convert", "-to", "xml", "in.csv")
	must(t, os.WriteFile("mail.txt", []byte("To: you\n\n"+text), 0o666))
	f, err := os.Open("mail.txt")
	must(t, err)
	defer f.Close()
	f.Seek(9, io.SeekStart)
	run(&session{stdin: f, stdout: io.Discard}, "convert", "-to", "xml")
	run(&session{stdin: strings.NewReader(text), stdout: io.Discard}, "convert", "-to", "xml")
}
