package xmlfeed

import (
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// A Reader reads a feed in XML. It is a feed.RecordReader.
//
// What the schema does not have (elements, attributes, text, a second one of what may
// occur once) is a fault that is not fatal: the next read goes on after it, and after all
// that an unknown element holds. After a wrong root element the rest of the document is
// checked for being well-formed.
type Reader struct {
	scanner *xmlscan.Scanner
	notice  func(*feed.Fault) // may be nil
	limit   int               // bytes of a value
	forked  bool
	err     error // ends the reading
	view    tokens.View

	state state
	// open are the known elements that are open, the root first; skip is the depth of
	// the unknown one that is being passed over, 0 if there is none.
	open [maxDepth]openElement
	top  int // index in open, which is the element's depth; -1 before the root
	skip int

	// The start tag whose attributes are being read.
	element *element
	attrs   []xmlscan.Attr
	next    int           // index of the next attribute
	got     feed.FieldSet // what the tag has had so far
	missing feed.FieldSet // required fields, which are given empty if the tag does not have them

	begin     feed.Position         // of the root's start tag
	versioned bool                  // the root has a Version
	otherCase feed.FieldSet         // fields whose attribute was seen in another case; NoField is the Version
	near      map[string]feed.Field // the fields that unknown names of attributes are near to

	number int64 // of the entity
	id     []byte
	idText string        // id as a string, once a fault has needed it
	at     feed.Position // where the Reader is between two pieces

	literals literals
	text     []byte // memory for the values of an entity
	room     int    // how much has been needed of it
	lines    lineCount
}

// maxDepth is one more than the depth of the schema.
const maxDepth = 5

type openElement struct {
	*element
	namespace string
	seen      uint64 // the children that it has had, by index, as bits
}

// NewReader returns a Reader of the XML that r yields: UTF-8, with or without a byte
// order mark, UTF-16 with one, or what the options say, whatever the XML declaration
// names. The options may be nil.
func NewReader(r io.Reader, o *feed.ReaderOptions) *Reader {
	if o == nil {
		o = new(feed.ReaderOptions)
	}
	limits := o.Limits.WithDefaults()
	var err error
	if r == nil {
		err = errNew
	}
	return &Reader{err: err, scanner: xmlscan.New(r, names, limits, o.Encoding), notice: o.Notice, limit: limits.Value, top: -1, literals: newLiterals()}
}

// errNew is that of a Reader that was not made by NewReader, or of nothing.
var errNew = errors.New("xmlfeed: a Reader without an io.Reader to read from")

var _ feed.RecordReader = (*Reader)(nil)

// ReadToken implements feed.Reader.
func (r *Reader) ReadToken() (feed.Token, error) { return r.view.Next(r.nextEntity) }

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error { return r.view.ReadRecord(r.nextEntity, rec) }

// Position implements feed.Reader.
func (r *Reader) Position(offset int64) feed.Position {
	if r.scanner == nil {
		return feed.Position{Offset: offset}
	}
	return r.scanner.Position(offset)
}

// Source implements feed.RecordReader.
func (r *Reader) Source() []byte {
	if r.scanner == nil {
		return nil
	}
	return r.scanner.Pinned()
}

// Begin returns the position of the root element's start tag. Its Line is 0 until that
// has been read.
func (r *Reader) Begin() feed.Position { return r.begin }

// InputOffset returns how many bytes of the text have been read: at the end of the feed,
// all.
func (r *Reader) InputOffset() int64 {
	if r.scanner == nil {
		return 0
	}
	return r.scanner.Consumed()
}

// EntityLine returns the line on which the current entity's Id is; 0 if that is not known
// without counting lines, which Position does.
func (r *Reader) EntityLine() int {
	if r.lines.entity != r.number {
		return 0
	}
	return r.lines.id
}
