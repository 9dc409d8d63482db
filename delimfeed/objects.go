package delimfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsoncell"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
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
	members    [feed.NumFields][]byte // a member up to its value, with the comma before it
	escaped    []byte                 // the last value that has escapes
}

func newJSONStyle(f feed.Format) jsonStyle {
	s := jsonStyle{start: "[", end: "]", quote: `"`}
	if f == feed.CSV {
		s = jsonStyle{start: `"[`, end: `]"`, quote: `""`, doubled: true}
	}
	for i := range jsonColumns {
		for _, f := range jsonColumns[i].fields {
			s.members[f] = render.Padded("," + s.quote + f.Info().Attr + s.quote + ":" + s.quote)
		}
	}
	return s
}

// putObjects sets JSON cell i to a response's points or pairs and reports whether
// there are any.
func (w *Writer) putObjects(p feed.Part, i int) (bool, error) {
	c := &jsonColumns[i]
	start := len(w.json)
	r := w.sink.Record
	for i := records.NextIndex(r, records.Index(p)+1, c.group); i < r.Len(); i = records.NextIndex(r, i+1, c.group) {
		item := r.At(i)
		if item.Empty() {
			continue
		}
		if !w.set.Has(c.column) {
			if w.sink.Dropped == nil {
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
	if size := len(w.json) - start; size > w.sink.Limits.Value {
		if size = w.objects.size(w.json[start:]); size > w.sink.Limits.Value {
			w.json = w.json[:start]
			return false, w.dropObjects(p, c, size)
		}
	}
	w.row.set(w.place[c.column], w.json[start:])
	if w.delimiter == '|' && bytes.IndexByte(w.json[start:], '|') >= 0 {
		w.row.quote(w.place[c.column])
	}
	return true, nil
}

// size returns how many bytes of a cell readers count.
func (s *jsonStyle) size(cell []byte) int {
	if !s.doubled {
		return len(cell)
	}
	inner := cell[1 : len(cell)-1]
	return len(inner) - bytes.Count(inner, []byte{'"'})/2
}

// dropObjects counts the values of a JSON cell that is over the limit, or returns the
// fault, at the first of its points or pairs.
func (w *Writer) dropObjects(p feed.Part, c *jsonColumn, size int) error {
	for item := range p.Items(c.group) {
		for values := item.NonEmpty(); values != 0; {
			var f feed.Field
			f, values = values.Next()
			switch {
			case w.sink.Dropped == nil:
				return item.Fault(feed.ValueTooLarge, c.column, w.sink.ValueTooLarge(size), "leave some of them out")
			case w.isUTF8(item, f): // the others are counted already
				w.sink.Dropped.Add(f, 1)
			}
		}
	}
	return nil
}

// appendObject appends a point or pair to the JSON, and what must come before
// it; nothing if it has no value that can be written.
func (w *Writer) appendObject(item feed.Part, c *jsonColumn, first bool) error {
	s := &w.objects
	json := w.json
	if first {
		json = append(json, s.start...)
	} else {
		json = append(json, ',')
	}
	json = append(json, '{')
	empty := len(json)
	values := item.NonEmpty()
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
		key := s.members[f]
		if len(json) == empty {
			key = key[len(","):]
		}
		json = render.Append(json, key)
		if start, end := records.Span(item, f); w.sink.Marked.Any(start, end) {
			json = s.appendEscaped(json, w.sink.Values[start:end])
		} else {
			json = render.Append(json, w.sink.Values[start:end])
		}
		json = append(json, s.quote...)
	}
	if len(json) > empty {
		w.json = append(json, '}')
	}
	return nil
}

// appendEscaped appends what is between the quotes of a value.
func (s *jsonStyle) appendEscaped(dst, value []byte) []byte {
	s.escaped = jsoncell.AppendEscaped(s.escaped[:0], value)
	if s.doubled {
		return appendDoubled(dst, s.escaped)
	}
	return append(dst, s.escaped...)
}
