package delimfeed

import (
	"fmt"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// responses writes the entity's own row, with the first response that has a
// value, and the rows of the others.
func (w *Writer) responses() error {
	written := 0
	r := w.sink.Record
	for i := records.NextIndex(r, 1, feed.ResponseGroup); i < r.Len(); i = records.NextIndex(r, i+1, feed.ResponseGroup) {
		p := r.At(i)
		if written > 0 && !w.set.Has(feed.ResponseIndex) && !emptyResponse(p) {
			if err := w.dropResponse(p); err != nil {
				return err
			}
			continue
		}
		held, err := w.response(p)
		if err != nil {
			return err
		}
		if !held {
			continue
		}
		if written++; written > 1 {
			w.putIndex(written)
			w.putID()
		}
		w.endRow()
	}
	if written > 0 {
		return nil
	}
	return w.ownRow()
}

// ownRow ends the own row of an entity without responses.
func (w *Writer) ownRow() error {
	switch {
	case w.row.filled != 0:
	case w.set.Has(feed.ResponseIndex):
		w.putIndex(1)
	default:
		return w.drop(w.sink.Record.Entity(), feed.ResponseIndex, "an entity without values is a blank row", addColumn(feed.ResponseIndex))
	}
	w.endRow()
	return nil
}

// putIndex sets the row's index.
func (w *Writer) putIndex(n int) {
	w.index = strconv.AppendInt(w.index[:0], int64(n), 10)
	w.row.set(w.place[feed.ResponseIndex], w.index)
}

// putID repeats the Id in the row of a further response.
func (w *Writer) putID() {
	if own := w.sink.Record.Entity(); own.NonEmpty().Has(feed.ID) && w.set.Has(feed.ID) && w.isUTF8(own, feed.ID) && !w.sink.IsTooLarge(own, feed.ID) {
		w.setCell(w.place[feed.ID], own, feed.ID)
	}
}

// endRow writes the row and begins the next.
func (w *Writer) endRow() {
	w.sink.Out = w.row.append(w.sink.Out, w.delimiter, len(w.columns))
	w.clear()
}

// emptyResponse reports whether a response has no value.
func emptyResponse(p feed.Part) bool {
	if !p.Empty() {
		return false
	}
	for i := range jsonColumns {
		for item := range p.Items(jsonColumns[i].group) {
			if !item.Empty() {
				return false
			}
		}
	}
	return true
}

// countResponses counts the responses that have a value.
func countResponses(r *feed.Record) (n int) {
	for p := range r.Parts(feed.ResponseGroup) {
		if !emptyResponse(p) {
			n++
		}
	}
	return n
}

// dropResponse counts the values of a response that no row can hold, or returns
// the fault.
func (w *Writer) dropResponse(p feed.Part) error {
	if w.sink.Dropped == nil {
		return p.Fault(feed.Unwritable, feed.ResponseIndex,
			fmt.Sprintf("the entity has %d responses, and no column numbers them", countResponses(w.sink.Record)), addColumn(feed.ResponseIndex))
	}
	w.countDropped(p)
	for i := range jsonColumns {
		for item := range p.Items(jsonColumns[i].group) {
			w.countDropped(item)
		}
	}
	return nil
}

func (w *Writer) countDropped(p feed.Part) {
	for values := p.NonEmpty(); values != 0; {
		var f feed.Field
		f, values = values.Next()
		w.sink.Dropped.Add(f, 1)
	}
}

// response sets the cells of a response and reports whether there are any.
func (w *Writer) response(p feed.Part) (held bool, err error) {
	values, err := w.put(p, p.NonEmpty())
	held = values != 0
	for i := range jsonColumns {
		if err != nil {
			return held, err
		}
		var any bool
		any, err = w.putObjects(p, i)
		held = held || any
	}
	return held, err
}
