package delimfeed

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// This file finds the rows of entities.

// startEntity finds the next entity's own row.
func (r *Reader) startEntity() error {
	if err := r.ownRow(); err != nil {
		return err
	}
	r.entity++
	r.refused, r.response = false, 1
	r.keepID()
	r.takeID()
	if r.warns && !r.suspect() {
		r.err = errCut
		return r.err
	}
	r.learnRow(r.row)
	f := r.rowFault(r.row)
	if f == nil && r.fault == nil {
		f = r.orphan()
	}
	if f != nil {
		r.left, r.fault, r.refused = 0, f, true
		return nil
	}
	r.differs += int64(r.row.differs)
	r.left = r.row.filled.Without(feed.ID).Without(feed.ResponseIndex)
	if r.shares && reverseOwns(r.left) {
		r.giveToReverse()
	}
	return nil
}

// ownRow makes the next row the current one, with nothing else in view.
func (r *Reader) ownRow() error {
	if r.err != nil {
		return r.err
	}
	if !r.held {
		r.keep, r.end = r.next, r.next
		if r.err = r.scanRow(); r.err != nil {
			return r.err
		}
	}
	r.keep = r.ahead.offset
	r.takeRow()
	r.entityLine = 0
	if r.row.tidy {
		r.entityLine = r.row.line
	}
	return nil
}

// takeRow makes the row ahead the current one, and part of what is in view.
func (r *Reader) takeRow() {
	r.row, r.ahead, r.held = r.ahead, r.row, false
	r.end = r.row.offset + int64(r.row.size)
	r.rowText = r.text(r.row)
	r.group = feed.EntityGroup
}

// takeID keeps the Id, which outlives its row.
func (r *Reader) takeID() {
	r.id, r.idPlace = r.id[:0], r.row.offset
	r.idKnown = r.row.how == ended
	if !r.row.filled.Has(feed.ID) {
		return
	}
	c := r.row.cells[feed.ID]
	r.idPlace += int64(c.place())
	id := c.value(r.rowText, &r.value)
	if r.idKnown = len(id) <= r.limits.Value; !r.idKnown {
		r.fault = r.valueTooLarge(feed.ID, c)
		return
	}
	if r.row.broken >= 0 && !utf8.Valid(id) {
		r.idKnown = false
		return
	}
	r.id = append(r.id, id...)
}

// giveToReverse moves the shared cells to the reverse request.
func (r *Reader) giveToReverse() {
	for _, s := range shared {
		if r.left.Has(s.geocode) {
			r.row.move(s.geocode, s.reverse)
			r.left = r.left.Without(s.geocode).With(s.reverse)
		}
	}
}

// errBlank ends the search for a further row of an entity: there are more blank
// rows after it than may be in view.
var errBlank = errors.New("blank rows")

// scanRow scans the next row that is not blank into ahead, and moves past it.
func (r *Reader) scanRow() error {
	for {
		s := r.scanner()
		if len(s.text) > 0 && s.text[0] == byteOrderMark[0] && bytes.HasPrefix(s.text, byteOrderMark) {
			if r.forked {
				return errCut // the reader itself reports it
			}
			if r.next >= r.marked { // else it was seen ahead of a piece
				r.mendMark(r.next)
			}
			r.next += int64(len(byteOrderMark))
			r.marked = r.next
			if r.end == r.keep {
				r.keep, r.end = r.next, r.next
			}
			continue
		}
		r.ahead.offset = r.next
		if r.nextLine == 0 {
			r.nextLine = r.window.Position(r.next).Line
		}
		if size, lines := blankLines(s.text); size > 0 {
			r.next += int64(size)
			r.nextLine += lines
			if err := r.leaveBlank(); err != nil {
				return err
			}
			continue
		}
		how := r.ahead.scan(&s, r.columns)
		switch {
		case how == cut:
			if err := r.fill(r.limits.Entity); err != nil {
				if err == textbuf.ErrWindowFull && r.giveUpLarge() {
					r.passRow()
					return nil
				}
				return r.cutShort(err)
			}
		case len(s.text) == 0:
			return io.EOF
		case r.ahead.size > r.limits.Entity:
			if !r.giveUpLarge() {
				return r.rowTooLarge()
			}
			r.passRow()
			return nil
		case how > ended && r.giveUpValue(s.text):
			r.passRow()
			return nil
		case how == unclosed:
			return r.inNextEntity(r.quoteFault(r.ahead))
		case !r.ahead.blank:
			r.passRow()
			return nil
		default:
			if err := r.passBlank(); err != nil {
				return err
			}
		}
	}
}

// blankLines returns the size of the line ends that text begins with, and how many there
// are. A CR that is none of a CR LF is left to the scan.
func blankLines(text []byte) (size, lines int) {
	for size < len(text) {
		switch {
		case text[size] == '\n':
			size++
		case text[size] == '\r' && size+1 < len(text) && text[size+1] == '\n':
			size += 2
		default:
			return size, lines
		}
		lines++
	}
	return size, lines
}

// passRow moves past the row ahead.
func (r *Reader) passRow() {
	w := r.ahead
	w.line = r.nextLine
	if w.tidy {
		r.nextLine++
	} else {
		r.nextLine = textbuf.After(feed.Position{Line: r.nextLine}, r.text(w)).Line
	}
	if w.lines = r.nextLine - w.line; !w.tidy && !endsLine(r.text(w)) {
		w.lines++
	}
	r.next += int64(w.size)
	w.broken = -1
	if at, ok := r.window.BrokenIn(w.offset, r.next); ok {
		w.broken = at
	}
}

// endsLine reports whether a text ends with a line end.
func endsLine(text []byte) bool {
	return len(text) > 0 && (text[len(text)-1] == '\n' || text[len(text)-1] == '\r')
}

// passBlank moves past the blank row ahead. It stays in view if an entity is.
func (r *Reader) passBlank() error {
	r.passRow()
	return r.leaveBlank()
}

// leaveBlank leaves out of view what was passed and is blank, unless an entity is in view.
func (r *Reader) leaveBlank() error {
	if r.end == r.keep {
		r.keep, r.end = r.next, r.next
	}
	if r.next-r.keep > int64(r.limits.Entity) {
		return errBlank
	}
	return nil
}

// cutShort returns what is to be said where the row ahead cannot be brought into
// view.
func (r *Reader) cutShort(err error) error {
	if err == textbuf.ErrWindowFull {
		return r.rowTooLarge()
	}
	if f, ok := err.(*feed.Fault); ok && f.Cause == feed.EncodingInvalid {
		located := *f
		return r.inNextEntity(&located)
	}
	return err
}
