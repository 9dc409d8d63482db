package xmlfeed

import (
	"errors"
	"io"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// A Reader yields the tokens of a feed in XML. It is a feed.RecordReader.
//
// What the schema does not have (elements, attributes, text, a second one of
// what may stand once) is a fault that is not fatal: the next ReadToken goes on
// behind it, an unknown element with all that is in it. Behind a wrong root
// element the rest of the document is checked for being well-formed.
type Reader struct {
	scanner *xmlscan.Scanner
	notice  func(*feed.Fault) // may be nil
	limit   int               // bytes of a value
	err     error
	forked  bool
	// unusable is what every read of a fork returns that cannot read at all.
	unusable error

	// open are the known elements that are open, the root first; skip is the
	// depth of the unknown one that is being passed over, 0 if there is none.
	open [maxDepth]openElement
	top  int // index in open, which is the element's depth; -1 before the root
	skip int

	// The start tag whose attributes are being yielded.
	element *element
	attrs   []xmlscan.Attr
	next    int           // index of the next attribute
	got     feed.FieldSet // what the tag had so far
	missing feed.FieldSet // required fields that are to come, empty, if it has them not

	begin     feed.Position         // of the root's start tag
	begun     bool                  // the first event was read
	versioned bool                  // the root has a Version
	otherCase feed.FieldSet         // fields whose attribute was seen in another case; NoField is the Version
	near      map[string]feed.Field // the fields that unknown names of attributes are near to

	inEntity    bool // an entity is open, or was ended by the last token
	idDue       bool // EntityStart was the last token
	emptyEntity bool // the entity has one tag, and its EntityEnd is due
	number      int64
	broken      *feed.Fault // of bytes in the entity's own tag, to be told of after its Id
	passing     bool        // the rest of the entity is not read, because of such bytes
	id          []byte
	idText      string // id as a string, once a fault has needed it

	at feed.Position // where it stands between two pieces

	patterns patterns
	text     []byte // the values of an entity, one behind the other
	lines    lineCount
}

// maxDepth is one more than the depth of the schema.
const maxDepth = 5

type openElement struct {
	*element
	namespace string
	seen      uint64 // its children that have stood, by index, as bits
}

// NewReader returns a Reader of the XML that r yields: UTF-8, with or without a
// byte order mark, UTF-16 with one, or what the options say, whatever the XML
// declaration names. The options may be nil.
func NewReader(r io.Reader, o *feed.ReaderOptions) *Reader {
	if o == nil {
		o = new(feed.ReaderOptions)
	}
	limits := o.Limits.WithDefaults()
	var err error
	if r == nil {
		err = errNew
	}
	return &Reader{err: err, scanner: xmlscan.New(r, names, limits, o.Encoding), notice: o.Notice, limit: limits.Value, top: -1, patterns: newPatterns()}
}

// errNew is that of a Reader that was not made by NewReader, or of nothing.
var errNew = errors.New("xmlfeed: a Reader without an io.Reader to read from")

// ReadToken implements feed.Reader.
//
// Tokens are made only where they are returned: as they are passed on in memory,
// not in registers, every other step would cost as much as scanning a value.
func (r *Reader) ReadToken() (feed.Token, error) {
	if r.idDue {
		r.idDue = false
		text, offset := r.readID()
		return feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: text, Offset: offset}, nil
	}
	for {
		for r.next < len(r.attrs) {
			a := &r.attrs[r.next]
			r.next++
			field := r.element.fieldOf[a.Symbol&(xmlscan.MaxSymbols-1)]
			if field == feed.NoField || r.got.Has(field) {
				var err error
				if field, err = r.strange(a); err != nil {
					return feed.Token{}, err
				}
				if field == feed.NoField {
					continue
				}
			}
			r.got = r.got.With(field)
			text := r.scanner.AttrValue(a)
			switch {
			case len(text) > r.limit:
				return feed.Token{}, r.tooLarge(field, len(text), r.scanner.AttrOffset(a))
			case len(text) > 0 || r.element.required.Has(field):
				return feed.Token{Kind: feed.FieldValue, Field: field, Text: text, Offset: r.scanner.AttrOffset(a)}, nil
			}
		}
		if missing := r.missing &^ r.got; missing != 0 {
			var field feed.Field
			field, r.missing = missing.Next()
			return feed.Token{Kind: feed.FieldValue, Field: field, Offset: r.scanner.Offset}, nil
		}
		switch kind, err := r.advance(); {
		case err != nil:
			return feed.Token{}, err
		case kind == feed.FieldValue:
			text, offset := r.scanner.Collected()
			return feed.Token{Kind: kind, Field: r.element.text, Text: text, Offset: offset}, nil
		case kind != feed.NoToken:
			return feed.Token{Kind: kind, Offset: r.scanner.Offset}, nil
		}
	}
}

// readID returns the Id of the entity that has just begun and where it stands.
func (r *Reader) readID() (text []byte, offset int64) {
	offset = r.scanner.Offset
	r.got = r.got.With(feed.ID)
	a := r.first(feed.ID)
	if a != nil {
		offset = r.scanner.AttrOffset(a)
		if value := r.scanner.AttrValue(a); len(value) <= r.limit && (r.broken == nil || utf8.Valid(value)) {
			text = value
		}
	}
	r.id, r.idText = append(r.id[:0], text...), ""
	if a != nil {
		r.noticeCase(a, feed.ID.Info().Attr, feed.ID)
	}
	if r.broken != nil {
		r.attrs, r.next, r.missing = nil, 0, 0
	}
	return text, offset
}

// Position implements feed.Reader.
func (r *Reader) Position(offset int64) feed.Position {
	if r.scanner == nil {
		return feed.Position{Offset: offset}
	}
	return r.scanner.Position(offset)
}

// Begin returns where the root element's start tag stands; Line is 0 where it has
// not been read.
func (r *Reader) Begin() feed.Position { return r.begin }

// InputOffset returns how many bytes of the text have been read: at the end of
// the feed, all.
func (r *Reader) InputOffset() int64 {
	if r.scanner == nil {
		return 0
	}
	return r.scanner.Consumed()
}

// Source implements feed.RecordReader.
func (r *Reader) Source() []byte {
	if r.scanner == nil {
		return nil
	}
	return r.scanner.Pinned()
}
