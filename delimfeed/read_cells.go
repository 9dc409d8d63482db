package delimfeed

import (
	"bytes"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file scans rows into cells. Reading spends most of its time here. All indices count
// from the first byte of the row.
//
// A cell begins after a delimiter or at the beginning of the row. Spaces (only U+0020) before
// it are not part of it. Then
//
//	"  begins a quoted cell. Its value is everything up to the next quote that is not
//	   doubled, including delimiters and line ends. Spaces may follow, and then a
//	   delimiter or a line end must.
//	any other byte begins a plain cell. Its value is everything up to the next delimiter or
//	   line end, including quotes, except spaces at its end.
//
// LF, CR LF and a lone CR end a line, and so does the end of the text. If the text at hand
// ends within a row and more may follow, the scan ends with cut. When there is more text, the
// row is scanned again from its beginning. A CR at the end of the text at hand may be half of
// a CR LF, so the scan ends with cut there, too.
//
// Most cells are empty, or plain. row.plain takes these, in a loop without a call, which would
// make it save its registers. row.quoted takes the usual quoted ones, and scanner.cell all
// others.
//
//	0017,,"Main St, 1",Leeds,,,Good,"[{""Latitude"":…}]",,Success\n
//	|----|             |------------|                   |--|        plain
//	      |-----------|              |-----------------|            quoted
//	                                                        |------| cell, which ends the row

// A cell is the range of a value in its row, without padding and quotes.
type cell struct {
	start, end int
	quoted     bool // the opening quote is before start
	doubled    bool // quotes in it are doubled
}

func (c cell) empty() bool { return c.start == c.end }

// begin returns the index of the first byte of the cell, or of its opening quote.
func (c cell) begin() int {
	if c.quoted {
		return c.start - 1
	}
	return c.start
}

// An outcome says how the scan of a cell or a row ended.
type outcome uint8

const (
	delimited outcome = iota // the cell ends at a delimiter
	ended                    // the cell and its row end at a line end
	cut                      // the text at hand ends
	unclosed                 // the text ends within quotes
	misquoted                // something follows the closing quote
)

// A scanner scans the cells of text.
type scanner struct {
	text      []byte
	delimiter byte
	whole     bool // no more text follows

	// odd has a mark (see package swar) if a value has a control character, such as a
	// line end, or may have one. quotes is set if a plain cell has a quote, or may have one.
	odd    uint64
	quotes bool
}

// cell scans the cell that begins at i. It returns where the next cell or row begins or, if
// the cell is unclosed or misquoted, where the wrong quote or character is.
func (s *scanner) cell(i int) (c cell, next int, how outcome) {
	i = s.afterSpaces(i)
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

// afterSpaces returns the index of the next byte from i on that is not a space, or the
// length of the text.
func (s *scanner) afterSpaces(i int) int {
	for i < len(s.text) && s.text[i] == ' ' {
		i++
	}
	return i
}

// isPadded reports whether text[start:end], which is not empty, begins or ends with a space.
func isPadded(text []byte, start, end int) bool { return text[start] == ' ' || text[end-1] == ' ' }

// The conditions of the loops over eight bytes, 0 <= i && i < len(text)-7, let the compiler
// leave out the bounds checks of text[i:i+8].

// plainEnd returns the index of the next delimiter or line end from i on, or the
// length of the text.
func (s *scanner) plainEnd(i int) int {
	text, delimiter := s.text, swar.Repeat(s.delimiter)
	for 0 <= i && i < len(text)-7 {
		hits := cellEnds(swar.Load(text[i:i+8]), delimiter)
		if hits == 0 {
			i += 8
			continue
		}
		if i += swar.First(hits); s.ends(text[i]) {
			return i
		}
		if text[i] == '"' {
			s.quotes = true
		} else {
			s.odd = swar.Highs
		}
		i++
	}
	for i < len(text) && !s.ends(text[i]) {
		i++
	}
	s.odd, s.quotes = swar.Highs, true // not known of the last few bytes
	return i
}

// cellEnds marks the bytes of x at which a plain cell may end, or which need a closer look:
// delimiters, quotes and control characters.
func cellEnds(x, delimiter uint64) uint64 {
	return ^(swar.Differ(x, delimiter)&swar.Differ(x, quotes)&swar.NotBelow(x, ' ') | x) & swar.Highs
}

// ends reports whether a plain cell ends at a byte.
func (s *scanner) ends(c byte) bool { return c == s.delimiter || c == '\n' || c == '\r' }

// below marks the bytes of x that are below a space. The bits between the marks have no
// meaning.
func below(x uint64) uint64 { return ^(swar.NotBelow(x, ' ') | x) }

// quotes are eight quotes.
const quotes = '"' * swar.Ones

// quoted scans the cell whose opening quote is at open.
func (s *scanner) quoted(open int) (c cell, next int, how outcome) {
	c = cell{start: open + 1, quoted: true}
	end, doubled := s.closing(c.start)
	if end < 0 {
		return c, open, s.endsWithin()
	}
	c.end, c.doubled = end, doubled
	next, how = s.afterCell(s.afterSpaces(end + 1))
	return c, next, how
}

// simpleEnd returns the index of the first quote from i on, after which there is at least one
// more byte. It returns 0 if a control character or the end of the text comes first.
func (s *scanner) simpleEnd(i int) int {
	text := s.text
	for ; 0 <= i && i < len(text)-8; i += 8 {
		if hits := cellEnds(swar.Load(text[i:i+8]), quotes); hits != 0 {
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
// Among eight bytes, q marks the quotes, and odd the bytes up to which the value has an odd
// number of quotes. So q & odd marks the quotes that close the value unless the next byte is
// a quote, too, which next marks. There is only one branch, because JSON cells have many
// quotes and their positions are hard to predict.
func (s *scanner) closing(i int) (end int, doubled bool) {
	text := s.text
	var pairs, carry, low uint64
	for ; 0 <= i && i < len(text)-8; i += 8 {
		x := swar.Load(text[i : i+8])
		q := ^(swar.Differ(x, quotes) | x) & swar.Highs
		next := q>>8 | (uint64(text[i+8]^'"')-1)&(1<<63)
		odd := q ^ q<<8
		odd ^= odd << 16
		odd ^= odd<<32 ^ carry
		closes := q & odd
		if last := closes &^ next; last != 0 {
			before := last&-last - 1
			pairs |= closes & before
			s.odd |= low | below(x)&before
			return i + swar.First(last), pairs != 0
		}
		pairs |= closes
		low |= below(x)
		carry = uint64(int64(odd) >> 63)
	}
	doubled = pairs != 0
	s.odd = swar.Highs // not known of the last few bytes
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

func (s *scanner) endsWithin() outcome {
	if s.whole {
		return unclosed
	}
	return cut
}

// afterCell says how the scan of a cell ended, by what is after it at i.
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

// lineEnd returns where the line at i ends, including its line end.
func (s *scanner) lineEnd(i int) (next int, how outcome) {
	n := bytes.IndexAny(s.text[i:], "\r\n")
	if n < 0 {
		n = len(s.text) - i
	}
	return s.afterCell(i + n)
}

// size returns the number of bytes in the value of a cell.
func (c cell) size(row []byte) int {
	n := c.end - c.start
	if c.doubled {
		n -= bytes.Count(row[c.start:c.end], []byte{'"'}) / 2
	}
	return n
}

// value returns the value of a cell. It is part of the row or, if quotes are doubled, of the
// buffer, which it overwrites.
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

// add adds the cell of the next column, which is not empty.
func (r *row) add(text []byte, c cell, columns []columnKind) {
	r.blank = false
	r.padded = r.padded || isPadded(text, c.start, c.end)
	r.quotes = r.quotes || c.doubled
	at := unnamed
	if r.count < len(columns) {
		at = columns[r.count]
	}
	switch {
	case at < unnamed:
		r.cells[at] = c
		r.filled = r.filled.With(feed.Field(at))
		if c.doubled {
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
	if a.doubled == b.doubled {
		return bytes.Equal(row[a.start:a.end], row[b.start:b.end])
	}
	var one, other []byte
	return bytes.Equal(a.value(row, &one), b.value(row, &other))
}

// scan scans the row with which s.text begins. It returns r.how, or cut.
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
		c, next, how := s.cell(i)
		if how > ended {
			r.blank = r.blank && r.filled == 0
			return r.stop(s, c, next, how)
		}
		if !c.empty() {
			r.add(s.text, c, columns)
			r.used = next
		}
		r.count++
		if how == ended {
			r.blank, r.size, r.how = r.blank && r.filled == 0, next, how
			r.tidy, r.quotes = s.odd&swar.Highs == 0 && !r.padded, r.quotes || s.quotes
			return how
		}
		i = next
	}
}

// plain adds cells from i on as long as they are empty, or plain and not padded, and a
// delimiter follows. It returns where the next cell begins. It stops near the end of text.
func (r *row) plain(s *scanner, columns []columnKind, i int) int {
	text, delimiter := s.text, swar.Repeat(s.delimiter)
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
		hits := cellEnds(x, delimiter)
		for hits == 0 {
			if end += 8; end < 0 || end >= len(text)-7 {
				break cells
			}
			hits = cellEnds(swar.Load(text[end:end+8]), delimiter)
		}
		end += swar.First(hits)
		if text[end] != byte(delimiter) || isPadded(text, i, end) || count >= len(columns) {
			break
		}
		at := columns[count]
		if int(at) >= len(r.cells) {
			break
		}
		c := &r.cells[at]
		c.start, c.end, c.quoted, c.doubled = i, end, false, false
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
	text := s.text
	if i >= len(text) || r.count >= len(columns) || int(columns[r.count]) >= len(r.cells) {
		return 0
	}
	at := feed.Field(columns[r.count])
	c := &r.cells[at]
	switch {
	case schema.json.Has(at):
		o := &r.json[schema.ordinal[at]]
		if *c, end = s.objects(i, at, o); end == 0 {
			return 0
		}
		o.known = true
	case text[i] == '"':
		start := i + 1
		if end = s.simpleEnd(start); end <= start || text[end+1] != s.delimiter || isPadded(text, start, end) {
			return 0
		}
		c.start, c.end, c.quoted, c.doubled = start, end, true, false
		end++
	default:
		return 0
	}
	r.filled = r.filled.With(at)
	r.used = end
	r.count++
	return end
}
