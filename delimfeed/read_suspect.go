package delimfeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// Some rows can be read and are probably not what was meant:
//
//	2,"13 Elm St           a stray quote takes in
//	3,14 Elm St            whole rows up to the next quote
//	4,15 Elm St"           (suspectQuote)
//
//	2,Mill House           a line break without quotes
//	3 River Rd,Dayton      splits a row in two
//	                       (suspectShort)
//
// This costs next to nothing for usual rows. Only rows with several lines or with fewer cells
// than usual are looked at, and for most of these the next line is enough.
//
// What is reported of a row depends on the rows before and after it, and not on where the
// text is cut into pieces. A fork cannot report anything, so it leaves suspicious rows to the
// Reader itself. It also leaves the first row of a piece, if the row before that one matters.
// No piece begins within the lines that a report has already covered.

// history is what later rows are compared with.
type history struct {
	warns   bool   // notices are wanted
	restEnd int64  // where the rest ends of a row that was reported as split
	before  int    // the number of cells in the last own row of an entity; 0 if there is none
	last    []byte // the Id of the entity before
	isRest  bool   // the current row is part of such a rest
}

// suspect reports what is suspicious about the current row. It returns false if this is a fork
// and only the Reader itself can.
func (r *Reader) suspect() bool {
	w := r.row
	switch {
	case w.how != ended:
		return true
	case w.lines > 1:
		return r.suspectQuote(w)
	case w.count < r.usual && w.column < 0:
		return r.suspectShort(w)
	}
	return true
}

// learnRow keeps what later rows are compared with.
func (r *Reader) learnRow(w *row) {
	if w.how == ended && w.column < 0 && !r.isRest {
		r.before = w.count
	}
}

// keepID keeps the Id of the entity before, as the Id of the next one replaces it.
func (r *Reader) keepID() {
	if !r.isRest {
		r.id, r.last = r.last, r.id
	}
	r.isRest = false
}

// usualCount returns how many cells a row has that has all named columns: as many as the
// header without the empty names at its end.
func usualCount(columns []columnKind) int {
	n := len(columns)
	for n > 0 && columns[n-1] == unnamed {
		n--
	}
	return n
}

// suspicion returns the notice of a suspicious row of the current entity.
func (r *Reader) suspicion(cause feed.Cause, at int64, message, remedy string) *feed.Fault {
	return r.ofEntity(r.window.Fault(cause, at, message, remedy))
}

// A stray quote opens a value that takes in whole rows. Then the line on which the value
// opens and the lines after it have as many delimiters as rows do, and begin like rows. The
// lines of an address usually do neither. With few columns they may have as many commas, but
// not Ids that continue from the Id of the row.

// maxLines bounds the lines of a value that are looked at.
const maxLines = 1 << 10

// suspectQuote reports a value of the current row whose lines look like rows. It returns
// false if only the Reader itself can.
func (r *Reader) suspectQuote(w *row) bool {
	found, at := r.swallowed(w)
	if found == 0 {
		return true
	}
	if r.fork != nil {
		return false
	}
	r.noticeSwallowed(w, found, at)
	return true
}

// swallowed returns how many lines of a row, after its first, look like rows, and where the
// first of them begins in the row. It returns 0 if that may be chance.
func (r *Reader) swallowed(w *row) (found, at int) {
	delimiter := []byte{r.delimiter}
	first := cells.LineSize(r.rowText)
	second := r.rowText[first:]
	second = second[:cells.LineSize(second)]
	own, count := bytes.Count(r.rowText[:first], delimiter)+1, bytes.Count(second, delimiter)+1
	if count < 2 && r.usual > 1 || count != own && count != r.usual {
		return 0, 0
	}
	e := evidence{own: r.firstCell(r.rowText), cells: count, usual: r.usual, even: count == own, all: true, prose: r.delimiter == ','}
	e.number, e.isNumber = number(e.own.text)
	for start := range lineStarts(r.rowText) {
		line := r.rowText[start:]
		line = line[:cells.LineSize(line)]
		if e.lines++; e.lines > maxLines || bytes.Count(line, delimiter)+1 != count {
			e.all = false
			break
		}
		e.add(r.firstCell(line), bytes.Contains(line, []byte{r.delimiter, ' '}))
	}
	if !e.isStrong() {
		return 0, 0
	}
	if at, ok := w.quotedAt(first); ok && bytes.IndexByte([]byte("[{"), r.rowText[w.spans[at][0]]) >= 0 {
		return 0, 0 // JSON over several lines
	}
	return e.found, first
}

