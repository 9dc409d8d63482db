package delimfeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A row may have fewer cells than the header. What a line break leaves of a row looks
// different: it and the next lines together have as many cells as the rows around, and
// those lines do not begin like rows.
//
//	2,Mill House                2,Elm St,Dayton     4
//	3 River Rd                  OH                  03,14 Elm St,Dayton
//	Back yard,Dayton            3,Elm St,Dayton
//
//	within a value, twice       in the last value   in the Id

// maxRests is how many lines are looked at that may be the rest of a row.
const maxRests = 4

// suspectShort reports the current row, which has fewer cells than the header, if a line
// break seems to have cut it. It returns false where only the reader itself can.
func (r *Reader) suspectShort(w *row) bool {
	if r.isRest = w.offset < r.restEnd && !r.forked; r.isRest {
		return true // reported with the row that it belongs to
	}
	own := r.firstCell(r.rowText).text
	if len(own) == 0 {
		return true // without an Id there is nothing to compare
	}
	if w.count > 1 && r.isUsualNext(w, own, r.after(w)) {
		return true
	}
	if r.forked && r.entity == 1 {
		return false // the row before is in another piece
	}
	s := shortRow{r: r, w: w, own: own}
	message := s.judge()
	switch {
	case message == "" && !s.cut:
		return true
	case r.forked:
		return false
	case message != "":
		r.restEnd = s.restEnd
		r.notice(r.suspicion(feed.RowShort, w.offset, message, "if a line break has cut the row, put the value that has it in quotes, or take it out"))
	}
	return true
}

// isUsualNext reports whether a glance at the next line, which text begins with, shows that
// a row ends with its last value, as others do. What it finds of a part of the line is so
// of all of it.
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

// after returns what is in view of the text after a row.
func (r *Reader) after(w *row) []byte {
	end := w.offset + int64(w.size)
	if r.forked {
		return r.piece[min(int64(len(r.piece)), end):]
	}
	return r.window.Data[end-r.window.Base():]
}

func hasSpace(text []byte) bool { return bytes.IndexByte(text, ' ') >= 0 }

// A shortRow is a row with fewer cells than the header, and the lines after it.
type shortRow struct {
	r   *Reader
	w   *row
	own []byte // its first cell

	at      int // up to where the text after the row has been looked at
	lines   [maxRests + 1]restLine
	seen    int   // of the lines
	cut     bool  // more lines would be needed than are in view
	restEnd int64 // the offset after the lines that belong to it
}

// A restLine is a line after a short row.
type restLine struct {
	at    int // in the text after the row
	first []byte
	cells int // 0 where it cannot be read
	end   int64
}

// judge returns what is to be said of the row, if anything is.
func (s *shortRow) judge() string {
	next, ok := s.line(0)
	if s.w.count > 1 {
		if text, _ := s.text(); ok && s.r.isUsualNext(s.w, s.own, text[next.at:]) {
			return "" // the glance has not seen all of the line
		}
		return s.cutValue()
	}
	if ok && len(next.first) == 0 {
		return s.cutValue()
	}
	if s.r.columns[0] == slot(feed.ID) && s.r.before > 1 {
		if message := s.cutID(); message != "" {
			return message
		}
		return s.restOfLast()
	}
	return ""
}

// line returns a line after the row that is not blank; ok is false where the text ends
// before it. Where the line is not in view, the row is cut.
func (s *shortRow) line(i int) (l restLine, ok bool) {
	for s.seen <= i {
		text, ends := s.text()
		size := 0
		if s.at < len(text) {
			size = lineSize(text[s.at:])
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
		if line := text[s.at-size : s.at]; len(bytes.Trim(line, blanks+lineEnds)) > 0 {
			s.add(line)
		}
	}
	l = s.lines[i]
	text, _ := s.text()
	l.first = s.r.firstCell(text[l.at:]).text
	return l, true
}

// text returns what is in view after the row, as far as it is looked at, and whether
// nothing comes after that.
func (s *shortRow) text() (text []byte, ends bool) {
	text = s.r.after(s.w)
	if limit := s.r.limits.Header; len(text) > limit {
		return text[:limit], false
	}
	return text, s.r.whole && !s.r.forked
}

// fill brings more into view than so many bytes after the row, if there are more.
func (s *shortRow) fill(size int) bool {
	r := s.r
	if r.forked || r.whole || size >= r.limits.Header || r.fill(r.limits.Header) != nil {
		return false
	}
	r.rowText = r.text(s.w) // it may have moved
	s.own = r.firstCell(r.rowText).text
	return true
}

// add takes the next line, which has been passed.
func (s *shortRow) add(line []byte) {
	l := restLine{at: s.at - len(line), end: s.w.offset + int64(s.w.size+s.at)}
	if w := s.r.rowOf(line); w.how == ended && w.column < 0 {
		l.cells = w.count
	}
	s.lines[s.seen] = l
	s.seen++
}

// cutValue looks for the lines that complete the row.
func (s *shortRow) cutValue() string {
	r := s.r
	cells, spaced, empty := s.w.count, false, false
	for i := range maxRests - 1 {
		l, ok := s.line(i)
		if !ok || l.cells == 0 || isLikeID(s.own, l.first) || len(r.last) > 0 && isLikeID(r.last, l.first) {
			return ""
		}
		spaced, empty = spaced || hasSpace(l.first), empty || len(l.first) == 0
		if empty && r.columns[0] != slot(feed.ID) {
			return "" // a row of its own, whose first value is missing
		}
		if cells += l.cells - 1; cells > r.usual {
			return ""
		}
		if cells != r.usual && cells != r.before {
			continue
		}
		next, ok := s.line(i + 1)
		if s.cut {
			return ""
		}
		if ok && !sameShape(s.own, next.first) {
			continue
		}
		// Where the rows around are short as well, only a space shows that a line
		// does not begin with an Id.
		whole := (r.before == cells || r.before == 0 && ok && !empty) && (!ok || next.cells == cells)
		if !whole && !(spaced && !empty && cells == r.usual) {
			continue
		}
		s.restEnd = l.end
		if i == 0 {
			return fmt.Sprintf("a row of %s where rows have %d, and the next line of %s would complete it", plural(s.w.count, "cell"), cells, plural(l.cells, "cell"))
		}
		return fmt.Sprintf("a row of %s where rows have %d, and the next %s would complete it", plural(s.w.count, "cell"), cells, plural(i+1, "line"))
	}
	return ""
}

// cutID looks for the rest of the Id, which may be all that the row has.
func (s *shortRow) cutID() string {
	r := s.r
	next, ok := s.line(0)
	if !ok || next.cells != r.before || next.cells < 2 || !isJoinedID(r.last, s.own, next.first) {
		return ""
	}
	s.restEnd = next.end
	return fmt.Sprintf("a row of one cell where rows have %d, and with the first cell of the next line it would make an Id", next.cells)
}

// isJoinedID reports whether two parts make the Id of a row after another one, and are
// not likely to be Ids themselves.
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

// restOfLast looks for lines that are the rest of the last value of the row before.
func (s *shortRow) restOfLast() string {
	r := s.r
	if r.usual < 2 || s.w.cells[feed.ID].quoted || len(r.last) == 0 || isLikeID(r.last, s.own) {
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
