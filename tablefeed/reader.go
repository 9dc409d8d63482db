package tablefeed

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
)

// A Reader reads a table as a feed, entity by entity, as records or as tokens. It is a
// feed.RecordReader.
//
// Each row that is not blank is an entity. If no column is mapped to Id, the Id is the number
// of the row, for which blank rows count and the header does not. A row with a wrong quote,
// with more cells than there are columns, or equal to the header is a fault, which is not
// fatal. The Path of a fault is the name of a column of the table.
//
// The Reader accepts what a feed may not have, such as a byte order mark, UTF-16 or another
// delimiter, without a notice: the service does not get the text of the table.
type Reader struct {
	text
	view    tokens.View
	mapping Mapping
	plan    *plan
	values

	number  int64 // of the current entity
	refused bool  // its row is at fault, and its end is still to be added to its record
	record  *feed.Record
	id      []byte // where it is not copied from the row

	fork    *fork         // set if this Reader reads pieces
	at      feed.Position // where the Reader is between two pieces
	counted bool          // the rows before a piece are counted in any case
}

var _ feed.RecordReader = (*Reader)(nil)

// NewReader returns a Reader of the table in r. The options may be nil. The first read
// compares the Mapping with the columns of the table, and returns a *MappingError if they
// do not match. The Reader reads ahead in r.
func NewReader(r io.Reader, m Mapping, o *Options) *Reader {
	t := &Reader{text: newText(r, o), mapping: m}
	if t.err == nil {
		t.plan, t.err = m.plan()
	}
	return t
}

// prepare reads the header and finds the columns of the Mapping, once.
func (r *Reader) prepare() error {
	if r.begun || r.err != nil {
		return r.err
	}
	if r.begin() == nil {
		r.err = r.findColumns()
	}
	return r.err
}

// Dialect returns what the table looks like.
func (r *Reader) Dialect() (Dialect, error) {
	err := r.prepare()
	return r.dialect, err
}

// Columns returns the fields that the Mapping gives values, in the order of the schema. If
// nothing has been read yet, it reads the header. The slice must not be changed.
func (r *Reader) Columns() ([]feed.Field, error) {
	if err := r.prepare(); err != nil {
		return nil, err
	}
	return r.fields, nil
}

// ColumnOf returns what the values of a field come from: the name of a column of the table, or
// a template. It is empty for a field that comes from no column, and before the first read.
func (r *Reader) ColumnOf(f feed.Field) string {
	if f >= feed.NumFields {
		return ""
	}
	return r.from[f]
}

// ReadToken implements feed.Reader.
func (r *Reader) ReadToken() (feed.Token, error) { return r.view.Next(r.readEntity) }

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error { return r.view.ReadRecord(r.readEntity, rec) }

// Position turns an offset into a line and column.
func (r *Reader) Position(offset int64) feed.Position { return r.window.Position(offset) }

// EntityLine returns the line of the current entity's row. It returns 0 if the row has several
// lines, or may have.
func (r *Reader) EntityLine() int {
	if r.row == nil || !r.row.tidy {
		return 0
	}
	return r.line
}

// Begin returns the position of the header or, if there is none, of the first row; its Line is
// 0 if it has not been read.
func (r *Reader) Begin() feed.Position { return r.headerAt }

// InputOffset returns how many bytes of the text have been read: all of them at the end of
// the table.
func (r *Reader) InputOffset() int64 { return r.next }

// Source returns the text of the current entity's row.
func (r *Reader) Source() []byte {
	if r.window == nil || r.number == 0 {
		return nil
	}
	base := r.window.Base()
	if r.next <= r.keep || r.keep < base || r.next > base+int64(len(r.window.Data)) {
		return nil
	}
	return r.window.Data[r.keep-base : r.next-base]
}

// Row returns the number of the current entity's row. Blank rows count.
func (r *Reader) Row() int64 { return r.rows }

// readEntity fills a record with the next entity, or ends the one whose row is at fault.
func (r *Reader) readEntity(rec *feed.Record) error {
	if r.refused {
		r.refused = false
		if rec != r.record || !rec.Open() {
			return fmt.Errorf("%w: after a fault within an entity its record is to be given again", feed.ErrGrammar)
		}
		return records.AddStep(rec, feed.EntityEnd, r.next)
	}
	if err := r.nextEntity(); err != nil {
		return err
	}
	r.number++
	if err := records.AddStep(rec, feed.EntityStart, r.row.offset); err != nil {
		return err
	}
	f := r.fault()
	if f == nil && r.row.size+r.longest > r.limits.Value {
		f = r.valueFault()
	}
	if f != nil {
		return r.refuse(rec, f)
	}
	return records.Locate(r.addRow(rec), r)
}

// nextEntity moves to the next row that is not blank.
func (r *Reader) nextEntity() error {
	if err := r.prepare(); err != nil {
		return err
	}
	for {
		if r.err = r.nextRow(); r.err != nil {
			return r.failed()
		}
		if !r.row.blank {
			return nil
		}
	}
}

// failed returns the error that ends the reading. It puts the entity into a fault that would
// have begun there.
func (r *Reader) failed() error {
	var f *feed.Fault
	if errors.As(r.err, &f) && r.err != io.EOF {
		located := *f
		located.Entity, located.ID = r.number+1, strconv.FormatInt(r.rows+1, 10)
		if !r.numbered {
			located.ID = ""
		}
		r.err = &located
	}
	return r.err
}

// refuse begins the entity of a row that is at fault, and returns the fault.
func (r *Reader) refuse(rec *feed.Record, f *feed.Fault) error {
	r.refused, r.record = true, rec
	r.id = r.appendID(r.id[:0])
	if !utf8.Valid(r.id) || len(r.id) > r.limits.Value {
		r.id = r.id[:0]
	}
	if err := records.AddValue(rec, feed.ID, r.id, r.row.offset); err != nil {
		return err
	}
	f.Entity, f.ID = r.number, string(r.id)
	return f
}
