package main

import (
	"errors"
	"io"
	"syscall"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// An input is a feed to read: a file or standard input.
type input struct {
	*feedio.Reader
	name string // for messages
}

// openInput opens the file at path, standard input where path is "-" or empty.
func (s *session) openInput(path string, from feed.Format, encoding feed.Encoding) (*input, error) {
	return openWith(path, s.stdin, &feedio.Options{Format: from, ReaderOptions: feed.ReaderOptions{Encoding: encoding}})
}

// openWith is openInput with all options.
func openWith(path string, stdin io.Reader, o *feedio.Options) (*input, error) {
	in := &input{name: displayName(path)}
	var err error
	if path == "-" || path == "" {
		in.Reader, err = feedio.Open(stdin, o)
	} else {
		in.Reader, err = feedio.OpenFile(path, o)
	}
	return in.opened(err)
}

// reopen opens the file of an input again, which must still be what it was.
func (in *input) reopen() (*input, error) {
	again, err := in.Reopen()
	return (&input{again, in.name}).opened(err)
}

// opened returns the input, or why it could not be opened.
func (in *input) opened(err error) (*input, error) {
	switch {
	case err == nil:
		return in, nil
	case errors.Is(err, syscall.EISDIR):
		return nil, usagef("%s is a folder; name the files in it", in.name)
	case errors.Is(err, textbuf.ErrZipStream):
		return nil, usagef("%s: %v", in.name, err)
	}
	return nil, in.explain(err)
}

// displayName returns what messages call an input.
func displayName(path string) string {
	if path == "-" || path == "" {
		return "<stdin>"
	}
	return path
}

// rewind begins the input again.
func (in *input) rewind() error { return in.explain(in.Rewind()) }

// A changedError is the error of an input that changed while it was read.
type changedError struct{ name string }

func (e *changedError) Error() string {
	return e.name + ": the file changed while it was read; run the command again when nothing writes to it"
}

// explain adds the name of the input to what is wrong with it.
func (in *input) explain(err error) error {
	if errors.Is(err, feedio.ErrChanged) {
		return &changedError{in.name}
	}
	return named(in.name, err)
}

// settle returns what a run on the input ends with, which err says: if the file
// has changed, that is the reason for whatever is wrong with its content.
func (in *input) settle(err error) error {
	if errors.Is(err, feedio.ErrChanged) {
		return &changedError{in.name}
	}
	if err == nil || isA[*feed.Fault](err) || isA[*inputError](err) || errors.Is(err, errPrinted) {
		if changed := in.Changed(); changed != nil {
			return in.explain(changed)
		}
	}
	return err
}

// text returns the text of the input, uncompressed, for who can read nothing but UTF-8,
// as the service: text in an encoding that is given is turned into it. Closing it closes
// the input.
func (in *input) text() (io.ReadCloser, error) {
	text, err := in.Text()
	if err != nil {
		in.Close()
		return nil, in.explain(err)
	}
	return inputText{text, in}, nil
}

type inputText struct {
	io.Reader
	in *input
}

func (t inputText) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if errors.Is(err, feedio.ErrChanged) {
		err = t.in.explain(err)
	}
	return n, err
}

func (t inputText) Close() error { return t.in.Close() }
