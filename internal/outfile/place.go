// Package outfile writes files that get their names when they are complete, and says
// before that whether it could.
package outfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

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
