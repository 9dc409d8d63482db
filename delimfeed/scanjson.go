package delimfeed

import (
	"encoding/binary"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
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
// which find the same in what is taken here: each pair of quotes stands alone, and
// the last quote has the delimiter behind it.

// maxObjects is how many objects of a cell are taken.
const maxObjects = 64

// objects are those of a JSON cell, if it could be gone through.
type objects struct {
	known  bool
	count  int
	values []valueSpan // of each object, one for each field of its group
}

// A valueSpan is the place of a value in its row; empty if there is none.
type valueSpan struct{ start, end int32 }

// A jsonForm is how the cells of a JSON column are written.
type jsonForm struct {
	open, next, last string // before the first object, between two, and behind the last one
	quote            string // behind a value
	members          []jsonMember
	width            int // fields of the group
}

// A jsonMember is a key with what stands around it, up to its value.
type jsonMember struct {
	text  string
	field int // index in the group's fields
}

// jsonForms are indexed by the slots of their columns: with quotes written once,
// and twice in a quoted cell.
var jsonForms = [2][feed.NumFields]*jsonForm{newJSONForms(`"`, ""), newJSONForms(`""`, `"`)}

func newJSONForms(quote, outer string) (forms [feed.NumFields]*jsonForm) {
	for _, c := range jsonColumns {
		f := &jsonForm{open: outer + "[{", next: "},{", last: "}]" + outer, quote: quote}
		fields := c.group.Fields()
		f.width = len(fields)
		for _, field := range c.fields {
			for i := range fields {
				if fields[i] == field {
					f.members = append(f.members, jsonMember{quote + field.Info().Attr + quote + ":" + quote, i})
				}
			}
		}
		forms[schema.of[c.column]] = f
	}
	return forms
}

// objects goes through the JSON cell of a slot that begins at i. It returns the
// index of the delimiter behind the cell, and 0 if it could not.
func (s *scanner) objects(i int, at feed.Field, o *objects) (c cell, end int) {
	text, delimiter := s.text, s.delimiter
	form := jsonForms[0][at]
	if text[i] == '"' {
		form = jsonForms[1][at]
		c.quoted, c.doubled = true, true
		delimiter = '"' // may stand in values
	}
	if !has(text, i, form.open) {
		return c, 0
	}
	c.start = i + len(form.open) - len("[{")
	i += len(form.open)
	o.count, o.values = 0, o.values[:0]
	for {
		first := len(o.values)
		if cap(o.values)-first < form.width {
			o.values = append(o.values, make([]valueSpan, 2*form.width)...)
		}
		o.values = o.values[:first+form.width]
		object := o.values[first:]
		clear(object)
		if i = s.object(i, form, delimiter, object); i == 0 {
			return c, 0
		}
		o.count++
		switch {
		case has(text, i, form.next) && o.count < maxObjects:
			i += len(form.next)
		case has(text, i, form.last) && i+len(form.last) < len(text) && text[i+len(form.last)] == s.delimiter:
			c.end = i + len("}]")
			return c, i + len(form.last)
		default:
			return c, 0
		}
	}
}

// object goes through the members of an object, the first of which stands at i. It
// returns the index behind the last one, and 0 if it could not.
func (s *scanner) object(i int, form *jsonForm, delimiter byte, object []valueSpan) int {
	text := s.text
	for m := 0; m < len(form.members); m++ {
		member := &form.members[m]
		if !has(text, i, member.text) {
			continue
		}
		i += len(member.text)
		end := stringEnd(text, i, delimiter)
		if end <= i || !has(text, end, form.quote) {
			return 0
		}
		object[member.field] = valueSpan{int32(i), int32(end)}
		i = end + len(form.quote)
		if i >= len(text) || text[i] != ',' {
			return i
		}
		i++
	}
	return 0
}

func has(text []byte, i int, part string) bool {
	return len(text)-i >= len(part) && string(text[i:i+len(part)]) == part
}

// stringEnd returns the index of the next quote, backslash, control character or
// delimiter from i on; 0 if there is none, or none that is far enough from the end
// of text.
func stringEnd(text []byte, i int, delimiter byte) int {
	d := uint64(delimiter) * ones
	for ; i < len(text)-7; i += 8 {
		x := binary.LittleEndian.Uint64(text[i : i+8])
		y := x & lows
		others := (y ^ '"'*ones + lows) & (y ^ '\\'*ones + lows) & (y ^ d + lows) & (y + (0x80-' ')*ones)
		if hits := ^(others | x) & highs; hits != 0 {
			return i + bits.TrailingZeros64(hits)/8
		}
	}
	return 0
}
