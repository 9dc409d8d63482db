//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package outfile

import (
	"io/fs"
	"syscall"
)

// checkTakesFiles makes sure that files can be created in a folder, whose name ends in
// a slash. It creates none: a process that is killed would leave it.
func checkTakesFiles(folder string) error {
	const write, search = 2, 1
	if err := syscall.Access(folder, write|search); err != nil {
		return &fs.PathError{Op: "open", Path: folder, Err: err}
	}
	return nil
}
