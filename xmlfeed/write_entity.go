package xmlfeed

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// An entity is written by the tree of elements: for each element, the parts of the record
// that are such elements. All bytes of the values that may need an escape have been marked
// before; values without any are copied, the others go through escape. What has been
// written is noted, so that most parts can be written by a template (write_template.go).

// tags are an element's tags as they are written.
type tags struct{ start, end []byte }

// attrStarts are the fields' attributes up to the opening quote.
var attrStarts = func() (starts [feed.NumFields][]byte) {
	for f := range feed.NumFields {
		starts[f] = render.Padded(" " + f.Info().Attr + `="`)
	}
	return starts
}()

func (e *element) tags() tags {
	indent := strings.Repeat("  ", e.depth)
	if e.text != feed.NoField {
		return tags{render.Padded(indent + "<" + e.name + ">"), render.Padded("</" + e.name + ">\n")}
	}
	return tags{render.Padded(indent + "<" + e.name), render.Padded(indent + "</" + e.name + ">\n")}
}

// element writes an element whose values are in the part.
func (w *Writer) element(e *element, p feed.Part) error {
	w.sink.Out = render.Append(w.sink.Out, e.written.start)
	set := p.NonEmpty()
	if err := w.attributes(p, set&e.fields|e.required); err != nil {
		return err
	}
	if e.groups == 0 && (set|p.Present())&e.inner == 0 {
		w.sink.Out = append(w.sink.Out, " />\n"...)
		return nil
	}
	afterTag := len(w.sink.Out)
	w.sink.Out = append(w.sink.Out, ">\n"...)
	for _, c := range e.children {
		if err := w.child(c, p); err != nil {
			return err
		}
	}
	if len(w.sink.Out) == afterTag+len(">\n") {
		w.sink.Out = append(w.sink.Out[:afterTag], " />\n"...)
		return nil
	}
	w.sink.Out = render.Append(w.sink.Out, e.written.end)
	return nil
}

// child writes the elements that are child e of the part's element, if any.
func (w *Writer) child(e *element, p feed.Part) error {
	switch {
	case e.text != feed.NoField:
		return w.text(e, p)
	case e.starts:
		start, first := len(w.sink.Out), len(w.notes)
		err := w.parts(e, records.Index(p))
		w.noteParts(start, first, e)
		return err
	case p.NonEmpty()&e.fields|p.Present()&e.required != 0:
		// It has a value, or was there without one that it must have.
		return w.element(e, p)
	}
	return nil
}

// parts writes the parts of e's group within the i-th part: a request or all responses of
// the entity, or the points or pairs of the response.
func (w *Writer) parts(e *element, i int) error {
	r := w.sink.Record
	for i = records.NextIndex(r, i+1, e.group); i < r.Len(); i = records.NextIndex(r, i+1, e.group) {
		if err := w.part(e, i); err != nil || !e.many {
			return err
		}
	}
	return nil
}

// attributes writes the attributes of an element.
func (w *Writer) attributes(p feed.Part, fields feed.FieldSet) error {
	for rest := fields; rest != 0; {
		var f feed.Field
		f, rest = rest.Next()
		if err := w.attribute(f, p); err != nil {
			return err
		}
	}
	return nil
}

// attribute writes an attribute.
func (w *Writer) attribute(f feed.Field, p feed.Part) error {
	before := len(w.sink.Out)
	w.sink.Out = append(w.sink.Out, attrStarts[f]...)
	begun := len(w.sink.Out)
	if !p.Has(f) {
		w.sink.Out = append(w.sink.Out, '"')
		return nil
	}
	if bad := w.value(f, p, attrEscapes); bad != fine {
		if w.sink.Dropped == nil {
			return w.unwritable(f, p, bad)
		}
		w.drop(f)
		if w.sink.Out = w.sink.Out[:begun]; !f.Info().Required {
			w.sink.Out = w.sink.Out[:before]
			return nil
		}
	}
	w.noteValue(begun, f, attrEscapes)
	w.sink.Out = append(w.sink.Out, '"')
	return nil
}

