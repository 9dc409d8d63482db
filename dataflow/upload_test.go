package dataflow_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A source yields a text and ends with an error, which comes with the last bytes or
// after them. It counts how often it is closed.
type source struct {
	text   *strings.Reader
	err    error
	joined bool
	closed atomic.Int64
}

func (s *source) Read(p []byte) (int, error) {
	n, _ := s.text.Read(p)
	if s.text.Len() == 0 && (s.joined || n == 0) {
		return n, s.err
	}
	return n, nil
}

func (s *source) Close() error {
	s.closed.Add(1)
	return nil
}

// TestSourceEnds shows that a job is made of a feed that was read to io.EOF and of
// no other, whatever its length and however its end comes.
func TestSourceEnds(t *testing.T) {
	broken := errors.New("broken")
	ends := map[string]error{
		"io.EOF": nil, "unexpected EOF": io.ErrUnexpectedEOF, "wrapped EOF": fmt.Errorf("x: %w", io.EOF),
		"closed pipe": io.ErrClosedPipe, "no progress": io.ErrNoProgress, "another": broken,
	}
	for name, end := range ends {
		for _, size := range []int{0, 1, 1000, 32 << 10, 32<<10 + 1, 64 << 10, 100_000} {
			for _, joined := range []bool{false, true} {
				for _, zip := range []bool{false, true} {
					text := strings.Repeat("x", size)
					var got []byte
					var bodyErr error
					s := serve(t, func(w http.ResponseWriter, r *http.Request) {
						if got, bodyErr = io.ReadAll(r.Body); bodyErr != nil {
							return
						}
						w.Header().Set("Location", "/REST/v1/dataflows/Geocode/abc")
						w.WriteHeader(http.StatusCreated)
					})
					c, _ := s.client()
					src := &source{text: strings.NewReader(text), err: end, joined: joined}
					if end == nil {
						src.err = io.EOF
					}
					_, err := c.Create(context.Background(), dataflow.Upload{Format: feed.CSV, Gzip: zip, Open: func() (io.ReadCloser, error) { return src, nil }})
					what := fmt.Sprintf("%s after %d bytes, joined %v, gzip %v", name, size, joined, zip)
					switch {
					case end != nil && err != end:
						t.Errorf("%s: error %v", what, err)
					case end == nil && err != nil:
						t.Errorf("%s: error %v", what, err)
					case end == nil && bodyErr == nil:
						if zip {
							r, err := gzip.NewReader(bytes.NewReader(got))
							if err == nil {
								got, err = io.ReadAll(r)
							}
							if err != nil {
								t.Errorf("%s: %v", what, err)
							}
						}
						if string(got) != text {
							t.Errorf("%s: %d bytes came", what, len(got))
						}
					}
					if n := src.closed.Load(); n != 1 {
						t.Errorf("%s: closed %d times", what, n)
					}
				}
			}
		}
	}
}

// TestCutGzip shows that a gzip file that was cut makes no shorter job.
func TestCutGzip(t *testing.T) {
	data := gzipped([]byte(strings.Repeat("0123456789", 20_000)))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err == nil {
			w.WriteHeader(http.StatusCreated)
		}
	})
	c, _ := s.client()
	_, err := c.Create(context.Background(), dataflow.Upload{Format: feed.CSV, Open: func() (io.ReadCloser, error) {
		r, err := gzip.NewReader(bytes.NewReader(data[:len(data)-20]))
		return io.NopCloser(r), err
	}})
	if err != io.ErrUnexpectedEOF {
		t.Errorf("error %v", err)
	}
}

// TestSourceOfAnotherSize shows that a feed that has changed its size is not sent.
func TestSourceOfAnotherSize(t *testing.T) {
	for _, zip := range []bool{false, true} {
		for size, want := range map[int64]string{
			99:  "the feed has more than the 99 bytes that it was said to have",
			101: "the feed ends after 100 bytes where it was said to have 101",
		} {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.ReadAll(r.Body); err == nil {
					w.WriteHeader(http.StatusCreated)
				}
			})
			c, _ := s.client()
			u := upload(strings.Repeat("x", 100))
			u.Size, u.Gzip = size, zip
			if _, err := c.Create(context.Background(), u); err == nil || err.Error() != want {
				t.Errorf("%d, gzip %v: error %v, want %s", size, zip, err, want)
			}
		}
	}
}

// TestHostileReaders shows that it does not matter in what pieces a feed is read.
func TestHostileReaders(t *testing.T) {
	text := strings.Repeat("0123456789", 9000)
	for name, wrap := range map[string]func(io.Reader) io.Reader{"one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with error": iotest.DataErrReader} {
		var got []byte
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			got, _ = io.ReadAll(r.Body)
			w.Header().Set("Location", "/REST/v1/dataflows/Geocode/abc")
			w.WriteHeader(http.StatusCreated)
		})
		c, _ := s.client()
		_, err := c.Create(context.Background(), dataflow.Upload{Format: feed.CSV, Open: func() (io.ReadCloser, error) { return io.NopCloser(wrap(strings.NewReader(text))), nil }})
		if err != nil || string(got) != text {
			t.Errorf("%s: error %v, %d bytes", name, err, len(got))
		}
	}
}

// A blocker yields some text and then blocks, until it is closed if it minds that.
type blocker struct {
	text   io.Reader
	minds  bool
	open   chan struct{}
	inRead chan struct{}
	closed atomic.Int64
}

func newBlocker(text string, minds bool) *blocker {
	return &blocker{text: strings.NewReader(text), minds: minds, open: make(chan struct{}), inRead: make(chan struct{}, 10)}
}

