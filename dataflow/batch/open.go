package batch

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// What keeps a run from being taken up, for errors.Is.
var (
	// ErrOtherRun: the state is that of a run that was begun with other options.
	ErrOtherRun = errors.New("the run was begun otherwise")
	// ErrChanged: the feed is another one than when the run was begun.
	ErrChanged = errors.New("the feed has changed since the run was begun")
)

// Open begins a run, or takes up the one whose state is there. It is an error if
// that was a run of another feed or with other options (ErrOtherRun, ErrChanged),
// if the state or what is kept beside it is damaged (ErrState), or if a process is
// still at work on it. A run of which the service has seen nothing begins again
// where these differ.
func Open(o Options) (*Run, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Client != nil {
		client := *o.Client
		client.TempDir = cmp.Or(client.TempDir, o.Folder())
		if client.Note == nil {
			client.Note = o.Note
		}
		o.Client = &client
	}
	endpoint, err := o.endpointOf()
	if err != nil {
		return nil, err
	}
	r := &Run{o: o, limits: o.Limits.withDefaults(), endpoint: endpoint, gate: newGate()}
	if r.retryIf, err = parseConditions(o.RetryIf); err != nil {
		return nil, err
	}
	fresh, err := r.acquire()
	if err != nil {
		return nil, err
	}
	if err := r.takeUp(); err != nil {
		return nil, r.release(fresh, err)
	}
	return r, nil
}

// acquire locks the folder. The state is looked at before, so that no folder is made
// beside something else, and after. A state that goes away meanwhile is that of a run
// that has ended, and is not begun again.
func (r *Run) acquire() (fresh bool, err error) {
	seen := false
	for try := 0; ; try++ {
		before, err := loadState(r.o.State)
		if err != nil {
			return false, err
		}
		if seen = seen || before != nil; seen && before == nil {
			return false, errGone
		}
		r.lock, fresh, err = lockFolder(r.o.Folder())
		if err != nil && try < maxTries && changing(err) {
			time.Sleep(time.Millisecond)
			continue
		}
		if err != nil {
			return false, err
		}
		r.earlier, err = loadState(r.o.State)
		if err == nil && seen && r.earlier == nil {
			err = errGone
		}
		if err != nil {
			// The run that has ended could not remove the folder: our lock was in it.
			return false, r.release(fresh || errors.Is(err, errGone), err)
		}
		return fresh, nil
	}
}

// maxTries is how often a folder is tried that another run is making or removing.
const maxTries = 10

// changing reports whether an error of lockFolder may come from another run that
// is making or removing the folder.
func changing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errGone) || errors.Is(err, ErrNotFolder)
}

// release gives up the lock, and the folder where there was none before.
func (r *Run) release(fresh bool, err error) error {
	if fresh {
		return errors.Join(err, removeFolder(r.o.Folder(), r.lock))
	}
	return errors.Join(err, r.lock.Close())
}

// takeUp goes on from the state that is there, or settles that there is none.
func (r *Run) takeUp() error {
	if err := r.spool(); err != nil {
		return err
	}
	s := r.earlier
	if s == nil {
		return nil
	}
	err := r.checkState(s)
	switch {
	case s.Ended && err == nil && s.allWritten():
		r.ended = true
	case s.Ended, err != nil && s.untouched():
		r.earlier = nil
		return errors.Join(s.removeTemporary(), ignoreMissing(os.Remove(r.o.State)))
	case err != nil:
		return err
	default:
		if err := r.checkKept(s); err != nil {
			return err
		}
		if r.o.Ephemeral {
			s.forgetJobs()
		}
		if r.o.Service != nil {
			if err := r.o.Service.Resumed(r.journals(s)); err != nil {
				return err
			}
		}
	}
	if err := s.removeTemporary(); err != nil {
		return err
	}
	r.begin(s)
	return nil
}

