package outfile

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Check refuses a file at path that could not be written in the end: one that is there
// and is not to be replaced (fs.ErrExist), that is write-protected, that is a folder
// (syscall.EISDIR), or whose folder is missing or takes no file. It creates nothing.
func Check(path string, replace bool) error {
	if _, ok := Descriptor(path); ok {
		return nil
	}
	info, err := Stat(path)
	switch {
	case err != nil:
		return err
	case info == nil:
	case info.IsDir():
		return &fs.PathError{Op: "create", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return nil
	case !replace:
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	default:
		if err := checkWritable(path, info); err != nil {
			return err
		}
	}
	target, err := Target(path, info)
	if err != nil {
		return err
	}
	return checkFolder(path, target)
}

// checkWritable refuses a file that is write-protected: a rename would replace it
// all the same. Its mode counts even where the user, as root, may write anything.
func checkWritable(path string, info fs.FileInfo) error {
	protected := info.Mode()&0o222 == 0
	if !protected {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err == nil {
			return f.Close()
		}
		if !os.IsPermission(err) {
			return err
		}
	}
	return fmt.Errorf("%s is write-protected (%w); make it writable, or choose another name", path, fs.ErrPermission)
}

// checkFolder makes sure that the file at target, which the user calls path, can
// be created.
func checkFolder(path, target string) error {
	if err := CheckName(target); err != nil {
		return Named(err, path)
	}
	folder, _ := filepath.Split(target)
	return Named(checkTakesFiles(cmp.Or(folder, "."+string(filepath.Separator))), path)
}
