package delimfeed

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/flat"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// This file guesses what a line is that should be the header, or the version line, and is
// not. It also finds columns that have values and no name.

// version1Columns is the number of cells in each row of delimited text of version 1.0, which
// has neither a version line nor a header.
const version1Columns = 31

// maxNear bounds how many names of a header are compared with all columns.
const maxNear = 64

// notNames returns the fault of a line that names no column. It is not fatal if at least
// half of its names are near one. Where says where the names of the columns belong.
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
		return r.window.Fatal(feed.VersionUnsupported, r.next,
			fmt.Sprintf("this looks like text of version 1.0: it has no header, and %d cells whose position gives their meaning", cells),
			fmt.Sprintf("make a feed of version 2.0 of it: write the line %s and a line with the names of the columns before it, and leave out the columns that version 2.0 does not have", VersionLine))
	case words < len(seen):
		return r.window.Fatal(feed.TextHeader, r.next, "the header is missing: this line names no column", "write the names of the columns "+where)
	}
	f := r.window.Fault(feed.TextHeader, r.next,
		fmt.Sprintf("none of the names in this line is a column of a feed: %s", quoteSome(seen)),
		"a table with columns of its own is read with -map; in a feed write names such as Id and GeocodeRequest/Query "+where)
	f.Fatal = !isHeader
	return f
}

// ofPlainTable reports whether all names are those of columns of plain tables, and one is that
// of a request, which nobody else is likely to write.
func ofPlainTable(names []string) bool {
	ofRequest := false
	for _, name := range names {
		f := slices.Index(plainNames(), name)
		if f < 0 {
			return false
		}
		g := feed.Field(f).Info().Group
		ofRequest = ofRequest || g == feed.GeocodeGroup || g == feed.ReverseGroup
	}
	return ofRequest
}

// plainNames are the names of columns of plain tables, by field.
var plainNames = sync.OnceValue(func() (names []string) {
	for f := range feed.NumFields {
		names = append(names, flat.Name(f))
	}
	return names
})

// wrongNames returns the fault of a first line with the names of columns and other names.
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
	if ofPlainTable(unknown) {
		return r.window.Fatal(feed.TextHeader, r.next, "this looks like a plain table, which is no feed", "convert the feed that it was made from, or read it with -map")
	}
	message := "the version line is missing, and the first line has no column Id"
	if len(unknown) > 0 {
		message = fmt.Sprintf("the version line is missing, and the first line has names that are not columns: %s", quoteSome(unknown))
	}
	remedy := "begin the file with " + VersionLine
	for _, name := range unknown[:min(len(unknown), maxNear)] {
		if n, ok := near.Column(name, 0); ok {
			remedy += fmt.Sprintf(", and write %v for %s", n.Field, quote.Text(name))
			break
		}
	}
	return r.window.Fatal(feed.TextHeader, r.next, message, remedy)
}

// isWord reports whether a name looks like the name of a column: it begins with a letter.
func isWord(name string) bool {
	for _, c := range name {
		return unicode.IsLetter(c) || c == '_' || c == '@' || c == '#' || c == '/'
	}
	return false
}

// quoteSome quotes the first few names, for a message.
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

// passSeparator moves past a line for spreadsheets before the version line, if line is one,
// and returns the next line that is not blank.
func (r *Reader) passSeparator(line []byte, size int) ([]byte, int, error) {
	if _, ok := cells.SeparatorLine(line); !ok {
		return line, size, nil
	}
	r.warn(feed.VersionMissing, r.next, fmt.Sprintf("the file begins with the line %s, which only spreadsheets understand", quote.Text(strings.TrimSpace(string(line)))),
		"remove the line: the first line has to be "+VersionLine)
	r.skip(size)
	return r.line()
}

// Data frames write a column of row numbers without a name in the header. As all rows have
// a value there, it is a fault of the header, reported once. If only some rows have a value
// under an empty name, an unquoted delimiter has probably pushed it there, except in the
// first column. R's write.table leaves out the name together with its delimiter, so that
// every row has one cell more than the header.

