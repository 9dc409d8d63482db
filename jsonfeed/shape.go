package jsonfeed

import (
	"strings"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// An object is an object of JSON at its place in an entity. The tree of them is made from
// the table of fields; Reader and Writer walk the same one.
type object struct {
	key     string
	number  int    // of the member that it is
	path    string // from the entity, as the names of fields have it
	group   feed.Group
	starts  bool // it is the part of the group
	many    bool // it is in an array
	members []member
	keys    []string // of the members

	fields   feed.FieldSet // that are its members
	required feed.FieldSet // those that it always has, be they empty
}

// A member is a key of an object, with a value or an object.
type member struct {
	key    string
	number int        // among all members of the tree, from 1
	index  int        // in its object
	field  feed.Field // NoField of an object
	object *object
	flat   bool // it is a member of the entity that is written only in wide lines

	boolean, list bool // the value may be one

	head  head   // for reading: the key up to the colon
	comma []byte // for writing: the same with a comma before it
	begin []byte // and with the first quote of the value after it
}

// entity is the object of an entity.
var entity = sync.OnceValue(newShape)

// members is how many members the tree has.
var members int

func newShape() *object {
	root := &object{group: feed.EntityGroup, starts: true}
	for f := range feed.NumFields {
		if info := f.Info(); info.InXML() {
			root.add(info)
		}
	}
	addFlat(root)
	return root
}

// add adds a field to the object of an entity.
func (o *object) add(info feed.FieldInfo) {
	keys, names := info.Keys(), strings.Split(info.Name, "/")
	last := len(keys) - 1
	for i, key := range keys[:last] {
		o = o.child(key, strings.Join(names[:i+1], "/"))
	}
	o.addMember(member{key: keys[last], field: info.Field})
	o.fields = o.fields.With(info.Field)
	if info.Required {
		o.required = o.required.With(info.Field)
	}
}

// child returns the object of a key, and adds it if it is not there yet.
func (o *object) child(key, path string) *object {
	for i := range o.members {
		if o.members[i].key == key {
			return o.members[i].object
		}
	}
	c := &object{key: key, path: path, group: o.group}
	element := path[strings.LastIndexByte(path, '/')+1:]
	for g := range feed.NumGroups {
		if g.Element() == element {
			c.group, c.starts, c.many = g, true, g >= feed.ResponseGroup
		}
	}
	o.addMember(member{key: key, object: c})
	return c
}

// addMember adds a member.
func (o *object) addMember(m member) {
	members++
	m.number, m.index = members, len(o.members)
	if m.object != nil {
		m.object.number = m.number
	}
	info := m.field.Info()
	m.boolean, m.list = info.Type == feed.BooleanType, info.List
	m.head = newHead(`"` + m.key + `":`)
	m.comma = render.Padded(`,"` + m.key + `":`)
	m.begin = render.Padded(`,"` + m.key + `":"`)
	o.members, o.keys = append(o.members, m), append(o.keys, m.key)
}

// find returns the member of a key; nil if there is none.
func (o *object) find(key []byte) *member {
	for i := range o.members {
		if o.members[i].key == string(key) {
			return &o.members[i]
		}
	}
	return nil
}

// A column is a key of a wide line.
type column struct {
	part  *object    // that it is in: a request or a response
	field feed.Field // NoField of points and pairs
	items *object    // of an array
}

// columns are those of the flat members, by their index among the members of the entity.
var columns []column

// addFlat adds the keys of wide lines to the object of an entity: what is in the objects
// within it, but for those of arrays, and these as one text.
func addFlat(root *object) {
	nested := len(root.members)
	columns = make([]column, nested)
	var walk func(prefix string, part, o *object)
	walk = func(prefix string, part, o *object) {
		for _, m := range o.members {
			switch {
			case m.object == nil:
				root.addMember(member{key: prefix + m.key, field: m.field, flat: true})
				columns = append(columns, column{part: part, field: m.field})
			case m.object.many:
				root.addMember(member{key: prefix + m.key, flat: true})
				columns = append(columns, column{part: part, items: m.object})
			default:
				walk(prefix+m.key+"_", part, m.object)
			}
		}
	}
	for _, m := range root.members[:nested] {
		if m.object != nil {
			walk(flatName(m.key)+"_", m.object, m.object)
		}
	}
}

// flatName is what the keys of wide lines begin with: of the first of several responses,
// response.
func flatName(key string) string { return strings.TrimSuffix(key, "s") }

// headSize is how many bytes of a key are compared at once.
const headSize = 24

// A head is a key with its quotes and the colon, to be compared quickly.
type head struct {
	text string
	word [3]uint64 // its first 24 bytes, or as many as it has
	mask [3]uint64 // the bits that count
	long bool      // it has more
}

func newHead(text string) head {
	h := head{text: text, long: len(text) > headSize}
	var word, mask [headSize]byte
	for i := range copy(word[:], text) {
		mask[i] = 0xFF
	}
	for i := range h.word {
		h.word[i], h.mask[i] = swar.Load(word[8*i:]), swar.Load(mask[8*i:])
	}
	return h
}
