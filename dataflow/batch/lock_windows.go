package batch

import (
	"os"
	"syscall"
)

// openLocked opens a file that only one process at a time can open. The lock ends with
// the process.
func openLocked(name string) (*os.File, error) {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	const nobodyElse = 0
	h, err := syscall.CreateFile(path, syscall.GENERIC_READ|syscall.GENERIC_WRITE, nobodyElse, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	const sharingViolation syscall.Errno = 32
	if err == sharingViolation {
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(h), name), nil
}

// removeLocked releases the lock and then removes the file, which cannot be removed while
// it is open.
func removeLocked(f *os.File) error {
	err := f.Close()
	os.Remove(f.Name()) // another run may have opened it
	return err
}