// peekedRows is how many rows are looked at to find out whether all have a value.
const peekedRows = 3

// findUnnamed finds the columns without a name in which the first rows have values.
func (r *Reader) findUnnamed() {
	last := len(r.columns)
	for last > 0 && r.columns[last-1] == unnamed {
		last-- // spreadsheets add empty names at the end
	}
	for i, what := range r.columns[:last] {
		if what != unnamed {
			continue
		}
		rows, filled := r.peek(i)
		if filled == rows && (rows > 1 || rows == 1 && i == 0) {
			r.columns[i] = rowLabels
		}
	}
}

// peek returns how many of the first rows there are, up to peekedRows, and how many of them
// have a value in a column.
func (r *Reader) peek(column int) (rows, filled int) {
	columns := make([]columnKind, column+1)
	for i := range columns[:column] {
		columns[i] = unknown
	}
	columns[column] = unnamed
	r.peekRows(columns, func(w *row, _ []byte) bool {
		rows++
		if w.column == column {
			filled++
		}
		return true
	})
	return rows, filled
}

// peekRows calls look for the first rows that are not blank, up to peekedRows, as long as
// that returns true.
func (r *Reader) peekRows(columns []columnKind, look func(w *row, text []byte) bool) {
	rows := 0
	for at := r.next; rows < peekedRows; {
		s := scanner{Text: r.window.Data[at-r.window.Base():], Delimiter: r.delimiter, Whole: r.whole}
		if blank, _ := cells.BlankLines(s.Text); blank > 0 && at-r.next <= int64(r.limits.Header) {
			at += int64(blank)
			continue
		}
		how := r.ahead.scan(&s, columns)
		switch {
		case how == cut:
			if r.fill(r.limits.Header) != nil { // the error comes again when the row is read
				return
			}
			continue
		case len(s.Text) == 0 || how != ended:
			return
		}
		if at += int64(r.ahead.size); at-r.next > int64(r.limits.Header) {
			return // the window need not hold more
		}
		if !r.ahead.blank {
			if rows++; !look(r.ahead, s.Text[:r.ahead.size]) {
				return
			}
		}
	}
}

// findRowNames finds the row names that R writes before the columns of the header: rows are
// one cell longer than the header, and the first cells are consecutive numbers, which are
// quoted or come before what may be an Id. An unquoted delimiter in a value makes rows
// longer, too.
func (r *Reader) findRowNames() {
	rows, named, last := 0, 0, uint64(0)
	r.peekRows(r.columns, func(w *row, text []byte) bool {
		s := scanner{Text: text, Delimiter: r.delimiter, Whole: true}
		rows++
		first, next, how := s.Cell(0)
		if how != delimited || w.count != len(r.columns)+1 || w.column != len(r.columns) {
			return false
		}
		second, _, _ := s.Cell(next)
		id := text[second.Start:second.End]
		n, ok := number(text[first.Start:first.End])
		if ok && (rows == 1 || n == last+1) && (first.Quoted || len(id) > 0 && !hasSpace(id)) {
			named++
		}
		last = n
		return named == rows
	})
	if rows > 1 && named == rows {
		r.columns = slices.Insert(r.columns, 0, rowLabels)
		r.usual++
		r.checking.rowNames = true
	}
}

// rowNames returns the fault of a header that lacks the column of row names.
func (r *Reader) rowNames() *feed.Fault {
	return r.window.Fault(feed.ColumnUnknown, r.checking.offset, "every row has one cell more than the header, and the first cells are consecutive numbers: the row names that R writes",
		"leave them out (row.names=FALSE in write.table)")
}

// unnamedColumn returns the fault of a column without a name, counted from 1.
func (r *Reader) unnamedColumn(column int, at int64) *feed.Fault {
	return r.window.Fault(feed.ColumnUnknown, at, fmt.Sprintf("column %d has no name, and every row has a value in it", column),
		"leave it out if it is the index of a data frame (index=False in pandas, row.names=FALSE in R), or give it a name")
}
