//go:build !windows

package main

import (
	"errors"
	"io"
	"os/signal"
	"syscall"
)

// ignoreClosedPipes lets a write to a closed pipe return an error instead of
// killing the process, so that unfinished files are removed.
// So does a write beyond the size that ulimit allows a file.
func ignoreClosedPipes() { signal.Ignore(syscall.SIGPIPE, syscall.SIGXFSZ) }

func isClosedPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}
