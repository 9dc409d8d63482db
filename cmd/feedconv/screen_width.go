package main

import (
	"strings"
	"unicode"
)

// cutToWidth returns as much of a line as fits into so many columns, with an
// ellipsis in place of the rest.
func cutToWidth(line string, width int) string {
	if displayWidth(line) <= width {
		return line
	}
	var b strings.Builder
	used := 0
	for _, r := range line {
		if used += runeWidth(r); used > width-1 {
			break
		}
		b.WriteRune(r)
	}
	if width < 1 {
		return ""
	}
	return b.String() + "…"
}

// cutFromLeft returns the end of a text that fits into so many columns.
func cutFromLeft(text string, width int) string {
	for displayWidth(text) > width && text != "" {
		rest := strings.TrimPrefix(text, "…")
		_, size := firstRune(rest)
		if text = rest[size:]; text != "" {
			text = "…" + text
		}
	}
	return text
}

func firstRune(text string) (rune, int) {
	for i, r := range text {
		if i > 0 {
			return r, i
		}
	}
	return 0, len(text)
}

// displayWidth returns how many columns a text takes on a terminal.
func displayWidth(text string) (width int) {
	for _, r := range text {
		width += runeWidth(r)
	}
	return width
}

// runeWidth returns how many columns a character takes: none if it combines with
// the one before, two if it is one of East Asia's wide ones or a picture.
func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6, r >= 0x1F300 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
		return 2
	}
	return 1
}
