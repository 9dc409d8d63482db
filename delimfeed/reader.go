package delimfeed

import (
	"cmp"
	"errors"
	"io"
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsoncell"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
)

// A Reader reads delimited text, entity by entity, as records or as tokens. It is a
// feed.RecordReader.
//
// Every request, response, point and pair is located where its row begins. The values of a
// row come in the order of the schema. A column with an unknown name is a fault, which is
// not fatal: reading goes on without the column.
type Reader struct {
	view      tokens.View
	window    *textbuf.Window
	limits    feed.Limits
	notice    func(*feed.Fault)
	delimiter byte

	state    state
	err      error // what every further read returns
	unusable error // the same, if the Reader could not read from the start

	header
	checking headerCheck
	pending  *feed.Fault // of the text before the header, still to be returned

	cursor
	rows
	entity
	filling
	history

	array jsoncell.Array // of the last JSON cell that was parsed
	value []byte         // of a cell with doubled quotes

	fork *fork         // set if this Reader reads pieces
	at   feed.Position // where the Reader is between two pieces
}

// A state says where the Reader is, and so what the next read does:
//
//	atBeginning      reads the version line and the header; then inHeader
//	inHeader         returns the next fault of the header; after the last, betweenEntities
//	betweenEntities  finds an entity's own row; then inEntity, or inRefused if it is at fault
//	inEntity         reads the rows of the entity; after the last, betweenEntities
//	inRefused        skips the rows of the entity; after the last, betweenEntities
//
// Once err is set, no state reads any more.
type state uint8

const (
	atBeginning state = iota
	inHeader
	betweenEntities
	inEntity
	inRefused
)

// A header says how rows are read.
type header struct {
	headerAt feed.Position // where the header is, once it has been read
	columns  []columnKind
	known    []feed.Field // the columns that are read
	usual    int          // the number of cells in a row with a cell for every named column
	shares   bool         // no column is the reverse request's own Culture or MinimumConfidence
	indexed  bool         // a column is the response index
}

// A cursor is a position in the text. The current entity is from offset keep to end, and
// the next row to scan begins at next.
type cursor struct {
	start           feed.Position // of the text
	keep, end, next int64
	nextLine        int   // the line of next; 0 if not known
	marked          int64 // the end of the last byte order mark among the rows
	whole           bool  // the window holds the end of the text
}

// rows are the rows that the Reader works on.
type rows struct {
	row     *row          // the current one
	rowText []byte        // its text
	fault   *feed.Fault   // its fault, still to be returned
	left    feed.FieldSet // its slots that are still to be added to the record
	ahead   *row          // the row scanned last
	held    bool          // ahead is the row after the current one
	probe   *row          // for lines that may be rows
}

// An entity describes the current entity or, between two, the last one.
type entity struct {
	number     int64
	entityLine int // the line of its own row; 0 if the row may have several
	id         []byte
	idKnown    bool
	idOffset   int64
	response   int   // the number of its last response
	conflicts  int64 // values under duplicate columns, of all entities so far
}

// filling describes the record of the current entity.
type filling struct {
	record   *feed.Record
	group    feed.Group // the group that is open
	base     int        // where the text of the current row begins in it
	tidy     bool       // all rows so far are tidy
	unquoted bool       // no row so far has a quote in a value
}

var _ feed.RecordReader = (*Reader)(nil)

// NewReader returns a Reader of the text in r, whose format is CSV, Tab or Pipe. With any
// other format the first read returns an error. The options may be nil. The Reader reads
// more of r than it returns.
func NewReader(r io.Reader, f feed.Format, o *feed.ReaderOptions) *Reader {
	if o == nil {
		o = new(feed.ReaderOptions)
	}
	err := checkFormat(f)
	if err == nil && r == nil {
		err = errNew
	}
	window := textbuf.NewWindow(r, textbuf.AnyChars, o.Encoding)
	window.Lenient()
	limits := o.Limits.WithDefaults()
	limits.Entity = min(limits.Entity, math.MaxInt32) // of a row: see valueSpan
	return &Reader{
		unusable:  err,
		err:       err,
		window:    window,
		limits:    limits,
		notice:    o.Notice,
		history:   history{warns: o.Notice != nil},
		delimiter: f.Delimiter(),
		rows:      rows{row: new(row), ahead: new(row)},
	}
}

// errNew is the error of a zero Reader, and of a Reader of nil.
var errNew = errors.New("delimfeed: a Reader without an io.Reader to read from")

// ReadToken implements feed.Reader.
func (r *Reader) ReadToken() (feed.Token, error) { return r.view.Next(r.readEntity) }

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error { return r.view.ReadRecord(r.readEntity, rec) }

// readHeaderFaults returns the next fault before the first row, and nil after the last.
func (r *Reader) readHeaderFaults() error {
	if err := r.prepare(); err != nil {
		return err
	}
	if f := r.pending; f != nil {
		r.pending = nil
		return f
	}
	if f := r.checkHeader(); f != nil {
		return f
	}
	r.state = betweenEntities
	return nil
}

// prepare reads the version line and the header, unless it has done so.
func (r *Reader) prepare() error {
	if r.window == nil {
		r.err = errNew
	}
	if r.state == atBeginning && r.err == nil {
		r.err = r.begin()
		r.err = cmp.Or(r.brokenHeader(), r.err)
	}
	if r.state == atBeginning && r.err == nil {
		r.state = inHeader
	}
	return r.err
}

// Columns returns the known columns in the order of the header, each once. If nothing has
// been read yet, it reads the version line and the header; the faults of single columns are
// left to the reads. The slice must not be changed.
func (r *Reader) Columns() ([]feed.Field, error) {
	if r.state == atBeginning {
		if err := r.prepare(); err != nil {
			return nil, err
		}
	}
	return r.known, nil
}

// DuplicateColumnConflicts returns how many values have been left out so far because their
// column repeats an earlier one, which has a different value in the same row.
func (r *Reader) DuplicateColumnConflicts() int64 { return r.conflicts }

// Position turns an offset into a line and column.
func (r *Reader) Position(offset int64) feed.Position { return r.window.Position(offset) }

// EntityLine returns the line of the current entity's own row. It returns 0 if the row has
// several lines, or may have.
func (r *Reader) EntityLine() int { return r.entityLine }

// Begin returns the position of the header; its Line is 0 if it has not been read.
func (r *Reader) Begin() feed.Position { return r.headerAt }

// InputOffset returns how many bytes of the text have been read: all of them at the end of
// the feed.
func (r *Reader) InputOffset() int64 { return r.next }

// Source returns the text of the current entity's rows, as far as they have been read.
func (r *Reader) Source() []byte { return r.window.Text(r.keep, r.end) }

// scanner returns a scanner of the text in the window from r.next on.
func (r *Reader) scanner() scanner {
	return scanner{Text: r.window.Data[r.next-r.window.Base():], Delimiter: r.delimiter, Whole: r.whole}
}

// text returns the text of a row, which is in the window.
func (r *Reader) text(w *row) []byte {
	from := w.offset - r.window.Base()
	return r.window.Data[from : from+int64(w.size)]
}

// fill reads more of the text into the window: at most what a construct of limit bytes that
// begins at r.next needs.
func (r *Reader) fill(limit int) error {
	keep := int(max(r.keep-r.window.Base(), 0))
	err := r.window.Fill(keep, int(r.next-r.keep)+limit+len("\r\n"))
	if err == io.EOF {
		r.whole = true
		return nil
	}
	return err
}
