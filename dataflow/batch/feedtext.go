package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
)

// A feedText is the text of a run's feed. Another goroutine reads and hashes it ahead of
// the caller.
type feedText struct {
	in    io.ReadCloser
	hash  hash.Hash
	ahead chan readAhead
	spare chan []byte // memory to read into
	ended chan struct{}

	rest []byte // that was read ahead and is not read yet
	now  readAhead
}

// A readAhead is what a Read has returned.
type readAhead struct {
	text []byte
	err  error
}

const (
	aheadSize = 128 << 10
	maxAhead  = 3
)

// openText opens the text of the feed.
func (r *Run) openText() (*feedText, error) {
	in, err := r.input()
	if err != nil {
		return nil, err
	}
	t := &feedText{in: in, hash: sha256.New(), ahead: make(chan readAhead, maxAhead), spare: make(chan []byte, maxAhead), ended: make(chan struct{})}
	for range maxAhead {
		t.spare <- make([]byte, aheadSize)
	}
	go t.readAhead()
	return t, nil
}

// readAhead reads until an error or Close.
func (t *feedText) readAhead() {
	defer close(t.ended)
	for buffer := range t.spare {
		n, err := t.in.Read(buffer)
		t.hash.Write(buffer[:n])
		t.ahead <- readAhead{buffer[:n], err}
		if err != nil {
			return
		}
	}
}

// Read implements io.Reader.
func (t *feedText) Read(p []byte) (int, error) {
	if len(t.rest) == 0 {
		if t.now.err != nil {
			return 0, t.now.err
		}
		if t.now.text != nil {
			t.spare <- t.now.text[:aheadSize]
		}
		t.now = <-t.ahead
		if t.rest = t.now.text; len(t.rest) == 0 {
			return 0, t.now.err
		}
	}
	n := copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

// sum reads to the end, and returns the check sum of the whole text.
func (t *feedText) sum() (string, error) {
	if _, err := io.Copy(io.Discard, t); err != nil {
		return "", err
	}
	<-t.ended
	return hex.EncodeToString(t.hash.Sum(nil)), nil
}

// Close closes the feed. It cannot return while a Read of the feed blocks.
func (t *feedText) Close() error {
	close(t.spare)
	<-t.ended
	return t.in.Close()
}
