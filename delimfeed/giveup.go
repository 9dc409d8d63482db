package delimfeed

import (
	"bytes"
	"unicode/utf8"
)

// A quote that should not be there opens a value that takes lines up to the next quote,
// or to the end of the text. Where what follows that shows that it was wrong, the reader
// gives the value up: it goes on with the first line of it that looks like a row. What
// comes before that line is at fault.
//
//	2,"13 Elm St           at fault
//	3,14 Elm St            read
//	4,5 10" Main Rd        read

// giveUpValue gives up the value of the row ahead, which text begins with and which is
// unclosed or misquoted, if one of its lines looks like a row. It counts the lines in any
// case. An open quote in the last row is fatal, as the text may have been cut there.
func (r *Reader) giveUpValue(text []byte) bool {
	w := r.ahead
	begin := w.fault.place()
	if r.forked || !w.fault.quoted {
		return false // a fork does not see where the text ends
	}
	var end int
	w.after, w.more = 0, false
	if w.how == misquoted {
		end = w.where
		w.after, _ = utf8.DecodeRune(text[w.where:])
	} else {
		end = len(bytes.TrimRight(text, blanks+lineEnds))
	}
	w.took = 0
	for range lineStarts(text[begin:end]) {
		w.took++
	}
	next := begin + lineSize(text[begin:])
	own := text[:lineSize(text)]
	for at := next; at < end; at += lineSize(text[at:]) {
		if r.isLikeRow(own, text[at:at+lineSize(text[at:])]) {
			w.size, w.where = at, begin
			return true
		}
	}
	return false
}

// giveUpLarge is giveUpValue where the row ahead is larger than the limit for an entity.
func (r *Reader) giveUpLarge() bool {
	s := r.scanner()
	s.text, s.whole = s.text[:r.limits.Entity], true
	if r.ahead.scan(&s, r.columns) != unclosed || !r.giveUpValue(s.text) {
		return false
	}
	r.ahead.more = true
	return true
}

// isLikeRow reports whether a line looks like a row. Own is the line where the row begins
// whose value took it. Most of all, a row has as many cells as the header or that line; a
// line of a value rarely has.
func (r *Reader) isLikeRow(own, line []byte) bool {
	w := r.rowOf(line)
	cells := w.count
	if w.how != ended { // it has a quote too many itself
		cells = bytes.Count(line, []byte{r.delimiter}) + 1
	}
	a, b := r.firstCell(own), r.firstCell(line)
	switch {
	case w.blank, cells < 2 && r.usual > 1, w.how == misquoted && w.count == 0:
		return false
	case a.spaced != b.spaced, len(b.text) == 0 && len(a.text) > 0:
		return false
	case sameShape(a.text, b.text), len(r.id) > 0 && isLikeID(r.id, b.text):
		return true
	case hasSpace(b.text) && !hasSpace(a.text) && !hasSpace(r.id):
		return false
	}
	return cells == r.usual || cells == bytes.Count(own, []byte{r.delimiter})+1
}
