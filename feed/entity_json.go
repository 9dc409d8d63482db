package feed

import (
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// An Entity is in JSON what it is on a line of JSON Lines: see package jsonfeed.

// A jsonObject is an object of JSON at its place in an entity, made from the table of fields.
type jsonObject struct {
	group        Group
	starts, many bool // it is the part of the group; it is in an array
	members      []jsonMember
	fields       FieldSet // that are its members
}

// A jsonMember is a key with a value or an object.
type jsonMember struct {
	key    string
	field  Field
	object *jsonObject // nil for a value
}

// entityJSON is the object of an entity.
var entityJSON = sync.OnceValue(func() *jsonObject {
	root := &jsonObject{starts: true}
	for f, info := range fields {
		if !info.InXML() {
			continue
		}
		o, keys := root, info.Keys()
		last := len(keys) - 1
		for depth, key := range keys[:last] {
			o = o.child(key, info.Group, depth)
		}
		o.members = append(o.members, jsonMember{key: keys[last], field: Field(f)})
		o.fields = o.fields.With(Field(f))
	}
	return root
})

// child returns the object of a key, and adds it if it is not there yet: that of a group that
// is the group of a value within it, or for the array around points and pairs, the response's.
func (o *jsonObject) child(key string, g Group, depth int) *jsonObject {
	if i := o.find([]byte(key)); i >= 0 {
		return o.members[i].object
	}
	c := &jsonObject{group: g}
	switch {
	case depth == 0 && g >= ResponseGroup:
		c.group, c.starts, c.many = ResponseGroup, true, true
	case depth == 0:
		c.starts = true
	case depth == 1 && g > ResponseGroup:
		c.starts, c.many = true, true
	}
	o.members = append(o.members, jsonMember{key: key, object: c})
	return c
}

// find returns the index of the member of a key; -1 if there is none.
func (o *jsonObject) find(key []byte) int {
	return slices.IndexFunc(o.members, func(m jsonMember) bool { return m.key == string(key) })
}

// MarshalJSON implements json.Marshaler: an object with the names of the XML, with a small
// first letter, in which every value is a string. The errors are those of WriteEntity, and a
// *Fault whose cause is Unwritable for a value that is not UTF-8.
func (e Entity) MarshalJSON() ([]byte, error) {
	var r Record
	if err := r.fill(&e); err != nil {
		return nil, err
	}
	return entityJSON().append(nil, &r, r.Entity())
}

// append appends an object whose values are in a part of a record.
func (o *jsonObject) append(dst []byte, r *Record, p Part) (_ []byte, err error) {
	dst = append(dst, '{')
	begin := func(key string) {
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), key...), `":`...)
	}
	for _, m := range o.members {
		c := m.object
		switch {
		case c == nil:
			if text := p.Text(m.field); len(text) > 0 {
				if !utf8.Valid(text) {
					return nil, p.Fault(Unwritable, m.field, "the value is not UTF-8", "make the text UTF-8")
				}
				begin(m.key)
				dst = append(jsonscan.AppendEscaped(append(dst, '"'), text), '"')
			}
			continue
		case c.many:
			before := len(dst)
			parts := r.Parts(c.group)
			if c.group > ResponseGroup {
				parts = p.Items(c.group)
			}
			for part := range parts {
				if len(dst) == before {
					begin(m.key)
					dst = append(dst, '[')
				} else {
					dst = append(dst, ',')
				}
				if dst, err = c.append(dst, r, part); err != nil {
					return nil, err
				}
			}
			if len(dst) > before {
				dst = append(dst, ']')
			}
			continue
		case c.starts:
			request, ok := r.Request(c.group)
			if !ok {
				continue
			}
			begin(m.key)
			dst, err = c.append(dst, r, request)
		case p.NonEmpty()&c.fields != 0:
			begin(m.key)
			dst, err = c.append(dst, r, p)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// UnmarshalJSON implements json.Unmarshaler. It takes what MarshalJSON makes, and what a
// reader of JSON Lines takes for it: a number as it is written, null for an absent value, a
// boolean or a list where the schema has one. A key that the schema does not have, or that is
// there twice, is an error, and case counts.
func (e *Entity) UnmarshalJSON(text []byte) error {
	if !utf8.Valid(text) {
		return fmt.Errorf("%w: the entity is not UTF-8", EncodingInvalid)
	}
	r := jsonReader{text: text}
	const deep = 1 << 10
	r.scanner.Reset(text, deep)
	if t, err := r.next(); err != nil || t.Kind != jsonscan.Object {
		if t.Kind == jsonscan.Null && err == nil {
			return nil // as encoding/json has it
		}
		return errNoObject
	}
	err := r.record.addStep(EntityStart, 0)
	if err == nil {
		err = r.object(entityJSON())
	}
	if err == nil {
		_, err = r.next() // nothing may follow
	}
	if err != nil {
		return err
	}
	*e = *r.record.Struct()
	return nil
}

var errNoObject = fmt.Errorf("%w: an entity is an object", JSONSyntax)

// A jsonReader fills a record with an entity in JSON.
type jsonReader struct {
	text    []byte
	scanner jsonscan.Scanner
	record  Record
}

func (r *jsonReader) next() (jsonscan.Token, error) {
	t, err := r.scanner.Next()
	if err != nil {
		return t, fmt.Errorf("%w: byte %d: %s", JSONSyntax, err.Offset, err.Message)
	}
	return t, nil
}

// object reads the members of an object.
func (r *jsonReader) object(o *jsonObject) error {
	var seen uint64
	for {
		t, err := r.next()
		if err != nil || !t.Key {
			return err // it ends
		}
		key, half := jsonscan.AppendText(nil, r.text[t.Start:t.End])
		i := o.find(key)
		switch {
		case i < 0 || half >= 0:
			return fmt.Errorf("%w: byte %d: the unknown key %s", JSONKey, t.Start, quote.Text(key))
		case seen>>i&1 != 0:
			return fmt.Errorf("%w: byte %d: a second key %q", JSONKey, t.Start, o.members[i].key)
		}
		seen |= 1 << i
		if t, err = r.next(); err == nil {
			err = r.member(&o.members[i], t)
		}
		if err != nil {
			return err
		}
	}
}

// member reads the value of a member, which a token begins.
func (r *jsonReader) member(m *jsonMember, t jsonscan.Token) (err error) {
	c := m.object
	switch {
	case t.Kind == jsonscan.Null:
		return nil
	case c == nil:
		return r.value(m, t)
	case !c.many:
		return r.part(m, t)
	case t.Kind != jsonscan.Array:
		return wrongJSON(m, t)
	}
	for {
		if t, err = r.next(); err != nil || t.Kind == jsonscan.ArrayEnd {
			return err
		}
		if err := r.part(m, t); err != nil {
			return err
		}
	}
}

// part reads an object within another.
func (r *jsonReader) part(m *jsonMember, t jsonscan.Token) error {
	if t.Kind != jsonscan.Object {
		return wrongJSON(m, t)
	}
	if m.object.starts {
		if err := r.record.addStep(m.object.group.Start(), 0); err != nil {
			return err
		}
	}
	return r.object(m.object)
}

// value reads the value of a field.
func (r *jsonReader) value(m *jsonMember, t jsonscan.Token) error {
	text, half := r.text[t.Start:t.End], -1
	info := m.field.Info()
	switch {
	case t.Kind == jsonscan.String:
		text, half = jsonscan.AppendText(nil, text)
	case t.Kind == jsonscan.Number:
	case (t.Kind == jsonscan.True || t.Kind == jsonscan.False) && info.Type == BooleanType:
	case t.Kind == jsonscan.Array && info.List:
		return r.list(m)
	default:
		return wrongJSON(m, t)
	}
	if half >= 0 {
		return fmt.Errorf("%w: byte %d: %s is no text", JSONValue, t.Start, quote.Text(m.key))
	}
	return r.record.addValue(m.field, text, 0)
}

// list reads a list, the words of which are joined as they are in a feed.
func (r *jsonReader) list(m *jsonMember) error {
	var text []byte
	for i := 0; ; i++ {
		t, err := r.next()
		if err != nil {
			return err
		}
		if t.Kind == jsonscan.ArrayEnd {
			return r.record.addValue(m.field, text, 0)
		}
		if t.Kind != jsonscan.String {
			return wrongJSON(m, t)
		}
		if i > 0 {
			text = append(text, ", "...)
		}
		var half int
		if text, half = jsonscan.AppendText(text, r.text[t.Start:t.End]); half >= 0 {
			return fmt.Errorf("%w: byte %d: %s is no text", JSONValue, t.Start, quote.Text(m.key))
		}
	}
}

// wrongJSON is the error of a value that cannot be that of its key.
func wrongJSON(m *jsonMember, t jsonscan.Token) error {
	return fmt.Errorf("%w: byte %d: the value of %q cannot begin with %q", JSONValue, t.Start, m.key, string(t.Kind))
}
