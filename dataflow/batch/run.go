package batch

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

var errLocked = errors.New("another run is at work on this output")

// A Run is one feed on its way through the service.
type Run struct {
	o      Options
	limits Limits
	lock   *os.File

	endpoint string // of the service

	mu       sync.Mutex
	state    *state
	progress []Progress // of each part

	collecting sync.Mutex // one part's Ids are in memory at a time
}

// Open begins a run, or takes up the one whose state is there. It is an error if
// that was a run of another feed, with another endpoint or another choice of
// Retry, or if it is still at work.
func Open(o Options) (*Run, error) {
	client := *o.Client
	client.TempDir = cmp.Or(client.TempDir, o.Folder())
	o.Client = &client
	endpoint, err := client.Endpoint()
	if err != nil {
		return nil, err
	}
	if _, err := load(o.State); err != nil { // before there is a folder beside it
		return nil, err
	}
	r := &Run{o: o, limits: o.Limits.withDefaults(), endpoint: endpoint}
	if err := os.MkdirAll(o.Folder(), 0o777); err != nil {
		return nil, err
	}
	if r.lock, err = openLocked(filepath.Join(o.Folder(), "lock")); err != nil {
		return nil, err
	}
	earlier, err := load(o.State)
	if err == nil && earlier != nil {
		err = r.checkState(earlier)
	}
	if err != nil && earlier != nil && earlier.untouched() {
		earlier, err = nil, nil
	}
	if err != nil {
		r.lock.Close()
		return nil, err
	}
	if earlier != nil {
		r.begin(earlier)
	}
	return r, nil
}

// Resumed reports whether there is a state: after Open, whether the run was begun
// before.
func (r *Run) Resumed() bool { return r.state != nil }

// Close ends work on the run and keeps its state.
func (r *Run) Close() error { return r.lock.Close() }

// Remove ends the run for good: nothing is left of it on disk.
func (r *Run) Remove() error {
	err := os.Remove(r.o.State)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, r.lock.Close(), os.RemoveAll(r.o.Folder()))
}

func (r *Run) path(name string) string { return filepath.Join(r.o.Folder(), name) }

// checkState makes sure that the state is of this run.
func (r *Run) checkState(s *state) error {
	remedy := fmt.Sprintf("; go on as it was begun, or remove %s to begin anew", r.o.State)
	if s.Endpoint != r.endpoint {
		return fmt.Errorf("the run was begun with the endpoint %s%s", s.Endpoint, remedy)
	}
	if s.Retry != r.o.Retry {
		return errors.New("the run was begun with another choice of what to send" + remedy)
	}
	sum, err := r.hashInput()
	if err == nil && sum != s.Input {
		err = errors.New("the feed is another one than when the run was begun" + remedy)
	}
	return err
}

func (r *Run) hashInput() (string, error) {
	in, err := r.o.Input()
	if err != nil {
		return "", err
	}
	defer in.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, in)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// newRunID returns a name for a run that no other has.
func newRunID() string {
	var id [8]byte
	rand.Read(id[:])
	return hex.EncodeToString(id[:])
}

// update changes a part and saves the state before it returns.
func (r *Run) update(p *part, change func()) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	r.progress[p.Number-1].follow(p)
	return r.state.save(r.o.State)
}
