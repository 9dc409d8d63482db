package delimfeed

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// This file lays out an entity as rows. If values are dropped, the values that are left
// decide who owns shared cells, which responses there are, and whether a row is blank.

// entity writes the rows of the record.
func (w *Writer) entity() error {
	w.clear()
	own := w.sink.Record.Entity()
	if _, err := w.put(own, own.NonEmpty()); err != nil {
		return err
	}
	if err := w.requests(); err != nil {
		return err
	}
	return w.responses()
}

// clear begins a row.
func (w *Writer) clear() {
	w.row.clear()
	w.json = w.json[:0]
}

// put sets the cells of some values of a part. It returns the values that are written.
func (w *Writer) put(p feed.Part, values feed.FieldSet) (held feed.FieldSet, err error) {
	if !w.sink.Valid || w.sink.Large || values&^w.set != 0 {
		return w.putEach(p, values)
	}
	for left := values; left != 0; {
		var f feed.Field
		f, left = left.Next()
		w.setCell(w.index[f], p, f)
	}
	return values, nil
}

// putEach is put if some of the values may be impossible to write.
func (w *Writer) putEach(p feed.Part, values feed.FieldSet) (held feed.FieldSet, err error) {
	for values != 0 {
		var f feed.Field
		f, values = values.Next()
		ok, err := w.putUnder(f, p, f)
		if err != nil {
			return held, err
		}
		if ok {
			held = held.With(f)
		}
	}
	return held, nil
}

// putUnder sets the cell of a column to a value, and reports whether it could.
func (w *Writer) putUnder(column feed.Field, p feed.Part, f feed.Field) (bool, error) {
	if !w.set.Has(column) {
		if w.sink.Dropped == nil {
			return false, p.Fault(feed.Unwritable, f, noColumn, addColumn(f))
		}
		w.sink.Dropped.Add(f, 1) // often, so no remedy is made up
		return false, nil
	}
	if !w.isUTF8(p, f) {
		return false, w.drop(p, f, notUTF8, "")
	}
	if w.sink.IsTooLarge(p, f) {
		return false, w.dropLarge(p, f, len(p.Text(f)))
	}
	w.setCell(w.index[column], p, f)
	return true, nil
}

func (w *Writer) isUTF8(p feed.Part, f feed.Field) bool { return w.sink.Valid || utf8.Valid(p.Text(f)) }

const (
	noColumn = "no column holds this value"
	notUTF8  = "the value is not UTF-8"
)

func addColumn(f feed.Field) string { return "add the column " + f.String() }

// drop counts a value that cannot be written, or returns its fault.
func (w *Writer) drop(p feed.Part, f feed.Field, message, remedy string) error {
	if w.sink.Dropped == nil {
		return p.Fault(feed.Unwritable, f, message, remedy)
	}
	w.sink.Dropped.Add(f, 1)
	return nil
}

// dropLarge is drop for a value of so many bytes, which is over the limit.
func (w *Writer) dropLarge(p feed.Part, f feed.Field, size int) error {
	if w.sink.Dropped == nil {
		return p.Fault(feed.ValueTooLarge, f, w.sink.ValueTooLarge(size), "shorten it")
	}
	w.sink.Dropped.Add(f, 1)
	return nil
}

// requests sets the cells of both requests. The other cells decide who owns the shared ones,
// so they come first.
func (w *Writer) requests() error {
	reverse, geocode, values := requestsOf(w.sink.Record)
	alone := values
	if w.shares {
		alone &^= sharedReverse | sharedGeocode
	}
	heldReverse, err := w.put(reverse, alone&schema.reverse)
	if err != nil {
		return err
	}
	heldGeocode, err := w.put(geocode, alone&schema.geocode)
	if err != nil || !w.shares {
		return err
	}
	gone := unrecoverable(values, heldReverse|heldGeocode)
	for _, s := range shared {
		if err := w.share(s.geocode, reverse, s.reverse, values, gone); err != nil {
			return err
		}
		if err := w.share(s.geocode, geocode, s.geocode, values, gone); err != nil {
			return err
		}
	}
	return nil
}

// share sets a shared cell, unless the value is absent or unrecoverable.
func (w *Writer) share(column feed.Field, p feed.Part, f feed.Field, values, gone feed.FieldSet) error {
	switch {
	case !values.Has(f):
		return nil
	case gone.Has(f):
		return w.drop(p, f, fmt.Sprintf("the column %v, which both requests share, belongs to the other one in this row", column),
			"add the columns ReverseGeocodeRequest/Culture and ReverseGeocodeRequest/ConfidenceFilter/MinimumConfidence")
	}
	_, err := w.putUnder(column, p, f)
	return err
}

// requestsOf returns the requests of a record and the values of both.
func requestsOf(r *feed.Record) (reverse, geocode feed.Part, values feed.FieldSet) {
	reverse, ok := r.Request(feed.ReverseGroup)
	if ok {
		values |= reverse.NonEmpty()
	}
	if geocode, ok = r.Request(feed.GeocodeGroup); ok {
		values |= geocode.NonEmpty()
	}
	return reverse, geocode, values
}

// responses writes the entity's own row, with the first response that has a value, and a row
// for each other one.
func (w *Writer) responses() error {
	written := 0
	r := w.sink.Record
	for i := records.NextIndex(r, 1, feed.ResponseGroup); i < r.Len(); i = records.NextIndex(r, i+1, feed.ResponseGroup) {
		p := r.At(i)
		if written > 0 && !w.set.Has(feed.ResponseIndex) && !render.IsEmptyResponse(p) {
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

// ownRow writes the own row of an entity without responses.
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

// putIndex sets the response index of the row.
func (w *Writer) putIndex(n int) {
	w.number = strconv.AppendInt(w.number[:0], int64(n), 10)
	w.row.set(w.index[feed.ResponseIndex], w.number)
}

// putID repeats the Id in the row of a further response.
func (w *Writer) putID() {
	if own := w.sink.Record.Entity(); own.NonEmpty().Has(feed.ID) && w.set.Has(feed.ID) && w.isUTF8(own, feed.ID) && !w.sink.IsTooLarge(own, feed.ID) {
		w.setCell(w.index[feed.ID], own, feed.ID)
	}
}

// endRow writes the row and begins the next.
func (w *Writer) endRow() {
	w.sink.Out = append(w.row.append(w.sink.Out, w.delimiter, len(w.columns)), '\n')
	w.clear()
}

// countResponses counts the responses that have a value.
func countResponses(r *feed.Record) (n int) {
	for p := range r.Parts(feed.ResponseGroup) {
		if !render.IsEmptyResponse(p) {
			n++
		}
	}
	return n
}

// dropResponse counts the values of a response that no row can hold, or returns the fault.
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
