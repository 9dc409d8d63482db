//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"os"
	"syscall"
	"unsafe"
)

// windowSize asks a terminal how large it is. It reports false if f is none.
func windowSize(f *os.File) (columns int, ok bool) {
	var size struct{ rows, columns, x, y uint16 }
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size)))
	return int(size.columns), errno == 0
}

// isTerminal reports whether f is a terminal.
func isTerminal(f *os.File) bool {
	_, ok := windowSize(f)
	return ok
}

// terminalWidth returns how many columns a terminal has.
func terminalWidth(f *os.File) int {
	if columns, ok := windowSize(f); ok && columns > 0 {
		return columns
	}
	return defaultWidth
}
