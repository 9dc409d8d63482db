package delimfeed

import (
	"strconv"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed/internal/jsoncell"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A jsonColumn is a column of JSON cells.
type jsonColumn struct {
	column feed.Field
	group  feed.Group
	keys   []jsonKey
}

type jsonKey struct {
	field feed.Field
	text  string // with quotes and the colon
}

// jsonColumns are the JSON columns, with their keys in the order of the
// service's examples.
var jsonColumns = [...]jsonColumn{
	newJSONColumn(feed.ResponseGeocodePoints, feed.PointLongitude, feed.PointLatitude, feed.PointUsageTypes, feed.PointType, feed.PointCalculationMethod),
	newJSONColumn(feed.ResponseQueryParseValues, feed.QueryParseProperty, feed.QueryParseValue),
}

func newJSONColumn(column feed.Field, fields ...feed.Field) jsonColumn {
	c := jsonColumn{column: column, group: fields[0].Info().Group}
	for _, f := range fields {
		c.keys = append(c.keys, jsonKey{f, strconv.Quote(f.Info().Attr) + ":"})
	}
	return c
}

// putObjects sets a JSON cell to a response's points or pairs and reports
// whether there are any.
func (w *Writer) putObjects(p feed.Part, c *jsonColumn) (bool, error) {
	start := len(w.json)
	for item := range p.Items(c.group) {
		if item.Empty() {
			continue
		}
		if !w.set.Has(c.column) {
			if w.dropped == nil {
				return false, item.Fault(feed.Unwritable, c.column, noColumn, addColumn(c.column))
			}
			w.countDropped(item)
			continue
		}
		if err := w.appendObject(item, c, len(w.json) == start); err != nil {
			return false, err
		}
	}
	if len(w.json) == start {
		return false, nil
	}
	w.json = append(w.json, ']')
	w.row.set(w.place[c.column], w.json[start:])
	return true, nil
}

// appendObject appends a point or pair to the JSON, and what must stand before
// it; nothing if it has no value that can be written.
func (w *Writer) appendObject(item feed.Part, c *jsonColumn, first bool) error {
	start := len(w.json)
	before := byte(',')
	if first {
		before = '['
	}
	w.json = append(w.json, before, '{')
	empty := len(w.json)
	for i := range c.keys {
		k := &c.keys[i]
		text := item.Text(k.field)
		if len(text) == 0 {
			continue
		}
		if !utf8.Valid(text) {
			if err := w.drop(item, k.field, notUTF8, ""); err != nil {
				return err
			}
			continue
		}
		if len(w.json) > empty {
			w.json = append(w.json, ',')
		}
		w.json = append(w.json, k.text...)
		w.json = jsoncell.AppendString(w.json, text)
	}
	if len(w.json) == empty {
		w.json = w.json[:start]
		return nil
	}
	w.json = append(w.json, '}')
	return nil
}
