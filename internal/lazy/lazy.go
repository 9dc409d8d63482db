// Package lazy makes values when they are needed: a command that starts, does little and ends
// should not wait for what it does not use.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns a function that returns a regular expression, which is compiled at the first
// call. An expression that is none is a panic then.
func Regexp(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
