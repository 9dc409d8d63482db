package delimfeed

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// This file finds where cells end; scanrow.go has the loop over a row that uses
// it. Reading spends most of its time in the two. All indices count from the
// row's first byte.
//
// A cell begins after a delimiter or at the row's beginning. Spaces (U+0020
// only) before it are no part of it. Then
//
//	"  begins a quoted cell: all up to the next quote that is not doubled is its
//	   value, delimiters and line ends included; spaces may follow,
//	   then the delimiter or the line end must come.
//	any other byte begins a plain cell: all up to the next delimiter or line
//	   end is its value, quotes included, but for spaces at its end.
//
// LF, CR LF and a lone CR end a line, and so does the end of the text. Where the
// text in view ends within a row and more is to come, scanning ends with cut; it
// begins again, with the row, when there is more. As CR at the end of what is in
// view may be half of a CR LF, it is cut too.

// A cell is the place of a value in its row, without padding and quotes.
type cell struct {
	start, end int
	quoted     bool // in quotes, of which the opening one is before start
	doubled    bool // holds doubled quotes
}

func (c cell) empty() bool { return c.start == c.end }

// place returns where the cell begins: at its first byte or opening quote.
func (c cell) place() int {
	if c.quoted {
		return c.start - 1
	}
	return c.start
}

// An outcome says how the scan of a cell, or of a row, ended.
type outcome uint8

const (
	delimited outcome = iota // a cell, at a delimiter
	ended                    // a cell and its row, at a line end
	cut                      // the text in view ends
	unclosed                 // at the end of the text, within quotes
	misquoted                // at something after the quotes of a cell
)

// A scanner scans the cells of text.
type scanner struct {
	text      []byte
	delimiter byte
	whole     bool // nothing comes after text

	// odd has a high bit if a cell has a control character, be it a line end, or
	// may have one; quotes is set if a plain cell has a quote, or may have one.
	odd    uint64
	quotes bool
}

// cell scans the cell that begins at i. It returns where the next cell or row
// begins, or, where the cell is unclosed or misquoted, where that shows.
func (s *scanner) cell(i int) (c cell, next int, how outcome) {
	for i < len(s.text) && s.text[i] == ' ' {
		i++
	}
	if i < len(s.text) && s.text[i] == '"' {
		return s.quoted(i)
	}
	c.start, c.end = i, s.plainEnd(i)
	next, how = s.afterCell(c.end)
	for c.end > c.start && s.text[c.end-1] == ' ' {
		c.end--
	}
	return c, next, how
}

// The loops over eight bytes are written so that the compiler needs no checks in
// them: with 0 <= i && i < len(text)-7 and text[i:i+8].

// plainEnd returns the index of the next delimiter or line end from i on, or the
// length of the text.
func (s *scanner) plainEnd(i int) int {
	text, delimiter := s.text, uint64(s.delimiter)*ones
	for 0 <= i && i < len(text)-7 {
		hits := cellEnds(binary.LittleEndian.Uint64(text[i:i+8]), delimiter)
		if hits == 0 {
			i += 8
			continue
		}
		if i += bits.TrailingZeros64(hits) / 8; s.ends(text[i]) {
			return i
		}
		if text[i] == '"' {
			s.quotes = true
		} else {
			s.odd = highs
		}
		i++
	}
	for i < len(text) && !s.ends(text[i]) {
		i++
	}
	s.odd, s.quotes = highs, true // as the rest was not looked at
	return i
}

// cellEnds marks, with their high bits, the bytes of x at which a plain cell may end, and
// those that need a closer look: delimiters, quotes and control characters.
func cellEnds(x, delimiter uint64) uint64 {
	y := x & lows // so that no sum carries into the next byte
	return ^((y^delimiter+lows)&(y^'"'*ones+lows)&(y+(0x80-' ')*ones) | x) & highs
}

// ends reports whether a plain cell ends at a byte.
func (s *scanner) ends(c byte) bool { return c == s.delimiter || c == '\n' || c == '\r' }

// below has the high bit of a byte set if it is below a space. If one is, this may
// be so in the bytes above the lowest one, too.
func below(x uint64) uint64 { return (x - ' '*ones) &^ x }

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	lows  = 0x7F7F7F7F7F7F7F7F
)

