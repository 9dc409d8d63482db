package batch

import (
	"errors"
	"io/fs"
	"os"
)

var errAbandoned = errors.New("the run was abandoned")

// Abandon ends a run whose feed is still being checked or split, while Do is at work
// on it: nothing was sent, nothing will be, and nothing is left on disk. It reports
// false, and does nothing, if there is a state already or the run is closed.
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

// Discard removes what Open has put on disk so far, for a process that ends while it
// waits for Open: the copy of a feed that can be read only once. It does nothing if
// there is a state.
func Discard(o Options) {
	if _, err := os.Lstat(o.State); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	if isHeld(o.Folder()) { // otherwise it is another process's
		discardFolder(o.Folder())
	}
}
