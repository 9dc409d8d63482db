package outfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"
)

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
