package delimfeed

import (
	"encoding/binary"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file parses JSON cells that are written as the Writer and the service write them,
// while the row is scanned: one pass finds their end and their values. The text between two
// values is known in advance, and compared as a whole:
//
//	"[{""Longitude"":""-122.1"",""Latitude"":""47.6""},{""Longitude"":…}]",
//	^ i^-------------^ member 0 ^-----------^ member 1                   ^ the delimiter
//
// With tabs and pipes there are no outer quotes, and each quote is written once. The keys
// come in the order of jsonColumns, and any of them may be missing. Everything else is left
// to scanner.Cell and package jsoncell: also values that are empty, or have a quote, a
// backslash, a control character or, outside of quotes, the delimiter in them. The two would
// find the same in the cells that are parsed here, as each pair of quotes is on its own and
// the delimiter follows the last quote.

// maxObjects is how many objects a cell may have that is parsed here.
const maxObjects = 64

// objects are the objects of a JSON cell, if it could be parsed here.
type objects struct {
	count  int
	sets   [maxObjects]feed.FieldSet // the fields of each object
	values []valueSpan               // of each object, a span for each field of its group
}

// A jsonForm says how the cells of a JSON column are usually written.
type jsonForm struct {
	open, next, last expected // before the first object, between two, and after the last one
	comma, brace     expected // after a value: one follows, or the object ends
	members          []jsonMember
	width            int // the number of fields in the group
}

// jsonForms are the forms with quotes written once and, in a quoted cell, twice. The index is
// the slot of the column.
var jsonForms = [2][feed.NumFields]*jsonForm{newJSONForms(`"`, ""), newJSONForms(`""`, `"`)}

func newJSONForms(quote, outer string) (forms [feed.NumFields]*jsonForm) {
	for _, c := range jsonColumns {
		f := &jsonForm{
			open: newExpected(outer + "[{"), next: newExpected("},{"), last: newExpected("}]" + outer),
			comma: newExpected(quote + ","), brace: newExpected(quote + "}"),
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

// An expected is a known text of up to four bytes.
type expected struct {
	text, mask uint32
	size       int
}

func newExpected(text string) expected {
	f := expected{size: len(text)}
	for i := range len(text) {
		f.text |= uint32(text[i]) << (8 * i)
		f.mask |= 0xFF << (8 * i)
	}
	return f
}

// begins reports whether four bytes begin with the text.
func (f *expected) begins(four uint32) bool { return four&f.mask == f.text }

// A jsonMember is a key with what surrounds it, up to its value.
type jsonMember struct {
	field feed.Field
	index int // of its field in the group
	size  int

	// The first and the last eight bytes of the text, and eight between them. If the text
	// is short, they overlap.
	first, between, last uint64
	betweenAt, lastAt    int
}

// memberSize is the greatest size that the text of a member may have.
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

// scanObjects parses the JSON cell of a slot that begins at i. It returns the index of the
// delimiter after the cell, or 0 if it could not.
func scanObjects(s *scanner, i int, at feed.Field, o *objects) (c cell, end int) {
	text, delimiter := s.Text, s.Delimiter
	form := jsonForms[0][at]
	if text[i] == '"' {
		form = jsonForms[1][at]
		c.Quoted, c.Doubled = true, true
		delimiter = '"' // may be in values
	}
	if len(text)-i < 4 || !form.open.begins(binary.LittleEndian.Uint32(text[i:])) {
		return c, 0
	}
	i += form.open.size
	c.Start = i - len("[{")
	o.count, o.values = 0, o.values[:0]
	for o.count < maxObjects {
		first := len(o.values)
		if cap(o.values)-first < form.width {
			o.values = append(o.values, make([]valueSpan, 2*form.width)...)
		}
		o.values = o.values[:first+form.width]
		set, brace := scanObject(s, i, form, delimiter, o.values[first:])
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
		c.End, end = brace+len("}]"), brace+form.last.size
		if form.last.begins(four) && text[end] == s.Delimiter {
			return c, end
		}
		break
	}
	return c, 0
}

// scanObject parses the members of an object, the first of which is at i. It returns their fields
// and the index of the brace after them, or 0 if it could not. Like row.plain, it calls
// nothing.
func scanObject(s *scanner, i int, form *jsonForm, delimiter byte, values []valueSpan) (set feed.FieldSet, brace int) {
	text, d := s.Text, swar.Repeat(delimiter)
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

// stringEnds marks the quotes, backslashes, control characters and delimiters of x.
func stringEnds(x, delimiter uint64) uint64 {
	return ^swar.Plain(x, cells.Quotes, '\\'*swar.Ones, delimiter) & swar.Highs
}
