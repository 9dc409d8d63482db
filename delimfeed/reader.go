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

// A Reader reads the entities of delimited text, as records or as tokens. It is a
// feed.RecordReader.
//
// The parts of an entity begin where their row does. What a row holds comes in the
// order of the schema.
type Reader struct {
	view      tokens.View
	window    *textbuf.Window
	limits    feed.Limits
	notice    func(*feed.Fault)
	delimiter byte
	whole     bool // the window shows the text up to its end

	start    feed.Position // of the text
	headerAt feed.Position // of the header, once it is read
	columns  []slot        // of the header
	known    []feed.Field
	usual    int  // cells of a row that names all columns
	warns    bool // of suspicious rows
	shares   bool // no column is the reverse request's own Culture or MinimumConfidence
	indexed  bool // a column is the response index
	checking headerCheck
	pending  *feed.Fault // of what is before the header, to be returned
	differs  int64

	// The text in view, as offsets: from keep on it is the current entity's,
	// up to end; at next the row begins that is scanned next.
	keep, end, next int64
	nextLine        int // where next is; 0 if that is to be counted

	at     feed.Position // where it is between two pieces
	forked bool          // it reads pieces
	glance *row          // of a line that may begin one
	piece  []byte        // of a fork: the text of its piece, and what follows it
	marked int64         // where the last byte order mark within the rows ends

	// Of the rows before, for what is suspicious.
	restEnd int64  // up to where the rest of a row is that was reported as cut
	before  int    // cells of the last row that an entity began with; 0 where there is none
	last    []byte // the Id of the entity before
	isRest  bool   // the current row is such a rest

	state   state
	err     error         // what every further read returns
	fault   *feed.Fault   // of the current row, to be returned
	row     *row          // the current row
	rowText []byte        // its text
	left    feed.FieldSet // its slots that are still to be added to the record
	ahead   *row          // scanned last
	held    bool          // ahead is not yet looked at as the start of an entity

	entity     int64  // number of the current one, or the last
	entityLine int    // where its own row is; 0 if it may be on several
	id         []byte // its Id
	idKnown    bool
	idPlace    int64
	refused    bool // the entity's own row was at fault: its further rows are passed over
	response   int  // the number of its last one

	// The record that the current entity goes into.
	record   *feed.Record
	group    feed.Group // whose values go into it without a start
	base     int        // where the text of the row begins in its own
	tidy     bool       // the rows so far are tidy
	unquoted bool       // and have no quotes

	array jsoncell.Array // of the last JSON cell that was parsed
	value []byte         // of a cell with doubled quotes

	unusable error // what every read returns, of a Reader that cannot read at all
}

var _ feed.RecordReader = (*Reader)(nil)

// A state says where the Reader is.
type state uint8

const (
	atBeginning state = iota
	inHeader          // the faults of the header are still to be returned
	atEntity          // before an entity, or at the end
	inEntity          // in one of its rows
)

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
		warns:     o.Notice != nil,
		delimiter: f.Delimiter(),
		row:       new(row),
		ahead:     new(row),
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
	r.state = atEntity
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

// Lost returns how many values the entities read so far had under columns that
// repeat an earlier one of the header, where that has another value. They are not
// yielded.
func (r *Reader) Lost() int64 { return r.differs }

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
