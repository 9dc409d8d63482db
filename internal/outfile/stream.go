package outfile

import (
	"strconv"
	"strings"
)

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
