package run

import (
	"errors"
	"os"
	"syscall"
)

// reserve makes a file longer, from end to want, by bytes that read as zeros and for which
// there is room on the disk. It returns how long it is then.
func reserve(f *os.File, end, want int64) (int64, error) {
	for {
		err := syscall.Fallocate(int(f.Fd()), 0, end, want-end)
		switch {
		case err == nil:
			return want, nil
		case errors.Is(err, syscall.ENOSPC):
			return end, &os.PathError{Op: "fallocate", Path: f.Name(), Err: err}
		case !errors.Is(err, syscall.EINTR):
			return writeZeros(f, end, want) // the file system does not know it
		}
	}
}
