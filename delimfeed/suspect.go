package delimfeed

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// Some rows can be read and are probably not what was meant:
//
//	2,"13 Elm St           a quote that should not be there
//	3,14 Elm St            takes whole rows up to the next quote
//	4,15 Elm St"           (suspect_quote.go)
//
//	2,Mill House           a line break without quotes
//	3 River Rd,Dayton      cuts a row in two
//	                       (suspect_short.go)
//
// Usual rows pay next to nothing for this: only rows of several lines, and rows with fewer
// cells than usual, are looked at, and of most of these only the next line.
//
// What is said of a row depends on the rows before and after it, and not on where the text
// is cut into pieces. A fork has nobody to tell, so it leaves suspicious rows to the reader
// itself, and the first row of a piece, too, where the row before that one matters. No piece
// begins within the lines that a report has already covered.

// suspect reports what is suspicious about the current row. It returns false where only
// the reader itself can.
func (r *Reader) suspect() bool {
	w := r.row
	switch {
	case w.how != ended:
		return true
	case w.lines > 1:
		return r.suspectQuote(w)
	case w.count < r.usual && w.column < 0:
		return r.suspectShort(w)
	}
	return true
}

// learnRow keeps what later rows are compared with.
func (r *Reader) learnRow(w *row) {
	if w.how == ended && w.column < 0 && !r.isRest {
		r.before = w.count
	}
}

// keepID keeps the Id of the entity before, when that of the next one takes its place.
func (r *Reader) keepID() {
	if !r.isRest {
		r.id, r.last = r.last, r.id
	}
	r.isRest = false
}

// usualCount returns how many cells a row has that names all columns: those of the header
// but for the empty names at its end.
func usualCount(columns []slot) int {
	n := len(columns)
	for n > 0 && columns[n-1] == nameless {
		n--
	}
	return n
}

// suspicion returns the notice of a row of the current entity that is suspicious.
func (r *Reader) suspicion(cause feed.Cause, at int64, message, remedy string) *feed.Fault {
	return r.ofEntity(r.located(cause, at, message, remedy))
}
