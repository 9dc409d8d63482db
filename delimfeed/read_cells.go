package delimfeed

import (
	"bytes"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file scans rows into cells, as package cells defines them. Reading spends most of its
// time here. All indices count from the first byte of the row.
//
// Most cells are empty, or plain. row.plain takes these, in a loop without a call, which would
// make it save its registers. row.quoted takes the usual quoted ones, and scanner.Cell all
// others.
//
//	0017,,"Main St, 1",Leeds,,,Good,"[{""Latitude"":…}]",,Success\n
//	|----|             |------------|                   |--|        plain
//	      |-----------|              |-----------------|            quoted
//	                                                        |------| cell, which ends the row

type (
	cell    = cells.Cell
	scanner = cells.Scanner
	outcome = cells.Outcome
)

// The outcomes of a scan.
const (
	delimited = cells.Delimited
	ended     = cells.Ended
	cut       = cells.Cut
	unclosed  = cells.Unclosed
	misquoted = cells.Misquoted
)

// A row is the result of a scan. Its memory is reused.
type row struct {
	offset  int64 // of its first byte
	line    int   // where it begins
	lines   int   // on how many lines it is
	broken  int64 // offset of its first byte that is not UTF-8; -1 if there is none
	size    int   // including its line end
	used    int   // at least the bytes up to the end of the last cell that is not empty
	count   int   // the number of cells
	blank   bool  // all of them are empty
	tidy    bool  // no value has a control character, such as a line end, or is padded; false if not known
	padded  bool  // a value begins or ends with a space
	quotes  bool  // a value has a quote, or may have one; JSON cells that are known do not count
	cells   [feed.NumFields]cell
	filled  feed.FieldSet // the slots whose cells are not empty
	doubled feed.FieldSet // those of them that have doubled quotes, except JSON cells that are known
	json    [len(jsonColumns)]objects

	extra     cell // the first cell that is not empty and has no name above it
	column    int  // the column of extra, from 0; -1 if there is none
	conflicts int  // values under duplicate columns that differ from the first column's

	how   outcome // ended, unclosed or misquoted
	fault cell    // the cell that is unclosed or misquoted
	where int     // the index of the opening quote, or of what follows the closing one
	took  int     // the number of further lines that the value of fault takes
	more  bool    // it takes more lines than were counted
	after rune    // the character at where, if took is not 0
}

// stop ends a scan at a cell that is unclosed or misquoted, or cut.
func (r *row) stop(s *scanner, c cell, where int, how outcome) outcome {
	r.blank, r.quotes, r.fault, r.where, r.how = false, true, c, where, how
	switch how {
	case unclosed:
		r.size = len(s.Text)
	case misquoted:
		if next, end := s.LineEnd(where); end == cut {
			return cut
		} else {
			r.size = next
		}
	}
	return how
}

// add adds the cell of the next column, which is not empty.
func (r *row) add(text []byte, c cell, columns []columnKind) {
	r.blank = false
	r.padded = r.padded || cells.IsPadded(text, c.Start, c.End)
	r.quotes = r.quotes || c.Doubled
	at := unnamed
	if r.count < len(columns) {
		at = columns[r.count]
	}
	switch {
	case at < unnamed:
		r.cells[at] = c
		r.filled = r.filled.With(feed.Field(at))
		if c.Doubled {
			r.doubled = r.doubled.With(feed.Field(at))
		}
	case at == unnamed:
		if r.column < 0 {
			r.extra, r.column = c, r.count
		}
	case at >= duplicate:
		first := feed.Field(at - duplicate)
		if !r.filled.Has(first) || !sameValue(text, r.cells[first], c) {
			r.conflicts++
		}
	}
}

// move moves the cell of a slot to another slot. It is not empty, and not JSON.
func (r *row) move(from, to feed.Field) {
	r.cells[to] = r.cells[from]
	r.filled = r.filled.Without(from).With(to)
	if r.doubled.Has(from) {
		r.doubled = r.doubled.Without(from).With(to)
	} else {
		r.doubled = r.doubled.Without(to)
	}
}

// sameValue reports whether two cells of a row have the same value.
func sameValue(row []byte, a, b cell) bool {
	if a.Doubled == b.Doubled {
		return bytes.Equal(row[a.Start:a.End], row[b.Start:b.End])
	}
	var one, other []byte
	return bytes.Equal(a.Value(row, &one), b.Value(row, &other))
}

// scan scans the row with which s.Text begins. It returns r.how, or cut.
func (r *row) scan(s *scanner, columns []columnKind) outcome {
	r.blank, r.filled, r.doubled, r.column, r.conflicts = true, 0, 0, -1, 0
	r.tidy, r.padded, r.quotes = false, false, false
	r.count, r.used, r.took = 0, 0, 0
	for i := range r.json {
		r.json[i].known = false
	}
	for i := 0; ; {
		i = r.plain(s, columns, i)
		if end := r.quoted(s, columns, i); end > 0 {
			i = end + 1
			continue
		}
		c, next, how := s.Cell(i)
		if how > ended {
			r.blank = r.blank && r.filled == 0
			return r.stop(s, c, next, how)
		}
		if !c.Empty() {
			r.add(s.Text, c, columns)
			r.used = next
		}
		r.count++
		if how == ended {
			r.blank, r.size, r.how = r.blank && r.filled == 0, next, how
			r.tidy, r.quotes = s.Odd&swar.Highs == 0 && !r.padded, r.quotes || s.Quotes
			return how
		}
		i = next
	}
}

// plain adds cells from i on as long as they are empty, or plain and not padded, and a
// delimiter follows. It returns where the next cell begins. It stops near the end of text.
func (r *row) plain(s *scanner, columns []columnKind, i int) int {
	text, delimiter := s.Text, swar.Repeat(s.Delimiter)
	count, filled := r.count, r.filled
cells:
	for 0 <= i && i < len(text)-7 {
		x := swar.Load(text[i : i+8])
		if others := x ^ delimiter; others&0xFF == 0 {
			empty := bits.TrailingZeros64(others) / 8
			i, count = i+empty, count+empty
			continue
		}
		end := i
		hits := cells.Ends(x, delimiter)
		for hits == 0 {
			if end += 8; end < 0 || end >= len(text)-7 {
				break cells
			}
			hits = cells.Ends(swar.Load(text[end:end+8]), delimiter)
		}
		end += swar.First(hits)
		if text[end] != byte(delimiter) || cells.IsPadded(text, i, end) || count >= len(columns) {
			break
		}
		at := columns[count]
		if int(at) >= len(r.cells) {
			break
		}
		c := &r.cells[at]
		c.Start, c.End, c.Quoted, c.Doubled = i, end, false, false
		filled = filled.With(feed.Field(at))
		r.used = end
		count++
		i = end + 1
	}
	r.count, r.filled = count, filled
	return i
}

// quoted adds the cell that begins at i if it is JSON that s.objects can parse, or quoted
// and without doubled quotes, control characters and padding. It returns the index of the
// delimiter after the cell, or 0.
func (r *row) quoted(s *scanner, columns []columnKind, i int) (end int) {
	text := s.Text
	if i >= len(text) || r.count >= len(columns) || int(columns[r.count]) >= len(r.cells) {
		return 0
	}
	at := feed.Field(columns[r.count])
	c := &r.cells[at]
	switch {
	case schema.json.Has(at):
		o := &r.json[schema.ordinal[at]]
		if *c, end = scanObjects(s, i, at, o); end == 0 {
			return 0
		}
		o.known = true
	case text[i] == '"':
		start := i + 1
		if end = s.SimpleEnd(start); end <= start || text[end+1] != s.Delimiter || cells.IsPadded(text, start, end) {
			return 0
		}
		c.Start, c.End, c.Quoted, c.Doubled = start, end, true, false
		end++
	default:
		return 0
	}
	r.filled = r.filled.With(at)
	r.used = end
	r.count++
	return end
}
