package batch

import (
	"errors"
	"io"
	"os"
)

// spool keeps a feed that can be read only once in the folder.
func (r *Run) spool() error {
	if !r.o.Once {
		return nil
	}
	in, err := openInput(r.o.Input)
	if err != nil {
		return err
	}
	defer in.Close()
	f, err := createOwn(r.path(spoolFile))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	return errors.Join(err, f.Close())
}

// input opens the feed.
func (r *Run) input() (io.ReadCloser, error) {
	if r.o.Once {
		return os.Open(r.path(spoolFile))
	}
	return openInput(r.o.Input)
}

// openInput opens the feed, or says that there is none.
func openInput(open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	in, err := open()
	if err == nil && in == nil {
		err = errors.New("batch: Options.Input returned no reader")
	}
	return in, err
}
