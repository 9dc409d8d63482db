package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errorText returns an error on one line, several joined ones one after the other.
func errorText(err error) string {
	var texts []string
	if joined, ok := err.(interface{ Unwrap() []error }); ok && strings.Contains(err.Error(), "\n") {
		for _, e := range joined.Unwrap() {
			texts = append(texts, errorText(e))
		}
		return strings.Join(texts, "; ")
	}
	return oneLine(err.Error())
}

// oneLine makes a message fit for a terminal and for tools that read lines: names of
// files may hold anything. Control characters are written as in Go.
func oneLine(text string) string {
	if !strings.ContainsFunc(text, isUnsafe) {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case !isUnsafe(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// isUnsafe reports whether a character does something to a terminal instead of being
// shown: a control character, or one that changes the direction of text.
func isUnsafe(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// shownText keeps foreign text from doing anything to a terminal.
func shownText(text string) string {
	return strings.Map(func(r rune) rune {
		if isUnsafe(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

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
