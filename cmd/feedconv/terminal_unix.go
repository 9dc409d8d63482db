//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"cmp"
	"os"
	"syscall"
	"unsafe"
)

// windowSize asks a terminal how large it is. It reports false if f is none.
func windowSize(f *os.File) (columns, rows int, ok bool) {
	var size struct{ rows, columns, x, y uint16 }
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size)))
	return int(size.columns), int(size.rows), errno == 0
}

// isTerminal reports whether f is a terminal.
func isTerminal(f *os.File) bool {
	_, _, ok := windowSize(f)
	return ok
}

// terminalSize returns how many columns and rows a terminal has.
func terminalSize(f *os.File) (columns, rows int) {
	columns, rows, _ = windowSize(f)
	return cmp.Or(columns, defaultColumns), cmp.Or(rows, defaultRows)
}
