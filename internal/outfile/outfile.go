// Package outfile writes output files that get their name only when they are complete, and
// checks before anything is read whether one can be written.
package outfile

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"
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

// Stat returns what is known of the file at path, nil if there is none.
func Stat(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return info, err
}

// Target returns the name of the file that an output at path becomes: a link
// stays, and what it points to is written. info is what is there now.
func Target(path string, info fs.FileInfo) (string, error) {
	if info == nil {
		return FollowLinks(path), nil
	}
	return filepath.EvalSymlinks(path)
}

// Named lets an error speak of the file that the user named.
func Named(err error, path string) error {
	switch e := err.(type) {
	case *fs.PathError:
		return &fs.PathError{Op: e.Op, Path: path, Err: e.Err}
	case *os.LinkError:
		return &fs.PathError{Op: e.Op, Path: path, Err: e.Err}
	}
	return err
}

// maxLinks is how many symbolic links systems follow, about.
const maxLinks = 40

// FollowLinks returns the path that symbolic links at path lead to, where there
// may be nothing yet.
func FollowLinks(path string) string {
	for range maxLinks {
		link, err := os.Readlink(path)
		if err != nil { // it is no link
			break
		}
		if !filepath.IsAbs(link) {
			folder, _ := filepath.Split(path)
			link = folder + link // not joined, as .. may go up from a link
		}
		path = link
	}
	return path
}

// Descriptor returns the number of the open file that a name such as /dev/stdout or
// /dev/fd/3 means. It is written to as it is: it may be a file, which its name
// leads to as a link does, but whoever opened it has said what is to happen to that.
func Descriptor(name string) (n uintptr, ok bool) {
	switch name {
	case "/dev/stdout":
		return 1, true
	case "/dev/stderr":
		return 2, true
	}
	for _, folder := range []string{"/dev/fd/", "/proc/self/fd/"} {
		if digits, ok := strings.CutPrefix(name, folder); ok {
			n, err := strconv.ParseUint(digits, 10, 16)
			return uintptr(n), err == nil
		}
	}
	return 0, false
}

// maxTemporaryBase is how many bytes of a file's name its temporary's name has:
// so few that the name stays under the 255 bytes that systems allow.
const maxTemporaryBase = 200

// temporaryName returns the n-th name for the file at path while it is written:
// a hidden one beside it.
func temporaryName(path string, n int) string {
	folder, base := filepath.Split(path)
	if len(base) > maxTemporaryBase {
		cut := maxTemporaryBase
		for cut > 0 && !utf8.RuneStart(base[cut]) {
			cut--
		}
		base = base[:cut]
	}
	return folder + fmt.Sprintf(".%s.%d-%d.tmp", base, os.Getpid(), n) // not joined, as .. may go up from a link
}

// CreateTemporary creates the temporary file for the file at path. Beginning, if it is not
// nil, is told of its name before that.
func CreateTemporary(path string, beginning func(temp string) error) (*os.File, error) {
	if err := CheckName(path); err != nil {
		return nil, err
	}
	for n := 0; ; n++ {
		name := temporaryName(path, n)
		if _, err := os.Lstat(name); err == nil && n < 100 {
			continue // not ours
		}
		if beginning != nil {
			if err := beginning(name); err != nil {
				return nil, err
			}
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil || !errors.Is(err, fs.ErrExist) || n == 100 {
			return f, err
		}
	}
}

// CheckName makes sure that a file may have a name, where its temporary's name is
// shorter.
func CheckName(path string) error {
	if len(filepath.Base(path)) <= maxTemporaryBase {
		return nil
	}
	if _, err := os.Lstat(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// MoveNew renames a file to a name that no file may have: fs.ErrExist is wrapped
// where one has it.
func MoveNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	// The file system has no links. Between these two steps a file of the name
	// could still be made.
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}
