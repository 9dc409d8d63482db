package delimfeed

import (
	"encoding/binary"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file goes through JSON cells that are written as the Writer and the service
// write them, while the row is scanned: once, for their end and their values. The
// text between two values is foreseen, and compared as a whole:
//
//	"[{""Longitude"":""-122.1"",""Latitude"":""47.6""},{""Longitude"":…}]",
//	^ i^-------------^ member 0 ^-----------^ member 1                   ^ the delimiter
//
// with tabs and pipes without the outer quotes, and quotes written once. The keys
// come in the order of jsonColumns, and any may be missing. Values that are empty,
// or have a quote, a backslash, a control character or, outside of quotes, the
// delimiter in them, and all else go to the scan of a cell and to package jsoncell,
// which find the same in what is taken here: each pair of quotes is alone, and
// the last quote has the delimiter after it.

// maxObjects is how many objects of a cell are taken.
const maxObjects = 64

// objects are those of a JSON cell, if it could be gone through.
type objects struct {
	known  bool
	count  int
	sets   [maxObjects]feed.FieldSet // the fields of each object
	values []valueSpan               // of each object, a span for each field of its group
}

// A valueSpan says where a value is in its row.
type valueSpan struct{ start, end int32 }

// A jsonForm is how the cells of a JSON column are written.
type jsonForm struct {
	open, next, last foreseen // before the first object, between two, and after the last one
	comma, brace     foreseen // after a value: one follows, or the object ends
	members          []jsonMember
	width            int // fields of the group
}

// jsonForms are indexed by the slots of their columns: with quotes written once,
// and twice in a quoted cell.
var jsonForms = [2][feed.NumFields]*jsonForm{newJSONForms(`"`, ""), newJSONForms(`""`, `"`)}

func newJSONForms(quote, outer string) (forms [feed.NumFields]*jsonForm) {
	for _, c := range jsonColumns {
		f := &jsonForm{
			open: newForeseen(outer + "[{"), next: newForeseen("},{"), last: newForeseen("}]" + outer),
			comma: newForeseen(quote + ","), brace: newForeseen(quote + "}"),
		}
		fields := c.group.Fields()
		f.width = len(fields)
		for _, field := range c.fields {
			text := quote + field.Info().Attr + quote + ":" + quote
			f.members = append(f.members, newJSONMember(text, field, slices.Index(fields, field)))
		}
		forms[schema.of[c.column]] = f
	}
	return forms
}

// A foreseen is a text of up to four bytes.
type foreseen struct {
	text, mask uint32
	size       int
}

func newForeseen(text string) foreseen {
	f := foreseen{size: len(text)}
	for i := range len(text) {
		f.text |= uint32(text[i]) << (8 * i)
		f.mask |= 0xFF << (8 * i)
	}
	return f
}

// begins reports whether four bytes begin with the text.
func (f *foreseen) begins(four uint32) bool { return four&f.mask == f.text }

// A jsonMember is a key with what is around it, up to its value.
type jsonMember struct {
	field feed.Field
	index int // of its value among those of the object
	size  int

	// Of the text, the first and the last eight bytes, and eight between the two;
	// where it is short, some bytes are part of more than one.
	first, between, last uint64
	betweenAt, lastAt    int
}

// memberSize is how long the text of a member may be.
const memberSize = 24

func newJSONMember(text string, f feed.Field, index int) jsonMember {
	m := jsonMember{field: f, index: index, size: len(text), lastAt: len(text) - 8}
	m.betweenAt = min(8, m.lastAt)
	word := func(i int) uint64 { return swar.Load([]byte(text[i : i+8])) }
	m.first, m.between, m.last = word(0), word(m.betweenAt), word(m.lastAt)
	return m
}

// begins reports whether memberSize bytes begin with the member.
func (m *jsonMember) begins(text []byte) bool {
	return swar.Load(text) == m.first && swar.Load(text[m.lastAt:]) == m.last && swar.Load(text[m.betweenAt:]) == m.between
}

// objects goes through the JSON cell of a slot that begins at i. It returns the
// index of the delimiter after the cell, and 0 if it could not.
func (s *scanner) objects(i int, at feed.Field, o *objects) (c cell, end int) {
	text, delimiter := s.text, s.delimiter
	form := jsonForms[0][at]
	if text[i] == '"' {
		form = jsonForms[1][at]
		c.quoted, c.doubled = true, true
		delimiter = '"' // may be in values
	}
	if len(text)-i < 4 || !form.open.begins(binary.LittleEndian.Uint32(text[i:])) {
		return c, 0
	}
	i += form.open.size
	c.start = i - len("[{")
	o.count, o.values = 0, o.values[:0]
	for o.count < maxObjects {
		first := len(o.values)
		if cap(o.values)-first < form.width {
			o.values = append(o.values, make([]valueSpan, 2*form.width)...)
		}
		o.values = o.values[:first+form.width]
		set, brace := s.object(i, form, delimiter, o.values[first:])
		if brace == 0 || brace > len(text)-8 {
			return c, 0
		}
		o.sets[o.count] = set
		o.count++
		four := binary.LittleEndian.Uint32(text[brace:])
		if form.next.begins(four) {
			i = brace + form.next.size
			continue
		}
		c.end, end = brace+len("}]"), brace+form.last.size
		if form.last.begins(four) && text[end] == s.delimiter {
			return c, end
		}
		break
	}
	return c, 0
}

// object goes through the members of an object, the first of which is at i. It
// returns which there are and the index of the brace after them, and 0 if it could
// not. It calls nothing, as row.plain.
func (s *scanner) object(i int, form *jsonForm, delimiter byte, values []valueSpan) (set feed.FieldSet, brace int) {
	text, d := s.text, swar.Repeat(delimiter)
members:
	for k := range form.members {
		m := &form.members[k]
		if i < 0 || i > len(text)-memberSize {
			break
		}
		if !m.begins(text[i : i+memberSize]) {
			continue
		}
		start := i + m.size
		end := start
		for {
			if end < 0 || end >= len(text)-7 {
				break members
			}
			if hits := stringEnds(swar.Load(text[end:end+8]), d); hits != 0 {
				end += swar.First(hits)
				break
			}
			end += 8
		}
		if end == start || end > len(text)-4 {
			break
		}
		values[m.index] = valueSpan{int32(start), int32(end)}
		set = set.With(m.field)
		four := binary.LittleEndian.Uint32(text[end:])
		if form.brace.begins(four) {
			return set, end + form.brace.size - len("}")
		}
		if !form.comma.begins(four) {
			break
		}
		i = end + form.comma.size
	}
	return 0, 0
}

// stringEnds marks, with their high bits, the quotes, backslashes, control characters and
// delimiters of x.
func stringEnds(x, delimiter uint64) uint64 {
	return ^swar.Plain(x, quotes, '\\'*swar.Ones, delimiter) & swar.Highs
}
