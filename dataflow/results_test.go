package dataflow_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// results returns a feed of results.
func results(t testing.TB, f feed.Format, n int) []byte {
	t.Helper()
	return []byte(feedtest.Text(t, feedtest.Results(1, n), f, feedio.NewWriter))
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.Create("results")
	f.Write(data)
	w.Close()
	return b.Bytes()
}

var packings = map[string]func([]byte) []byte{
	"plain": func(b []byte) []byte { return b }, "gzip": gzipped, "zip": zipped,
}

// job is a job with n entities that succeeded, at a service.
func (s *script) job(n int64) dataflow.Job {
	return dataflow.Job{ID: "abc", Status: dataflow.Completed, Total: n, Processed: n, SucceededURL: s.URL + "/results"}
}

// TestResultsInEveryPacking shows that results are read whatever their format
// and compression, and that nothing is left of a zip archive on disk.
func TestResultsInEveryPacking(t *testing.T) {
	for name, pack := range packings {
		for f := feed.XML; f <= feed.Pipe; f++ {
			t.Run(fmt.Sprint(name, " ", f), func(t *testing.T) {
				data := results(t, f, 100)
				s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(pack(data)) })
				c, _ := s.client()
				c.TempDir = t.TempDir()
				r, err := c.Succeeded(context.Background(), s.job(100))
				if err != nil {
					t.Fatal(err)
				}
				got, err := feedtest.Content(r)
				if err != nil {
					t.Fatal(err)
				}
				if want, err := feedtest.Content(feedio.NewReader(bytes.NewReader(data), f, nil)); err != nil || got != want {
					t.Errorf("read otherwise than from the file (%v)", err)
				}
				if r.Format() != f || r.Close() != nil {
					t.Error("format or close")
				}
				if left, err := os.ReadDir(c.TempDir); err != nil || len(left) > 0 {
					t.Errorf("left on disk: %v", left)
				}
			})
		}
	}
}

// TestNoLink shows that a missing link is an empty feed where the job has
// nothing there, and an error where it has.
func TestNoLink(t *testing.T) {
	c := &dataflow.Client{Key: key}
	r, err := c.Failed(context.Background(), dataflow.Job{ID: "abc", Total: 3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadToken(); err != io.EOF {
		t.Errorf("error %v", err)
	}
	r, err = c.Succeeded(context.Background(), dataflow.Job{ID: "abc", Total: 3, Failed: 1})
	if err != nil {
		t.Fatal(err)
	}
	const want = "download what succeeded of job abc: 0 entities came where the job has 2"
	if _, err := r.ReadToken(); !errors.Is(err, dataflow.ErrIncomplete) || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestCutResults shows that results cut at any place are never taken for whole,
// and are fetched again.
func TestCutResults(t *testing.T) {
	for name, pack := range packings {
		for _, f := range []feed.Format{feed.XML, feed.CSV} {
			for _, honest := range []bool{false, true} { // the length says that more should come
				t.Run(fmt.Sprint(name, " ", f, " ", honest), func(t *testing.T) {
					data := results(t, f, 20)
					whole := pack(data)
					last := bytes.LastIndexByte(data[:len(data)-1], '\n')
					if data = pack(data); name == "plain" && !honest && f != feed.XML {
						data = data[:last] // nothing tells that a last row is cut
					}
					cut := 0
					n := 0
					s := serve(t, func(w http.ResponseWriter, r *http.Request) {
						if n++; n%2 == 0 {
							w.Write(whole)
							return
						}
						if honest {
							w.Header().Set("Content-Length", fmt.Sprint(len(data)))
						}
						w.Write(data[:cut])
					})
					c, _ := s.client()
					c.TempDir = t.TempDir()
					step := len(data)/40 + 1
					for cut = 0; cut < len(data)-2; cut += step {
						n = 0
						uses := 0
						err := c.Fetch(context.Background(), s.job(20), dataflow.Succeeded, func(r *dataflow.Results) error {
							uses++
							_, err := feed.Copy(new(feedtest.Tokens), r)
							return err
						})
						if err != nil || n != 2 {
							t.Errorf("cut at %d of %d: error %v after %d requests", cut, len(data), err, n)
						}
					}
				})
			}
		}
	}
}

// TestFewerEntities shows the error where a whole feed holds fewer entities than
// the job has, and that it is asked for again and again.
func TestFewerEntities(t *testing.T) {
	data := results(t, feed.XML, 20)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { w.Write(data) })
	c, _ := s.client()
	err := c.Fetch(context.Background(), s.job(21), dataflow.Succeeded, func(r *dataflow.Results) error {
		_, err := feed.Copy(new(feedtest.Tokens), r)
		return err
	})
	const want = "download what succeeded of job abc: 20 entities came where the job has 21"
	if !errors.Is(err, dataflow.ErrIncomplete) || err.Error() != want || s.asked.Load() != 5 {
		t.Errorf("error %v after %d requests", err, s.asked.Load())
	}
}

// TestNoResults shows the error for what is no feed.
func TestNoResults(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"HTML":      {"<html>sorry</html>", "an HTML page instead of an answer of the service"},
		"text":      {strings.Repeat("sorry ", 100), "is no feed"},
		"two files": {string(twoFiles()), "the zip archive holds 2 files, not one"},
		"nothing":   {"", "what came is empty, or cut at its beginning"},
	} {
		s := serve(t, text(c.body))
		client, _ := s.client()
		client.TempDir = t.TempDir()
		_, err := client.Succeeded(context.Background(), s.job(1))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
		wantNoKey(t, err)
	}
}

func twoFiles() []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.Create("a")
	w.Create("b")
	w.Close()
	return b.Bytes()
}

// TestStalledResults shows that a download that does not move is given up, but not
// one that is slow to be read.
func TestStalledResults(t *testing.T) {
	t.Parallel()
	data := results(t, feed.XML, 2000)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Write(data[:len(data)/2])
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	c, _ := s.client()
	c.Timeout = time.Second
	r, err := c.Succeeded(context.Background(), s.job(2000))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := feed.Copy(new(feedtest.Tokens), r); !errors.Is(err, dataflow.ErrStalled) || !errors.Is(err, dataflow.ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	wantNoKey(t, err)
}
