package delimfeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A quote that should not be there opens a value that takes whole rows. Then the line on
// which the value opens and those after it all have as many delimiters as rows have, and
// begin like rows. An address of several lines has neither, usually; with few columns it
// may have as many commas, but not Ids that go on from the row's.

// maxLines bounds the lines of a value that are looked at.
const maxLines = 1 << 10

// suspectQuote reports a value of the current row that has lines that look like rows. It
// returns false where only the reader itself can.
func (r *Reader) suspectQuote(w *row) bool {
	found, at := r.swallowed(w)
	if found == 0 {
		return true
	}
	if r.forked {
		return false
	}
	r.noticeSwallowed(w, found, at)
	return true
}

// swallowed returns how many lines of a row, after its first, look like rows, or 0 if
// that may be chance, and where the first of them begins in the row.
func (r *Reader) swallowed(w *row) (found, at int) {
	delimiter := []byte{r.delimiter}
	first := lineSize(r.rowText)
	second := r.rowText[first:]
	second = second[:lineSize(second)]
	own, cells := bytes.Count(r.rowText[:first], delimiter)+1, bytes.Count(second, delimiter)+1
	if cells < 2 && r.usual > 1 || cells != own && cells != r.usual {
		return 0, 0
	}
	e := evidence{own: r.firstCell(r.rowText), cells: cells, usual: r.usual, even: cells == own, all: true, prose: r.delimiter == ','}
	e.number, e.isNumber = number(e.own.text)
	for start := range lineStarts(r.rowText) {
		line := r.rowText[start:]
		line = line[:lineSize(line)]
		if e.lines++; e.lines > maxLines || bytes.Count(line, delimiter)+1 != cells {
			e.all = false
			break
		}
		e.add(r.firstCell(line), bytes.Contains(line, []byte{r.delimiter, ' '}))
	}
	if !e.isStrong() {
		return 0, 0
	}
	if at, ok := w.quotedAt(first); ok && bytes.IndexByte([]byte("[{"), r.rowText[w.cells[at].start]) >= 0 {
		return 0, 0 // JSON over several lines
	}
	return e.found, first
}

// evidence is what speaks for lines of a value that are rows.
type evidence struct {
	own      firstCell
	number   uint64 // the own Id, if it is one
	isNumber bool
	cells    int  // of each of the lines
	usual    int  // cells of rows
	even     bool // the line where the value opens has as many cells
	prose    bool // delimiters are common in values

	lines  int  // looked at
	found  int  // lines that have so many cells, the first ones
	loose  int  // those of them that differ in what begins them
	likely int  // those with an Id like the row's, and not before it
	near   bool // one of these is the next number, or nearly
	all    bool // no line is different
}

// add takes a line that has the right number of cells.
func (e *evidence) add(first firstCell, spaces bool) {
	e.found++
	if len(first.text) == 0 && len(e.own.text) > 0 || spaces && !e.own.spaced || hasSpace(first.text) && !hasSpace(e.own.text) {
		e.loose++
	}
	if e.own.spaced != first.spaced || !isLikeID(e.own.text, first.text) {
		return
	}
	if e.isNumber {
		id, ok := number(first.text)
		if !ok || id <= e.number || id-e.number > uint64(16*e.lines) {
			return // a house number, say
		}
		e.near = e.near || id-e.number <= uint64(e.lines)
	}
	e.likely++
}

// isStrong reports whether the lines are rows, and not so by chance.
func (e *evidence) isStrong() bool {
	switch {
	case e.likely > 1:
		return true
	case e.likely == 1 && e.cells == e.usual && (e.near || e.usual > 3 && !e.isNumber):
		return true
	case !e.even || e.loose > 0:
		return false
	}
	few, many := 1, 3 // lines, where all of the value are such, and where some are
	switch {
	case e.cells == 1:
		return false
	case e.cells == 2:
		few, many = 4, 8
	case e.cells == 3:
		few, many = 2, 5
	}
	if !e.prose {
		few, many = (few+2)/2, (many+2)/2
	}
	return e.all && e.found >= few || e.found >= many
}

// quotedAt returns the column whose quoted cell includes an index of the row.
func (w *row) quotedAt(i int) (at feed.Field, ok bool) {
	for left := w.filled; left != 0; {
		at, left = left.Next()
		if c := &w.cells[at]; c.quoted && c.start <= i && i <= c.end {
			return at, true
		}
	}
	return feed.NoField, false
}

// noticeSwallowed reports the value that has lines that look like rows, the first of which
// begins at an index of the row.
func (r *Reader) noticeSwallowed(w *row, lines, first int) {
	opened, path := 0, ""
	if at, ok := w.quotedAt(first); ok {
		opened, path = w.cells[at].place(), schema.column[at].String()
	}
	message := fmt.Sprintf("the quoted value that begins here has %d lines that look like rows", lines)
	if lines == 1 {
		message = "the quoted value that begins here has a line that looks like a row"
	}
	f := r.suspicion(feed.QuoteSwallowsRows, w.offset+int64(opened), message, "if the quote is one too many, remove it or close the value where it ends")
	f.Path = path
	r.notice(f)
}
