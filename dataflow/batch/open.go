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

// The reasons why a run cannot be resumed, for errors.Is.
var (
	// ErrOtherRun: the state belongs to a run that was begun with other options.
	ErrOtherRun = errors.New("the run was begun otherwise")
	// ErrChanged: the feed has changed since the run was begun.
	ErrChanged = errors.New("the feed has changed since the run was begun")
)

// Open begins a run, or resumes the one whose state exists. It returns an error if that
// run has another feed or other options (ErrChanged, ErrOtherRun), if the state or its
// folder is damaged (ErrState), or if another process is working on the run. If the feed
// or the options differ and nothing was sent yet, the run begins again.
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

// acquire locks the folder. It reads the state before, so that it makes no folder beside
// a file that is not a state, and again after. If the state disappears in between, its
// run has ended and is not begun again.
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
			// The ended run could not remove the folder, because our lock was in it.
			return false, r.release(fresh || errors.Is(err, errGone), err)
		}
		return fresh, nil
	}
}

// maxTries is how often to try a folder that another run is making or removing.
const maxTries = 10

// changing reports whether an error of lockFolder may come from another run that
// is making or removing the folder.
func changing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errGone) || errors.Is(err, ErrNotFolder)
}

// release releases the lock, and removes a fresh folder.
func (r *Run) release(fresh bool, err error) error {
	if fresh {
		return errors.Join(err, removeFolder(r.o.Folder(), r.lock))
	}
	return errors.Join(err, r.lock.Close())
}

// takeUp resumes the run of the existing state, or establishes that there is none.
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

// forgetJobs resets the parts that have a job, or may have one, to never sent.
func (s *state) forgetJobs() {
	for i := range s.Parts {
		if p := &s.Parts[i]; p.Stage != Collected {
			p.Stage, p.Job = Ready, ""
		}
	}
}

// checkState makes sure that the state belongs to this run.
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

// otherRun returns the error of options with which the run cannot be resumed.
func (r *Run) otherRun(how string) error {
	return &otherRunError{fmt.Sprintf("the run that %s keeps was begun %s; give the same again to go on, or remove %s and %s to begin again, which sends and pays for everything again",
		r.o.State, how, r.o.State, r.o.Folder())}
}

// An otherRunError is an ErrOtherRun with its own words.
type otherRunError struct{ message string }

func (e *otherRunError) Error() string { return e.message }
func (e *otherRunError) Unwrap() error { return ErrOtherRun }

// checkKept makes sure that the folder has the files that the state names, before
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
