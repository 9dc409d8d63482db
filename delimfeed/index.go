package delimfeed

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// In the extended layout an entity's responses after the first are in rows of
// their own: with the entity's Id, the response's number in the column
// GeocodeResponse/Index, and nothing else but the response. The entity's own row
// has no index, or 1. So where the header has that column, an entity ends only
// when the row after it is known.
//
// A row with another Id is another entity's, whatever its index. Of a row at fault the
// cells may be under wrong names or be unknown; it belongs to the entity if it has
// its Id, so that both are set aside together.

// furtherRow goes on to a further row of the entity, if there is one.
func (r *Reader) furtherRow() (ok bool, err error) {
	if !r.indexed {
		return false, nil
	}
	further := r.lookAhead()
	if r.forked && !r.seesRowAhead() {
		r.err = errCut
		return false, r.err
	}
	if !further {
		return false, nil
	}
	r.takeRow()
	if r.end-r.keep > int64(r.limits.Entity) {
		r.err, r.state = r.entityTooLarge(), atEntity
		return false, r.err
	}
	r.left = 0
	if r.fault = r.furtherFault(); r.fault == nil && !r.refused {
		r.differs += int64(r.row.differs)
		r.left = r.row.filled & schema.response
	}
	r.response++
	if n, ok := r.index(r.row); ok {
		r.response = n
	}
	return true, nil
}

// lookAhead scans the row after the current one and reports whether it is a
// further row of the entity, be it a faulty one.
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
	if w.isFaulty() {
		return r.idKnown && len(r.id) > 0 && bytes.Equal(r.id, r.idOf(w)) && !(r.knowsIndex(w) && isOwn(r.indexText(w)))
	}
	if isOwn(r.indexText(w)) {
		return false
	}
	id := r.idOf(w)
	return len(id) == 0 || !r.idKnown || bytes.Equal(r.id, id)
}

// knowsIndex reports whether the index of a row at fault is known: that it is
// before where the quotes are wrong. In a row too long it may have been pushed away.
func (r *Reader) knowsIndex(w *row) bool {
	return w.how != ended && slices.Index(r.columns, slot(feed.ResponseIndex)) < w.count
}

// isOwn reports whether a row is an entity's own by its index.
func isOwn(index []byte) bool { return len(index) == 0 || string(index) == "1" }

func (r *Reader) indexText(w *row) []byte { return r.indexIn(w, r.text(w)) }

// indexIn returns the index of a row of a text.
func (r *Reader) indexIn(w *row, text []byte) []byte {
	if !w.filled.Has(feed.ResponseIndex) {
		return nil
	}
	return w.cells[feed.ResponseIndex].value(text, &r.value)
}

// index returns the number of the response in a further row.
func (r *Reader) index(w *row) (int, bool) {
	text := string(r.indexText(w))
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err == nil && n > 1 && text == strconv.FormatInt(n, 10)
}

// isNumbered reports whether a row has the number of a further response.
func (r *Reader) isNumbered(w *row) bool {
	_, ok := r.index(w)
	return ok
}

// idOf returns the Id of a row.
func (r *Reader) idOf(w *row) []byte {
	if !w.filled.Has(feed.ID) {
		return nil
	}
	return w.cells[feed.ID].value(r.text(w), &r.value)
}

// furtherFault returns what is wrong with the current row, a further one.
func (r *Reader) furtherFault() *feed.Fault {
	n, ok := r.index(r.row)
	if f := r.rowFault(r.row); f != nil {
		return f
	}
	switch {
	case !ok, n != r.response+1 && !r.refused:
		return r.indexFault(fmt.Sprintf("index %s where %d comes next", quote.Text(r.indexText(r.row)), r.response+1))
	case r.idKnown && len(r.id) > 0 && !r.row.filled.Has(feed.ID):
		return r.idFault()
	}
	if f := r.firstOf(r.row.filled &^ schema.response.With(feed.ID).With(feed.ResponseIndex)); f != feed.NoField && !r.refused {
		return r.cellFault(feed.RowIndex, f, r.row.cells[f], "a value in a further row of an entity, which holds a response only", "leave the cell empty")
	}
	return nil
}

// orphan returns the fault of an entity's first row if it is a further one.
func (r *Reader) orphan() *feed.Fault {
	switch {
	case !r.indexed || isOwn(r.indexText(r.row)):
		return nil
	case !r.isNumbered(r.row):
		return r.indexFault(fmt.Sprintf("index %s is not the number of a response", quote.Text(r.indexText(r.row))))
	case r.entity == 1:
		return r.indexFault(fmt.Sprintf("index %s without a row of its entity before it", quote.Text(r.indexText(r.row))))
	}
	message := fmt.Sprintf("Id %s in a row with index %s, and the row before it is another entity's", quote.Text(r.id), quote.Text(r.indexText(r.row)))
	return r.cellFault(feed.RowIndex, feed.ID, r.row.cells[feed.ID], message, "move it right after the rows of its entity, or give it their Id")
}

func (r *Reader) indexFault(message string) *feed.Fault {
	return r.cellFault(feed.RowIndex, feed.ResponseIndex, r.row.cells[feed.ResponseIndex], message,
		"an entity's own row has no index, and the rows of its further responses have 2, 3 and so on")
}

// idFault returns the fault of a further row without an Id.
func (r *Reader) idFault() *feed.Fault {
	return r.cellFault(feed.RowIndex, feed.ID, cell{}, fmt.Sprintf("no Id in a further row of entity %s", quote.Text(r.id)), "repeat the Id of the entity's own row")
}

// firstOf returns the slot of the set whose cell is first in the row.
func (r *Reader) firstOf(set feed.FieldSet) (first feed.Field) {
	for set != 0 {
		var f feed.Field
		f, set = set.Next()
		if first == feed.NoField || r.row.cells[f].start < r.row.cells[first].start {
			first = f
		}
	}
	return first
}