// forgetJobs takes up the parts that have a job, or may have one, as if they were never
// sent.
func (s *state) forgetJobs() {
	for i := range s.Parts {
		if p := &s.Parts[i]; p.Stage != Collected {
			p.Stage, p.Job = Ready, ""
		}
	}
}

// checkState makes sure that the state is of this run.
func (r *Run) checkState(s *state) error {
	switch {
	case s.Endpoint != r.endpoint:
		return r.otherRun("with the endpoint " + s.Endpoint)
	case s.Retry != r.o.Retry && s.Retry:
		return r.otherRun("with -retry")
	case s.Retry != r.o.Retry:
		return r.otherRun("without -retry")
	case !slices.Equal(s.RetryIf, r.o.RetryIf) && len(s.RetryIf) == 0:
		return r.otherRun("without -retry-if")
	case !slices.Equal(s.RetryIf, r.o.RetryIf):
		return r.otherRun("with -retry-if '" + strings.Join(s.RetryIf, "' -retry-if '") + "'")
	}
	switch {
	case s.Settings != r.o.settings():
		return r.otherRun("with " + s.Settings)
	case s.Dedupe != r.o.Dedupe && s.Dedupe:
		return r.otherRun("with -dedupe")
	case s.Dedupe != r.o.Dedupe:
		return r.otherRun("without -dedupe")
	case s.First != r.o.First:
		return r.otherRun(firstFlag(s.First))
	case s.Reading != r.o.Reading && s.Reading == "":
		return r.otherRun("without a mapping")
	case s.Reading != r.o.Reading:
		return r.otherRun("with " + s.Reading)
	}
	if err := r.checkLimits(s); err != nil {
		return err
	}
	sum, err := r.hashInput()
	if err == nil && sum != s.Input {
		err = fmt.Errorf("%w; put it back as it was and run the same again, or remove %s and %s to begin again, which sends and pays for everything again",
			ErrChanged, r.o.State, r.o.Folder())
	}
	return err
}

// firstFlag says which flag a run was begun with.
func firstFlag(first int64) string {
	if first == 0 {
		return "without -limit"
	}
	return fmt.Sprintf("with -limit %d", first)
}

// otherRun is the error of options that a run cannot be taken up with.
func (r *Run) otherRun(how string) error {
	return &otherRunError{fmt.Sprintf("the run that %s keeps was begun %s; give the same again to go on, or remove %s and %s to begin again, which sends and pays for everything again",
		r.o.State, how, r.o.State, r.o.Folder())}
}

// An otherRunError is an ErrOtherRun with its own words.
type otherRunError struct{ message string }

func (e *otherRunError) Error() string { return e.message }
func (e *otherRunError) Unwrap() error { return ErrOtherRun }

// checkKept makes sure that what the state speaks of is in the folder, before
// anything is sent or waited for.
func (r *Run) checkKept(s *state) error {
	if s.Dedupe {
		if err := r.checkFile(r.path(repeatsFile), repeatsSize(s.answered(), s.sent()), true); err != nil {
			return err
		}
	}
	for i := range s.Parts {
		p := &s.Parts[i]
		name, size := r.sentFile(p), p.Bytes
		if p.Stage == Collected {
			name, size = r.path(p.resultsFile()), resultsSize(p.Entities)
		}
		if err := r.checkFile(name, size, p.Stage != Collected); err != nil {
			return err
		}
	}
	return nil
}

// checkFile makes sure that a file has a size, at least or exactly.
func (r *Run) checkFile(name string, size int64, exactly bool) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return damaged(r.o.State, fmt.Sprintf("it needs %s, which is missing", name))
	case err != nil:
		return err
	case !info.Mode().IsRegular() || info.Size() < size || exactly && info.Size() > size:
		return damaged(r.o.State, fmt.Sprintf("%s, which it needs, is another file", name))
	}
	return nil
}

// hashInput returns the check sum of the feed.
func (r *Run) hashInput() (string, error) {
	text, err := r.openText()
	if err != nil {
		return "", err
	}
	defer text.Close()
	return text.sum()
}
