package jsonfeed

import (
	"encoding/binary"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// The quick way to read a line, where most of the time is spent. The text of the line is
// copied as a whole, and the values are parts of it; those with escapes are added after it.
//
//	line    {"id":"0017","geocodeRequest":{"query":"12 \"Elm\" St"}}
//	record  the same, and then: 12 "Elm" St
//
// A line is read so as a whole or not at all. It may have its keys in any order, a space
// after a comma or a colon as many programs write it, and typed values. Everything else is
// left to the general way (read_walk.go): other white space, escapes in keys, null, wide lines, and above
// all what is at fault. Near the end of the window nothing is read.

// A fastReader reads a line in the quick way.
type fastReader struct {
	data    []byte // the text from the line on
	offset  int64  // of the line
	record  *feed.Record
	limit   int    // bytes of a value
	decoded []byte // values with escapes, and lists
	plain   int    // where they will be in the texts of the record

	tidy, unquoted bool // all values are

	// next is the index of the member that followed last, by the number of the member
	// before it. Of an object its first member follows its key, and after its end what
	// follows is by the number with endOf.
	next  [2 * endOf]uint8
	stack [maxDepth]level
}

const (
	endOf    = 256
	maxDepth = 8 // of objects within each other
)

// A level is an object that is open.
type level struct {
	object *object
	offset int64         // of its brace
	seen   uint64        // its members, by index
	given  feed.FieldSet // its values that are not empty
}

// readFast reads the line of an entity, and reports whether it could. If not, nothing has
// changed.
func (r *Reader) readFast(rec *feed.Record) bool {
	if r.window.FirstBroken() < r.end || records.AddStep(rec, feed.EntityStart, r.keep) != nil {
		return false
	}
	f := &r.fast
	size := int(r.end - r.keep)
	f.data, f.offset, f.record, f.limit = r.window.Data[r.keep-r.window.Base():], r.keep, rec, r.limits.Value
	f.decoded, f.plain, f.tidy, f.unquoted = f.decoded[:0], size, true, true
	records.AddText(rec, f.data[:size])
	if end := f.read(); end == 0 || !isLineEnd(f.data[end:size]) {
		records.Discard(rec)
		return false
	}
	if len(f.decoded) > 0 {
		records.AddText(rec, f.decoded)
	}
	records.MarkValid(rec, f.tidy, f.unquoted)
	return records.AddStep(rec, feed.EntityEnd, r.end) == nil
}

// isLineEnd reports whether text is nothing but a line end.
func isLineEnd(text []byte) bool {
	return len(text) == 0 || len(text) == 1 && text[0] == '\n' || len(text) == 2 && text[0] == '\r' && text[1] == '\n'
}

// read reads the entity, and returns where it ends; 0 if it could not. What each value needs
// is in variables, so that it finds room in registers.
func (f *fastReader) read() int {
	data, depth := f.data, 0
	top := &f.stack[0]
	*top = level{object: entity(), offset: f.offset}
	places, _ := records.Places(f.record, feed.EntityGroup)
	set := feed.FieldSet(0) // that has been Set, and not committed
	before := 0
	if len(data) < headSize || data[0] != '{' || data[1] != '"' {
		return 0
	}
members:
	for i := 1; ; {
		if i > len(data)-headSize {
			return 0
		}
		m := f.member(top.object, before, data[i:])
		if m == nil || top.seen>>m.index&1 != 0 {
			return 0
		}
		top.seen |= 1 << m.index
		before = m.number
		if i += len(m.head.text); i > len(data)-headSize {
			return 0
		}
		if data[i] == ' ' {
			i++
		}
		if c := m.object; c == nil {
			start, size, end := f.value(m, i)
			if end == 0 || size > f.limit || end > len(data)-headSize {
				return 0
			}
			if size > 0 {
				places.Set(m.field, start, start+size, f.offset+int64(i))
				set, top.given = set.With(m.field), top.given.With(m.field)
			}
			i = end
		} else if i = c.firstBrace(data, i); i == 0 || depth+1 == maxDepth {
			return 0
		} else if data[i] == '{' {
			if c.starts {
				places.Commit(set)
				set = 0
				if records.AddStep(f.record, c.group.Start(), f.offset+int64(i)) != nil {
					return 0
				}
				places, _ = records.Places(f.record, c.group)
			}
			depth++
			top = &f.stack[depth]
			*top = level{object: c, offset: f.offset + int64(i)}
			if i++; data[i] == '"' {
				continue
			} else if data[i] != '}' {
				return 0
			}
		} else { // an empty array
			i++
			before += endOf
		}

		for data[i] == '}' {
			i++
			if missing := top.object.required &^ top.given; missing != 0 && !f.addMissing(missing, top.offset) {
				return 0
			}
			if top.object.starts {
				places.Commit(set)
				set = 0
			}
			if depth == 0 {
				return i
			}
			if i > len(data)-headSize {
				return 0
			}
			c := top.object
			if c.many && data[i] == ',' {
				if i++; data[i] == ' ' {
					i++
				}
				if data[i] != '{' || records.AddStep(f.record, c.group.Start(), f.offset+int64(i)) != nil {
					return 0
				}
				places, _ = records.Places(f.record, c.group)
				*top = level{object: c, offset: f.offset + int64(i)}
				before = c.number
				if i++; data[i] == '"' {
					continue members
				}
				continue // it ends at once, or is wrong
			}
			if c.many {
				if data[i] != ']' {
					return 0
				}
				i++
			}
			before = c.number + endOf
			depth--
			top = &f.stack[depth]
			if c.starts {
				places, _ = records.Places(f.record, top.object.group)
			}
		}
		if data[i] != ',' || data[i-1] == '{' {
			return 0
		}
		if i++; data[i] == ' ' {
			i++
		}
	}
}

// firstBrace returns where the first object of a member begins whose value is at text[i], or
// where its array ends; 0 if neither is there.
func (o *object) firstBrace(text []byte, i int) int {
	if o.many {
		if text[i] != '[' {
			return 0
		}
		if i++; text[i] == ']' {
			return i
		}
	}
	if text[i] != '{' {
		return 0
	}
	return i
}

// member returns the member of an object whose key text begins with, after another one.
func (f *fastReader) member(o *object, before int, text []byte) *member {
	if at := int(f.next[before]); at < len(o.members) {
		if m := &o.members[at]; m.head.begins(text) {
			return m
		}
	}
	for at := range o.members {
		if m := &o.members[at]; !m.flat && m.head.begins(text) {
			f.next[before] = uint8(at)
			return m
		}
	}
	return nil
}

// begins reports whether text, which has at least headSize bytes, begins with the head.
func (h *head) begins(text []byte) bool {
	a := binary.LittleEndian.Uint64(text[0:8]) ^ h.word[0]
	b := binary.LittleEndian.Uint64(text[8:16]) ^ h.word[1]
	c := binary.LittleEndian.Uint64(text[16:24]) ^ h.word[2]
	return a&h.mask[0]|b&h.mask[1]|c&h.mask[2] == 0 && !h.long
}

// addMissing adds the values, empty, that an object must have and has not.
func (f *fastReader) addMissing(missing feed.FieldSet, offset int64) bool {
	for missing != 0 {
		var at feed.Field
		at, missing = missing.Next()
		if records.AddSpan(f.record, at, 0, 0, offset) != nil {
			return false
		}
	}
	return true
}

// value returns where in the texts of the record the value of a field is that begins at
// data[i], and where it ends in data; 0 if it cannot be read here.
func (f *fastReader) value(m *member, i int) (start, size, end int) {
	data := f.data
	switch c := data[i]; {
	case c == '"':
		start = i + 1
		end = stringEnd(data, start)
		switch {
		case end == 0 || data[end] < ' ':
			return 0, 0, 0
		case data[end] == '\\':
			return f.decode(i)
		case end > start && (data[start] == ' ' || data[end-1] == ' '):
			f.tidy = false
		}
		return start, end - start, end + 1
	case c == '-' || '0' <= c && c <= '9':
		end = jsonscan.NumberEnd(data, i)
		return i, end - i, end
	case m.boolean && string(data[i:i+len("true")]) == "true":
		return i, len("true"), i + len("true")
	case m.boolean && string(data[i:i+len("false")]) == "false":
		return i, len("false"), i + len("false")
	case m.list && c == '[':
		return f.list(i)
	}
	return 0, 0, 0
}

// stringEnd returns the index of the first quote, backslash or control character from i on;
// 0 if there is none before the end of text is near.
func stringEnd(text []byte, i int) int {
	for ; i >= 0 && i <= len(text)-16; i += 16 {
		hit := ^swar.Plain(swar.Load(text[i:i+8]), '"'*swar.Ones, '\\'*swar.Ones, '"'*swar.Ones) & swar.Highs
		next := ^swar.Plain(swar.Load(text[i+8:i+16]), '"'*swar.Ones, '\\'*swar.Ones, '"'*swar.Ones) & swar.Highs
		if hit != 0 {
			return i + swar.First(hit)
		}
		if next != 0 {
			return i + 8 + swar.First(next)
		}
	}
	return 0
}

// decode is value of a string with escapes.
func (f *fastReader) decode(i int) (start, size, end int) {
	first := len(f.decoded)
	f.tidy, f.unquoted = false, false
	f.decoded, end = jsonscan.AppendString(f.decoded, f.data, i)
	return f.plain + first, len(f.decoded) - first, end
}

// list is value of a list, whose words are joined.
func (f *fastReader) list(i int) (start, size, end int) {
	first := len(f.decoded)
	f.tidy, f.unquoted = false, false
	for data := f.data; ; {
		i++
		if f.decoded, i = jsonscan.AppendString(f.decoded, data, i); i == 0 || i > len(data)-headSize {
			return 0, 0, 0
		}
		if data[i] == ']' {
			return f.plain + first, len(f.decoded) - first, i + 1
		}
		if data[i] != ',' {
			return 0, 0, 0
		}
		if data[i+1] == ' ' {
			i++
		}
		f.decoded = append(f.decoded, listComma...)
	}
}
