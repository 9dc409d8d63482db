package delimfeed

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// This file says what a line is that is to be the header, or the first line of all, and
// does not name the columns of a feed.

// version1Columns is how many cells each row of delimited text of version 1.0 has, which
// has neither a version line nor a header.
const version1Columns = 31

// maxNear bounds how many names of a header are compared with all columns.
const maxNear = 64

// notNames returns the fault of a line that names no column. It is not fatal where most
// of its names are near one. Where says where the names of columns belong.
func (r *Reader) notNames(line []byte, where string) *feed.Fault {
	var seen []string
	cells, likely, words := 0, 0, 0
	for name := range names(line, r.delimiter) {
		if cells++; cells > maxNear {
			break
		}
		if name == "" {
			continue
		}
		seen = append(seen, name)
		if _, ok := near.Column(name, 0); ok {
			likely++
		}
		if isWord(name) {
			words++
		}
	}
	isHeader := likely > 0 && 2*likely >= len(seen)
	switch {
	case isHeader:
	case cells == version1Columns && words < len(seen):
		return r.fatal(feed.VersionUnsupported, r.next,
			fmt.Sprintf("this looks like text of version 1.0: it has no header, and %d cells whose meaning is their place", cells),
			fmt.Sprintf("make a feed of version 2.0 of it: write the line %s and a line with the names of the columns before it, and leave out the columns that version 2.0 does not have", VersionLine))
	case words < len(seen):
		return r.fatal(feed.TextHeader, r.next, "the header is missing: this line names no column", "write the names of the columns "+where)
	}
	f := r.located(feed.TextHeader, r.next,
		fmt.Sprintf("none of the names in this line is a column of a feed: %s", quoteSome(seen)),
		"a table with columns of its own is no feed yet: give its columns the names of a feed's, such as Id and GeocodeRequest/Query, "+where)
	f.Fatal = !isHeader
	return f
}

// wrongNames returns the fault of a first line that names columns, and others.
func (r *Reader) wrongNames(line []byte) error {
	var unknown []string
	id := false
	for name := range names(line, r.delimiter) {
		f, ok := feed.ColumnByName(name)
		id = id || f == feed.ID
		if !ok && name != "" {
			unknown = append(unknown, name)
		}
	}
	message := "the version line is missing, and the first line has no column Id"
	if len(unknown) > 0 {
		message = fmt.Sprintf("the version line is missing, and the first line has names that are no columns: %s", quoteSome(unknown))
	}
	remedy := "begin the file with " + VersionLine
	for _, name := range unknown[:min(len(unknown), maxNear)] {
		if n, ok := near.Column(name, 0); ok {
			remedy += fmt.Sprintf(", and write %v for %s", n.Field, quote.Text(name))
			break
		}
	}
	return r.fatal(feed.TextHeader, r.next, message, remedy)
}

// isWord reports whether a name looks like one of a column: it begins with a letter.
func isWord(name string) bool {
	for _, c := range name {
		return unicode.IsLetter(c) || c == '_' || c == '@' || c == '#' || c == '/'
	}
	return false
}

// quoteSome quotes the first few of some names, for a message.
func quoteSome(names []string) string {
	const few = 5
	var b strings.Builder
	for i, name := range names[:min(len(names), few)] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(quote.Text(name))
	}
	if more := len(names) - few; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

// separatorLine returns the character after "sep=" in a line that is only for
// spreadsheets, and reports whether it is one.
func separatorLine(line []byte) (separator string, ok bool) {
	text := strings.Trim(string(bytes.TrimPrefix(line, byteOrderMark)), `" `)
	if len(text) < len("sep=") || !strings.EqualFold(text[:len("sep=")], "sep=") {
		return "", false
	}
	separator = text[len("sep="):]
	switch trimmed := strings.Trim(separator, " \""); {
	case separator == "": // the separator was trimmed away: a space
		return " ", true
	case len(trimmed) == 1:
		return trimmed, true
	case strings.Trim(separator, blanks) == "": // delimiters were added to it
		return separator[:1], true
	}
	return "", false
}

// passSeparator moves past a line for spreadsheets before the version line, and returns
// the next line that is not blank.
func (r *Reader) passSeparator(line []byte, size int) ([]byte, int, error) {
	if _, ok := separatorLine(line); !ok {
		return line, size, nil
	}
	r.mend(feed.VersionMissing, r.next, fmt.Sprintf("the file begins with the line %s, which only spreadsheets know", quote.Text(strings.TrimSpace(string(line)))),
		"remove the line: the first line has to be "+VersionLine)
	r.skip(size)
	return r.line()
}