func (b *blocker) Read(p []byte) (int, error) {
	if n, err := b.text.Read(p); err == nil {
		return n, nil
	}
	b.inRead <- struct{}{}
	<-b.open
	return 0, io.ErrClosedPipe
}

func (b *blocker) Close() error {
	b.closed.Add(1)
	if b.minds {
		close(b.open)
	} else {
		<-b.open
	}
	return nil
}

// TestCancelWhileReading shows that Create comes back when it is cancelled, although
// the source or its Open blocks, and that the source is closed once.
func TestCancelWhileReading(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) })
	for _, zip := range []bool{false, true} {
		for _, minds := range []bool{true, false} {
			for _, text := range []string{"", "some text", strings.Repeat("x", 100_000)} {
				b := newBlocker(text, minds)
				c, _ := s.client()
				ctx, cancel := context.WithCancel(context.Background())
				go func() { <-b.inRead; cancel() }()
				returned := make(chan error, 1)
				go func() {
					_, err := c.Create(ctx, dataflow.Upload{Format: feed.CSV, Gzip: zip, Open: func() (io.ReadCloser, error) { return b, nil }})
					returned <- err
				}()
				select {
				case err := <-returned:
					if !errors.Is(err, context.Canceled) {
						t.Errorf("error %v", err)
					}
				case <-time.After(time.Minute):
					t.Fatalf("Create did not come back (%d bytes, gzip %v, minds Close %v)", len(text), zip, minds)
				}
				for end := time.Now().Add(time.Minute); b.closed.Load() == 0 && time.Now().Before(end); {
					time.Sleep(time.Millisecond)
				}
				if n := b.closed.Load(); n != 1 {
					t.Errorf("closed %d times", n)
				}
				if !minds {
					close(b.open)
				}
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	late := newBlocker("", true)
	opened, closed := make(chan struct{}), make(chan struct{})
	c, _ := s.client()
	_, err := c.Create(ctx, dataflow.Upload{Format: feed.CSV, Open: func() (io.ReadCloser, error) { cancel(); <-opened; defer close(closed); return late, nil }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v while Open blocks", err)
	}
	close(opened)
	<-closed
	<-late.open // it is closed although nobody wants it any more
}

// TestUploadMisuse shows that an upload that makes no sense is an error.
func TestUploadMisuse(t *testing.T) {
	c := &dataflow.Client{Key: key}
	good := upload("x")
	for _, u := range []dataflow.Upload{
		{}, {Format: feed.XML}, {Open: good.Open}, {Format: 77, Open: good.Open}, {Format: feed.XML, Open: good.Open, Size: -1},
		{Format: feed.XML, Open: func() (io.ReadCloser, error) { return nil, nil }},
		{Blob: "b"}, {Format: feed.CSV, Blob: "b"}, {Format: feed.XML, Blob: "b", Open: good.Open}, {Format: feed.XML, Blob: "b", Gzip: true}, {Format: feed.XML, Blob: "b", Size: 1},
	} {
		if _, err := c.Create(context.Background(), u); err == nil || !strings.HasPrefix(err.Error(), "dataflow: ") {
			t.Errorf("%+v: error %v", u, err)
		}
	}
}

// TestEarlyAnswer shows that an answer is read whole although it begins before the
// upload ends.
func TestEarlyAnswer(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		answer := http.NewResponseController(w)
		answer.EnableFullDuplex()
		w.WriteHeader(http.StatusBadRequest)
		answer.Flush()
		time.Sleep(50 * time.Millisecond)
		refusal := fmt.Sprintf(`{"statusCode":400,"authenticationResultCode":"ValidCredentials","errorDetails":[%q]}`, dailyQuota)
		io.WriteString(w, refusal[:20])
		answer.Flush()
		time.Sleep(50 * time.Millisecond)
		io.WriteString(w, refusal[20:])
	})
	for _, body := range []string{"short", strings.Repeat("a long feed ", 1<<20)} {
		for _, zip := range []bool{false, true} {
			c, _ := s.client()
			u := upload(body)
			u.Gzip = zip
			if _, err := c.Create(context.Background(), u); !errors.Is(err, dataflow.ErrQuota) {
				t.Errorf("%d bytes, gzip %v: error %v", len(body), zip, err)
			}
		}
	}
}

// TestStalledAnswer shows that an answer that does not go on is given up although the
// feed's source blocks.
func TestStalledAnswer(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		answer := http.NewResponseController(w)
		answer.EnableFullDuplex()
		io.WriteString(w, "{")
		answer.Flush()
		<-done
	})
	c, _ := s.client()
	c.CreateTimeout = time.Second
	source := newBlocker(strings.Repeat("x", 100_000), true)
	_, err := c.Create(context.Background(), dataflow.Upload{Format: feed.CSV, Open: func() (io.ReadCloser, error) { return source, nil }})
	if !errors.Is(err, dataflow.ErrUnclear) || !strings.Contains(err.Error(), "the connection stalled") {
		t.Errorf("error %v", err)
	}
	close(done)
}

// TestUploadRedirected shows that a redirect of an upload is told once.
func TestUploadRedirected(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://other.example/x", http.StatusFound)
	})
	c, _ := s.client()
	const want = "create job at http://other.example/x: the service redirects the upload to another place; name that place as the endpoint if you trust it"
	if _, err := c.Create(context.Background(), upload("x")); err == nil || err.Error() != want || s.asked.Load() != 1 {
		t.Errorf("error %v after %d requests", err, s.asked.Load())
	}
}
