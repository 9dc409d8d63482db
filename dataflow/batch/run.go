package batch

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

var errLocked = errors.New("another run is at work on this output; wait for its end")

// A Run takes one feed through the service. Open makes one. After Close or Remove, a Run
// sends nothing and changes nothing on disk.
type Run struct {
	o      Options
	limits Limits
	lock   *os.File

	endpoint string      // of the service
	retryIf  []condition // of which one has to be met
	earlier  *state      // the state that was there; nil if there was none, or none that counts
	ended    bool        // earlier, and the outputs are written

	// places are where the pieces begin that the feed was split in, in their order. There are
	// none in a run that is taken up.
	places []place

	founding  sync.Mutex
	abandoned bool

	mu       sync.Mutex
	state    *state
	progress []Progress // of each part

	failed     atomic.Bool // of a part: no further ones are begun
	gate       *gate
	full       sync.Once  // says that the service takes no job
	collecting sync.Mutex // one part's Ids are in memory at a time
}

// Resumed reports whether the run has a state; right after Open, whether an earlier
// process began it.
func (r *Run) Resumed() bool { return r.state != nil }

// Ended reports whether an earlier process completed the run and wrote the outputs. Then
// only Remove is left to do.
func (r *Run) Ended() bool { return r.ended }

// usable returns an error if the run does not own its folder: Open did not make the run,
// or it is closed.
func (r *Run) usable() error {
	if r.lock == nil {
		return errors.New("batch: a Run that Open has not made")
	}
	if _, err := r.lock.Stat(); errors.Is(err, fs.ErrClosed) {
		return errors.New("batch: the run is closed")
	}
	return nil
}

var errNotBegun = errors.New("batch: the run is not begun; call Do first")

// Close ends work on the run and keeps its state.
func (r *Run) Close() error {
	if err := r.usable(); err != nil {
		return err
	}
	return r.lock.Close()
}

// Remove ends the run and removes it from disk. If all results were collected, the
// outputs must be on disk and synced before the call. The state is removed last, so that
// the next run never takes this one for a run that was never begun.
func (r *Run) Remove() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.usable(); err != nil {
		return err
	}
	if r.state != nil && !r.state.Ended && r.state.collected() {
		r.state.Ended = true
		if err := r.state.save(r.o.State); err != nil {
			return errors.Join(err, r.lock.Close())
		}
	}
	if r.state != nil && !r.state.Ended { // given up: what is in the folder is of no use without it
		if err := ignoreMissing(os.Remove(r.o.State)); err != nil {
			return errors.Join(err, r.lock.Close())
		}
	}
	if err := removeFolder(r.o.Folder(), r.lock); err != nil {
		return err
	}
	if r.state == nil {
		return nil
	}
	return errors.Join(ignoreMissing(os.Remove(r.o.State)), syncFolder(filepath.Dir(r.o.State)))
}

func (r *Run) path(name string) string { return filepath.Join(r.o.Folder(), name) }

// newRunID returns a unique name for a run.
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
	r.progress[p.index].follow(p)
	return r.state.save(r.o.State)
}

// A gate lets one part be sent alone until the service takes it, then any number at once.
// It closes again when the service refuses a part because it has too many jobs. So a full
// service is sent one part at a time.
type gate struct {
	open atomic.Bool
	turn chan struct{} // of the one that may pass while it is closed
}

func newGate() *gate { return &gate{turn: make(chan struct{}, 1)} }

// enter waits until a part may be sent. If it goes alone, the caller must call leave.
func (g *gate) enter(ctx context.Context) (alone bool, err error) {
	if g.open.Load() {
		return false, nil
	}
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if g.open.Load() {
		g.leave()
		return false, nil
	}
	return true, nil
}

func (g *gate) leave() { <-g.turn }

// errAgain ends an upload that was refused and must wait for its turn.
var errAgain = errors.New("the service takes no further job at present")

var errAbandoned = errors.New("the run was abandoned")

// Abandon ends a run while Do is still checking or splitting its feed: nothing is sent,
// and nothing is left on disk. It does nothing and returns false if the run already has a
// state or is closed.
func (r *Run) Abandon() bool {
	r.founding.Lock()
	defer r.founding.Unlock()
	if r.state != nil || r.usable() != nil {
		return false
	}
	r.abandoned = true
	discardFolder(r.o.Folder())
	r.lock.Close()
	return true
}

// found saves the first state and begins with it, unless the run was abandoned.
func (r *Run) found(s *state) error {
	r.founding.Lock()
	defer r.founding.Unlock()
	if r.abandoned {
		return errAbandoned
	}
	if err := s.save(r.o.State); err != nil {
		return err
	}
	r.begin(s)
	return nil
}

// Discard removes what Open wrote to disk so far: the copy of a feed that can be read
// only once. It is for a process that ends while it waits for Open. It does nothing if
// there is a state.
func Discard(o Options) {
	if _, err := os.Lstat(o.State); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	if isHeld(o.Folder()) { // otherwise it is another process's
		discardFolder(o.Folder())
	}
}
