package tablefeed

import (
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file scans rows into cells. Reading spends most of its time here. All indices count
// from the first byte of the row.
//
// Only the cells of some columns are kept, each in a slot. Most cells are empty, or plain.
// row.plain takes these in a loop without a call, row.quoted the usual quoted ones, and
// Scanner.Cell all others.

// maxSlots is how many columns may be kept.
const maxSlots = 64

// none is the slot of a column whose cells are not kept.
const none = 0xFF

// A row is the result of a scan. Its memory is reused.
type row struct {
	offset int64 // of its first byte
	size   int   // including its line end
	end    int   // without its line end
	count  int   // the number of cells
	blank  bool  // none of them has a value
	tidy   bool  // no value has a control character, such as a line end, or is padded; false if not known
	quotes bool  // a value has a quote, or may have one

	slots           [maxSlots]cells.Cell
	filled, doubled uint64 // the slots whose cells have a value, and those of them with doubled quotes
	from, to        int    // all these values are between the two

	how   cells.Outcome // Ended, Unclosed or Misquoted
	fault cells.Cell    // the cell that is unclosed or misquoted
	where int           // the index of the opening quote, or of what follows the closing one
}

// scan scans the row with which s.Text begins. Columns has the slots of the first columns. It
// returns r.how, or Cut.
func (r *row) scan(s *cells.Scanner, columns []uint8) cells.Outcome {
	r.filled, r.doubled, r.count, r.from, r.to = 0, 0, 0, 0, 0
	r.blank = true
	padded, quotes := false, false
	for i := 0; ; {
		i = r.plain(s, columns, i)
		if i < 0 {
			r.how = cells.Ended
			break
		}
		if end := r.quoted(s, columns, i); end > 0 {
			i = end
			continue
		}
		c, next, how := s.Cell(i)
		if how > cells.Ended {
			return r.stop(s, c, next, how)
		}
		if !c.Empty() {
			r.blank = false
			if r.count < len(columns) && columns[r.count] < maxSlots {
				r.keep(columns[r.count], c)
				padded = padded || cells.IsPadded(s.Text, c.Start, c.End)
				quotes = quotes || c.Doubled
			}
		}
		r.count++
		if how == cells.Ended {
			r.size, r.end, r.how = next, lineEnd(s.Text, next), how
			break
		}
		i = next
	}
	r.tidy, r.quotes = s.Odd&swar.Highs == 0 && !padded, quotes || s.Quotes
	return cells.Ended
}

// keep keeps a cell, which has a value, in a slot.
func (r *row) keep(slot uint8, c cells.Cell) {
	if r.filled == 0 {
		r.from = c.Start
	}
	r.to = c.End
	r.slots[slot%maxSlots] = c
	r.filled |= 1 << slot
	if c.Doubled {
		r.doubled |= 1 << slot
	}
}

// lineEnd returns where the line end begins with which text[:size] ends; size if it has none.
func lineEnd(text []byte, size int) int {
	switch {
	case size > 1 && text[size-1] == '\n' && text[size-2] == '\r':
		return size - 2
	case size > 0 && (text[size-1] == '\n' || text[size-1] == '\r'):
		return size - 1
	}
	return size
}

// stop ends a scan at a cell that is unclosed or misquoted, or at the end of the text at hand.
func (r *row) stop(s *cells.Scanner, c cells.Cell, where int, how cells.Outcome) cells.Outcome {
	r.blank, r.tidy, r.quotes, r.fault, r.where, r.how = false, false, true, c, where, how
	switch how {
	case cells.Unclosed:
		r.size, r.end = len(s.Text), len(s.Text)
	case cells.Misquoted:
		next, end := s.LineEnd(where)
		if end == cells.Cut {
			return end
		}
		r.size, r.end = next, lineEnd(s.Text, next)
	}
	return how
}

// plain takes cells from i on as long as they are empty, or plain and not padded, and a
// delimiter or a line end follows. It returns where the next cell begins, or -1 if the row has
// ended. It stops near the end of text.
func (r *row) plain(s *cells.Scanner, columns []uint8, i int) int {
	text, delimiter := s.Text, swar.Repeat(s.Delimiter)
	count, filled, blank, to := r.count, r.filled, r.blank, r.to
row:
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
				break row
			}
			hits = cells.Ends(swar.Load(text[end:end+8]), delimiter)
		}
		end += swar.First(hits)
		size := end + 1
		if text[end] != byte(delimiter) {
			if text[end] == '\r' && size < len(text) && text[size] == '\n' {
				size++
			} else if text[end] != '\n' {
				break
			}
		}
		if end > i {
			if cells.IsPadded(text, i, end) {
				break
			}
			blank = false
			if count < len(columns) {
				if slot := columns[count]; slot < maxSlots {
					if filled == 0 {
						r.from = i
					}
					c := &r.slots[slot%maxSlots]
					c.Start, c.End, c.Quoted, c.Doubled = i, end, false, false
					filled |= 1 << slot
					to = end
				}
			}
		}
		count++
		if text[end] != byte(delimiter) {
			r.size, r.end = size, end
			i = -1
			break
		}
		i = size
	}
	r.count, r.filled, r.blank, r.to = count, filled, blank, to
	return i
}

// quoted takes the cell that begins at i if it is quoted, and without doubled quotes, control
// characters and padding. It returns where the next cell begins, or 0.
func (r *row) quoted(s *cells.Scanner, columns []uint8, i int) (next int) {
	text := s.Text
	if i >= len(text) || text[i] != '"' {
		return 0
	}
	start := i + 1
	end := s.SimpleEnd(start)
	if end <= start || text[end+1] != s.Delimiter || cells.IsPadded(text, start, end) {
		return 0
	}
	r.blank = false
	if r.count < len(columns) && columns[r.count] < maxSlots {
		r.keep(columns[r.count], cells.Cell{Start: start, End: end, Quoted: true})
	}
	r.count++
	return end + 2
}
