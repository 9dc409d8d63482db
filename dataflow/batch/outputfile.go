package batch

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// An OutputFile is a file outside the run's folder that an output is written to.
// Paths are absolute.
type OutputFile struct {
	Path string `json:"path"` // the name it gets when it is complete
	// Temporary is its name until then.
	Temporary string `json:"temporary,omitempty"`
	// Size and Modified are those of the complete file, zero until it is.
	Size     int64     `json:"size,omitempty"`
	Modified time.Time `json:"modified,omitzero"`
}

// Complete fills in what is known of a file that is complete, and still has its
// temporary name.
func (f *OutputFile) Complete() error {
	info, err := os.Lstat(f.Temporary)
	if err == nil {
		f.Size, f.Modified = info.Size(), info.ModTime()
	}
	return err
}

// written reports whether the complete file is there.
func (f *OutputFile) written() bool {
	info, err := os.Lstat(f.Path)
	return err == nil && info.Mode().IsRegular() && !f.Modified.IsZero() && info.Size() == f.Size && info.ModTime().Equal(f.Modified)
}

// SetFiles records in the state which files the outputs are about to be written to;
// again, with what Complete fills in, when they are complete and are about to get
// their names. If the process is killed, the next run removes those that have a
// temporary name, and knows those that are complete.
func (r *Run) SetFiles(files []OutputFile) error {
	r.mu.Lock()
	defer r.mu.Unlock()
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
	for i := range s.Files {
		if f := &s.Files[i]; f.Path == path && f.written() {
			return true
		}
	}
	return false
}

// allWritten reports whether the outputs of a run that has ended are all there.
func (s *state) allWritten() bool {
	for i := range s.Files {
		if !s.Files[i].written() {
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