// quoted scans the cell whose opening quote is at open.
func (s *scanner) quoted(open int) (c cell, next int, how outcome) {
	c = cell{start: open + 1, quoted: true}
	end, doubled := s.closing(c.start)
	if end < 0 {
		return c, open, s.endsWithin()
	}
	c.end, c.doubled = end, doubled
	i := end + 1
	for i < len(s.text) && s.text[i] == ' ' {
		i++
	}
	next, how = s.afterCell(i)
	return c, next, how
}

// simpleEnd returns the index of the first quote from i on, with at least a byte after it;
// 0 if a control character or the end of the text comes before.
func (s *scanner) simpleEnd(i int) int {
	text := s.text
	for ; 0 <= i && i < len(text)-8; i += 8 {
		if hits := cellEnds(binary.LittleEndian.Uint64(text[i:i+8]), '"'*ones); hits != 0 {
			if i += bits.TrailingZeros64(hits) / 8; text[i] != '"' {
				return 0
			}
			return i
		}
	}
	return 0
}

// closing returns the index of the quote that closes the value that begins at i,
// -1 if none does, and whether quotes are doubled before it.
//
// Of eight bytes, q marks the quotes, and odd the bytes up to which the number
// of quotes, from the value's beginning, is odd. So q & odd are the quotes that
// close the value unless the next byte is one, too, which next says. There is but
// one branch, as quotes are many in JSON cells and their places hard to predict.
func (s *scanner) closing(i int) (end int, doubled bool) {
	text := s.text
	var pairs, carry, low uint64
	for ; 0 <= i && i < len(text)-8; i += 8 {
		x := binary.LittleEndian.Uint64(text[i : i+8])
		q := exactZeros(x ^ '"'*ones)
		next := q>>8 | (uint64(text[i+8]^'"')-1)&(1<<63)
		odd := q ^ q<<8
		odd ^= odd << 16
		odd ^= odd<<32 ^ carry
		closes := q & odd
		if last := closes &^ next; last != 0 {
			before := last&-last - 1
			pairs |= closes & before
			s.odd |= low | below(x)&before
			return i + bits.TrailingZeros64(last)/8, pairs != 0
		}
		pairs |= closes
		low |= below(x)
		carry = uint64(int64(odd) >> 63)
	}
	doubled = pairs != 0
	s.odd = highs // as the rest is not looked at so
	if carry != 0 {
		i++ // a second quote
	}
	for ; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 == len(text) || text[i+1] != '"' {
			return i, doubled
		}
		doubled = true
		i++
	}
	return -1, doubled
}

// exactZeros marks the zero bytes of x, and no others, with their high bits.
func exactZeros(x uint64) uint64 { return ^((x&^highs + ^uint64(highs)) | x | ^uint64(highs)) }

func (s *scanner) endsWithin() outcome {
	if s.whole {
		return unclosed
	}
	return cut
}

// afterCell judges what is at i, after a cell.
func (s *scanner) afterCell(i int) (next int, how outcome) {
	if i == len(s.text) {
		if s.whole {
			return i, ended
		}
		return i, cut
	}
	switch s.text[i] {
	case s.delimiter:
		return i + 1, delimited
	case '\n':
		return i + 1, ended
	case '\r':
		return s.afterCR(i + 1)
	}
	return i, misquoted
}

func (s *scanner) afterCR(i int) (next int, how outcome) {
	switch {
	case i < len(s.text) && s.text[i] == '\n':
		return i + 1, ended
	case i == len(s.text) && !s.whole:
		return i, cut
	}
	return i, ended
}

// lineEnd returns where the line at i ends, its line end included.
func (s *scanner) lineEnd(i int) (next int, how outcome) {
	n := bytes.IndexAny(s.text[i:], "\r\n")
	if n < 0 {
		n = len(s.text) - i
	}
	return s.afterCell(i + n)
}

// size returns the bytes of a cell's value.
func (c cell) size(row []byte) int {
	n := c.end - c.start
	if c.doubled {
		n -= bytes.Count(row[c.start:c.end], []byte{'"'}) / 2
	}
	return n
}

// value returns the value of a cell: a part of its row or, where quotes are
// doubled, the buffer, which it overwrites.
func (c cell) value(row []byte, buffer *[]byte) []byte {
	text := row[c.start:c.end]
	if !c.doubled {
		return text
	}
	value := (*buffer)[:0]
	for {
		n := bytes.IndexByte(text, '"')
		if n < 0 {
			break
		}
		value = append(value, text[:n+1]...)
		text = text[n+2:]
	}
	*buffer = append(value, text...)
	return *buffer
}
