package delimfeed

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Data frames write a column of row numbers without a name in the header. As all rows
// have a value there, that is a fault of the header, told once. A value under an empty
// name in some rows only has probably been pushed there by an unquoted delimiter, but
// for one in the first column.

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
	for at := r.next; rows < peekedRows; {
		s := scanner{text: r.window.Data[at-r.window.Base():], delimiter: r.delimiter, whole: r.whole}
		how := r.ahead.scan(&s, columns)
		switch {
		case how == cut:
			if r.fill(r.limits.Header) != nil { // it comes again where it is read
				return rows, filled
			}
			continue
		case len(s.text) == 0 || how != ended:
			return rows, filled
		}
		if at += int64(r.ahead.size); at-r.next > int64(r.limits.Header) {
			return rows, filled // as more need not be in view
		}
		if !r.ahead.blank {
			rows++
			if r.ahead.column == column {
				filled++
			}
		}
	}
	return rows, filled
}

// unnamedColumn returns the fault of such a column, counted from 1.
func (r *Reader) unnamedColumn(column int, at int64) *feed.Fault {
	return r.located(feed.ColumnUnknown, at, fmt.Sprintf("column %d has no name, and every row has a value in it", column),
		"leave it out if it is the index of a data frame (index=False in pandas, row.names=FALSE in R), or give it a name")
}
