//go:build unix

package batch

import (
	"errors"
	"os"
	"syscall"
)

// openLocked opens a file that only one process at a time can open this way. The lock
// ends with the process.
func openLocked(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, errLocked
	}
	return f, nil
}

// removeLocked removes the file and then releases the lock: a process that opens the file
// in between sees that it is gone.
func removeLocked(f *os.File) error {
	return errors.Join(ignoreMissing(os.Remove(f.Name())), f.Close())
}
