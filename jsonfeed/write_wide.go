package jsonfeed

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// wide writes the entity as a wide line: every key of the entity, and every flat one.
func (w *Writer) wide() error {
	r := w.sink.Record
	var parts [feed.NumGroups]feed.Part
	parts[feed.EntityGroup] = r.Entity()
	parts[feed.ReverseGroup], _ = r.Request(feed.ReverseGroup)
	parts[feed.GeocodeGroup], _ = r.Request(feed.GeocodeGroup)
	if at := records.NextIndex(r, 1, feed.ResponseGroup); at < r.Len() {
		parts[feed.ResponseGroup] = r.At(at)
		w.further(at)
	}
	w.sink.Out = append(w.sink.Out, '{')
	members := entity().members
	for i := range members {
		m := &members[i]
		var err error
		switch {
		case m.object != nil:
		case m.flat && columns[i].items != nil:
			err = w.wideItems(m, columns[i].items, parts[feed.ResponseGroup])
		default:
			err = w.wideValue(m, parts[m.field.Info().Group])
		}
		if err != nil {
			return err
		}
	}
	w.sink.Out = append(w.sink.Out, "}\n"...)
	return nil
}

// wideValue writes a key with the value that a part has for it, or null.
func (w *Writer) wideValue(m *member, p feed.Part) error {
	before := len(w.sink.Out)
	if p.NonEmpty().Has(m.field) {
		if err := w.value(m, p); err != nil || len(w.sink.Out) > before {
			return err
		}
	}
	w.null(m)
	return nil
}

func (w *Writer) null(m *member) {
	w.begin(m)
	w.sink.Out = append(w.sink.Out, "null"...)
}

// wideItems writes a key with the points or pairs of a response, as the text of an array.
func (w *Writer) wideItems(m *member, o *object, response feed.Part) error {
	r := w.sink.Record
	at := r.Len()
	if response.Group() == feed.ResponseGroup {
		at = records.NextIndex(r, records.Index(response)+1, o.group)
	}
	if at == r.Len() {
		w.null(m)
		return nil
	}
	before, typed := len(w.sink.Out), w.o.Typed
	w.o.Typed = false
	err := w.array(o, at)
	w.o.Typed = typed
	w.text = append(w.text[:0], w.sink.Out[before:]...)
	w.sink.Out = w.sink.Out[:before]
	if err != nil {
		return err
	}
	if len(w.text) > w.sink.Limits.Value {
		return w.dropItems(m, o, response)
	}
	w.begin(m)
	w.sink.Out = appendString(w.sink.Out, w.text)
	return nil
}

// dropItems counts points or pairs whose text is too large, or returns the fault.
func (w *Writer) dropItems(m *member, o *object, response feed.Part) error {
	cell := o.members[0].field.Info().Cell
	if w.sink.Dropped == nil {
		return response.Fault(feed.ValueTooLarge, cell, w.sink.ValueTooLarge(len(w.text)), "write them in lines that are not wide")
	}
	w.sink.Dropped.Add(cell, 1)
	w.null(m)
	return nil
}
