package delimfeed

import (
	"fmt"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Data frames write a column of row numbers without a name in the header. As all rows
// have a value there, that is a fault of the header, told once. A value under an empty
// name in some rows only has probably been pushed there by an unquoted delimiter, but
// for one in the first column. R's write.table leaves out the name of that column with its
// delimiter, so that every row has a cell more than the header.

// peekedRows is how many rows are looked at to know whether all have a value.
const peekedRows = 3

// findUnnamed finds the columns without a name in which the first rows have values.
func (r *Reader) findUnnamed() {
	last := len(r.columns)
	for last > 0 && r.columns[last-1] == nameless {
		last-- // spreadsheets add empty names at the end
	}
	for i, what := range r.columns[:last] {
		if what != nameless {
			continue
		}
		rows, filled := r.peek(i)
		if filled == rows && (rows > 1 || rows == 1 && i == 0) {
			r.columns[i] = unnamed
		}
	}
}

// peek looks at the first rows and returns how many there are, up to peekedRows, and how
// many have a value in a column.
func (r *Reader) peek(column int) (rows, filled int) {
	columns := make([]slot, column+1)
	for i := range columns[:column] {
		columns[i] = unknown
	}
	columns[column] = nameless
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
func (r *Reader) peekRows(columns []slot, look func(w *row, text []byte) bool) {
	rows := 0
	for at := r.next; rows < peekedRows; {
		s := scanner{text: r.window.Data[at-r.window.Base():], delimiter: r.delimiter, whole: r.whole}
		if blank, _ := blankLines(s.text); blank > 0 && at-r.next <= int64(r.limits.Header) {
			at += int64(blank)
			continue
		}
		how := r.ahead.scan(&s, columns)
		switch {
		case how == cut:
			if r.fill(r.limits.Header) != nil { // it comes again where it is read
				return
			}
			continue
		case len(s.text) == 0 || how != ended:
			return
		}
		if at += int64(r.ahead.size); at-r.next > int64(r.limits.Header) {
			return // as more need not be in view
		}
		if !r.ahead.blank {
			if rows++; !look(r.ahead, s.text[:r.ahead.size]) {
				return
			}
		}
	}
}

// findRowNames finds the names of rows that R writes before the columns of the header: rows
// are longer than the header by one cell, and the first cells are numbers in a row, in
// quotes or before what may be an Id. An unquoted delimiter in a value makes rows longer, too.
func (r *Reader) findRowNames() {
	rows, named, last := 0, 0, uint64(0)
	r.peekRows(r.columns, func(w *row, text []byte) bool {
		s := scanner{text: text, delimiter: r.delimiter, whole: true}
		rows++
		first, next, how := s.cell(0)
		if how != delimited || w.count != len(r.columns)+1 || w.column != len(r.columns) {
			return false
		}
		second, _, _ := s.cell(next)
		id := text[second.start:second.end]
		n, ok := number(text[first.start:first.end])
		if ok && (rows == 1 || n == last+1) && (first.quoted || len(id) > 0 && !hasSpace(id)) {
			named++
		}
		last = n
		return named == rows
	})
	if rows > 1 && named == rows {
		r.columns = slices.Insert(r.columns, 0, unnamed)
		r.usual++
		r.checking.rowNames = true
	}
}

// rowNames returns the fault of a header without a name for the names of rows.
func (r *Reader) rowNames() *feed.Fault {
	return r.located(feed.ColumnUnknown, r.checking.offset, "every row has a cell more than the header, and the first cells are numbers in a row: the names of rows that R writes",
		"leave them out (row.names=FALSE in write.table)")
}

// unnamedColumn returns the fault of such a column, counted from 1.
func (r *Reader) unnamedColumn(column int, at int64) *feed.Fault {
	return r.located(feed.ColumnUnknown, at, fmt.Sprintf("column %d has no name, and every row has a value in it", column),
		"leave it out if it is the index of a data frame (index=False in pandas, row.names=FALSE in R), or give it a name")
}
