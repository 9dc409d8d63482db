package xmlfeed

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// tags are an element's tags as they are written.
type tags struct{ start, end string }

// attrStarts are the fields' attributes up to the opening quote.
var attrStarts = func() (starts [feed.NumFields]string) {
	for f := range feed.NumFields {
		starts[f] = " " + f.Info().Attr + `="`
	}
	return starts
}()

func (e *element) tags() tags {
	indent := strings.Repeat("  ", e.depth)
	if e.text != feed.NoField {
		return tags{indent + "<" + e.name + ">", "</" + e.name + ">\n"}
	}
	return tags{indent + "<" + e.name, indent + "</" + e.name + ">\n"}
}

// element writes an element whose values are in the part.
func (w *Writer) element(e *element, p feed.Part) error {
	w.out = append(w.out, e.written.start...)
	for rest := p.Set()&e.fields | e.required; rest != 0; {
		var f feed.Field
		f, rest = rest.Next()
		if err := w.attribute(f, p); err != nil {
			return err
		}
	}
	behindTag := len(w.out)
	w.out = append(w.out, ">\n"...)
	for _, c := range e.children {
		if err := w.child(c, p); err != nil {
			return err
		}
	}
	if len(w.out) == behindTag+len(">\n") {
		w.out = append(w.out[:behindTag], " />\n"...)
		return nil
	}
	w.out = append(w.out, e.written.end...)
	return nil
}

// child writes the elements that are child e of the part's element, if any.
func (w *Writer) child(e *element, p feed.Part) error {
	switch {
	case e.text != feed.NoField:
		return w.text(e, p)
	case e.starts && e.many && p.Group() == feed.ResponseGroup:
		return w.each(e, p.Items(e.group))
	case e.starts && e.many:
		return w.each(e, w.record.Parts(e.group))
	case e.starts:
		if request, ok := w.record.Request(e.group); ok {
			return w.element(e, request)
		}
		return nil
	case e.stands(p):
		return w.element(e, p)
	}
	return nil
}

func (w *Writer) each(e *element, parts func(func(feed.Part) bool)) (err error) {
	parts(func(p feed.Part) bool {
		err = w.element(e, p)
		return err == nil
	})
	return err
}

// stands reports whether an element that is no group is to be written: if it
// has a value, or stood without one that it must have.
func (e *element) stands(p feed.Part) bool {
	if p.Set()&e.fields != 0 {
		return true
	}
	for rest := e.required; rest != 0; {
		var f feed.Field
		if f, rest = rest.Next(); p.Has(f) {
			return true
		}
	}
	return false
}

// attribute writes an attribute.
func (w *Writer) attribute(f feed.Field, p feed.Part) error {
	before := len(w.out)
	w.out = append(w.out, attrStarts[f]...)
	begun := len(w.out)
	if bad := w.escape(p.Text(f), attrEscapes); bad >= 0 {
		if w.dropped == nil {
			return unwritable(f, p, bad)
		}
		w.dropped.Add(f, 1)
		if w.out = w.out[:begun]; !f.Info().Required {
			w.out = w.out[:before]
			return nil
		}
	}
	w.out = append(w.out, '"')
	return nil
}

// text writes an element that holds text, if it has any.
func (w *Writer) text(e *element, p feed.Part) error {
	text := p.Text(e.text)
	if len(text) == 0 {
		return nil
	}
	before := len(w.out)
	w.out = append(w.out, e.written.start...)
	if bad := w.escape(text, textEscapes); bad >= 0 {
		w.out = w.out[:before]
		if w.dropped == nil {
			return unwritable(e.text, p, bad)
		}
		w.dropped.Add(e.text, 1)
		return nil
	}
	w.out = append(w.out, e.written.end...)
	return nil
}

// unwritable returns the fault of a value that XML cannot hold for what stands
// at index bad.
func unwritable(f feed.Field, p feed.Part, bad int) *feed.Fault {
	text := p.Text(f)
	r, size := utf8.DecodeRune(text[bad:])
	if r == utf8.RuneError && size == 1 {
		return p.Fault(feed.Unwritable, f, fmt.Sprintf("byte 0x%02X is not UTF-8", text[bad]), "make the text UTF-8")
	}
	return p.Fault(feed.Unwritable, f, fmt.Sprintf("the character %U cannot stand in XML", r), "remove it")
}
