package beamfeed

import (
	"context"
	"errors"
	"io"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// A remote is a file of a file system that yields it from beginning to end. It is an
// io.ReaderAt for who reads on from where the last read ended, or from the beginning.
type remote struct {
	ctx  context.Context
	fs   filesystem.Interface
	file string
	size int64

	text io.ReadCloser // nil if it is not open
	at   int64         // where text is
}

// Size returns how many bytes there are.
func (r *remote) Size() int64 { return r.size }

// ReadAt implements io.ReaderAt.
func (r *remote) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= r.size {
		return 0, io.EOF
	}
	if r.text == nil || offset < r.at {
		if err := r.reopen(); err != nil {
			return 0, err
		}
	}
	if n, err := io.CopyN(io.Discard, r.text, offset-r.at); err != nil {
		r.at += n
		return 0, r.cut(err)
	}
	r.at = offset
	n, err := io.ReadFull(r.text, p[:min(int64(len(p)), r.size-offset)])
	r.at += int64(n)
	if err == nil && n < len(p) {
		return n, io.EOF
	}
	return n, r.cut(err)
}

var errShrunk = errors.New("the file is shorter than it was")

// cut returns the error of a read that ended early.
func (r *remote) cut(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errShrunk
	}
	return err
}

func (r *remote) reopen() (err error) {
	if r.text != nil {
		r.text.Close()
	}
	r.text, err = r.fs.OpenRead(r.ctx, r.file)
	if err != nil {
		r.text = nil
	}
	r.at = 0
	return err
}

// Close closes the file, and its file system.
func (r *remote) Close() error {
	if r.text != nil {
		r.text.Close()
	}
	return r.fs.Close()
}
