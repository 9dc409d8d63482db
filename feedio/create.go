package feedio

import (
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/internal/outfile"
)

// CreateOptions say how a file is written. The zero value and a nil pointer mean the
// defaults.
type CreateOptions struct {
	Replace bool // a file of that name may exist, and is replaced
	Sync    bool // the file is to outlive a crash of the machine, as one that is replaced does
	Plain   bool // it is not compressed, whatever its name says
	// Beginning, if not nil, is called before a file is created, with its name and the
	// temporary one that it has until it is complete, so that it can be removed after a
	// crash. It may be called several times; the last time counts. Its error ends Create.
	Beginning func(target, temporary string) error
}

// A File is an output that gets its name when it is complete: until then, whatever
// happens, there is no file of that name, or the one that was there.
type File struct {
	w    io.Writer // takes the output, uncompressed
	zip  *gzip.Writer
	file *os.File
	std  bool // standard output, which stays open

	name      string // as it was given, for messages
	target    string // with links followed; empty for what is no regular file
	temporary string // the file's name until it is complete
	o         CreateOptions
	finished  bool
	failed    error // why the file is not whole, and gets no name
}

// Create creates a file, which is written to a temporary one in the same folder and
// appears under its name at Close. One that exists is an fs.ErrExist, unless it is to be
// replaced. If the name ends with .gz the file is compressed. A device, a pipe or an open
// file (/dev/fd/3) is written to as it is; "-" is standard output.
func Create(name string, o *CreateOptions) (*File, error) {
	f := &File{name: name}
	if o != nil {
		f.o = *o
	}
	if err := f.create(); err != nil {
		f.Abort()
		return nil, outfile.Named(err, name)
	}
	f.w = fileWriter{f}
	if _, compress := FormatOf(name); compress && !f.o.Plain {
		f.zip = gzip.NewWriter(f.w)
		f.w = f.zip
	}
	return f, nil
}

func (f *File) create() error {
	if f.name == "-" {
		f.file, f.std = os.Stdout, true
		return nil
	}
	if n, ok := outfile.Descriptor(f.name); ok {
		f.file = os.NewFile(n, f.name)
		return nil
	}
	if f.name == "" {
		return errors.New("feedio: the file to create has no name")
	}
	info, err := outfile.Stat(f.name)
	switch {
	case err != nil:
		return err
	case info == nil:
	case !info.Mode().IsRegular():
		f.file, err = os.OpenFile(f.name, os.O_WRONLY, 0)
		return err
	case !f.o.Replace:
		return &fs.PathError{Op: "create", Path: f.name, Err: fs.ErrExist}
	}
	target, err := outfile.Target(f.name, info)
	if err != nil {
		return err
	}
	f.file, err = outfile.CreateTemporary(target, func(temporary string) error {
		if f.o.Beginning == nil {
			return nil
		}
		return f.o.Beginning(target, temporary)
	})
	if err != nil {
		return err
	}
	f.target, f.temporary = target, f.file.Name()
	if info != nil {
		return f.file.Chmod(info.Mode() & fs.ModePerm)
	}
	return nil
}

// fileWriter lets errors speak of the file by its name.
type fileWriter struct{ f *File }

func (w fileWriter) Write(p []byte) (int, error) {
	n, err := w.f.file.Write(p)
	w.f.failed = cmp.Or(w.f.failed, outfile.Named(err, w.f.name))
	return n, w.f.failed
}

var errNoFile = errors.New("feedio: a File that Create has not made, or that is closed or given up")

// Write writes to the file.
func (f *File) Write(p []byte) (int, error) {
	if f.w == nil || f.finished {
		return 0, errNoFile
	}
	return f.w.Write(p)
}

// Restart takes back all that was written. The file must be a regular one.
func (f *File) Restart() error {
	if f.target == "" || f.finished {
		return errNoFile
	}
	_, err := f.file.Seek(0, io.SeekStart)
	if err == nil {
		err = f.file.Truncate(0)
	}
	if f.zip != nil {
		f.zip.Reset(fileWriter{f})
	}
	f.failed = outfile.Named(err, f.name)
	return f.failed
}

// Finish writes everything out, without giving the file its name: of several files none
// may get it before all are finished. The error may be that of an earlier Write: what is
// not whole does not get its name.
func (f *File) Finish() error {
	if f.w == nil {
		return errNoFile
	}
	if f.finished || f.failed != nil {
		return f.failed
	}
	if f.zip != nil {
		if err := f.zip.Close(); err != nil {
			return err
		}
		f.w, f.zip = fileWriter{f}, nil // a file may wait long for its name, and the compressor is large
	}
	f.finished = true
	if f.std {
		return nil
	}
	var err error
	if f.target != "" && (f.o.Sync || f.o.Replace) {
		err = f.file.Sync()
	}
	if closed := f.file.Close(); err == nil {
		err = closed
	}
	f.failed = outfile.Named(err, f.name)
	return f.failed
}

// Close finishes the file and gives it its name. If there is a file of that name by then,
// and it is not to be replaced, the error is fs.ErrExist.
func (f *File) Close() error {
	if err := f.Finish(); err != nil || f.temporary == "" {
		return err
	}
	move := outfile.MoveNew
	if f.o.Replace {
		move = os.Rename
	}
	if err := move(f.temporary, f.target); err != nil {
		return outfile.Named(err, f.name)
	}
	f.temporary = ""
	return nil
}

// Abort gives up a file that does not have its name yet: nothing of it remains, and Close
// returns an error. What was written to a stream stays. After Close, Abort does nothing.
func (f *File) Abort() {
	if f.zip != nil && f.target == "" && !f.finished {
		f.zip.Flush()
	}
	if f.file != nil && !f.std && !f.finished {
		f.file.Close()
	}
	f.finished = true
	if f.temporary != "" {
		os.Remove(f.temporary)
		f.temporary, f.failed = "", errNoFile
	}
}
