package xmlfeed

import (
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// What the schema table does not say: the root element and the namespaces.
const (
	rootName       = "GeocodeFeed"
	versionName    = "Version"
	namespace      = "http://schemas.microsoft.com/search/local/2010/5/geocode"
	httpsNamespace = "https://schemas.microsoft.com/search/local/2010/5/geocode"
)

// An element is an element of the schema at its place. The tree of them is made
// from the schema table; reader and writer walk the same one.
type element struct {
	name   string
	path   string // from the entity, as field names have it; the root's is its name
	parent *element
	depth  int // 0 for the root
	index  int // among the parent's children

	starts bool       // it opens a group
	group  feed.Group // which
	many   bool       // it may occur any number of times
	text   feed.Field // whose value is its text

	fields   feed.FieldSet // of its attributes, in the order of writing
	required feed.FieldSet // those that it must have
	children []*element    // in the order of writing

	inner  feed.FieldSet // of children that are no groups
	groups uint8         // of children that are groups, as bits

	written tags

	// The same by symbol, for reading.
	fieldOf [xmlscan.MaxSymbols]feed.Field
	childOf [xmlscan.MaxSymbols]*element
}

var (
	names         = xmlscan.NewNames(schemaNames()...)
	versionSymbol = names.Symbol([]byte(versionName))

	root   = &element{name: rootName, path: rootName}
	entity = root.add(feed.EntityGroup.Element())
)

func init() {
	entity.path = ""
	for f := range feed.NumFields {
		if info := f.Info(); info.InXML() {
			entity.addField(info)
		}
	}
	entity.prepare()
}

// prepare fills in what follows from the rest of the tree.
func (e *element) prepare() {
	e.written = e.tags()
	for _, c := range e.children {
		c.prepare()
		if c.starts {
			e.groups |= 1 << c.group
		} else {
			e.inner |= c.fields
			if c.text != feed.NoField {
				e.inner = e.inner.With(c.text)
			}
		}
	}
}

// steps returns the elements, from the entity inwards, that lead to a field.
func steps(info feed.FieldInfo) []string {
	path := strings.Split(info.Name, "/")
	if info.Attr != "" {
		path = path[:len(path)-1]
	}
	return path
}

// schemaNames returns all names of elements and attributes, once each.
func schemaNames() []string {
	all := []string{rootName, versionName, feed.EntityGroup.Element()}
	for f := range feed.NumFields {
		if info := f.Info(); info.InXML() {
			all = append(append(all, steps(info)...), info.Attr, info.Alias)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(name string) bool { return name == "" })
}

func (e *element) addField(info feed.FieldInfo) {
	for _, step := range steps(info) {
		e = e.child(step)
	}
	if info.Attr == "" {
		e.text = info.Field
		return
	}
	e.fields = e.fields.With(info.Field)
	e.fieldOf[names.Symbol([]byte(info.Attr))] = info.Field
	if info.Alias != "" {
		e.fieldOf[names.Symbol([]byte(info.Alias))] = info.Field
	}
	if info.Required {
		e.required = e.required.With(info.Field)
	}
}

// child returns the child of a name, and adds it if it is not there yet.
func (e *element) child(name string) *element {
	if c := e.childOf[names.Symbol([]byte(name))]; c != nil {
		return c
	}
	return e.add(name)
}

func (e *element) add(name string) *element {
	c := &element{name: name, parent: e, depth: e.depth + 1, index: len(e.children), path: join(e.path, name)}
	for g := range feed.NumGroups {
		if g.Element() == name {
			c.group, c.starts, c.many = g, true, g == feed.EntityGroup || g >= feed.ResponseGroup
		}
	}
	e.children = append(e.children, c)
	e.childOf[names.Symbol([]byte(name))] = c
	return c
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "/" + name
}

// parentsOf returns the names of the elements that have a child of the name, in
// the schema's order.
func parentsOf(name string) []string {
	var parents []string
	var walk func(e *element)
	walk = func(e *element) {
		for _, c := range e.children {
			if c.name == name {
				parents = append(parents, e.name)
			}
			walk(c)
		}
	}
	walk(root)
	return parents
}
