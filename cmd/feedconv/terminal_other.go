//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package main

import "os"

// isTerminal reports whether f is a character device, which for standard error
// means a terminal or nobody.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func terminalSize(*os.File) (columns, rows int) { return defaultColumns, defaultRows }
