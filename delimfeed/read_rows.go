package delimfeed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// This file finds the rows of entities.
//
// In the extended layout each response of an entity after the first is in a row of its own,
// with the entity's Id, the number of the response in the column GeocodeResponse/Index, and
// nothing else. The entity's own row has no index, or 1. So if the header has that column,
// an entity ends only when the next row is known.
//
// A row with another Id belongs to another entity, whatever its index. The cells of a row at
// fault may be under the wrong names or unknown. Such a row belongs to the entity if it has
// its Id, so that both are set aside together.

// startEntity finds the next entity's own row.
func (r *Reader) startEntity() error {
	if err := r.ownRow(); err != nil {
		return err
	}
	w := r.row
	r.number++
	r.state, r.response = inEntity, 1
	r.keepID()
	r.takeID()
	if r.warns && (w.lines > 1 || w.count < r.usual) && !r.suspect() {
		r.err = errCut
		return r.err
	}
	r.learnRow(w)
	if w.faulty || r.indexed {
		f := r.rowFault(w)
		if f == nil && r.fault == nil {
			f = r.orphan()
		}
		if f != nil {
			r.left, r.fault, r.state = 0, f, inRefused
			return nil
		}
	}
	r.conflicts += int64(w.conflicts)
	r.left = w.filled.Without(feed.ID).Without(feed.ResponseIndex)
	if r.shares && reverseOwns(r.left) {
		r.giveToReverse()
	}
	return nil
}

// ownRow makes the next row the current one. The window need not keep what is before it.
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

// takeRow makes the row ahead the current one, as a row of the current entity.
func (r *Reader) takeRow() {
	r.row, r.ahead, r.held = r.ahead, r.row, false
	r.end = r.row.offset + int64(r.row.size)
	r.rowText = r.text(r.row)
	r.group = feed.EntityGroup
}

