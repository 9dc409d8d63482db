package cells

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// A Cell is the range of a value in its row, without padding and quotes.
type Cell struct {
	Start, End int
	Quoted     bool // the opening quote is before Start
	Doubled    bool // quotes in it are doubled
}

// Empty reports whether the value is empty.
func (c Cell) Empty() bool { return c.Start == c.End }

// Begin returns the index of the first byte of the cell, or of its opening quote.
func (c Cell) Begin() int {
	if c.Quoted {
		return c.Start - 1
	}
	return c.Start
}

// An Outcome says how the scan of a cell or a row ended.
type Outcome uint8

// The outcomes.
const (
	Delimited Outcome = iota // the cell ends at a delimiter
	Ended                    // the cell and its row end at a line end
	Cut                      // the text at hand ends
	Unclosed                 // the text ends within quotes
	Misquoted                // something follows the closing quote
)

// A Scanner scans the cells of text.
type Scanner struct {
	Text      []byte
	Delimiter byte
	Whole     bool // no more text follows

	// Odd has a mark (see package swar) if a value has a control character, such as a
	// line end, or may have one. Quotes is set if a plain cell has a quote, or may have one.
	Odd    uint64
	Quotes bool
}

// Cell scans the cell that begins at i. It returns where the next cell or row begins or, if
// the cell is unclosed or misquoted, where the wrong quote or character is.
func (s *Scanner) Cell(i int) (c Cell, next int, how Outcome) {
	i = s.afterSpaces(i)
	if i < len(s.Text) && s.Text[i] == '"' {
		return s.quoted(i)
	}
	c.Start, c.End = i, s.PlainEnd(i)
	next, how = s.AfterCell(c.End)
	for c.End > c.Start && s.Text[c.End-1] == ' ' {
		c.End--
	}
	return c, next, how
}

// afterSpaces returns the index of the next byte from i on that is not a space, or the
// length of the text.
func (s *Scanner) afterSpaces(i int) int {
	for i < len(s.Text) && s.Text[i] == ' ' {
		i++
	}
	return i
}

// IsPadded reports whether text[start:end], which is not empty, begins or ends with a space.
func IsPadded(text []byte, start, end int) bool { return text[start] == ' ' || text[end-1] == ' ' }

// The conditions of the loops over eight bytes, 0 <= i && i < len(text)-7, let the compiler
// leave out the bounds checks of text[i:i+8].

// PlainEnd returns the index of the next delimiter or line end from i on, or the
// length of the text.
func (s *Scanner) PlainEnd(i int) int {
	text, delimiter := s.Text, swar.Repeat(s.Delimiter)
	for 0 <= i && i < len(text)-7 {
		hits := Ends(swar.Load(text[i:i+8]), delimiter)
		if hits == 0 {
			i += 8
			continue
		}
		if i += swar.First(hits); s.ends(text[i]) {
			return i
		}
		if text[i] == '"' {
			s.Quotes = true
		} else {
			s.Odd = swar.Highs
		}
		i++
	}
	for i < len(text) && !s.ends(text[i]) {
		i++
	}
	s.Odd, s.Quotes = swar.Highs, true // not known of the last few bytes
	return i
}

// Ends marks the bytes of x at which a plain cell may end, or which need a closer look:
// delimiters, quotes and control characters.
func Ends(x, delimiter uint64) uint64 {
	return ^(swar.Differ(x, delimiter)&swar.Differ(x, Quotes)&swar.NotBelow(x, ' ') | x) & swar.Highs
}

// ends reports whether a plain cell ends at a byte.
func (s *Scanner) ends(c byte) bool { return c == s.Delimiter || c == '\n' || c == '\r' }

// below marks the bytes of x that are below a space. The bits between the marks have no
// meaning.
func below(x uint64) uint64 { return ^(swar.NotBelow(x, ' ') | x) }

// Quotes are eight quotes, for package swar.
const Quotes = '"' * swar.Ones

