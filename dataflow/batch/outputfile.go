package batch

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"
)

// An OutputFile is a file outside the run's folder that an output is written to.
// Paths are absolute.
type OutputFile struct {
	Path string `json:"path"` // the name it gets when it is complete
	// Temporary is its name until then.
	Temporary string `json:"temporary,omitempty"`
	// Size and Modified are those of the complete file, zero until it is.
	stamp
	// Earlier is that of a complete file which an earlier process of the run has
	// written, and which stays until this one is complete.
	Earlier stamp `json:"earlier,omitzero"`
}

// A stamp tells a file from what somebody else has put in its place.
type stamp struct {
	Size     int64     `json:"size,omitempty"`
	Modified time.Time `json:"modified,omitzero"`
}

// Complete fills in what is known of a file that is complete, and still has its
// temporary name.
func (f *OutputFile) Complete() error {
	info, err := os.Lstat(f.Temporary)
	if err == nil {
		f.stamp = stamp{info.Size(), info.ModTime()}
	}
	return err
}

// isOf reports whether the stamp is that of the file at path.
func (s stamp) isOf(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && !s.Modified.IsZero() && info.Size() == s.Size && info.ModTime().Equal(s.Modified)
}

// written returns the stamp of the file at a path if it is one that a process of the
// run has completed.
func (s *state) written(path string) (stamp, bool) {
	for _, f := range s.Files {
		for _, is := range []stamp{f.stamp, f.Earlier} {
			if f.Path == path && is.isOf(path) {
				return is, true
			}
		}
	}
	return stamp{}, false
}

// SetFiles records in the state which files the outputs are about to be written to;
// again, with what Complete fills in, when they are complete and are about to get
// their names. If the process is killed, the next run removes those that have a
// temporary name, and knows those that are complete.
func (r *Run) SetFiles(files []OutputFile) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.usable(); err != nil {
		return err
	}
	if r.state == nil {
		return errNotBegun
	}
	files = slices.Clone(files)
	for i := range files {
		files[i].Earlier, _ = r.state.written(files[i].Path)
	}
	for _, f := range r.state.Files { // those that are not begun again yet
		again := slices.ContainsFunc(files, func(g OutputFile) bool { return g.Path == f.Path })
		if is, ok := r.state.written(f.Path); ok && !again {
			files = append(files, OutputFile{Path: f.Path, Earlier: is})
		}
	}
	r.state.Files = files
	return r.state.save(r.o.State)
}

// Wrote reports whether the file at path, an absolute one, is an output that an
// earlier process has completed in the run of a state. It may be replaced by those
// of the same run.
func Wrote(stateName, path string) bool {
	s, err := loadState(stateName)
	if err != nil || s == nil {
		return false
	}
	_, ok := s.written(path)
	return ok
}

// allWritten reports whether the outputs of a run that has ended are all there.
func (s *state) allWritten() bool {
	for i := range s.Files {
		if f := &s.Files[i]; f.Temporary != "" && !f.isOf(f.Path) {
			return false
		}
	}
	return true
}

// removeTemporary removes the files that a process which was killed has left under
// temporary names.
func (s *state) removeTemporary() error {
	var err error
	for _, f := range s.Files {
		info, e := os.Lstat(f.Temporary)
		switch {
		case f.Temporary == "" || errors.Is(e, fs.ErrNotExist):
		case e != nil:
			err = errors.Join(err, e)
		case info.Mode().IsRegular():
			err = errors.Join(err, ignoreMissing(os.Remove(f.Temporary)))
		}
	}
	return err
}
