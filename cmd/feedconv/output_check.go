package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// checkOutput refuses an output at path that could not be written in the end:
// one that is there and is not to be replaced, that is write-protected, or whose
// folder is missing or takes no file. It runs before anything is read or sent. The
// remedy says what to do about a file that is there.
func (s *session) checkOutput(path string, replace bool, remedy string) error {
	if _, ok := descriptor(path); ok || isStdout(path) {
		return nil
	}
	info, err := stat(path)
	switch {
	case err != nil:
		return err
	case info == nil:
	case info.IsDir():
		return usagef("%s is a folder; name a file in it", path)
	case !info.Mode().IsRegular():
		return nil
	case !replace:
		return existsError(path, remedy)
	default:
		if err := checkWritable(path, info); err != nil {
			return err
		}
	}
	target, err := targetOf(path, info)
	if err != nil {
		return err
	}
	return s.checkFolder(path, target)
}

// existsError is the error of an output that is there and is not to be replaced.
func existsError(path, remedy string) error {
	return usagef("%s exists already; %s", path, remedy)
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
func (s *session) checkFolder(path, target string) error {
	if err := checkNameLength(target); err != nil {
		return renamed(err, path)
	}
	folder, _ := filepath.Split(target)
	return renamed(s.checkTakesFiles(cmp.Or(folder, "."+string(filepath.Separator))), path)
}
