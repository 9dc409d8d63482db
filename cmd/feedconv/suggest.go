package main

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// didYouMean returns a remedy that names the one of names that the user may have
// meant: with " " before it, or empty where none is near.
func didYouMean(name string, names []string) string {
	if near := nearest(name, names); near != "" {
		return fmt.Sprintf("did you mean %s? ", near)
	}
	return ""
}

// oneOf returns the one of names that value is, in any case. The error for another value
// names the flag and what there is.
func oneOf(flagName, what, value string, names ...string) (string, error) {
	for _, name := range names {
		if strings.EqualFold(name, value) {
			return name, nil
		}
	}
	return "", usagef("%s: no %s %q; %sthere are %s", flagName, what, value, didYouMean(value, names), listed(names))
}

// listed returns "a, b and c".
func listed(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// nearest returns the name that differs from another, misspelled one the least;
// empty if all differ too much. The beginning of a name, or its last part after a
// slash, is near it.
func nearest(name string, names []string) string {
	name = plainName(name)
	length := utf8.RuneCountInString(name)
	best, least := "", max(1, length/3)+1
	for _, candidate := range names {
		plain := plainName(candidate)
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

// plainName makes names that differ in case and in the signs between words equal.
func plainName(name string) string {
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
