// Package quote shows values and numbers in messages.
package quote

import (
	"strconv"
	"unicode/utf8"
)

// limit is how many code points of a value a message shows.
const limit = 40

// Text returns s for use in a message: in quotes, with what a terminal cannot
// show escaped, and cut where it is long.
func Text[S string | []byte](s S) string {
	text := string(s[:min(len(s), limit*utf8.UTFMax)])
	n := 0
	for i := range text {
		if n == limit {
			return strconv.Quote(text[:i]) + "…"
		}
		n++
	}
	if len(text) < len(s) {
		return strconv.Quote(text) + "…"
	}
	return strconv.Quote(text)
}
