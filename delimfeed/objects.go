package delimfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed/internal/jsoncell"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/plain"
)

// A jsonColumn is a column of JSON cells.
type jsonColumn struct {
	column feed.Field
	group  feed.Group
	fields []feed.Field // in the order of the keys
}

// jsonColumns are the JSON columns, with their keys in the order of the
// service's examples.
var jsonColumns = [...]jsonColumn{
	newJSONColumn(feed.ResponseGeocodePoints, feed.PointLongitude, feed.PointLatitude, feed.PointUsageTypes, feed.PointType, feed.PointCalculationMethod),
	newJSONColumn(feed.ResponseQueryParseValues, feed.QueryParseProperty, feed.QueryParseValue),
}

func newJSONColumn(column feed.Field, fields ...feed.Field) jsonColumn {
	return jsonColumn{column: column, group: fields[0].Info().Group, fields: fields}
}

// A jsonStyle is how a format writes JSON cells. With commas they are always in
// quotes, and are made so at once.
type jsonStyle struct {
	doubled    bool
	start, end string
	quote      string
	members    [feed.NumFields]string // a member up to its value, with the comma before it
	plain      plain.Run              // of the values, that needs no escapes
	escaped    []byte                 // a value that needs them
}

func newJSONStyle(f feed.Format) jsonStyle {
	s := jsonStyle{start: "[", end: "]", quote: `"`}
	if f == feed.CSV {
		s = jsonStyle{start: `"[`, end: `]"`, quote: `""`, doubled: true}
	}
	s.plain.Find = jsoncell.PlainEnd
	for i := range jsonColumns {
		for _, f := range jsonColumns[i].fields {
			s.members[f] = "," + s.quote + f.Info().Attr + s.quote + ":" + s.quote
		}
	}
	return s
}

// putObjects sets JSON cell i to a response's points or pairs and reports whether
// there are any.
func (w *Writer) putObjects(p feed.Part, i int) (bool, error) {
	c := &jsonColumns[i]
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
	w.json = append(w.json, w.objects.end...)
	w.row.set(w.place[c.column], w.json[start:])
	if w.delimiter == '|' && bytes.IndexByte(w.json[start:], '|') >= 0 {
		w.row.quote(w.place[c.column])
	}
	return true, nil
}

// appendObject appends a point or pair to the JSON, and what must stand before
// it; nothing if it has no value that can be written.
func (w *Writer) appendObject(item feed.Part, c *jsonColumn, first bool) error {
	start := len(w.json)
	if first {
		w.json = append(w.json, w.objects.start...)
	} else {
		w.json = append(w.json, ',')
	}
	w.json = append(w.json, '{')
	empty := len(w.json)
	values := item.Set()
	for _, f := range c.fields {
		if !values.Has(f) {
			continue
		}
		if !w.isUTF8(item, f) {
			if err := w.drop(item, f, notUTF8, ""); err != nil {
				return err
			}
			continue
		}
		w.appendMember(item, f, len(w.json) == empty)
	}
	if len(w.json) == empty {
		w.json = w.json[:start]
		return nil
	}
	w.json = append(w.json, '}')
	return nil
}

// appendMember appends a key and its value.
func (w *Writer) appendMember(item feed.Part, f feed.Field, first bool) {
	s := &w.objects
	key := s.members[f]
	if first {
		key = key[len(","):]
	}
	json := append(w.json, key...)
	start, end := item.Span(f)
	if value := w.values[start:end]; s.plain.Covers(w.values, start, end) {
		json = append(json, value...)
	} else {
		json = s.appendEscaped(json, value)
	}
	w.json = append(json, s.quote...)
}

// appendEscaped appends what stands between the quotes of a value.
func (s *jsonStyle) appendEscaped(dst, value []byte) []byte {
	s.escaped = jsoncell.AppendEscaped(s.escaped[:0], value)
	if s.doubled {
		return appendDoubled(dst, s.escaped)
	}
	return append(dst, s.escaped...)
}
