package xmlfeed

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// Most parts of entities are alike: they have the same values and the same parts
// within, and so the same text between these. The Writer keeps that text as a form
// when it has written such a part by the tree of elements (render.go), and fills
// the form in for further ones:
//
//	    <GeocodeRequest Culture="…" Query="…" />
//	----------literal----------- ^  -literal-  -tail-
//	                             value
//
// What a form cannot hold, a value that XML cannot above all, is written by the
// tree.

// A form is how a part with certain values and parts within is written.
type form struct {
	key   formKey
	items []formItem
	tail  []byte       // behind the last item
	late  []feed.Field // of values behind parts
}

// A formItem is a value, or where the parts that are child elements stand.
type formItem struct {
	literal []byte // before it
	field   feed.Field
	escapes *escapes
	parts   *element // nil for a value
}

// formKey is all that a form depends on.
type formKey struct {
	set, given feed.FieldSet
	group      feed.Group
	within     uint8 // the groups of the parts within, as bits
}

// forms are those that are known: each stands at the hash of its key, or in one of
// the next places.
type forms struct {
	table [1<<formBits + formPlaces]*form
	count int
}

const (
	formBits   = 8
	formPlaces = 4
	// maxForms is how many are learned at most: with more, parts are not alike.
	maxForms = 1 << 7
)

// find returns the form of a key; nil if there is none.
func (s *forms) find(k *formKey) *form {
	h := k.hash()
	for _, f := range s.table[h : h+formPlaces] {
		if f == nil || f.key == *k {
			return f
		}
	}
	return nil
}

// add adds a form, if there is a place for it.
func (s *forms) add(f *form) {
	h := f.key.hash()
	for i := range formPlaces {
		if at := &s.table[int(h)+i]; *at == nil && s.count < maxForms {
			*at = f
			s.count++
			return
		}
	}
}

func (k *formKey) hash() uint64 {
	h := uint64(k.set)*0x9E3779B97F4A7C15 ^ uint64(k.given)*0xC2B2AE3D27D4EB4F ^ uint64(k.group)<<59 ^ uint64(k.within)*0xD6E8FEB86659FD93
	return h >> (64 - formBits)
}

// part writes the element of a group's part.
func (w *Writer) part(e *element, p feed.Part) error {
	k := formKey{set: p.NonEmpty(), given: p.Present(), group: e.group}
	if e.hasGroups {
		k.within = w.within(e, p)
	}
	f := w.forms.find(&k)
	if f != nil && !w.sink.Large && w.fill(f, p) {
		return w.failed
	}
	start, first, drops := len(w.sink.Out), len(w.notes), w.drops
	err := w.element(e, p)
	if f == nil && err == nil && drops == w.drops && w.forms.count < maxForms {
		w.forms.add(newForm(k, w.sink.Out, start, w.notes[first:]))
	}
	w.notes = w.notes[:first]
	return err
}

// within returns the groups of the parts within a part, as bits.
func (w *Writer) within(e *element, p feed.Part) (groups uint8) {
	for _, c := range e.children {
		if !c.starts {
			continue
		}
		found := false
		if c.many {
			found = records.NextIndex(w.sink.Record, records.Index(p)+1, c.group) < w.sink.Record.Len()
		} else {
			_, found = w.sink.Record.Request(c.group)
		}
		if found {
			groups |= 1 << c.group
		}
	}
	return groups
}

// fill writes a part by its form. It reports whether it could; then failed is the
// error of the parts within.
func (w *Writer) fill(f *form, p feed.Part) bool {
	for _, late := range f.late {
		if start, end := records.Span(p, late); !w.sink.Valid || w.sink.Marked.AnyOf(start, end) {
			return false
		}
	}
	w.failed = nil
	before, out := len(w.sink.Out), w.sink.Out
	for i := range f.items {
		item := &f.items[i]
		out = render.Append(out, item.literal)
		if item.parts != nil {
			w.sink.Out = out
			if w.failed = w.parts(item.parts, p); w.failed != nil {
				return true
			}
			out = w.sink.Out
			continue
		}
		if start, end := records.Span(p, item.field); item.escapes == attrEscapes && w.sink.Valid && !w.sink.Marked.Any(start, end) {
			out = render.Append(out, w.sink.Values[start:end])
			continue
		}
		w.sink.Out = out
		if w.value(item.field, p, item.escapes) != fine {
			w.sink.Out = w.sink.Out[:before]
			return false
		}
		out = w.sink.Out
	}
	w.sink.Out = render.Append(out, f.tail)
	return true
}

// A note says what stands in Out, while a part is written by the tree.
type note struct {
	start, end int
	formItem
}

// newForm makes a form of what was written to out, from start on.
func newForm(k formKey, out []byte, start int, notes []note) *form {
	f := &form{key: k}
	behindParts := false
	for _, n := range notes {
		n.literal = render.Padded(string(out[start:n.start]))
		f.items = append(f.items, n.formItem)
		if n.parts != nil {
			behindParts = true
		} else if behindParts {
			f.late = append(f.late, n.field)
		}
		start = n.end
	}
	f.tail = render.Padded(string(out[start:]))
	return f
}

// noteValue notes the value that has been written, from start on.
func (w *Writer) noteValue(start int, f feed.Field, e *escapes) {
	w.notes = append(w.notes, note{start, len(w.sink.Out), formItem{field: f, escapes: e}})
}

// noteParts notes the parts that have been written, from start on, in place of
// the first notes behind them.
func (w *Writer) noteParts(start, first int, e *element) {
	w.notes = w.notes[:first]
	if len(w.sink.Out) > start {
		w.notes = append(w.notes, note{start, len(w.sink.Out), formItem{parts: e}})
	}
}
