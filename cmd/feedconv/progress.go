package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// countingReader counts the bytes read, for the progress line.
type countingReader struct {
	r     io.Reader
	bytes atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}

// readerAtCounter counts what is read of a file in any order.
type readerAtCounter struct {
	r io.ReaderAt
	c *countingReader
}

func (r readerAtCounter) ReadAt(p []byte, offset int64) (int, error) {
	n, err := r.r.ReadAt(p, offset)
	r.c.bytes.Add(int64(n))
	return n, err
}

// progress shows on a terminal how far a run has come, once it takes longer
// than a second.
type progress struct {
	w     io.Writer
	label string
	done  func() int64 // bytes read so far
	total int64        // bytes to read, 0 if not known
	began time.Time
	stop  chan struct{}
	ended chan struct{}
	shown bool
}

const (
	progressDelay    = time.Second
	progressInterval = 250 * time.Millisecond
)

// startProgress shows progress until the returned function is called.
func (s *session) startProgress(label string, done func() int64, total int64) (stop func()) {
	if s.quiet || !isTerminal(s.stderr) {
		return func() {}
	}
	p := &progress{w: s.stderr, label: label, done: done, total: total, began: time.Now(), stop: make(chan struct{}), ended: make(chan struct{})}
	go p.loop()
	return sync.OnceFunc(func() {
		close(p.stop)
		<-p.ended
	})
}

func (p *progress) loop() {
	defer close(p.ended)
	tick := time.NewTicker(progressInterval)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			if p.shown {
				fmt.Fprint(p.w, "\r\x1b[K")
			}
			return
		case now := <-tick.C:
			if took := now.Sub(p.began); took >= progressDelay {
				fmt.Fprint(p.w, "\r\x1b[K"+progressLine(p.label, p.done(), p.total, took))
				p.shown = true
			}
		}
	}
}

// progressLine returns "in.xml: 43% of 245 MB, 312 MB/s, 0:12 left".
func progressLine(label string, done, total int64, took time.Duration) string {
	const mega = 1e6
	rate := float64(done) / took.Seconds()
	if total <= 0 || done > total {
		return fmt.Sprintf("%s: %.0f MB, %.0f MB/s", label, float64(done)/mega, rate/mega)
	}
	line := fmt.Sprintf("%s: %d%% of %.0f MB, %.0f MB/s", label, done*100/total, float64(total)/mega, rate/mega)
	if rate > 0 {
		left := int(float64(total-done)/rate + 0.5)
		line += fmt.Sprintf(", %d:%02d left", left/60, left%60)
	}
	return line
}

// isTerminal reports whether w is a character device, which for standard error
// means a terminal or nobody.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