// quoted scans the cell whose opening quote is at open.
func (s *Scanner) quoted(open int) (c Cell, next int, how Outcome) {
	c = Cell{Start: open + 1, Quoted: true}
	end, doubled := s.closing(c.Start)
	if end < 0 {
		return c, open, s.endsWithin()
	}
	c.End, c.Doubled = end, doubled
	next, how = s.AfterCell(s.afterSpaces(end + 1))
	return c, next, how
}

// SimpleEnd returns the index of the first quote from i on, after which there is at least one
// more byte. It returns 0 if a control character or the end of the text comes first.
func (s *Scanner) SimpleEnd(i int) int {
	text := s.Text
	for ; 0 <= i && i < len(text)-8; i += 8 {
		if hits := Ends(swar.Load(text[i:i+8]), Quotes); hits != 0 {
			if i += swar.First(hits); text[i] != '"' {
				return 0
			}
			return i
		}
	}
	return 0
}

// closing returns the index of the quote that closes the value that begins at i, or -1 if
// none does, and whether there are doubled quotes before it.
//
// Among eight bytes, q marks the Quotes, and odd the bytes up to which the value has an odd
// number of quotes. So q & odd marks the Quotes that close the value unless the next byte is
// a quote, too, which next marks. There is only one branch, because JSON cells have many
// quotes and their positions are hard to predict.
func (s *Scanner) closing(i int) (end int, doubled bool) {
	text := s.Text
	var pairs, carry, low uint64
	for ; 0 <= i && i < len(text)-8; i += 8 {
		x := swar.Load(text[i : i+8])
		q := ^(swar.Differ(x, Quotes) | x) & swar.Highs
		next := q>>8 | (uint64(text[i+8]^'"')-1)&(1<<63)
		odd := q ^ q<<8
		odd ^= odd << 16
		odd ^= odd<<32 ^ carry
		closes := q & odd
		if last := closes &^ next; last != 0 {
			before := last&-last - 1
			pairs |= closes & before
			s.Odd |= low | below(x)&before
			return i + swar.First(last), pairs != 0
		}
		pairs |= closes
		low |= below(x)
		carry = uint64(int64(odd) >> 63)
	}
	doubled = pairs != 0
	s.Odd = swar.Highs // not known of the last few bytes
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

func (s *Scanner) endsWithin() Outcome {
	if s.Whole {
		return Unclosed
	}
	return Cut
}

// AfterCell says how the scan of a cell ended, by what is after it at i.
func (s *Scanner) AfterCell(i int) (next int, how Outcome) {
	if i == len(s.Text) {
		if s.Whole {
			return i, Ended
		}
		return i, Cut
	}
	switch s.Text[i] {
	case s.Delimiter:
		return i + 1, Delimited
	case '\n':
		return i + 1, Ended
	case '\r':
		return s.afterCR(i + 1)
	}
	return i, Misquoted
}

func (s *Scanner) afterCR(i int) (next int, how Outcome) {
	switch {
	case i < len(s.Text) && s.Text[i] == '\n':
		return i + 1, Ended
	case i == len(s.Text) && !s.Whole:
		return i, Cut
	}
	return i, Ended
}

// LineEnd returns where the line at i ends, including its line end.
func (s *Scanner) LineEnd(i int) (next int, how Outcome) {
	n := bytes.IndexAny(s.Text[i:], "\r\n")
	if n < 0 {
		n = len(s.Text) - i
	}
	return s.AfterCell(i + n)
}

// Size returns the number of bytes in the value of a cell.
func (c Cell) Size(row []byte) int {
	n := c.End - c.Start
	if c.Doubled {
		n -= bytes.Count(row[c.Start:c.End], []byte{'"'}) / 2
	}
	return n
}

// Value returns the value of a cell. It is part of the row or, if quotes are doubled, of the
// buffer, which it overwrites.
func (c Cell) Value(row []byte, buffer *[]byte) []byte {
	text := row[c.Start:c.End]
	if !c.Doubled {
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
