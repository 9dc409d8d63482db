package cells

import (
	"bytes"
	"strings"
)

// LineEnds are the characters that end a line.
const LineEnds = "\r\n"

// Blanks are the characters of a line that counts as blank before the header: spaces, and
// the delimiters that spreadsheets add.
const Blanks = " ,\t|"

// Mark is the byte order mark of UTF-8.
var Mark = []byte("\uFEFF")

// SeparatorLine returns the character after "sep=" in a line that only spreadsheets
// understand, and reports whether the line is one.
func SeparatorLine(line []byte) (separator string, ok bool) {
	text := strings.Trim(string(bytes.TrimPrefix(line, Mark)), `" `)
	if len(text) < len("sep=") || !strings.EqualFold(text[:len("sep=")], "sep=") {
		return "", false
	}
	separator = text[len("sep="):]
	switch trimmed := strings.Trim(separator, " \""); {
	case separator == "": // Trim has removed the separator: a space
		return " ", true
	case len(trimmed) == 1:
		return trimmed, true
	case strings.Trim(separator, Blanks) == "": // delimiters were added to it
		return separator[:1], true
	}
	return "", false
}

// LineSize returns the size of the first line of a text, including its line end.
func LineSize(text []byte) int {
	n := bytes.IndexByte(text, '\n')
	line := text
	if n >= 0 {
		line = text[:n]
	}
	switch m := bytes.IndexByte(line, '\r'); {
	case m >= 0 && m+1 != n:
		return m + 1
	case n < 0:
		return len(text)
	}
	return n + 1
}

// EndsLine reports whether a text ends with a line end.
func EndsLine(text []byte) bool {
	return len(text) > 0 && (text[len(text)-1] == '\n' || text[len(text)-1] == '\r')
}

// LastLine returns where the last line of text begins. Text ends with a line end, or is empty.
func LastLine(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	end := len(text) - 1
	if end > 0 && text[end] == '\n' && text[end-1] == '\r' {
		end--
	}
	return bytes.LastIndexAny(text[:end], LineEnds) + 1
}

// BlankLines returns the size and the number of the line ends with which text begins. A lone
// CR is left to the scan.
func BlankLines(text []byte) (size, lines int) {
	for size < len(text) {
		switch {
		case text[size] == '\n':
			size++
		case text[size] == '\r' && size+1 < len(text) && text[size+1] == '\n':
			size += 2
		default:
			return size, lines
		}
		lines++
	}
	return size, lines
}
