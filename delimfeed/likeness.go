package delimfeed

import (
	"bytes"
	"strconv"
)

// This file judges whether a line looks like the row of an entity, or like a part of one.

// rowOf scans the first line of a text as if it were a row.
func (r *Reader) rowOf(text []byte) *row { return r.look(text[:lineSize(text)]) }

// A firstCell is the first cell of a line.
type firstCell struct {
	text   []byte
	spaced bool // a space follows its delimiter
}

// firstCell returns the first cell of a line. A quote that the line does not close is no
// part of it.
func (r *Reader) firstCell(line []byte) firstCell {
	s := scanner{text: line, delimiter: r.delimiter, whole: true}
	c, next, how := s.cell(0)
	if how > ended || c.quoted && bytes.ContainsAny(line[c.start:c.end], lineEnds) {
		c.end = s.plainEnd(c.start)
		next, how = s.afterCell(c.end)
	}
	return firstCell{line[c.start:c.end], how == delimited && next < len(line) && line[next] == ' '}
}

// lineStarts yields where the lines of a text begin, but for the first.
func lineStarts(text []byte) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; ; {
			at += lineSize(text[at:])
			if at >= len(text) || !yield(at) {
				return
			}
		}
	}
}

// lineSize returns the size of the first line of a text, with its end.
func lineSize(text []byte) int {
	n := bytes.IndexByte(text, '\n')
	line := text
	if n >= 0 {
		line = text[:n]
	}
	switch m := bytes.IndexByte(line, '\r'); {
	case m >= 0 && m+1 != n:
		return m + 1
	case n < 0:
		return len(text)
	}
	return n + 1
}

// number returns the value of a text of digits.
func number(text []byte) (uint64, bool) {
	if len(text) == 0 || text[0] < '0' || text[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text), 10, 63)
	return n, err == nil
}

// isLikeID reports whether a text looks like an Id where another one does: it has the
// same shape, or as many characters without spaces, as hashes do.
func isLikeID(id, text []byte) bool {
	const long = 6
	return sameShape(id, text) || len(id) >= long && len(id) == len(text) && isCode(id) && isCode(text)
}

// isCode reports whether a text has digits and no spaces.
func isCode(text []byte) bool {
	return bytes.IndexByte(text, ' ') < 0 && bytes.ContainsAny(text, "0123456789")
}

// sameShape reports whether two texts have the same kinds of characters in the same order:
// runs of digits, of letters, and others as they are.
func sameShape(a, b []byte) bool {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		kind := kinds[a[i]]
		if kind != kinds[b[j]] {
			return false
		}
		for i++; i < len(a) && kinds[a[i]] == kind; i++ {
		}
		for j++; j < len(b) && kinds[b[j]] == kind; j++ {
		}
	}
	return i == len(a) && j == len(b)
}

// kinds has the kind of each byte: '0' of digits, 'a' of letters and of what is not ASCII.
var kinds = func() (kinds [256]byte) {
	for i := range kinds {
		switch c := byte(i); {
		case '0' <= c && c <= '9':
			kinds[i] = '0'
		case 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80:
			kinds[i] = 'a'
		default:
			kinds[i] = c
		}
	}
	return kinds
}()
