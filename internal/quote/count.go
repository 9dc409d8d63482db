package quote

import (
	"fmt"
	"strings"
)

// Number is what can be counted in a message.
type Number interface{ int | int64 | float64 }

// Count returns a number with its noun: "1 row", "3 rows", "2 entities", "4 batches".
func Count[N Number](n N, noun string) string {
	many := noun + "s"
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		many = stem + "ies"
	} else if strings.HasSuffix(noun, "ch") {
		many = noun + "es"
	}
	return CountOf(n, noun, many)
}

// CountOf returns a number with words that depend on it: "1 row is", "3 rows are".
func CountOf[N Number](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%v %s", n, many)
}
