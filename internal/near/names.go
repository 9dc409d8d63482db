package near

import (
	"strings"
	"unicode/utf8"
)

// Name returns the name that differs from another, misspelled one the least;
// empty if all differ too much. The beginning of a name, or its last part after a
// slash, is near it.
func Name(name string, names []string) string {
	name = Plain(name)
	length := utf8.RuneCountInString(name)
	best, least := "", max(1, length/3)+1
	for _, candidate := range names {
		plain := Plain(candidate)
		d := editDistance(name, plain)
		if length > 2 && (strings.HasPrefix(plain, name) || strings.HasSuffix(plain, "/"+name)) {
			d = min(d, 1)
		}
		if length > 2 && d < least {
			best, least = candidate, d
		}
	}
	return best
}

// Plain makes names that differ in case and in the signs between words equal.
func Plain(name string) string {
	return strings.NewReplacer("_", "-", " ", "-", ".", "-").Replace(strings.ToLower(name))
}

// editDistance counts the characters to insert, delete, replace or exchange with
// the next one to make b out of a.
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			replaced := last[j]
			if s[i] != t[j] {
				replaced++
			}
			row[j+1] = min(replaced, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
