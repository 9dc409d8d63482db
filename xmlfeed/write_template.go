package xmlfeed

import (
	"bytes"
	"encoding/binary"
	"math/bits"

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
	hasText  bool         // a hole is for a value that is text
	room     int          // the most that fillShort may copy
}

// A hole is where a value goes, or the parts that are child elements.
type hole struct {
	literal []byte // before it
	field   feed.Field
	escapes *escapes
	parts   *element // nil for a value

	// If the literal is short, its size and its bytes, eight in each word.
	kind holeKind
	size int
	text [shortText / 8]uint64
}

// A holeKind says what fillShort can do with a hole.
type holeKind uint8

const (
	attrHole  holeKind = iota
	textHole           // the same, unless the value has a ">"
	otherHole          // nothing
)

// Most literals and values are not longer.
const (
	shortText  = 48
	shortValue = 64
)

// templateKey is all that a template depends on.
type templateKey struct {
	set, empty feed.FieldSet // of the values, and of those that are there and empty
	group      feed.Group
	within     uint8 // the groups of the parts within, as bits
}

// templates are those that are known: each is at the hash of its key, or after it.
type templates struct {
	table [1 << templateBits]*template
	count int
}

const (
	templateBits = 9
	// maxTemplates is how many are kept at most, a quarter of the table: with more, parts are
	// not alike.
	maxTemplates = 1 << 7
)

// find returns the template of a key; nil if there is none.
func (s *templates) find(k *templateKey) *template {
	h := k.hash()
	for {
		t := s.table[h]
		if t == nil || t.key == *k {
			return t
		}
		h = (h + 1) % uint64(len(s.table))
	}
}

// add adds a template.
func (s *templates) add(t *template) {
	s.count++
	h := t.key.hash()
	for s.table[h] != nil {
		h = (h + 1) % uint64(len(s.table))
	}
	s.table[h] = t
}

func (k *templateKey) hash() uint64 {
	h := uint64(k.set) ^ bits.RotateLeft64(uint64(k.empty), 32) ^ uint64(k.within)<<56
	return h * 0x9E3779B97F4A7C15 >> (64 - templateBits)
}

// part writes the element of a group's part, the i-th of the record.
func (w *Writer) part(e *element, i int) error {
	r := w.sink.Record
	k := templateKey{group: e.group}
	_, k.set, k.empty = records.Look(r, i)
	if e.groups != 0 {
		k.within = w.within(e, i)
	}
	t := w.templates.find(&k)
	if t != nil && !w.sink.Large {
		if ok, err := w.fill(t, i); ok {
			return err
		}
	}
	start, first, drops := len(w.sink.Out), len(w.notes), w.drops
	err := w.element(e, r.At(i))
	if t == nil && err == nil && drops == w.drops && w.templates.count < maxTemplates {
		w.templates.add(newTemplate(k, w.sink.Out, start, w.notes[first:]))
	}
	w.notes = w.notes[:first]
	return err
}

// within returns the groups of the parts within the i-th part, as bits.
func (w *Writer) within(e *element, i int) (groups uint8) {
	for {
		i++
		g := records.GroupAt(w.sink.Record, i)
		if g == feed.NumGroups || g <= e.group {
			return groups & e.groups
		}
		groups |= 1 << g
	}
}

// fill writes the i-th part by its template. It reports whether it could; then err is the
// error of the parts within.
func (w *Writer) fill(t *template, i int) (ok bool, err error) {
	spans := records.Spans(w.sink.Record, i)
	for _, f := range t.deferred {
		if start, end := spans.Of(f); !w.sink.Valid || w.sink.Marked.AnyOf(start, end) {
			return false, nil
		}
	}
	easy := attrHole
	if t.hasText && bytes.IndexByte(w.sink.Values, '>') < 0 {
		easy = textHole
	}
	before, out := len(w.sink.Out), w.sink.Out
	for next := 0; next < len(t.holes); next++ {
		if next, out = w.fillShort(t, easy, next, i, out); next == len(t.holes) {
			break
		}
		h := &t.holes[next]
		w.sink.Out = render.Append(out, h.literal)
		if h.parts != nil {
			if err := w.parts(h.parts, i); err != nil {
				return true, err
			}
		} else if w.value(h.field, w.sink.Record.At(i), h.escapes) != fine {
			w.sink.Out = w.sink.Out[:before]
			return false, nil
		}
		out = w.sink.Out
	}
	w.sink.Out = render.Append(out, t.tail)
	return true, nil
}

// fillShort fills holes from the next one on, as long as they are of an easy kind, are short
// and need no escape. It returns the first hole that is left, and out.
//
// Most of the time goes to this loop. So it calls nothing, and copies as many bytes as literals
// and values may have. What is too much is written over:
//
//	<GeocodeRequest Culture="en-GB,241 Mill Lane,Wales,United K    a value, and what is after it
//	<GeocodeRequest Culture="en-GB" Query="                        the next literal
func (w *Writer) fillShort(t *template, easy holeKind, next, part int, out []byte) (int, []byte) {
	holes, spans, marks := t.holes, records.Spans(w.sink.Record, part), &w.sink.Marked
	values, room, at := w.sink.Values[:cap(w.sink.Values)], out[:cap(out)], len(out)
	if !w.sink.Valid || len(values)-len(w.sink.Values) < shortValue || len(room)-at < t.room {
		return next, out
	}
	for ; next < len(holes); next++ {
		h := &holes[next]
		start, end := spans.Of(h.field)
		n := uint(end - start)
		if h.kind > easy || n > shortValue || marks.Any(start, end) {
			break
		}
		dst := room[at : at+shortText : at+shortText]
		order.PutUint64(dst[0:8], h.text[0])
		order.PutUint64(dst[8:16], h.text[1])
		order.PutUint64(dst[16:24], h.text[2])
		if h.size > 24 {
			order.PutUint64(dst[24:32], h.text[3])
			order.PutUint64(dst[32:40], h.text[4])
			order.PutUint64(dst[40:48], h.text[5])
		}
		at += h.size
		src := values[start : start+shortValue : start+shortValue]
		dst = room[at : at+shortValue : at+shortValue]
		order.PutUint64(dst[0:8], order.Uint64(src[0:8]))
		order.PutUint64(dst[8:16], order.Uint64(src[8:16]))
		order.PutUint64(dst[16:24], order.Uint64(src[16:24]))
		order.PutUint64(dst[24:32], order.Uint64(src[24:32]))
		if n > 32 {
			order.PutUint64(dst[32:40], order.Uint64(src[32:40]))
			order.PutUint64(dst[40:48], order.Uint64(src[40:48]))
			order.PutUint64(dst[48:56], order.Uint64(src[48:56]))
			order.PutUint64(dst[56:64], order.Uint64(src[56:64]))
		}
		at += int(n)
	}
	return next, room[:at]
}

// order is that of the bytes in a word, the first byte lowest.
var order = binary.LittleEndian

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
		switch n.size = len(n.literal); {
		case n.parts != nil || n.size > shortText:
			n.kind = otherHole
		case n.escapes == textEscapes:
			n.kind, t.hasText = textHole, true
		}
		if n.kind < otherHole {
			text := append(n.literal, make([]byte, shortText)...)
			for i := range n.text {
				n.text[i] = order.Uint64(text[8*i:])
			}
		}
		t.holes = append(t.holes, n.hole)
		if n.parts != nil {
			afterParts = true
		} else if afterParts {
			t.deferred = append(t.deferred, n.field)
		}
		start = n.end
	}
	t.room = len(t.holes) * (shortText + shortValue)
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
