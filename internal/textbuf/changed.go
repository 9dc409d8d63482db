package textbuf

import (
	"errors"
	"io"
	"io/fs"
	"syscall"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A file that another program writes to while it is read may end within a value,
// and look whole all the same. So a regular file must have the same size and
// modification time at its end as when it was opened, however it ends: by a
// fault too, which would otherwise be blamed on what the file holds.

const errIsFolder = syscall.EISDIR

// isFile reports whether the Source is a file that has a size.
func (s *Source) isFile() bool { return s != nil && s.file != nil && s.info.Mode().IsRegular() }

// Changed returns ErrChanged if the file is not what it was when it was opened.
func (s *Source) Changed() error {
	if !s.isFile() {
		return nil
	}
	return s.changedSince(s.info)
}

func (s *Source) changedSince(before fs.FileInfo) error {
	now, err := s.file.Stat()
	if err == nil && (now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime())) {
		err = ErrChanged
	}
	return err
}

// Blame returns what a reading of the Source ends with, which err says: if the file
// has changed, that is the reason for any fault of its content.
func (s *Source) Blame(err error) error {
	var fault *feed.Fault
	if errors.As(err, &fault) {
		if changed := s.Changed(); changed != nil {
			return changed
		}
	}
	return err
}

// at returns how much of the file has been read; ok is false where that says nothing, as
// of an archive, which has an end of its own.
func (s *Source) at() (offset int64, ok bool, err error) {
	if s.zipped || !s.isFile() {
		return 0, false, nil
	}
	offset, err = s.file.Seek(0, io.SeekCurrent)
	return offset, err == nil, err
}

// wholeRead returns an error if the text ended before the file does: the file may
// have been short only for the moment of the last read.
func (s *Source) wholeRead() error {
	if err := s.Changed(); err != nil {
		return err
	}
	at, ok, err := s.at()
	if ok && at < s.info.Size() {
		return ErrChanged
	}
	return err
}

// hasGrown reports whether more has been read than the file had when it was opened.
// A file that says it is empty may be one that the system makes up, as in /proc.
func (s *Source) hasGrown() bool {
	at, ok, _ := s.at()
	return ok && s.info.Size() > 0 && at > s.info.Size()
}

// vigilant is the text of a Source. It ends only if the file is unchanged.
type vigilant struct {
	io.Reader
	s *Source
}

func (t vigilant) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	switch {
	case t.s.hasGrown():
		return 0, ErrChanged
	case err == io.EOF:
		if changed := t.s.wholeRead(); changed != nil {
			err = changed
		}
	case err != nil: // a fault of compressed data
		err = t.s.Blame(err)
	}
	return n, err
}
