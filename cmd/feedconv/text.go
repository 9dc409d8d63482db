package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
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
	if meant := near.Name(name, names); meant != "" {
		return fmt.Sprintf("did you mean %s? ", meant)
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
func listed(names []string) string { return enumerated(names, " and ") }

// alternatives returns "a, b or c".
func alternatives(names []string) string { return enumerated(names, " or ") }

// enumerated returns names with a comma between them, but for the last two.
func enumerated(names []string, before string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + before + names[last]
}
