package delimfeed

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

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
	text := r.rowText[c.start:c.end]
	if len(text) > r.limits.Value && c.size(r.rowText) > r.limits.Value {
		return r.valueTooLarge(at, c)
	}
	err := r.array.Parse(text, jsonGroups[at].keys, c.doubled)
	if err == nil {
		return nil
	}
	before := text[:err.Offset]
	character := 1 + utf8.RuneCount(before)
	if c.doubled {
		character -= bytes.Count(before, []byte{'"'}) / 2
	}
	return r.cellFault(feed.CellJSON, at, c, fmt.Sprintf("%s at character %d of the cell", err.Message, character), err.Remedy)
}
