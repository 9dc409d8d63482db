package jsonfeed

import (
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// A Reader reads a feed in JSON Lines. It is a feed.RecordReader.
//
// Every line that is not blank is an entity. A line that is no object of JSON is a fault
// that is not fatal, after which the entity has nothing but its Id, as far as that is known.
// So is a key that the schema does not have, or that is there twice, and a value that cannot
// be that of its key: reading goes on after it. The case of keys counts. Null is an absent
// value. A number is taken as it is written.
//
// Values are located where they begin, requests, responses, points and pairs at their brace.
type Reader struct {
	view   tokens.View
	window *textbuf.Window
	limits feed.Limits

	err      error // what every further read returns
	unusable error // the same, if the Reader could not read from the start

	cursor
	entityState
	fast fastReader
	walk walk
	fork bool          // it reads pieces
	at   feed.Position // where the Reader is between two pieces
}

// A cursor is a position in the text. The current entity is from offset keep to end, and the
// next line begins at next.
type cursor struct {
	keep, end, next int64
	searched        int  // so many bytes after next have no line end
	isPiece         bool // the text ends at limit
	limit           int64
	skipping        bool // next is within a line that is too large
	whole           bool // the window holds the end of the text
	line            int  // of next; 0 if it is not known
	entityLine      int  // of the entity; 0 if it has several, or may have
}

// entityState describes the current entity or, between two, the last one.
type entityState struct {
	number int64
	id     []byte
	record *feed.Record  // that is being filled, after a fault; else nil
	faults []*feed.Fault // of it, still to be returned
}

var _ feed.RecordReader = (*Reader)(nil)

// NewReader returns a Reader of the text that r yields: UTF-8, with or without a byte order
// mark, UTF-16 with one, or what the options say. The options may be nil. The Reader reads
// more of r than it returns. Nothing that it tolerates is a notice.
func NewReader(r io.Reader, o *feed.ReaderOptions) *Reader {
	if o == nil {
		o = new(feed.ReaderOptions)
	}
	var err error
	if r == nil {
		err = errNew
	}
	t := &Reader{err: err, unusable: err, window: textbuf.NewWindow(r, textbuf.AnyChars, o.Encoding), limits: o.Limits.WithDefaults()}
	t.window.Lenient()
	return t
}

// errNew is that of a Reader that was not made by NewReader, or of nothing.
var errNew = errors.New("jsonfeed: a Reader without an io.Reader to read from")

// ReadToken implements feed.Reader.
func (r *Reader) ReadToken() (feed.Token, error) { return r.view.Next(r.readEntity) }

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error { return r.view.ReadRecord(r.readEntity, rec) }

// readEntity fills a record with the next entity, or goes on after a fault of one.
func (r *Reader) readEntity(rec *feed.Record) error {
	if r.record != nil {
		if rec != r.record || !rec.Open() {
			r.record, r.faults = nil, nil
			return fmt.Errorf("%w: after a fault within an entity its record is to be given again", feed.ErrGrammar)
		}
		return r.finish(rec)
	}
	if err := r.nextLine(); err != nil {
		return err
	}
	r.number++
	if !r.skipping && r.readFast(rec) {
		return nil
	}
	return r.readLine(rec)
}

// finish returns the next fault of the entity or, after the last one, ends it.
func (r *Reader) finish(rec *feed.Record) error {
	if len(r.faults) > 0 {
		f := r.faults[0]
		r.faults = r.faults[1:]
		r.record = rec
		return f
	}
	r.record = nil
	return records.AddStep(rec, feed.EntityEnd, r.end)
}

// Position implements feed.Reader.
func (r *Reader) Position(offset int64) feed.Position { return r.window.Position(offset) }

// Source implements feed.RecordReader: the line of the entity from its brace on, with the
// line end.
func (r *Reader) Source() []byte { return r.window.Text(r.keep, r.end) }

// EntityLine returns the line of the current entity; 0 if it has several, as a lone CR ends
// one, or may have.
func (r *Reader) EntityLine() int { return r.entityLine }

// Begin returns where the feed begins.
func (r *Reader) Begin() feed.Position { return feed.Position{Line: 1, Column: 1} }

// InputOffset returns how many bytes of the text have been read: all of them at the end of
// the feed.
func (r *Reader) InputOffset() int64 { return r.next }
