package jsonfeed

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// An entity is written by the tree of objects. Every member begins with its comma, which the
// first one of an object leaves out. All bytes of the values that need an escape have been
// marked before, so that most values are copied.

// render writes the entity of the record.
func (w *Writer) render() error {
	if w.o.Wide {
		return w.wide()
	}
	if err := w.object(entity(), w.sink.Record.Entity()); err != nil {
		return err
	}
	w.sink.Out = append(w.sink.Out, '\n')
	return nil
}

// object writes an object whose values are in a part.
func (w *Writer) object(o *object, p feed.Part) error {
	w.sink.Out = append(w.sink.Out, '{')
	set, given := p.NonEmpty(), p.Present()
	for i := range o.members {
		m := &o.members[i]
		switch c := m.object; {
		case m.flat:
		case c == nil:
			if !set.Has(m.field) {
				continue
			}
			if err := w.value(m, p); err != nil {
				return err
			}
		case c.starts:
			if err := w.parts(m, p); err != nil {
				return err
			}
		case set&c.fields|given&c.required != 0:
			w.begin(m)
			if err := w.object(c, p); err != nil {
				return err
			}
		}
	}
	w.sink.Out = append(w.sink.Out, '}')
	return nil
}

// begin writes the key of a member.
func (w *Writer) begin(m *member) {
	w.sink.Out = render.Append(w.sink.Out, w.after(m.comma))
}

// after returns the text of a member without its comma if it is the first of its object.
func (w *Writer) after(text []byte) []byte {
	if w.sink.Out[len(w.sink.Out)-1] == '{' {
		return text[1:]
	}
	return text
}

// parts writes the parts that are member m of part p: a request, or the responses, points or
// pairs.
func (w *Writer) parts(m *member, p feed.Part) error {
	r, c := w.sink.Record, m.object
	if !c.many {
		request, ok := r.Request(c.group)
		if !ok {
			return nil
		}
		w.begin(m)
		return w.object(c, request)
	}
	at := records.NextIndex(r, records.Index(p)+1, c.group)
	if at >= r.Len() {
		return nil
	}
	w.begin(m)
	return w.array(c, at)
}

// array writes the parts of an array, the first of which is at an index.
func (w *Writer) array(o *object, at int) error {
	r := w.sink.Record
	w.sink.Out = append(w.sink.Out, '[')
	for ; at < r.Len(); at = records.NextIndex(r, at+1, o.group) {
		if w.sink.Out[len(w.sink.Out)-1] != '[' {
			w.sink.Out = append(w.sink.Out, ',')
		}
		if err := w.object(o, r.At(at)); err != nil {
			return err
		}
	}
	w.sink.Out = append(w.sink.Out, ']')
	return nil
}

// value writes a member with the value of a field, which is not empty.
func (w *Writer) value(m *member, p feed.Part) error {
	start, end := records.Span(p, m.field)
	if w.sink.Valid && !w.sink.Large && !w.o.Typed && !w.sink.Marked.Any(start, end) {
		out := render.Append(w.sink.Out, w.after(m.begin))
		out = render.Append(out, w.sink.Values[start:end])
		w.sink.Out = append(out, '"')
		return nil
	}
	text := w.sink.Values[start:end]
	if ok, err := w.canHold(m, p, text); !ok {
		return err
	}
	w.begin(m)
	w.sink.Out = w.appendValue(w.sink.Out, m.field, text)
	return nil
}

// canHold reports whether a value can be written. If not, it is counted or is the error.
func (w *Writer) canHold(m *member, p feed.Part, text []byte) (bool, error) {
	var f *feed.Fault
	switch {
	case len(text) > w.sink.Limits.Value:
		f = p.Fault(feed.ValueTooLarge, m.field, w.sink.ValueTooLarge(len(text)), "shorten it")
	case !w.sink.Valid && !utf8.Valid(text):
		f = p.Fault(feed.Unwritable, m.field, "the value is not UTF-8", "make the text UTF-8")
	default:
		return true, nil
	}
	if w.sink.Dropped == nil {
		return false, f
	}
	w.sink.Dropped.Add(m.field, 1)
	return false, nil
}

// appendValue appends the value of a field.
func (w *Writer) appendValue(dst []byte, f feed.Field, text []byte) []byte {
	if w.o.Typed {
		return w.appendTyped(dst, f, text)
	}
	return appendString(dst, text)
}

// appendString appends a text as a string.
func appendString(dst, text []byte) []byte {
	return append(jsonscan.AppendEscaped(append(dst, '"'), text), '"')
}

// further counts the responses after the first, which a wide line does not hold.
func (w *Writer) further(at int) {
	r := w.sink.Record
	for at = records.NextIndex(r, at+1, feed.ResponseGroup); at < r.Len(); at = records.NextIndex(r, at+1, feed.ResponseGroup) {
		w.counts.Responses++
	}
}
