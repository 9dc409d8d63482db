package delimfeed

import (
	"bytes"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file goes through the cells of a row. Reading spends most of its time here. All
// indices count from the row's first byte.
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

// A cell says where a value is in its row, without padding and quotes.
type cell struct {
	start, end int
	quoted     bool // in quotes, of which the opening one is before start
	doubled    bool // holds doubled quotes
}

func (c cell) empty() bool { return c.start == c.end }

// begin returns where the cell begins: at its first byte or opening quote.
func (c cell) begin() int {
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

// afterSpaces returns the index of the next byte from i on that is no space, or the length
// of the text.
func (s *scanner) afterSpaces(i int) int {
	for i < len(s.text) && s.text[i] == ' ' {
		i++
	}
	return i
}

// isPadded reports whether what is from start to end in text, which is not empty, begins or
// ends with a space.
func isPadded(text []byte, start, end int) bool { return text[start] == ' ' || text[end-1] == ' ' }

// The loops over eight bytes are written so that the compiler needs no checks in
// them: with 0 <= i && i < len(text)-7 and text[i:i+8].

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
	s.odd, s.quotes = swar.Highs, true // as the rest was not looked at
	return i
}

// cellEnds marks, with their high bits, the bytes of x at which a plain cell may end, and
// those that need a closer look: delimiters, quotes and control characters.
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

// simpleEnd returns the index of the first quote from i on, with at least a byte after it;
// 0 if a control character or the end of the text comes before.
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

// closing returns the index of the quote that closes the value that begins at i,
// -1 if none does, and whether quotes are doubled before it.
//
// Of eight bytes, q marks the quotes, and odd the bytes up to which the number
// of quotes, from the value's beginning, is odd. So q & odd are the quotes that
// close the value unless the next byte is one, too, which next says. There is but
// one branch, as quotes are many in JSON cells and where they are, hard to predict.
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
	s.odd = swar.Highs // as the rest is not looked at so
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

	extra     cell // the first cell that is not empty and is under no name
	column    int  // of extra, from 0; -1 if there is none
	conflicts int  // values under columns named twice, other than the first's

	how   outcome // ended, or unclosed or misquoted
	fault cell    // the cell where it was unclosed or misquoted
	where int     // where the opening quote is, or what is after the closing one
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

// This file goes through a row. Most cells are empty, or plain; these are taken by
// row.plain, in a loop without a call, as all that it has in registers would have to
// be put aside for one. row.quoted takes the usual ones in quotes, and scanner.cell
// all others.
//
//	0017,,"Main St, 1",Leeds,,,Good,"[{""Latitude"":…}]",,Success\n
//	|----|             |------------|                   |--|        plain
//	      |-----------|              |-----------------|            quoted
//	                                                        |------| cell, which ends the row

// scan reads the row that s.text begins with, and returns cut or its how.
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

// plain takes the cells from i on that are empty, or plain, not padded, and have a
// delimiter directly after them. It returns where the next one begins. Near the end of
// text it takes none.
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

// quoted takes the cell that begins at i if it is one of JSON that s.objects can go
// through, or a quoted one without doubled quotes, control characters and padding. It
// returns the index of the delimiter after it, or 0.
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