// takeID copies the Id, which is needed longer than its row.
func (r *Reader) takeID() {
	w := r.row
	r.idOffset, r.idKnown = w.offset, w.how == ended
	if v := &w.spans[feed.ID]; w.filled&^w.doubled&onlyID != 0 && !w.faulty && int(v[1]-v[0]) <= r.limits.Value {
		r.idOffset += int64(v[0])
		if w.quoted.Has(feed.ID) {
			r.idOffset--
		}
		r.id = append(r.id[:0], r.rowText[v[0]:v[1]]...)
		return
	}
	r.id = r.id[:0]
	if !w.filled.Has(feed.ID) {
		return
	}
	c := r.row.cell(feed.ID)
	r.idOffset += int64(c.Begin())
	id := c.Value(r.rowText, &r.value)
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

// errBlank ends the search for a further row of an entity: more blank rows follow than the
// window may hold.
var errBlank = errors.New("blank rows")

// scanRow scans the next row that is not blank as the row ahead, and moves past it.
func (r *Reader) scanRow() error {
	for {
		s := r.scanner()
		if len(s.Text) > 0 && s.Text[0] == "\uFEFF"[0] && bytes.HasPrefix(s.Text, cells.Mark) {
			if r.fork != nil {
				return errCut // the reader itself reports it
			}
			if r.next >= r.marked { // otherwise it was reported before a piece began
				r.warnOfMark(r.next)
			}
			r.next += int64(len(cells.Mark))
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
		if size, lines := cells.BlankLines(s.Text); size > 0 {
			r.next += int64(size)
			r.nextLine += lines
			if err := r.leaveBlank(); err != nil {
				return err
			}
			continue
		}
		how := r.ahead.scan(&s, r.columns)
		switch {
		case how == ended && !r.ahead.blank && r.ahead.size <= r.limits.Entity:
			r.passRow()
			return nil
		case how == cut:
			if err := r.fill(r.limits.Entity); err != nil {
				if err == textbuf.ErrWindowFull && r.giveUpLarge() {
					r.passRow()
					return nil
				}
				return r.cutShort(err)
			}
		case len(s.Text) == 0:
			return io.EOF
		case r.ahead.size > r.limits.Entity:
			if !r.giveUpLarge() {
				return r.rowTooLarge()
			}
			r.passRow()
			return nil
		case how > ended && r.giveUpValue(s.Text):
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

// passRow moves past the row ahead.
func (r *Reader) passRow() {
	w := r.ahead
	w.line, w.lines = r.nextLine, 1
	if r.nextLine++; !w.tidy {
		r.nextLine = textbuf.After(feed.Position{Line: w.line}, r.text(w)).Line
		if w.lines = r.nextLine - w.line; !cells.EndsLine(r.text(w)) {
			w.lines++
		}
	}
	r.next += int64(w.size)
	w.broken = -1
	if at, ok := r.window.BrokenIn(w.offset, r.next); ok {
		w.broken = at
	}
	w.faulty = w.how != ended || w.broken >= 0 || w.column >= 0
}

// passBlank moves past the blank row ahead.
func (r *Reader) passBlank() error {
	r.passRow()
	return r.leaveBlank()
}

// leaveBlank leaves the blank rows passed out of the window, unless it holds an entity.
func (r *Reader) leaveBlank() error {
	if r.end == r.keep {
		r.keep, r.end = r.next, r.next
	}
	if r.next-r.keep > int64(r.limits.Entity) {
		return errBlank
	}
	return nil
}

// cutShort returns the error of a row ahead that cannot be read to its end.
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

// furtherRow moves to the next row of the entity, if there is one.
func (r *Reader) furtherRow() (ok bool, err error) {
	if !r.indexed {
		return false, nil
	}
	further := r.lookAhead()
	if r.fork != nil && !r.seesRowAhead() {
		r.err = errCut
		return false, r.err
	}
	if !further {
		return false, nil
	}
	r.takeRow()
	if r.end-r.keep > int64(r.limits.Entity) {
		r.err, r.state = r.entityTooLarge(), betweenEntities
		return false, r.err
	}
	r.left = 0
	if r.fault = r.furtherFault(); r.fault == nil && r.state == inEntity {
		r.conflicts += int64(r.row.conflicts)
		r.left = r.row.filled & schema.response
	}
	r.response++
	if n, ok := r.index(r.row); ok {
		r.response = n
	}
	return true, nil
}

// lookAhead scans the row after the current one and reports whether it is a further row of
// the entity, even if it is at fault.
func (r *Reader) lookAhead() bool {
	if !r.held && r.err == nil {
		switch err := r.scanRow(); err {
		case nil:
			r.held = true
		case errBlank:
		default:
			r.err = err
		}
	}
	return r.held && r.isFurther(r.ahead)
}

// isFurther reports whether a row belongs to the entity before it.
func (r *Reader) isFurther(w *row) bool {
	if w.faulty {
		return r.idKnown && len(r.id) > 0 && bytes.Equal(r.id, r.idOf(w)) && !(r.knowsIndex(w) && isOwn(r.indexText(w)))
	}
	if isOwn(r.indexText(w)) {
		return false
	}
	id := r.idOf(w)
	return len(id) == 0 || !r.idKnown || bytes.Equal(r.id, id)
}

// knowsIndex reports whether the index of a row at fault is known: whether it comes before
// the wrong quotes. In a row that is too long it may have been pushed away.
func (r *Reader) knowsIndex(w *row) bool {
	return w.how != ended && slices.Index(r.columns, columnKind(feed.ResponseIndex)) < w.count
}

// isOwn reports whether a row with this index is an entity's own row.
func isOwn(index []byte) bool { return len(index) == 0 || string(index) == "1" }

func (r *Reader) indexText(w *row) []byte { return r.indexIn(w, r.text(w)) }

// indexIn returns the index in a row, which text begins with.
func (r *Reader) indexIn(w *row, text []byte) []byte {
	if !w.filled.Has(feed.ResponseIndex) {
		return nil
	}
	return w.cell(feed.ResponseIndex).Value(text, &r.value)
}

// index returns the number of the response in a further row, if it is one.
func (r *Reader) index(w *row) (int, bool) {
	text := string(r.indexText(w))
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err == nil && n > 1 && text == strconv.FormatInt(n, 10)
}

// isNumbered reports whether a row has the index of a further response.
func (r *Reader) isNumbered(w *row) bool {
	_, ok := r.index(w)
	return ok
}

// idOf returns the Id of a row.
func (r *Reader) idOf(w *row) []byte {
	if !w.filled.Has(feed.ID) {
		return nil
	}
	return w.cell(feed.ID).Value(r.text(w), &r.value)
}

// furtherFault returns the fault of the current row, a further one, or nil.
func (r *Reader) furtherFault() *feed.Fault {
	n, ok := r.index(r.row)
	if f := r.rowFault(r.row); f != nil {
		return f
	}
	switch {
	case !ok, n != r.response+1 && r.state == inEntity:
		return r.indexFault(fmt.Sprintf("index %s where %d is expected", quote.Text(r.indexText(r.row)), r.response+1))
	case r.idKnown && len(r.id) > 0 && !r.row.filled.Has(feed.ID):
		return r.idFault()
	}
	if f := r.firstOf(r.row.filled &^ schema.response.With(feed.ID).With(feed.ResponseIndex)); f != feed.NoField && r.state == inEntity {
		return r.cellFault(feed.RowIndex, f, r.row.cell(f), "a value in a further row of an entity, which holds a response only", "leave the cell empty")
	}
	return nil
}

// orphan returns the fault of an entity's own row if its index says that it is a further one.
func (r *Reader) orphan() *feed.Fault {
	switch {
	case !r.indexed || isOwn(r.indexText(r.row)):
		return nil
	case !r.isNumbered(r.row):
		return r.indexFault(fmt.Sprintf("index %s is not the number of a response", quote.Text(r.indexText(r.row))))
	case r.number == 1:
		return r.indexFault(fmt.Sprintf("index %s without a row of its entity before it", quote.Text(r.indexText(r.row))))
	}
	message := fmt.Sprintf("Id %s in a row with index %s, and the row before it belongs to another entity", quote.Text(r.id), quote.Text(r.indexText(r.row)))
	return r.cellFault(feed.RowIndex, feed.ID, r.row.cell(feed.ID), message, "move it right after the rows of its entity, or give it their Id")
}

func (r *Reader) indexFault(message string) *feed.Fault {
	return r.cellFault(feed.RowIndex, feed.ResponseIndex, r.row.cell(feed.ResponseIndex), message,
		"an entity's own row has no index, and the rows of its further responses have 2, 3 and so on")
}

// idFault returns the fault of a further row without an Id.
func (r *Reader) idFault() *feed.Fault {
	return r.cellFault(feed.RowIndex, feed.ID, cell{}, fmt.Sprintf("no Id in a further row of entity %s", quote.Text(r.id)), "repeat the Id of the entity's own row")
}

// firstOf returns the slot of the set whose cell comes first in the row.
func (r *Reader) firstOf(set feed.FieldSet) (first feed.Field) {
	for set != 0 {
		var f feed.Field
		f, set = set.Next()
		if first == feed.NoField || r.row.spans[f][0] < r.row.spans[first][0] {
			first = f
		}
	}
	return first
}
