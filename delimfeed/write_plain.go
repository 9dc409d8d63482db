package delimfeed

import (
	"fmt"
	"io"
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/flat"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
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

// A PlainSurvey is a feed.RecordWriter that writes nothing. It finds out which columns a plain
// table of a feed needs: those that have a value. The zero PlainSurvey is ready to use.
type PlainSurvey struct {
	// AllResponses is that of the PlainOptions.
	AllResponses bool

	record feed.Record
	open   bool
	needed feed.FieldSet
}

// WriteToken implements feed.Writer.
func (s *PlainSurvey) WriteToken(t feed.Token) error {
	whole, err := s.record.Add(t)
	s.open = !whole
	if err == nil && whole {
		s.add(&s.record)
	}
	return err
}

// WriteRecord implements feed.RecordWriter.
func (s *PlainSurvey) WriteRecord(r *feed.Record) error {
	if s.open || r == nil || !r.Whole() {
		return fmt.Errorf("%w: an entity within another, or a record that holds no whole entity", feed.ErrGrammar)
	}
	s.add(r)
	return nil
}

// Close implements feed.Writer.
func (s *PlainSurvey) Close() error {
	if s.open {
		return fmt.Errorf("%w: the last entity has no end", feed.ErrGrammar)
	}
	return nil
}

// add adds the columns that an entity needs.
func (s *PlainSurvey) add(r *feed.Record) {
	_, _, values := requestsOf(r)
	s.needed |= values | r.Entity().NonEmpty()
	for i := render.NextResponse(r, 1); i < r.Len(); i = render.NextResponse(r, i+1) {
		p := r.At(i)
		s.needed |= p.NonEmpty()
		for _, c := range jsonColumns {
			for item := range p.Items(c.group) {
				if !item.Empty() {
					s.needed = s.needed.With(c.column)
				}
			}
		}
		if !s.AllResponses {
			return
		}
	}
}

// Columns returns the columns that have values in the entities so far, in the order of the
// extended layout; the Id in any case.
func (s *PlainSurvey) Columns() []feed.Field { return plainColumns(s.needed.With(feed.ID)) }

// plainColumns returns the columns of a set, without the response index.
func plainColumns(set feed.FieldSet) (columns []feed.Field) {
	for _, f := range feed.Columns(feed.Extended) {
		if set.Has(f) && f != feed.ResponseIndex {
			columns = append(columns, f)
		}
	}
	return columns
}

// A plainSurveyor is a PlainSurvey as package pieces uses it. It holds no bytes.
type plainSurveyor struct{ *PlainSurvey }

func init() {
	pieces.RegisterWriter(func(s *PlainSurvey) pieces.Writer { return plainSurveyor{s} })
}

// Fork implements pieces.Writer.
func (s plainSurveyor) Fork(int) pieces.Writer {
	return plainSurveyor{&PlainSurvey{AllResponses: s.AllResponses}}
}

// Held implements pieces.Writer.
func (s plainSurveyor) Held() int { return 0 }

// Join implements pieces.Writer.
func (s plainSurveyor) Join(fork pieces.Writer, _ int) error {
	s.needed |= fork.(plainSurveyor).needed
	fork.Clear()
	return nil
}

// Clear implements pieces.Writer.
func (s plainSurveyor) Clear() { s.needed = 0 }
