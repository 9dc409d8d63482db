package delimfeed

import (
	"io"
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/flat"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// This file writes plain tables: text for databases and spreadsheets, which is no feed any
// more. It has a header of short names and then rows, all of the same width and with the same
// line end, none of them blank, quoted as RFC 4180 says, whatever delimits the cells.

// PlainOptions are the options of a plain table. The zero value has the defaults.
type PlainOptions struct {
	// Columns are the columns to write, in this order, each once. If there are none, they
	// are all that a feed can need, but for the response index.
	Columns []feed.Field
	// AllResponses writes a row for each further response, with the Id and without the
	// requests and the status. Otherwise an entity is one row, with its first response.
	AllResponses bool
	// BOM begins the table with a byte order mark, and CRLF ends its rows with CR LF. Excel
	// wants both.
	BOM, CRLF bool
	// Dropped, if not nil, counts the values that the columns cannot hold, which are then
	// left out. If it is nil, they are faults.
	Dropped *feed.Tally
}

// A plainTable is what a Writer knows of the plain table that it writes.
type plainTable struct {
	all     bool   // further responses are written
	lineEnd string // of all rows
	mark    string // before the header
	further int64  // responses that were left out
}

func (p *plainTable) fork() *plainTable {
	fork := *p
	fork.further = 0
	return &fork
}

// NewPlainWriter returns a Writer of a plain table to w, delimited as the format CSV, Tab or
// Pipe. The options may be nil. What is wrong with the format or the columns is an error of
// every call, as with NewWriter.
func NewPlainWriter(w io.Writer, f feed.Format, o *PlainOptions) *Writer {
	if o == nil {
		o = new(PlainOptions)
	}
	columns := o.Columns
	if len(columns) == 0 {
		columns = plainColumns(^feed.FieldSet(0))
	}
	p := &plainTable{all: o.AllResponses, lineEnd: "\n"}
	if o.CRLF {
		p.lineEnd = "\r\n"
	}
	if o.BOM {
		p.mark = string(cells.Mark)
	}
	t := &Writer{delimiter: f.Delimiter(), columns: columns, objects: newJSONStyle(true), plain: p}
	t.sink = render.New(w, markedBytes(f), t.plainHead(), t.plainEntity, "")
	t.sink.Dropped = o.Dropped
	t.sink.Limits = feed.Limits{Value: math.MaxInt, Entity: math.MaxInt}.WithDefaults() // no reader of feeds reads it
	t.check(f)
	return t
}

// FurtherResponses returns how many responses a plain table does not have, as it has only
// the first one of each entity.
func (w *Writer) FurtherResponses() int64 {
	if w.plain == nil {
		return 0
	}
	return w.plain.further
}

// plainHead returns the header.
func (w *Writer) plainHead() []byte {
	head := []byte(w.plain.mark)
	for i, f := range w.columns {
		if i > 0 {
			head = append(head, w.delimiter)
		}
		head = append(head, flat.Name(f)...)
	}
	return append(head, w.plain.lineEnd...)
}

// plainEntity writes the rows of the record.
func (w *Writer) plainEntity() error {
	w.clear()
	r := w.sink.Record
	reverse, geocode, _ := requestsOf(r)
	for _, p := range [...]feed.Part{r.Entity(), reverse, geocode} {
		if _, err := w.put(p, p.NonEmpty()); err != nil {
			return err
		}
	}
	written := 0
	for i := render.NextResponse(r, 1); i < r.Len(); i = render.NextResponse(r, i+1) {
		if written > 0 && !w.plain.all {
			w.plain.further++
			continue
		}
		if _, err := w.response(r.At(i)); err != nil {
			return err
		}
		if written++; w.set.Has(feed.ResponseIndex) {
			w.putIndex(written)
		}
		if written > 1 {
			w.putID()
		}
		w.endPlainRow()
	}
	if written == 0 {
		w.endPlainRow()
	}
	return nil
}

// endPlainRow writes the row and begins the next. A row of one empty cell would be a blank
// line, which many readers pass over, so its cell is quoted.
func (w *Writer) endPlainRow() {
	if len(w.columns) == 1 && w.row.filled == 0 {
		w.sink.Out = append(w.sink.Out, `""`...)
	} else {
		w.sink.Out = w.row.append(w.sink.Out, w.delimiter, len(w.columns))
	}
	w.sink.Out = append(w.sink.Out, w.plain.lineEnd...)
	w.clear()
}

// plainColumns returns the columns of a set, without the response index.
func plainColumns(set feed.FieldSet) (columns []feed.Field) {
	for _, f := range feed.Columns(feed.Extended) {
		if set.Has(f) && f != feed.ResponseIndex {
			columns = append(columns, f)
		}
	}
	return columns
}
