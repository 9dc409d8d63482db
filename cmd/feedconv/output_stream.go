package main

import (
	"strconv"
	"strings"
)

// isStdout reports whether an output of that name is standard output.
func isStdout(name string) bool {
	if name == "-" || name == "" {
		return true
	}
	n, ok := descriptor(name)
	return ok && n == 1
}

// descriptor returns the number of the open file that a name such as /dev/stdout or
// /dev/fd/3 stands for. It is written to as it is: it may be a file, which its name
// leads to as a link does, but whoever opened it has said what is to happen to that.
func descriptor(name string) (n uintptr, ok bool) {
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

// isFileName reports whether an output of that name is a file, or will be one.
func isFileName(name string) bool {
	if _, ok := descriptor(name); ok || name == "-" || name == "" {
		return false
	}
	info, err := stat(name)
	return err == nil && (info == nil || info.Mode().IsRegular())
}
