package delimfeed

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
)

// A stray quote opens a value that takes in lines up to the next quote, or to the end of the
// text. If what follows there shows that the quote was wrong, the Reader gives the value up:
// it continues with the first line of it that looks like a row. The lines before that one
// are at fault.
//
//	2,"13 Elm St           at fault
//	3,14 Elm St            read
//	4,5 10" Main Rd        read

// giveUpValue gives up the value of the row ahead, with which text begins and which is
// unclosed or misquoted, if one of its lines looks like a row. It counts the lines in any
// case. An open quote in the last row is fatal, as the text may have been truncated there.
func (r *Reader) giveUpValue(text []byte) bool {
	w := r.ahead
	begin := w.fault.Begin()
	if r.fork != nil || !w.fault.Quoted {
		return false // a fork does not see where the text ends
	}
	var end int
	w.after, w.more = 0, false
	if w.how == misquoted {
		end = w.where
		w.after, _ = utf8.DecodeRune(text[w.where:])
	} else {
		end = len(bytes.TrimRight(text, cells.Blanks+cells.LineEnds))
	}
	w.took = 0
	for range lineStarts(text[begin:end]) {
		w.took++
	}
	next := begin + cells.LineSize(text[begin:])
	own := text[:cells.LineSize(text)]
	for at := next; at < end; at += cells.LineSize(text[at:]) {
		if r.isLikeRow(own, text[at:at+cells.LineSize(text[at:])]) {
			w.size, w.where = at, begin
			return true
		}
	}
	return false
}

// giveUpLarge is giveUpValue for a row ahead that is larger than the limit for an entity.
func (r *Reader) giveUpLarge() bool {
	s := r.scanner()
	s.Text, s.Whole = s.Text[:r.limits.Entity], true
	if r.ahead.scan(&s, r.columns) != unclosed || !r.giveUpValue(s.Text) {
		return false
	}
	r.ahead.more = true
	return true
}

// isLikeRow reports whether a line of a value looks like a row. Own is the line where the row
// of the value begins. Above all, a row has as many cells as the header or as that line, and
// a line of a value rarely does.
func (r *Reader) isLikeRow(own, line []byte) bool {
	w := r.rowOf(line)
	count := w.count
	if w.how != ended { // the line has a stray quote itself
		count = bytes.Count(line, []byte{r.delimiter}) + 1
	}
	a, b := r.firstCell(own), r.firstCell(line)
	switch {
	case w.blank, count < 2 && r.usual > 1, w.how == misquoted && w.count == 0:
		return false
	case a.spaced != b.spaced, len(b.text) == 0 && len(a.text) > 0:
		return false
	case sameShape(a.text, b.text), len(r.id) > 0 && isLikeID(r.id, b.text):
		return true
	case hasSpace(b.text) && !hasSpace(a.text) && !hasSpace(r.id):
		return false
	}
	return count == r.usual || count == bytes.Count(own, []byte{r.delimiter})+1
}

// rowOf scans the first line of a text as a row.
func (r *Reader) rowOf(text []byte) *row { return r.scanLine(text[:cells.LineSize(text)]) }

// A firstCell is the first cell of a line.
type firstCell struct {
	text   []byte
	spaced bool // a space follows its delimiter
}

// firstCell returns the first cell of a line. If the line does not close its quote, the cell
// is what follows the quote.
func (r *Reader) firstCell(line []byte) firstCell {
	s := scanner{Text: line, Delimiter: r.delimiter, Whole: true}
	c, next, how := s.Cell(0)
	if how > ended || c.Quoted && bytes.ContainsAny(line[c.Start:c.End], cells.LineEnds) {
		c.End = s.PlainEnd(c.Start)
		next, how = s.AfterCell(c.End)
	}
	return firstCell{line[c.Start:c.End], how == delimited && next < len(line) && line[next] == ' '}
}

// lineStarts yields where each line of a text begins, except the first.
func lineStarts(text []byte) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for at := 0; ; {
			at += cells.LineSize(text[at:])
			if at >= len(text) || !yield(at) {
				return
			}
		}
	}
}

// number returns the value of a text of digits.
func number(text []byte) (uint64, bool) {
	if len(text) == 0 || text[0] < '0' || text[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(text), 10, 63)
	return n, err == nil
}

// isLikeID reports whether a text looks like an Id in the way of another one: it has the same
// shape or, as hashes do, the same length, digits and no spaces.
func isLikeID(id, text []byte) bool {
	const long = 6
	return sameShape(id, text) || len(id) >= long && len(id) == len(text) && isCode(id) && isCode(text)
}

// isCode reports whether a text has digits and no spaces.
func isCode(text []byte) bool {
	return bytes.IndexByte(text, ' ') < 0 && bytes.ContainsAny(text, "0123456789")
}

// sameShape reports whether two texts have the same runs of digits and of letters, of any
// length, and the same other characters, in the same order.
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

// kinds is the kind of each byte: '0' for digits, 'a' for letters and beyond ASCII, and the
// byte itself for others.
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
