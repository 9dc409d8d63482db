package delimfeed

import "unicode/utf8"

// A quote that should not be there opens a value that takes lines up to the next quote,
// or to the end of the text. Where what follows that shows that it was wrong, the
// reader gives the value up, if the line after the one where it began looks like a row:
// only that one line is at fault then, and the reading goes on with the next.
//
//	2,"13 Elm St           at fault
//	3,14 Elm St            read
//	4,5 10" Main Rd        read

// giveUpValue gives up the value of the row ahead, which text begins with and which is
// unclosed or misquoted, if the line after its first looks like a row. It counts the lines in any case.
func (r *Reader) giveUpValue(text []byte) bool {
	w := r.ahead
	begin := w.fault.place()
	if r.forked || !w.fault.quoted {
		return false // a fork does not see where the text ends
	}
	end := len(text)
	w.after, w.more = 0, false
	if w.how == misquoted {
		end = w.where
		w.after, _ = utf8.DecodeRune(text[w.where:])
	}
	w.took = 0
	for range lineStarts(text[begin:end]) {
		w.took++
	}
	next := begin + lineSize(text[begin:])
	if w.took == 0 || !r.isLikeRow(text, text[next:]) {
		return false
	}
	w.size, w.where = next, begin
	return true
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

// isLikeRow reports whether a line looks like a row as much as the line of another row
// does.
func (r *Reader) isLikeRow(row, line []byte) bool {
	if !sameShape(r.firstCell(row).text, r.firstCell(line).text) {
		return false
	}
	w := r.rowOf(line)
	return w.how == ended && !w.blank && w.column < 0 && (w.count > 1 || r.usual == 1)
}