// evidence is what suggests that lines of a value are rows.
type evidence struct {
	own      firstCell
	number   uint64 // the Id of the row, if it is a number
	isNumber bool
	cells    int  // in each of the lines
	usual    int  // in usual rows
	even     bool // the line where the value opens has as many
	prose    bool // delimiters are common in values

	lines  int  // the lines looked at
	found  int  // the first ones, with the right number of cells
	loose  int  // those of them that begin unlike the row
	likely int  // those with an Id that may come after the row's
	near   bool // one of these Ids is the next number, or nearly
	all    bool // no line has another number of cells
}

// add adds a line with the right number of cells.
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

// isStrong reports whether the lines are hardly like rows by chance.
func (e *evidence) isStrong() bool {
	switch {
	case e.likely > 1:
		return true
	case e.likely == 1 && e.cells == e.usual && (e.near || e.usual > 3 && !e.isNumber):
		return true
	case !e.even || e.loose > 0:
		return false
	}
	few, many := 1, 3 // lines needed if all lines of the value are like rows, and if some are
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

// quotedAt returns the slot whose quoted cell includes an index of the row.
func (w *row) quotedAt(i int) (at feed.Field, ok bool) {
	for left := w.filled; left != 0; {
		at, left = left.Next()
		if c := w.cell(at); c.Quoted && c.Start <= i && i <= c.End {
			return at, true
		}
	}
	return feed.NoField, false
}

// noticeSwallowed reports a value whose lines look like rows. The first of them begins at an
// index of the row.
func (r *Reader) noticeSwallowed(w *row, lines, first int) {
	opened, path := 0, ""
	if at, ok := w.quotedAt(first); ok {
		opened, path = w.cell(at).Begin(), schema.column[at].String()
	}
	message := fmt.Sprintf("the quoted value that begins here has %d lines that look like rows", lines)
	if lines == 1 {
		message = "the quoted value that begins here has a line that looks like a row"
	}
	f := r.suspicion(feed.QuoteSwallowsRows, w.offset+int64(opened), message, "if the quote is one too many, remove it or close the value where it ends")
	f.Path = path
	r.notice(f)
}

// A row may have fewer cells than the header. A row that a line break has split looks
// different: it and the next lines together have as many cells as the rows around them, and
// those lines do not begin like rows.
//
//	2,Mill House                2,Elm St,Dayton     4
//	3 River Rd                  OH                  03,14 Elm St,Dayton
//	Back yard,Dayton            3,Elm St,Dayton
//
//	within a value, twice       in the last value   in the Id

// maxRests is how many lines after a row may be its rest.
const maxRests = 4

// suspectShort reports the current row, which has fewer cells than the header, if a line
// break seems to have split it. It returns false if only the Reader itself can.
func (r *Reader) suspectShort(w *row) bool {
	if r.isRest = w.offset < r.restEnd && r.fork == nil; r.isRest {
		return true // reported with the row that it belongs to
	}
	own := r.firstCell(r.rowText).text
	if len(own) == 0 {
		return true // without an Id there is nothing to compare
	}
	if w.count > 1 && r.isUsualNext(w, own, r.after(w)) {
		return true
	}
	if r.fork != nil && r.number == 1 {
		return false // the row before is in another piece
	}
	s := shortRow{r: r, w: w, own: own}
	message := s.judge()
	switch {
	case message == "" && !s.cut:
		return true
	case r.fork != nil:
		return false
	case message != "":
		r.restEnd = s.restEnd
		r.notice(r.suspicion(feed.RowShort, w.offset, message, "if a line break has split the row, put the value that has it in quotes, or remove the break"))
	}
	return true
}

// isUsualNext reports whether a quick look at the next line, with which text begins, shows
// that a row is only short. What is true of a part of the line is true of all of it.
func (r *Reader) isUsualNext(w *row, own, text []byte) bool {
	end := bytes.IndexByte(text, r.delimiter)
	if end <= 0 || text[0] == '"' || text[0] == ' ' {
		return false
	}
	next := text[:end]
	if sameShape(own, next) {
		return true
	}
	size := bytes.IndexByte(text, '\n')
	if size < end {
		return false
	}
	line := text[:size]
	if cr := bytes.IndexByte(line, '\r'); bytes.IndexByte(line, '"') >= 0 || cr >= 0 && cr < size-1 {
		return false
	}
	return isLikeID(own, next) || w.count+bytes.Count(line, text[end:end+1]) > r.usual ||
		r.before > 0 && w.count >= r.before && !hasSpace(next)
}

// after returns the text at hand after a row.
func (r *Reader) after(w *row) []byte {
	end := w.offset + int64(w.size)
	if r.fork != nil {
		return r.fork.piece[min(int64(len(r.fork.piece)), end):]
	}
	return r.window.Data[end-r.window.Base():]
}

func hasSpace(text []byte) bool { return bytes.IndexByte(text, ' ') >= 0 }

// A shortRow is a row with fewer cells than the header, and the lines after it.
type shortRow struct {
	r   *Reader
	w   *row
	own []byte // its first cell

	at      int // how far the text after the row has been looked at
	lines   [maxRests + 1]restLine
	seen    int   // how many of the lines have been found
	cut     bool  // more lines would be needed than are at hand
	restEnd int64 // the offset after the lines that belong to it
}

// A restLine is a line after a short row.
type restLine struct {
	at    int // in the text after the row
	first []byte
	cells int // 0 if the line is at fault as a row
	end   int64
}

// judge returns the message about the row, or "" if it is not suspicious.
func (s *shortRow) judge() string {
	next, ok := s.line(0)
	if s.w.count > 1 {
		if text, _ := s.text(); ok && s.r.isUsualNext(s.w, s.own, text[next.at:]) {
			return "" // the quick look had not seen all of the line
		}
		return s.cutValue()
	}
	if ok && len(next.first) == 0 {
		return s.cutValue()
	}
	if s.r.columns[0] == columnKind(feed.ID) && s.r.before > 1 {
		if message := s.cutID(); message != "" {
			return message
		}
		return s.restOfLast()
	}
	return ""
}

// line returns the i-th line after the row that is not blank; ok is false if the text ends
// before it. If the line is not at hand, s.cut is set.
func (s *shortRow) line(i int) (l restLine, ok bool) {
	for s.seen <= i {
		text, ends := s.text()
		size := 0
		if s.at < len(text) {
			size = cells.LineSize(text[s.at:])
		}
		if s.at+size == len(text) && !ends { // there may be more of the line
			if s.fill(len(text)) {
				continue
			}
			s.cut = true
			return restLine{}, false
		}
		if size == 0 {
			return restLine{}, false
		}
		s.at += size
		if line := text[s.at-size : s.at]; len(bytes.Trim(line, cells.Blanks+cells.LineEnds)) > 0 {
			s.add(line)
		}
	}
	l = s.lines[i]
	text, _ := s.text()
	l.first = s.r.firstCell(text[l.at:]).text
	return l, true
}

// text returns the text at hand after the row, as far as it may be looked at, and whether
// the text ends there.
func (s *shortRow) text() (text []byte, ends bool) {
	text = s.r.after(s.w)
	if limit := s.r.limits.Header; len(text) > limit {
		return text[:limit], false
	}
	return text, s.r.whole && s.r.fork == nil
}

// fill reads more than size bytes after the row into the window, if there are more.
func (s *shortRow) fill(size int) bool {
	r := s.r
	if r.fork != nil || r.whole || size >= r.limits.Header || r.fill(r.limits.Header) != nil {
		return false
	}
	r.rowText = r.text(s.w) // it may have moved
	s.own = r.firstCell(r.rowText).text
	return true
}

// add adds the line that ends at s.at.
func (s *shortRow) add(line []byte) {
	l := restLine{at: s.at - len(line), end: s.w.offset + int64(s.w.size+s.at)}
	if w := s.r.rowOf(line); w.how == ended && w.column < 0 {
		l.cells = w.count
	}
	s.lines[s.seen] = l
	s.seen++
}

// cutValue looks for lines that complete the row.
func (s *shortRow) cutValue() string {
	r := s.r
	count, spaced, empty := s.w.count, false, false
	for i := range maxRests - 1 {
		l, ok := s.line(i)
		if !ok || l.cells == 0 || isLikeID(s.own, l.first) || len(r.last) > 0 && isLikeID(r.last, l.first) {
			return ""
		}
		spaced, empty = spaced || hasSpace(l.first), empty || len(l.first) == 0
		if empty && r.columns[0] != columnKind(feed.ID) {
			return "" // a row of its own, whose first value is missing
		}
		if count += l.cells - 1; count > r.usual {
			return ""
		}
		if count != r.usual && count != r.before {
			continue
		}
		next, ok := s.line(i + 1)
		if s.cut {
			return ""
		}
		if ok && !sameShape(s.own, next.first) {
			continue
		}
		// If the rows around are short as well, only a space shows that a line does not
		// begin with an Id.
		whole := (r.before == count || r.before == 0 && ok && !empty) && (!ok || next.cells == count)
		if !whole && !(spaced && !empty && count == r.usual) {
			continue
		}
		s.restEnd = l.end
		if i == 0 {
			return fmt.Sprintf("a row of %s where rows have %d, and the next line of %s would complete it", quote.Count(s.w.count, "cell"), count, quote.Count(l.cells, "cell"))
		}
		return fmt.Sprintf("a row of %s where rows have %d, and the next %s would complete it", quote.Count(s.w.count, "cell"), count, quote.Count(i+1, "line"))
	}
	return ""
}

// cutID looks for the rest of the Id, whose beginning may be all of the row.
func (s *shortRow) cutID() string {
	r := s.r
	next, ok := s.line(0)
	if !ok || next.cells != r.before || next.cells < 2 || !isJoinedID(r.last, s.own, next.first) {
		return ""
	}
	s.restEnd = next.end
	return fmt.Sprintf("a row of one cell where rows have %d, and with the first cell of the next line it would make an Id", next.cells)
}

// isJoinedID reports whether two parts together look like the next Id after another one, and
// are unlikely to be Ids themselves.
func isJoinedID(last, one, other []byte) bool {
	if len(last) == 0 || len(one) == 0 || len(other) == 0 || hasSpace(other) {
		return false
	}
	joined := string(one) + string(other)
	if before, ok := number(last); ok {
		id, ok := number([]byte(joined))
		first, isNumber := number(one)
		second, alsoNumber := number(other)
		return ok && isNumber && alsoNumber && id > before && first <= before && second <= before && (id == before+1 || len(joined) == len(last))
	}
	return isLikeID(last, []byte(joined)) && !isLikeID(last, one) && (!isLikeID(last, other) || len(joined) == len(last))
}

// restOfLast looks for lines that may be the rest of the last value of the row before.
func (s *shortRow) restOfLast() string {
	r := s.r
	if r.usual < 2 || s.w.cell(feed.ID).Quoted || len(r.last) == 0 || isLikeID(r.last, s.own) {
		return ""
	}
	s.restEnd = s.w.offset + int64(s.w.size)
	for i := range maxRests {
		l, ok := s.line(i)
		switch {
		case !ok && (s.cut || !hasSpace(s.own)):
			return ""
		case ok && l.cells == 1 && !isLikeID(r.last, l.first):
			s.restEnd = l.end
			continue
		case ok && (l.cells != r.before || !isLikeID(r.last, l.first)):
			return ""
		}
		return fmt.Sprintf("a row of one cell where rows have %d, and it may be the rest of the last value of the row before", max(r.before, 2))
	}
	return ""
}
