package delimfeed

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file looks for rows that can be read and are probably not what was meant:
//
//	2,"13 Elm St           a quote that should not be there
//	3,14 Elm St            takes whole rows up to the next quote
//	4,15 Elm St"
//
//	2,Mill House           a line break without quotes
//	3 River Rd,Dayton      cuts a row in two
//
// Both are told by the first cell of a line: it has the shape of the other first cells,
// which usually are Ids, or it has not. A fork, which tells of nothing, leaves such rows to
// the reader itself.

// maxLines is how many lines of a row are looked at.
const maxLines = 1 << 10

// suspect tells of what is suspicious about the current row. It reports false where only
// the reader itself can.
func (r *Reader) suspect() bool {
	w := r.row
	if w.how != ended {
		return true
	}
	if w.lines > 1 {
		if found, at := r.swallowed(w); found > 0 {
			if r.forked {
				return false
			}
			r.noticeSwallowed(w, found, at)
		}
		return true
	}
	if w.count < r.usual && w.column < 0 && (w.offset >= r.restEnd || r.forked) {
		return r.lookAtShort(w)
	}
	return true
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

// swallowed returns how many lines of a row, after its first, look like rows, or 0 if
// that may be by chance, and where the first of them begins in the row.
func (r *Reader) swallowed(w *row) (found, at int) {
	own := r.firstCell(r.view)
	ownID, isNumber := number(own.text)
	near := false   // a line has the number that comes next, or nearly
	want := r.usual // cells
	lines := 0
	for start := range lineStarts(r.view) {
		if lines++; lines > maxLines {
			break
		}
		line := r.view[start:]
		first := r.firstCell(line)
		if !sameShape(own.text, first.text) || own.spaced != first.spaced || r.rowOf(line).how != ended {
			continue
		}
		if n := r.glance.count; n != want && found == 0 && n > 2 && n < r.usual {
			want = n // rows may end with their last value
		} else if n != want {
			continue
		}
		if id, ok := number(first.text); ok && isNumber {
			if id <= ownID || id-ownID > uint64(16*lines) {
				continue // a house number, say
			}
			near = near || id-ownID <= uint64(lines)
		}
		if found++; found == 1 {
			at = start
		}
	}
	if found > 1 || found == 1 && want == r.usual && (near || r.usual > 3 && !isNumber) {
		return found, at
	}
	return 0, 0
}

// noticeSwallowed tells of a value that has lines that look like rows, the first of which
// begins at an index of the row.
func (r *Reader) noticeSwallowed(w *row, lines, at int) {
	opened, path := 0, ""
	for left := w.filled; left != 0; {
		var f feed.Field
		f, left = left.Next()
		if c := w.cells[f]; c.quoted && c.start <= at && at < c.end {
			opened, path = c.place(), schema.column[f].String()
		}
	}
	message := fmt.Sprintf("the quoted value that begins here has %d lines that look like rows", lines)
	if lines == 1 {
		message = "the quoted value that begins here has a line that looks like a row"
	}
	f := r.ofEntity(r.located(feed.QuoteSwallowsRows, w.offset+int64(opened), message, "if the quote is one too many, remove it or close the value where it ends"))
	f.Path = path
	r.notice(f)
}

// maxCut is how many lines after its first a row may be cut into.
const maxCut = 4

// lookAtShort tells of a row with fewer cells than usual if a line break seems to have cut
// it. It reports false where only the reader itself can see that.
func (r *Reader) lookAtShort(w *row) bool {
	next, ok := r.linesAfter(w, 1)
	own := r.firstCell(r.view)
	if ok {
		first := r.firstCell(next).text
		// Without an Id it is a row of its own, or the break was before a delimiter.
		nameless := len(first) == 0 && r.columns[0] != schema.of[feed.ID]
		if len(own.text) == 0 || nameless || sameShape(own.text, first) {
			return true // a row that ends with its last value, or one without an Id
		}
	}
	if r.forked {
		return false
	}
	if !ok {
		r.lookAtRest(w, own, nil, false)
		return true
	}
	next, _ = r.linesAfter(w, maxCut)
	own = r.firstCell(r.view) // as the text may have moved
	if r.lookAtCut(w, own, next) {
		return true
	}
	r.lookAtRest(w, own, next, true)
	return true
}

// lookAtCut tells of a row that the lines after it complete, and reports whether they do.
func (r *Reader) lookAtCut(w *row, own firstCell, next []byte) bool {
	lines, cells, total, spaced, nameless := 0, 0, w.count, false, false
	rest := next
	for total < r.usual && lines < maxCut && len(rest) > 0 {
		first, line := r.firstCell(rest).text, r.rowOf(rest)
		if line.how != ended || line.blank || lines > 0 && sameShape(own.text, first) {
			return false
		}
		if w.count == 1 && len(first) > 0 {
			return false // the rest of the row before, if anything
		}
		cells = line.count // as another row is looked at
		total += cells - 1
		nameless = nameless || len(first) == 0
		spaced = spaced || bytes.IndexByte(first, ' ') >= 0
		rest = rest[lineSize(rest):]
		lines++
	}
	if total != r.usual {
		return false
	}
	isLast := len(bytes.Trim(rest, blanks+lineEnds)) == 0
	if !isLast && !sameShape(own.text, r.firstCell(rest).text) {
		return false
	}
	// Where the neighbors are not whole, all rows may be short; but an Id rarely has a space.
	isFirst := r.before == 0 && !nameless
	wholeAfter := !isLast && r.rowOf(rest).count == r.usual
	if whole := wholeAfter && isFirst || r.before == r.usual && (isLast || wholeAfter); !whole && !spaced {
		return false
	}
	r.restEnd = w.offset + int64(w.size+len(next)-len(rest))
	what := fmt.Sprintf("the next line of %s would complete it", plural(cells, "cell"))
	if lines > 1 {
		what = fmt.Sprintf("the next %d lines would complete it", lines)
	}
	r.noticeShort(w, fmt.Sprintf("a row of %s where rows have %d, and %s", plural(w.count, "cell"), r.usual, what))
	return true
}

// lookAtRest tells of a row of one cell after a whole row, if it seems to be the rest of
// the last value of that.
func (r *Reader) lookAtRest(w *row, own firstCell, next []byte, ok bool) {
	if w.count != 1 || r.before != r.usual || r.usual < 2 || w.cells[feed.ID].quoted {
		return
	}
	if !ok && bytes.IndexByte(own.text, ' ') < 0 || ok && (sameShape(own.text, r.firstCell(next).text) || r.rowOf(next).count != r.usual) {
		return
	}
	r.noticeShort(w, fmt.Sprintf("a row of one cell where rows have %d, and it may be the rest of the last value of the row before", r.usual))
}

func (r *Reader) noticeShort(w *row, message string) {
	r.notice(r.ofEntity(r.located(feed.RowShort, w.offset, message, "if a line break has cut the row, put the value that has it in quotes, or take it out")))
}

// linesAfter returns the text from the line after the current row on: some lines and the
// one after them, or a little of the first where a fork's piece ends. It reports false
// where there is none.
func (r *Reader) linesAfter(w *row, some int) (text []byte, ok bool) {
	end := w.offset + int64(w.size)
	if r.forked {
		text = r.piece[min(int64(len(r.piece)), end):]
		return text, bytes.IndexByte(text, r.delimiter) >= 0 || bytes.ContainsAny(text, lineEnds)
	}
	for {
		text = r.window.Data[end-r.window.Base():]
		lines := 0
		for range lineStarts(text) {
			if lines++; lines > some {
				break
			}
		}
		if lines > some || len(text) > r.limits.Header || r.whole || r.fill(r.limits.Header) != nil {
			break
		}
	}
	r.view = r.text(w) // it may have moved
	if text = text[:min(len(text), r.limits.Header)]; len(text) == 0 {
		return nil, false
	}
	return text, true
}

// rowOf looks at the first line of a text as if it were a row.
func (r *Reader) rowOf(text []byte) *row { return r.look(text[:lineSize(text)]) }

// A firstCell is the first cell of a line.
type firstCell struct {
	text   []byte
	spaced bool // a space follows its delimiter
}

func (r *Reader) firstCell(line []byte) firstCell {
	s := scanner{text: line, delimiter: r.delimiter, whole: true}
	c, next, how := s.cell(0)
	if how == unclosed {
		c.end = c.start + lineSize(line[c.start:]) // as far as it is the line's
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
	n := bytes.IndexAny(text, lineEnds)
	switch {
	case n < 0:
		return len(text)
	case text[n] == '\r' && n+1 < len(text) && text[n+1] == '\n':
		return n + 2
	}
	return n + 1
}

// number returns the value of a text of digits.
func number(text []byte) (uint64, bool) {
	n, err := strconv.ParseUint(string(text), 10, 63)
	return n, err == nil
}

// sameShape reports whether two texts have the same kinds of characters in the same order:
// runs of digits, of letters, of spaces, and others as they are.
func sameShape(a, b []byte) bool {
	for {
		var x, y rune
		x, a = nextKind(a)
		y, b = nextKind(b)
		if x != y {
			return false
		}
		if x == 0 {
			return true
		}
	}
}

// nextKind returns the kind of the run of characters that text begins with, 0 at its end,
// and what follows the run.
func nextKind(text []byte) (kind rune, rest []byte) {
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		k := c
		switch {
		case '0' <= c && c <= '9':
			k = '0'
		case 'a' <= c|0x20 && c|0x20 <= 'z' || c >= utf8.RuneSelf:
			k = 'a'
		}
		if kind != 0 && k != kind {
			break
		}
		kind, text = k, text[size:]
	}
	return kind, text
}
