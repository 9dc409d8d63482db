package main

import (
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A file that another program writes to while it is read may end within a value,
// and look whole all the same. So a regular file must have the same size and
// modification time at its end as when it was opened, however it ends: by a
// fault too, which would otherwise be blamed on what the file holds.

// A changedError is the error of an input that changed while it was read.
type changedError struct{ name string }

func (e *changedError) Error() string {
	return e.name + ": the file changed while it was read; run the command again when nothing writes to it"
}

// unchanged returns an error if the file is not what it was when it was opened.
func (in *input) unchanged() error {
	if in.file == nil || !in.info.Mode().IsRegular() {
		return nil
	}
	now, err := in.file.Stat()
	if err != nil {
		return err
	}
	if now.Size() != in.info.Size() || !now.ModTime().Equal(in.info.ModTime()) {
		return &changedError{in.name}
	}
	return nil
}

// sameAs returns an error if the file, opened a second time, is not what it was
// the first time.
func (in *input) sameAs(first *input) error {
	if in.info.Size() != first.info.Size() || !in.info.ModTime().Equal(first.info.ModTime()) {
		return &changedError{in.name}
	}
	return nil
}

// wholeRead returns an error if the text ended before the file does: the file may
// have been short only for the moment of the last read.
func (in *input) wholeRead() error {
	if err := in.unchanged(); err != nil {
		return err
	}
	if in.closer != nil || in.file == nil || !in.info.Mode().IsRegular() {
		return nil // an archive has an end of its own
	}
	at, err := in.file.Seek(0, io.SeekCurrent)
	if err == nil && at < in.info.Size() {
		return &changedError{in.name}
	}
	return err
}

// hasGrown reports whether more has been read than the file had when it was opened.
// A file that says it is empty may be one that the system makes up, as in /proc.
func (in *input) hasGrown() bool {
	if in.closer != nil || in.file == nil || !in.info.Mode().IsRegular() || in.info.Size() == 0 {
		return false
	}
	at, err := in.file.Seek(0, io.SeekCurrent)
	return err == nil && at > in.info.Size()
}

// settle returns what a run on the input ends with, which err says: if the file
// has changed, that is the reason for whatever is wrong with its content.
func (in *input) settle(err error) error {
	var fault *feed.Fault
	var input *inputError
	if err != nil && !errors.As(err, &fault) && !errors.As(err, &input) && !errors.Is(err, errPrinted) {
		return err
	}
	if changed := in.unchanged(); changed != nil {
		return changed
	}
	return err
}

// unchangedText is the text of an input. It ends only if the file is unchanged.
type unchangedText struct {
	io.Reader
	in *input
}

func (t unchangedText) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	var fault *feed.Fault
	switch {
	case t.in.hasGrown():
		return 0, &changedError{t.in.name}
	case err == io.EOF:
		if changed := t.in.wholeRead(); changed != nil {
			err = changed
		}
	case errors.As(err, &fault): // of compressed data
		err = t.in.settle(err)
	}
	return n, err
}
