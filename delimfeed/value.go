package delimfeed

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsoncell"
)

// This file yields what is in the current row.

// nextValue returns the next value of the row or the start of its group, or the
// fault of a cell. It reports false where a cell yields nothing of its own.
func (r *Reader) nextValue() (t feed.Token, ok bool, err error) {
	at, rest := r.left.Next()
	isJSON := schema.json.Has(at)
	if isJSON && !r.json.ready {
		if err := r.parseCell(at); err != nil {
			r.left = rest
			return feed.Token{}, true, err
		}
		if r.json.array.Len() == 0 {
			r.left, r.json.ready = rest, false
			return feed.Token{}, false, nil
		}
	}
	if g := schema.group[at]; g != r.open && g != feed.EntityGroup {
		r.openGroup(g)
		return feed.Token{Kind: g.Start(), Offset: r.row.offset}, true, nil
	}
	r.left = rest
	if isJSON {
		r.json.ready = false
		r.state = inCell
		return feed.Token{}, false, nil
	}
	c := &r.row.cells[at]
	text := c.value(r.view, &r.value)
	if len(text) > r.limits.Value {
		return feed.Token{}, true, r.valueTooLarge(at, *c)
	}
	return feed.Token{Kind: feed.FieldValue, Field: at, Text: text, Offset: r.row.offset + int64(c.place())}, true, nil
}

// A jsonCell is the content of a JSON cell, and how far it has been yielded.
type jsonCell struct {
	array  jsoncell.Array
	ready  bool // parsed, and its first token not yet asked for
	offset int64
	group  *jsonGroup
	object int // the open one; -1 before the first
	field  int // of it, to be looked at next, as an index in the group's fields
}

// A jsonGroup is what the objects of a JSON column are.
type jsonGroup struct {
	group    feed.Group
	start    feed.Kind
	fields   []feed.Field          // in the order of tokens
	keys     []string              // of the fields
	place    [feed.NumFields]uint8 // of a field in fields
	required feed.FieldSet
}

// jsonGroups are indexed by the slots of their columns.
var jsonGroups = newJSONGroups()

func newJSONGroups() (groups [feed.NumFields]*jsonGroup) {
	for set := schema.json; set != 0; {
		var at feed.Field
		at, set = set.Next()
		g := at.Info().Group
		group := &jsonGroup{group: g, start: g.Start(), fields: g.Fields()}
		for i, f := range group.fields {
			group.place[f] = uint8(i)
			group.keys = append(group.keys, f.Info().Attr)
			if f.Info().Required {
				group.required = group.required.With(f)
			}
		}
		groups[at] = group
	}
	return groups
}

// parseCell reads a JSON cell of the row.
func (r *Reader) parseCell(at feed.Field) error {
	c := r.row.cells[at]
	j := &r.json
	text := r.view[c.start:c.end]
	if len(text) > r.limits.Value && c.size(r.view) > r.limits.Value {
		return r.valueTooLarge(at, c)
	}
	group := jsonGroups[at]
	if err := j.array.Parse(text, group.keys, c.doubled); err != nil {
		before := text[:err.Offset]
		character := 1 + utf8.RuneCount(before)
		if c.doubled {
			character -= bytes.Count(before, []byte{'"'}) / 2
		}
		return r.cellFault(feed.CellJSON, at, c, fmt.Sprintf("%s at character %d of the cell", err.Message, character), err.Remedy)
	}
	j.ready, j.group, j.object, j.field = true, group, -1, len(group.fields)
	j.offset = r.row.offset + int64(c.place())
	return nil
}

// value returns the next value of the open object, or reports that there is none.
// Besides the values that are not empty there are the fields that the schema
// requires.
func (j *jsonCell) value() (f feed.Field, text []byte, ok bool) {
	for ; j.field < len(j.group.fields); j.field++ {
		f, text = j.group.fields[j.field], j.array.Value(j.object, j.field)
		if len(text) > 0 || j.group.required.Has(f) {
			j.field++
			return f, text, true
		}
	}
	return f, nil, false
}

// nextObject opens the next object, if there is one.
func (j *jsonCell) nextObject() bool {
	j.object++
	j.field = 0
	return j.object < j.array.Len()
}
