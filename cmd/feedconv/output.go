package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// An output is where a result goes: standard output, a device, or a file that
// takes its name only when it is complete.
type output struct {
	w    io.Writer // takes the result, uncompressed
	zip  *gzip.Writer
	file *os.File // to be closed; nil for standard output

	ended  bool   // everything is written out
	target string // the file's name, empty for streams
	temp   string // its name until then
	s      *session
}

// createOutput opens the output at path, standard output where path is "-" or
// empty.
func (s *session) createOutput(path string, compress bool) (*output, error) {
	out := &output{s: s, w: s.stdout}
	if path != "-" && path != "" {
		if err := out.create(path); err != nil {
			return nil, err
		}
		out.w = out.file
	}
	if compress {
		out.zip = gzip.NewWriter(out.w)
		out.w = out.zip
	}
	return out, nil
}

// create opens a temporary file beside path, or path itself where that is
// something other than a file: a device, a named pipe.
func (out *output) create(path string) error {
	info, err := stat(path)
	if err != nil {
		return err
	}
	if info != nil && !info.Mode().IsRegular() {
		out.file, err = os.OpenFile(path, os.O_WRONLY, 0)
		return err
	}
	name := path // a link keeps pointing to the file, and errors speak of the link
	if info == nil {
		path = followLinks(path)
	} else if path, err = filepath.EvalSymlinks(path); err != nil {
		return err
	}
	out.target = path
	for n := 0; ; n++ {
		out.temp = filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d-%d.tmp", filepath.Base(path), os.Getpid(), n))
		out.s.unfinished.add(out.temp)
		if out.file, err = os.OpenFile(out.temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666); err == nil {
			break
		}
		out.s.unfinished.forget(out.temp)
		if !os.IsExist(err) || n == 100 {
			return renamed(err, name)
		}
	}
	if info != nil {
		return out.file.Chmod(info.Mode() & fs.ModePerm)
	}
	return nil
}

// renamed lets an error speak of the file that the user named.
func renamed(err error, path string) error {
	if e, ok := err.(*fs.PathError); ok {
		return &fs.PathError{Op: e.Op, Path: path, Err: e.Err}
	}
	return err
}

// restart begins the output, which must be a file, again.
func (out *output) restart() error {
	if _, err := out.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := out.file.Truncate(0); err != nil {
		return err
	}
	if out.zip != nil {
		out.zip.Reset(out.file)
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
	return out.file.Close()
}

// commit ends the output, if it has not ended, and gives the file, if it is one,
// its name.
func (out *output) commit() error {
	if err := out.end(); err != nil || out.target == "" {
		return err
	}
	return out.s.unfinished.finish(out.temp, func() error { return os.Rename(out.temp, out.target) })
}

// abandon gives the output up. A file is removed, what went to a stream stands.
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
