package main

import (
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// An output is where a result goes: standard output, a device, a pipe, or a file
// that gets its name only when it is complete.
type output struct {
	w    io.Writer // takes the result, uncompressed
	zip  *gzip.Writer
	file *os.File // to be closed; nil for standard output

	name    string // as the user wrote it, for messages
	ended   bool   // everything is written out
	target  string // the file's name with links followed; empty for streams
	temp    string // its name until it is complete
	replace bool   // whether there may be a file of that name
	durable bool   // whether it must outlive a crash of the machine
	s       *session
}

// outputOptions say how an output is written.
type outputOptions struct {
	compress bool
	replace  bool // a file of the same name is replaced, otherwise it is an error
	durable  bool // the file is synced before it gets its name; so is one that replaces another
	// beginning, if not nil, is told of the file's name, and of the one that it has
	// until it is complete, before the file is created.
	beginning func(target, temp string) error
}

// createOutput opens the output at path.
func (s *session) createOutput(path string, o outputOptions) (*output, error) {
	out := &output{s: s, w: s.stdout, name: path, replace: o.replace, durable: o.durable || o.replace}
	if !isStdout(path) {
		if err := out.create(path, o.beginning); err != nil {
			out.abandon()
			return nil, err
		}
		out.w = namedWriter{out.file, path}
	}
	if o.compress {
		out.zip = gzip.NewWriter(out.w)
		out.w = out.zip
	}
	return out, nil
}

// create opens a temporary file beside path, or path itself where that is
// something other than a file: a device, a named pipe.
func (out *output) create(path string, beginning func(target, temp string) error) error {
	if n, ok := descriptor(path); ok {
		out.file = os.NewFile(n, path)
		return nil
	}
	info, err := stat(path)
	if err != nil {
		return err
	}
	if info != nil && !info.Mode().IsRegular() {
		out.file, err = os.OpenFile(path, os.O_WRONLY, 0)
		return err
	}
	if out.target, err = targetOf(path, info); err != nil {
		return err
	}
	if out.file, out.temp, err = out.s.createTemporary(out.target, beginning); err != nil {
		return renamed(err, path)
	}
	if info != nil {
		return renamed(out.file.Chmod(info.Mode()&fs.ModePerm), path)
	}
	return nil
}

// targetOf returns the name of the file that an output at path becomes: a link
// stays, and what it points to is written. info is what is there now.
func targetOf(path string, info fs.FileInfo) (string, error) {
	if info == nil {
		return followLinks(path), nil
	}
	return filepath.EvalSymlinks(path)
}

// A namedWriter lets errors speak of the file that the user named.
type namedWriter struct {
	w    io.Writer
	name string
}

func (w namedWriter) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	return n, renamed(err, w.name)
}

// renamed lets an error speak of the file that the user named.
func renamed(err error, path string) error {
	switch e := err.(type) {
	case *fs.PathError:
		return &fs.PathError{Op: e.Op, Path: path, Err: e.Err}
	case *os.LinkError:
		return &fs.PathError{Op: e.Op, Path: path, Err: e.Err}
	}
	return err
}

// restart begins the output, which must be a file, again.
func (out *output) restart() error {
	if _, err := out.file.Seek(0, io.SeekStart); err != nil {
		return renamed(err, out.name)
	}
	if err := out.file.Truncate(0); err != nil {
		return renamed(err, out.name)
	}
	if out.zip != nil {
		out.zip.Reset(namedWriter{out.file, out.name})
	}
	return nil
}

// end writes everything out. Of several outputs none is to get its name before
// all have ended.
func (out *output) end() error {
	if out.ended {
		return nil
	}
	if out.zip != nil {
		if err := out.zip.Close(); err != nil {
			return err
		}
	}
	out.ended = true
	if out.file == nil {
		return nil
	}
	var err error
	if out.durable && out.target != "" {
		err = out.file.Sync()
	}
	return renamed(cmp.Or(err, out.file.Close()), out.name)
}

// commit ends the output, if it has not ended, and gives the file, if it is one,
// its name.
func (out *output) commit() error {
	if err := out.end(); err != nil || out.target == "" {
		return err
	}
	move := moveNew
	if out.replace {
		move = os.Rename
	}
	err := out.s.unfinished.finish(out.temp, func() error { return move(out.temp, out.target) })
	if errors.Is(err, fs.ErrExist) {
		return existsError(out.name, "while this was at work a file of that name was made")
	}
	return renamed(err, out.name)
}

// commitAll ends all outputs, and only then gives them their names.
func commitAll(outs []*output) error {
	for _, step := range []func(*output) error{(*output).end, (*output).commit} {
		for _, out := range outs {
			if err := step(out); err != nil {
				return err
			}
		}
	}
	return nil
}

// abandon gives the output up. A file is removed; what went to a stream stays.
func (out *output) abandon() {
	if out.zip != nil && out.target == "" {
		out.zip.Flush()
	}
	if out.file != nil {
		out.file.Close()
	}
	if out.temp != "" {
		out.s.unfinished.discard(out.temp)
	}
}

// stat returns what is known of the file at path, nil if there is none.
func stat(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return info, err
}
