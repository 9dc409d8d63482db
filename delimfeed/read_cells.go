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
// make it save its registers. row.simple takes the usual quoted ones, and scanner.Cell all
// others.
//
//	0017,,"Main St, 1",Leeds,,,Good,"[{""Latitude"":…}]","3"" pipe",,Success\n
//	|----|             |------------|                               |---------|  plain
//	      |-----------|              |-----------------|                         simple
//	                                                     |---------|             Cell

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
	offset  int64         // of its first byte
	line    int           // where it begins
	lines   int           // on how many lines it is
	broken  int64         // offset of its first byte that is not UTF-8; -1 if there is none
	faulty  bool          // it has a fault that keeps its values from being read
	size    int           // including its line end
	used    int           // at least the bytes up to the end of the last cell that is not empty
	count   int           // the number of cells
	blank   bool          // all of them are empty
	tidy    bool          // no value has a control character, such as a line end, or is padded; false if not known
	quotes  bool          // a value has a quote, or may have one; JSON cells that are known do not count
	spans   [64]valueSpan // of the values, by slot
	filled  feed.FieldSet // the slots whose cells are not empty
	quoted  feed.FieldSet // those of them whose cells are in quotes
	doubled feed.FieldSet // those of them that have doubled quotes
	known   feed.FieldSet // those of them whose JSON has been parsed: its objects are in json
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

// A valueSpan is where in its row a value starts, and where it ends.
type valueSpan = [2]int32

// cell returns the cell of a slot, which is not empty.
func (r *row) cell(at feed.Field) cell {
	v := r.spans[at&63]
	return cell{Start: int(v[0]), End: int(v[1]), Quoted: r.quoted.Has(at), Doubled: r.doubled.Has(at)}
}

// set sets the cell of a slot, which is not empty.
func (r *row) set(at feed.Field, c cell) {
	r.spans[at&63] = valueSpan{int32(c.Start), int32(c.End)}
	r.filled = r.filled.With(at)
	if c.Quoted {
		r.quoted = r.quoted.With(at)
	}
	if c.Doubled {
		r.doubled = r.doubled.With(at)
	}
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
func (r *row) add(s *scanner, c cell, columns []columnKind) {
	r.blank = false
	if cells.IsPadded(s.Text, c.Start, c.End) {
		s.Odd = swar.Highs // not tidy either
	}
	s.Quotes = s.Quotes || c.Doubled
	at := unnamed
	if r.count < len(columns) {
		at = columns[r.count]
	}
	switch {
	case at < unnamed:
		r.set(feed.Field(at), c)
	case at == unnamed:
		if r.column < 0 {
			r.extra, r.column = c, r.count
		}
	case at >= duplicate:
		first := feed.Field(at - duplicate)
		if !r.filled.Has(first) || !sameValue(s.Text, r.cell(first), c) {
			r.conflicts++
		}
	}
}

// move moves the cell of a slot to another slot. It is not empty, and not JSON.
func (r *row) move(from, to feed.Field) {
	c := r.cell(from)
	r.filled, r.quoted, r.doubled = r.filled.Without(from), r.quoted.Without(from), r.doubled.Without(from)
	r.set(to, c)
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
	r.blank, r.column, r.conflicts = true, -1, 0
	r.filled, r.quoted, r.doubled, r.known = 0, 0, 0, 0
	r.tidy, r.quotes = false, false
	r.count, r.used, r.took = 0, 0, 0
	for i := 0; ; {
		next, ends := r.plain(s, columns, i)
		if ends {
			return r.finish(s, next)
		}
		if end := r.simple(s, columns, next); end > 0 {
			if i = end + 1; s.Text[end] != s.Delimiter {
				return r.finish(s, i)
			}
			continue
		}
		c, next, how := s.Cell(next)
		if how > ended {
			r.blank = r.blank && r.filled == 0
			return r.stop(s, c, next, how)
		}
		if !c.Empty() {
			r.add(s, c, columns)
			r.used = next
		}
		r.count++
		if how == ended {
			return r.finish(s, next)
		}
		i = next
	}
}

// finish ends the scan of a whole row.
func (r *row) finish(s *scanner, size int) outcome {
	r.blank, r.size, r.how = r.blank && r.filled == 0, size, ended
	r.tidy, r.quotes = s.Odd&swar.Highs == 0, s.Quotes
	return ended
}

// plain adds cells from i on as long as they are empty, or plain and not padded. It returns
// where the next cell begins or, if the row ends, the next row. It stops near the end of text.
func (r *row) plain(s *scanner, columns []columnKind, i int) (next int, ends bool) {
	text, delimiter := s.Text, swar.Repeat(s.Delimiter)
	count := r.count
scan:
	for 0 <= i && i < len(text)-8 {
		x := swar.Load(text[i : i+8])
		if others := x ^ delimiter; others&0xFF == 0 {
			empty := bits.TrailingZeros64(others) / 8
			i, count = i+empty, count+empty
			continue
		}
		end := i
		hits := cells.Ends(x, delimiter)
		for hits == 0 {
			if end += 8; end < 0 || end >= len(text)-8 {
				break scan
			}
			hits = cells.Ends(swar.Load(text[end:end+8]), delimiter)
		}
		end += swar.First(hits)
		if text[end] != byte(delimiter) && text[end] != '\n' && (text[end] != '\r' || text[end+1] != '\n') {
			break
		}
		if end > i {
			if cells.IsPadded(text, i, end) || uint(count) >= uint(len(columns)) || columns[count] >= unnamed {
				break
			}
			at := columns[count]
			r.spans[at] = valueSpan{int32(i), int32(end)}
			r.filled |= 1 << at
			r.used = end
		}
		count++
		if i = end + 1; text[end] == byte(delimiter) {
			continue
		}
		if text[end] == '\r' {
			i++
		}
		r.count = count
		return i, true
	}
	r.count = count
	return i, false
}

// simple adds the cell that begins at i if it is JSON that scanObjects can parse, or quoted
// and without doubled quotes, control characters and padding. It returns the index of the
// delimiter or LF after the cell, or 0.
func (r *row) simple(s *scanner, columns []columnKind, i int) (end int) {
	text := s.Text
	if i >= len(text) || r.count >= len(columns) || columns[r.count] >= unnamed {
		return 0
	}
	at := feed.Field(columns[r.count])
	switch {
	case schema.json.Has(at):
		var c cell
		if c, end = scanObjects(s, i, at, &r.json[schema.ordinal[at]]); end == 0 {
			return 0
		}
		r.set(at, c)
		r.known = r.known.With(at)
	case text[i] == '"':
		start := i + 1
		if end = s.SimpleEnd(start); end <= start || text[end+1] != s.Delimiter && text[end+1] != '\n' || cells.IsPadded(text, start, end) {
			return 0
		}
		r.spans[at] = valueSpan{int32(start), int32(end)}
		r.filled, r.quoted = r.filled.With(at), r.quoted.With(at)
		end++
	default:
		return 0
	}
	r.used = end
	r.count++
	return end
}
