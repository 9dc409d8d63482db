package parquetfeed

import (
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A node is a node of the schema of a nested file: a value, a group or a list of groups.
type node struct {
	name     string
	field    feed.Field // of a value
	list     feed.Group // of a list
	request  feed.Group // of the group that is a request
	children []*node    // in the order of the columns

	column     int // of a value
	definition int // level at which it is there
	repetition int // level of the items of a list
}

// isList reports whether the node is a list.
func (n *node) isList() bool { return n.list != 0 }

// isValue reports whether the node is a column.
func (n *node) isValue() bool { return n.field != feed.NoField }

// first returns the first column in a node.
func (n *node) first() *node {
	for !n.isValue() {
		n = n.children[0]
	}
	return n
}

// tree is the schema of nested files. It follows the table of fields of package feed.
var tree = newTree()

func newTree() *node {
	root := &node{}
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		if info := f.Info(); info.InXML() {
			root.add(info, info.Keys())
		}
	}
	columns := 0
	root.number(&columns, 0, 0)
	return root
}

// add adds a field below the node.
func (n *node) add(info feed.FieldInfo, keys []string) {
	for _, key := range keys[:len(keys)-1] {
		n = n.child(key, info.Group)
	}
	n.children = append(n.children, &node{name: keys[len(keys)-1], field: info.Field})
}

// child returns the group or list of a name, which may be new.
func (n *node) child(name string, g feed.Group) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	c := &node{name: name}
	switch {
	case name == firstKey(feed.ResponseName):
		c.list = feed.ResponseGroup
	case name == secondKey(feed.PointType):
		c.list = feed.PointGroup
	case name == secondKey(feed.QueryParseValue):
		c.list = feed.QueryParseGroup
	case len(n.name) == 0:
		c.request = g
	}
	n.children = append(n.children, c)
	return c
}

func firstKey(f feed.Field) string  { return f.Info().Keys()[0] }
func secondKey(f feed.Field) string { return f.Info().Keys()[1] }

// number settles the columns and levels.
func (n *node) number(columns *int, definition, repetition int) {
	switch {
	case n.isValue():
		definition++
		n.column = *columns
		*columns++
	case n.isList():
		definition++
		repetition++
	case n.name != "":
		definition++
	}
	n.definition, n.repetition = definition, repetition
	for _, c := range n.children {
		c.number(columns, definition, repetition)
	}
}

// schema returns the node for parquet.
func (n *node) schema(o *Options) parquet.Node {
	if n.isValue() {
		return parquet.Optional(leaf(n.field, o))
	}
	group := ordered{Group: parquet.Group{}}
	for _, c := range n.children {
		group.Group[c.name] = c.schema(o)
		group.names = append(group.names, c.name)
	}
	switch {
	case n.isList():
		return parquet.List(group)
	case n.name != "":
		return parquet.Optional(group)
	}
	return group
}

// An ordered group keeps its members in an order, where parquet.Group sorts them.
type ordered struct {
	parquet.Group
	names []string
}

// Fields implements parquet.Node.
func (g ordered) Fields() []parquet.Field {
	byName := make(map[string]parquet.Field)
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(g.names))
	for i, name := range g.names {
		fields[i] = byName[name]
	}
	return fields
}

// values returns the columns of a node in their order.
func (n *node) values(all []*node) []*node {
	if n.isValue() {
		return append(all, n)
	}
	for _, c := range n.children {
		all = c.values(all)
	}
	return all
}

// flatName returns the name of a field's column in a flat file.
func flatName(f feed.Field) string {
	keys := f.Info().Keys()
	if f.Info().Group == feed.ResponseGroup {
		keys[0] = "response"
	}
	return strings.Join(keys, "_")
}
