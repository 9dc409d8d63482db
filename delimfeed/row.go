package delimfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A row is what a scan finds in a row. Its memory is used again and again.
type row struct {
	offset  int64 // of its first byte
	line    int   // where it begins
	lines   int   // how many it takes
	broken  int64 // offset of its first byte that is no part of a character; -1 if there is none
	size    int   // line end included
	used    int   // bytes up to the end of the last cell that is not empty, or a few more
	count   int   // cells
	blank   bool  // all of them are empty
	tidy    bool  // no cell has a control character, be it a line end, or is padded; false if not known
	padded  bool  // a quoted cell begins or ends with a space
	quotes  bool  // a cell has a quote in its value, JSON cells that are known aside
	cells   [feed.NumFields]cell
	filled  feed.FieldSet // the slots whose cells are not empty
	doubled feed.FieldSet // those of them that have doubled quotes, but for JSON cells
	json    [len(jsonColumns)]objects

	extra   cell // the first cell that is not empty and is under no name
	column  int  // of extra, from 0; -1 if there is none
	differs int  // values under columns named twice, other than the first's

	how   outcome // ended, or unclosed or misquoted
	fault cell    // the cell where it was unclosed or misquoted
	where int     // the place of the opening quote, or of what is after the closing one
	took  int     // lines after the one where the value began that belong to it, or would
	more  bool    // there are more such lines than were counted
	after rune    // the character at where, if it took any
}

// stop ends a scan within a cell.
func (r *row) stop(s *scanner, c cell, where int, how outcome) outcome {
	r.blank, r.quotes, r.fault, r.where, r.how = false, true, c, where, how
	switch how {
	case unclosed:
		r.size = len(s.text)
	case misquoted:
		if next, end := s.lineEnd(where); end == cut {
			return cut
		} else {
			r.size = next
		}
	}
	return how
}

// add takes the cell, not empty, of the next column.
func (r *row) add(text []byte, c cell, columns []slot) {
	r.blank = false
	r.padded = r.padded || text[c.start] == ' ' || text[c.end-1] == ' '
	r.quotes = r.quotes || c.doubled
	at := nameless
	if r.count < len(columns) {
		at = columns[r.count]
	}
	switch {
	case at < nameless:
		r.cells[at] = c
		r.filled = r.filled.With(feed.Field(at))
		if c.doubled {
			r.doubled = r.doubled.With(feed.Field(at))
		}
	case at == nameless:
		if r.column < 0 {
			r.extra, r.column = c, r.count
		}
	case at >= again:
		first := feed.Field(at - again)
		if !r.filled.Has(first) || !sameValue(text, r.cells[first], c) {
			r.differs++
		}
	}
}

// move moves the cell of a slot, not empty and no JSON, to another slot, with all that
// the row says of it.
func (r *row) move(from, to feed.Field) {
	r.cells[to] = r.cells[from]
	r.filled = r.filled.Without(from).With(to)
	if r.doubled.Has(from) {
		r.doubled = r.doubled.Without(from).With(to)
	} else {
		r.doubled = r.doubled.Without(to)
	}
}

// sameValue reports whether two cells of a row hold the same.
func sameValue(row []byte, a, b cell) bool {
	if a.doubled == b.doubled {
		return bytes.Equal(row[a.start:a.end], row[b.start:b.end])
	}
	var one, other []byte
	return bytes.Equal(a.value(row, &one), b.value(row, &other))
}
