package xmlfeed

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// Most parts of entities are alike: they have the same values and the same parts
// within, and so the same text between these. When the Writer has written such a part by
// the tree of elements (write_entity.go), it keeps that text as a template, and fills in
// its holes for further ones:
//
//	    <GeocodeRequest Culture="…" Query="…" />
//	----------literal----------- ^  -literal-  -tail-
//	                             hole
//
// What a template cannot hold, above all a value that XML cannot hold, is written by the
// tree.

// A template is how a part with certain values and parts within is written.
type template struct {
	key      templateKey
	holes    []hole
	tail     []byte       // after the last hole
	deferred []feed.Field // of values after parts
}

// A hole is where a value goes, or the parts that are child elements.
type hole struct {
	literal []byte // before it
	field   feed.Field
	escapes *escapes
	parts   *element // nil for a value
}

// templateKey is all that a template depends on.
type templateKey struct {
	set, given feed.FieldSet
	group      feed.Group
	within     uint8 // the groups of the parts within, as bits
}

// templates are those that are known: each is at the hash of its key, or in one of the
// next slots.
type templates struct {
	table [1<<templateBits + templateSlots]*template
	count int
}

const (
	templateBits  = 8
	templateSlots = 4
	// maxTemplates is how many are kept at most: with more, parts are not alike.
	maxTemplates = 1 << 7
)

// find returns the template of a key; nil if there is none.
func (s *templates) find(k *templateKey) *template {
	h := k.hash()
	for _, t := range s.table[h : h+templateSlots] {
		if t == nil || t.key == *k {
			return t
		}
	}
	return nil
}

// add adds a template, if there is room for it.
func (s *templates) add(t *template) {
	h := t.key.hash()
	for i := range templateSlots {
		if at := &s.table[int(h)+i]; *at == nil && s.count < maxTemplates {
			*at = t
			s.count++
			return
		}
	}
}

func (k *templateKey) hash() uint64 {
	h := uint64(k.set)*0x9E3779B97F4A7C15 ^ uint64(k.given)*0xC2B2AE3D27D4EB4F ^ uint64(k.group)<<59 ^ uint64(k.within)*0xD6E8FEB86659FD93
	return h >> (64 - templateBits)
}

// part writes the element of a group's part.
func (w *Writer) part(e *element, p feed.Part) error {
	k := templateKey{set: p.NonEmpty(), given: p.Present(), group: e.group}
	if e.hasGroups {
		k.within = w.within(e, p)
	}
	t := w.templates.find(&k)
	if t != nil && !w.sink.Large && w.fill(t, p) {
		return w.failed
	}
	start, first, drops := len(w.sink.Out), len(w.notes), w.drops
	err := w.element(e, p)
	if t == nil && err == nil && drops == w.drops && w.templates.count < maxTemplates {
		w.templates.add(newTemplate(k, w.sink.Out, start, w.notes[first:]))
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

// fill writes a part by its template. It reports whether it could; then failed is the
// error of the parts within.
func (w *Writer) fill(t *template, p feed.Part) bool {
	for _, f := range t.deferred {
		if start, end := records.Span(p, f); !w.sink.Valid || w.sink.Marked.AnyOf(start, end) {
			return false
		}
	}
	w.failed = nil
	before, out := len(w.sink.Out), w.sink.Out
	for i := range t.holes {
		h := &t.holes[i]
		out = render.Append(out, h.literal)
		if h.parts != nil {
			w.sink.Out = out
			if w.failed = w.parts(h.parts, p); w.failed != nil {
				return true
			}
			out = w.sink.Out
			continue
		}
		if start, end := records.Span(p, h.field); h.escapes == attrEscapes && w.sink.Valid && !w.sink.Marked.Any(start, end) {
			out = render.Append(out, w.sink.Values[start:end])
			continue
		}
		w.sink.Out = out
		if w.value(h.field, p, h.escapes) != fine {
			w.sink.Out = w.sink.Out[:before]
			return false
		}
		out = w.sink.Out
	}
	w.sink.Out = render.Append(out, t.tail)
	return true
}

// A note says what is in Out, while a part is written by the tree.
type note struct {
	start, end int
	hole
}

// newTemplate makes a template of what was written to out, from start on.
func newTemplate(k templateKey, out []byte, start int, notes []note) *template {
	t := &template{key: k}
	afterParts := false
	for _, n := range notes {
		n.literal = render.Padded(string(out[start:n.start]))
		t.holes = append(t.holes, n.hole)
		if n.parts != nil {
			afterParts = true
		} else if afterParts {
			t.deferred = append(t.deferred, n.field)
		}
		start = n.end
	}
	t.tail = render.Padded(string(out[start:]))
	return t
}

// noteValue notes the value that has been written, from start on.
func (w *Writer) noteValue(start int, f feed.Field, e *escapes) {
	w.notes = append(w.notes, note{start, len(w.sink.Out), hole{field: f, escapes: e}})
}

// noteParts notes the parts that have been written, from start on, in place of
// the notes after the first ones.
func (w *Writer) noteParts(start, first int, e *element) {
	w.notes = w.notes[:first]
	if len(w.sink.Out) > start {
		w.notes = append(w.notes, note{start, len(w.sink.Out), hole{parts: e}})
	}
}