// drop counts a value that XML cannot hold.
func (w *Writer) drop(f feed.Field) {
	w.sink.Dropped.Add(f, 1)
	w.drops++
}

// text writes an element that holds text, if it has any.
func (w *Writer) text(e *element, p feed.Part) error {
	if !p.NonEmpty().Has(e.text) {
		return nil
	}
	before := len(w.sink.Out)
	w.sink.Out = render.Append(w.sink.Out, e.written.start)
	begun := len(w.sink.Out)
	if bad := w.value(e.text, p, textEscapes); bad != fine {
		w.sink.Out = w.sink.Out[:before]
		if w.sink.Dropped == nil {
			return w.unwritable(e.text, p, bad)
		}
		w.drop(e.text)
		return nil
	}
	w.noteValue(begun, e.text, textEscapes)
	w.sink.Out = render.Append(w.sink.Out, e.written.end)
	return nil
}

// What value returns besides the index of what XML cannot hold.
const (
	fine    = -1 // there is nothing
	tooLong = -2 // the value is over the limit
)

// value writes a value. It returns the index of what XML cannot hold, or fine or
// tooLong.
func (w *Writer) value(f feed.Field, p feed.Part, escapes *escapes) (bad int) {
	start, end := records.Span(p, f)
	if end-start > w.sink.Limits.Value {
		return tooLong
	}
	text := w.sink.Values[start:end]
	if w.sink.Valid && !w.sink.Marked.AnyOf(start, end) && (escapes['>'] == "" || bytes.IndexByte(text, '>') < 0) {
		w.sink.Out = append(w.sink.Out, text...)
		return fine
	}
	return w.escape(text, escapes)
}

// unwritable returns the fault of a value that value returned bad for.
func (w *Writer) unwritable(f feed.Field, p feed.Part, bad int) *feed.Fault {
	text := p.Text(f)
	if bad == tooLong {
		return p.Fault(feed.ValueTooLarge, f, w.sink.ValueTooLarge(len(text)), "shorten it")
	}
	r, size := utf8.DecodeRune(text[bad:])
	if r == utf8.RuneError && size == 1 {
		return p.Fault(feed.Unwritable, f, fmt.Sprintf("byte 0x%02X is not UTF-8", text[bad]), "make the text UTF-8")
	}
	return p.Fault(feed.Unwritable, f, fmt.Sprintf("XML cannot hold the character %U", r), "remove it")
}

// escapes says how ASCII is written: as the byte itself where the text is empty.
type escapes [utf8.RuneSelf]string

// illegal marks the bytes that cannot be written.
const illegal = "illegal"

var (
	attrEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;"})
	textEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"})
)

// marked is what a value, if it is UTF-8, needs a closer look for: the ASCII that is not
// written as it is, and the lead byte of the two characters after U+FFFD, which XML cannot
// hold.
var marked = render.NewSet('&', '<', '"', 0xEF)

func newEscapes(special map[byte]string) *escapes {
	var e escapes
	for c := range byte(utf8.RuneSelf) {
		if e[c] = special[c]; e[c] == "" && !textbuf.IsXMLChar(rune(c)) {
			e[c] = illegal
		}
	}
	return &e
}

// escape writes text. It returns the index of what XML cannot hold, and fine if
// there is nothing.
func (w *Writer) escape(text []byte, escapes *escapes) (bad int) {
	plain := 0 // text[plain:i] is to be written as it is
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && size == 1 || !textbuf.IsXMLChar(r) {
				return i
			}
			i += size
			continue
		}
		if e := escapes[c]; e == illegal {
			return i
		} else if e != "" {
			w.sink.Out = append(append(w.sink.Out, text[plain:i]...), e...)
			plain = i + 1
		}
		i++
	}
	w.sink.Out = append(w.sink.Out, text[plain:]...)
	return fine
}
