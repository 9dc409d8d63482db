package delimfeed

import (
	"bytes"
	"math/bits"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// This file writes the cells of a row, and decides which values are quoted. Writing spends
// much of its time here.

// A rowBuilder is a row to be written. A column is its index in texts and its bit in the sets.
// The texts of columns that are not filled are left over from earlier rows.
type rowBuilder struct {
	texts  [feed.NumFields][]byte
	filled uint64 // the columns with a cell that is not empty
	quoted uint64 // those of them whose text is to be quoted
}

// clear begins a row.
func (r *rowBuilder) clear() { r.filled, r.quoted = 0, 0 }

// set sets a cell to text, which is written as it is unless it is quoted.
func (r *rowBuilder) set(column int8, text []byte) {
	r.texts[column] = text
	r.filled |= 1 << column
}

// quote lets a cell be quoted.
func (r *rowBuilder) quote(column int8) { r.quoted |= 1 << column }

// append appends the row without its line end, with a cell for each column.
func (r *rowBuilder) append(dst []byte, delimiter byte, columns int) []byte {
	at := 0
	for left := r.filled; left != 0; left &= left - 1 {
		i := bits.TrailingZeros64(left)
		for ; at < i; at++ {
			dst = append(dst, delimiter)
		}
		if text := r.texts[i]; r.quoted&(1<<i) == 0 {
			dst = render.Append(dst, text)
		} else {
			dst = appendQuoted(dst, text)
		}
	}
	if rest := columns - 1 - at; rest > 0 {
		dst = render.Append(dst, runs[delimiter&127][:rest])
	}
	return dst
}

// runs are the delimiters of a row without values. The index is the delimiter.
var runs = func() (runs [128][]byte) {
	for _, f := range formats {
		runs[f.Delimiter()] = render.Padded(strings.Repeat(string(f.Delimiter()), int(feed.NumFields)))
	}
	return runs
}()

// A value is quoted if it would be read as another value without quotes: if it has a delimiter
// or a line end, begins or ends with a space, begins with a quote, or begins the row with a
// byte order mark. In CSV, and in plain tables, any value with a quote is quoted, as most readers
// expect. In feeds with tabs and pipes JSON stays as it is, as the service writes it.
//
// All bytes that can matter have been marked before. A value without a mark and without
// spaces at its ends is written as it is. Only the others are searched.

// markedBytes are the bytes that may have to be quoted or escaped, in a cell or in a string of
// a JSON cell.
func markedBytes(f feed.Format) *render.Set { return render.NewSet(f.Delimiter(), '"', '\\', 0) }

// setCell sets a cell to a value that is not empty.
func (w *Writer) setCell(column int8, p feed.Part, f feed.Field) {
	start, end := records.Span(p, f)
	value := w.sink.Values[start:end]
	w.row.set(column, value)
	if cells.IsPadded(value, 0, len(value)) || column == 0 && value[0] == cells.Mark[0] && bytes.HasPrefix(value, cells.Mark) || w.sink.Marked.Any(start, end) && w.needsQuotes(value) {
		w.row.quote(column)
	}
}

// needsQuotes reports whether a value that is not padded needs quotes.
func (w *Writer) needsQuotes(value []byte) bool {
	s := scanner{Text: value, Delimiter: w.delimiter}
	return value[0] == '"' || s.PlainEnd(0) < len(value) || w.objects.doubled && bytes.IndexByte(value, '"') >= 0
}

// appendQuoted appends a value in quotes.
func appendQuoted(dst, value []byte) []byte {
	return append(appendDoubled(append(dst, '"'), value), '"')
}

// appendDoubled appends text, with every quote doubled.
func appendDoubled(dst, text []byte) []byte {
	for {
		n := bytes.IndexByte(text, '"')
		if n < 0 {
			return append(dst, text...)
		}
		dst = append(append(dst, text[:n+1]...), '"')
		text = text[n+1:]
	}
}

// A jsonStyle says how a format writes JSON cells. In CSV and in plain tables they are always
// quoted, so they are written with quotes from the start.
type jsonStyle struct {
	doubled    bool
	start, end string
	quote      string
	members    [feed.NumFields][]byte // a member up to its value, with the comma before it
	escaped    []byte                 // the last value that has escapes
}

func newJSONStyle(doubled bool) jsonStyle {
	s := jsonStyle{start: "[", end: "]", quote: `"`}
	if doubled {
		s = jsonStyle{start: `"[`, end: `]"`, quote: `""`, doubled: true}
	}
	for i := range jsonColumns {
		for _, f := range jsonColumns[i].fields {
			s.members[f] = render.Padded("," + s.quote + f.Info().Attr + s.quote + ":" + s.quote)
		}
	}
	return s
}

// putObjects sets the i-th JSON cell to the points or pairs of a response. It reports whether
// any are written.
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
	w.row.set(w.index[c.column], w.json[start:])
	if w.delimiter == '|' && !w.objects.doubled && bytes.IndexByte(w.json[start:], '|') >= 0 {
		w.row.quote(w.index[c.column])
	}
	return true, nil
}

// size returns the size of a cell as readers count it.
func (s *jsonStyle) size(cell []byte) int {
	if !s.doubled {
		return len(cell)
	}
	inner := cell[1 : len(cell)-1]
	return len(inner) - bytes.Count(inner, []byte{'"'})/2
}

// dropObjects counts the values of a JSON cell of so many bytes, which is over the limit, or
// returns the fault of its first point or pair.
func (w *Writer) dropObjects(p feed.Part, c *jsonColumn, size int) error {
	for item := range p.Items(c.group) {
		for values := item.NonEmpty(); values != 0; {
			var f feed.Field
			f, values = values.Next()
			switch {
			case w.sink.Dropped == nil:
				return item.Fault(feed.ValueTooLarge, c.column, w.sink.ValueTooLarge(size), "leave some of them out")
			case w.isUTF8(item, f): // the others have been counted
				w.sink.Dropped.Add(f, 1)
			}
		}
	}
	return nil
}

// appendObject appends a point or pair to the JSON cell, with what comes before it. It appends
// nothing if no value can be written.
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

// appendEscaped appends the text between the quotes of a value.
func (s *jsonStyle) appendEscaped(dst, value []byte) []byte {
	s.escaped = jsonscan.AppendEscaped(s.escaped[:0], value)
	if s.doubled {
		return appendDoubled(dst, s.escaped)
	}
	return append(dst, s.escaped...)
}
