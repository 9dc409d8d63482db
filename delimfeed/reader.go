package delimfeed

import (
	"cmp"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsoncell"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
)

// A Reader reads delimited text, entity by entity, as records or as tokens. It is a
// feed.RecordReader.
//
// The parts of an entity begin where their row does. What a row holds comes in the order
// of the schema.
type Reader struct {
	view      tokens.View
	window    *textbuf.Window
	limits    feed.Limits
	notice    func(*feed.Fault)
	delimiter byte

	state    state
	err      error // what every further read returns
	unusable error // the same, of a Reader that cannot read at all

	header
	checking headerCheck
	pending  *feed.Fault // of what is before the header, to be returned

	cursor
	rows
	entity
	filling
	history

	array jsoncell.Array // of the last JSON cell that was parsed
	value []byte         // of a cell with doubled quotes

	fork *fork         // of a Reader of pieces
	at   feed.Position // where the Reader is between two pieces
}

// A state says where the Reader is, and so what the next read does:
//
//	atBeginning      reads the first lines; then it is inHeader
//	inHeader         returns the faults of the header; after the last, betweenEntities
//	betweenEntities  finds a row: an entity's own
//	inEntity         reads its rows, and after the last one is betweenEntities
//	inRefused        is inEntity, with an own row at fault: no row is read
//
// Where err is set, nothing more is read.
type state uint8

const (
	atBeginning state = iota
	inHeader
	betweenEntities
	inEntity
	inRefused
)

// A header is what the rows are to be read by.
type header struct {
	headerAt feed.Position // where it is, once it is read
	columns  []columnKind
	known    []feed.Field // the columns that are read
	usual    int          // cells of a row that names all columns
	shares   bool         // no column is the reverse request's own Culture or MinimumConfidence
	indexed  bool         // a column is the response index
}

// A cursor says, by offsets, what of the text is in view: from keep to end it is the current
// entity's, and at next the row begins that is scanned next.
type cursor struct {
	start           feed.Position // of the text
	keep, end, next int64
	nextLine        int   // where next is; 0 if that is to be counted
	marked          int64 // where the last byte order mark within the rows ends
	whole           bool  // the text in view goes up to its end
}

// rows are those in view.
type rows struct {
	row     *row          // the current one
	rowText []byte        // its text
	fault   *feed.Fault   // its fault, to be returned
	left    feed.FieldSet // its slots that are still to be added to the record
	ahead   *row          // the one scanned last
	held    bool          // ahead comes after the current one
	probe   *row          // of a line that may be one
}

// An entity is what is known of the current one, or the last.
type entity struct {
	number     int64
	entityLine int // where its own row is; 0 if it may be on several lines
	id         []byte
	idKnown    bool
	idOffset   int64
	response   int   // the number of the last one
	conflicts  int64 // values under duplicate columns, of all entities so far
}

// filling is how far the record of the current entity is filled.
type filling struct {
	record   *feed.Record
	group    feed.Group // whose values go into it without a start
	base     int        // where in its text the current row begins
	tidy     bool       // its rows are tidy
	unquoted bool       // and have no quotes
}

var _ feed.RecordReader = (*Reader)(nil)

// NewReader returns a Reader of the text that r yields, in the format CSV, Tab or
// Pipe. Of any other format the first read returns an error. Options may be nil. The
// Reader reads ahead of what it yields.
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
	return &Reader{
		unusable:  err,
		err:       err,
		window:    window,
		limits:    o.Limits.WithDefaults(),
		notice:    o.Notice,
		history:   history{warns: o.Notice != nil},
		delimiter: f.Delimiter(),
		rows:      rows{row: new(row), ahead: new(row)},
	}
}

// errNew is that of a Reader that was not made by NewReader, or of nothing.
var errNew = errors.New("delimfeed: a Reader without an io.Reader to read from")

// ReadToken returns the next token. Besides what feed.Reader says: a column that
// is unknown is a fault of the header, and read on after it the column is left
// out.
func (r *Reader) ReadToken() (feed.Token, error) { return r.view.Next((*entities)(r)) }

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error { return r.view.ReadRecord((*entities)(r), rec) }

// entities are those of a Reader.
type entities Reader

// ReadEntity implements tokens.Source.
func (r *entities) ReadEntity(rec *feed.Record) error { return (*Reader)(r).readEntity(rec) }

// readHeaderFaults reads up to the first row, or to the next fault before it.
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

// prepare reads the version line and the header, if they are not yet read.
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

// Columns returns the known columns in the order of the header, without those
// that repeat an earlier one. If nothing has been read yet, it reads the version line
// and the header; reading on returns the faults of single columns. The slice must not
// be changed.
func (r *Reader) Columns() ([]feed.Field, error) {
	if r.state == atBeginning {
		if err := r.prepare(); err != nil {
			return nil, err
		}
	}
	return r.known, nil
}

// DuplicateColumnConflicts returns how many values of the entities read so far were under
// a column that repeats an earlier one of the header, where that has another value. They
// are left out.
func (r *Reader) DuplicateColumnConflicts() int64 { return r.conflicts }

// Position turns an offset into a line and column.
func (r *Reader) Position(offset int64) feed.Position {
	if r.window == nil {
		return feed.Position{Offset: offset}
	}
	return r.window.Position(offset)
}

// EntityLine returns the line on which all of the current entity's own row is; 0 if
// it is not known to be on one.
func (r *Reader) EntityLine() int { return r.entityLine }

// Begin returns where the header is; Line is 0 where it has not been read.
func (r *Reader) Begin() feed.Position { return r.headerAt }

// InputOffset returns how many bytes of the text have been read: at the end of
// the feed, all.
func (r *Reader) InputOffset() int64 { return r.next }

// Source returns the rows of the current entity as far as they are read.
func (r *Reader) Source() []byte {
	if r.window == nil {
		return nil
	}
	base := r.window.Base()
	if r.end <= r.keep || r.keep < base {
		return nil
	}
	return r.window.Data[r.keep-base : r.end-base]
}

// scanner returns a scanner of what is in view from r.next on.
func (r *Reader) scanner() scanner {
	return scanner{text: r.window.Data[r.next-r.window.Base():], delimiter: r.delimiter, whole: r.whole}
}

// text returns what is in view of a row.
func (r *Reader) text(w *row) []byte {
	from := w.offset - r.window.Base()
	return r.window.Data[from : from+int64(w.size)]
}

// fill brings more of the text into view: at most as much as a construct of
// limit bytes that begins at r.next needs.
func (r *Reader) fill(limit int) error {
	keep := int(max(r.keep-r.window.Base(), 0))
	err := r.window.Fill(keep, int(r.next-r.keep)+limit+len("\r\n"))
	if err == io.EOF {
		r.whole = true
		return nil
	}
	return err
}
