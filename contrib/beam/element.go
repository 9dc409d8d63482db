package beamfeed

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[Element](), encodeElement, decodeElement)
}

// An Element is an entity of a feed, with where it comes from. One that a program makes needs
// no more than the Entity.
type Element struct {
	File   string // as its file system names it
	Format feed.Format
	Number int64 // of the entity in the file, from 1
	Line   int   // where the entity begins, from 1
	Column int   // code points, from 1
	Offset int64 // bytes of the uncompressed text as UTF-8
	Bytes  int64 // of the entity's text
	Entity feed.Entity

	places places // of the values
}

// Clone returns a copy that shares no memory that can be changed.
func (e Element) Clone() Element {
	clone := func(r *feed.GeocodeResponse) {
		r.GeocodePoints = slices.Clone(r.GeocodePoints)
		r.QueryParseValues = slices.Clone(r.QueryParseValues)
	}
	if r := e.Entity.Reverse; r != nil {
		own := *r
		e.Entity.Reverse = &own
	}
	if r := e.Entity.Geocode; r != nil {
		own := *r
		e.Entity.Geocode = &own
	}
	e.Entity.Responses = slices.Clone(e.Entity.Responses)
	for i := range e.Entity.Responses {
		clone(&e.Entity.Responses[i])
	}
	return e
}

// String returns what the element is, for messages.
func (e Element) String() string {
	if e.File == "" {
		return fmt.Sprintf("an entity with the Id %q", e.Entity.ID)
	}
	return fmt.Sprintf("%s:%d:%d: entity %d (Id %q)", e.File, e.Line, e.Column, e.Number, e.Entity.ID)
}

// encodeElement is the coder that Beam uses. A value that has no place in a feed is an error.
func encodeElement(e Element) ([]byte, error) {
	data := appendText(nil, e.File)
	data = append(data, byte(e.Format))
	for _, n := range [...]int64{e.Number, int64(e.Line), int64(e.Column), e.Offset, e.Bytes} {
		data = appendNumber(data, n)
	}
	data = appendText(data, e.places)
	data, err := appendEntity(data, &e.Entity)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", e, err)
	}
	return data, nil
}

func decodeElement(data []byte) (e Element, err error) {
	d := decoder{rest: data}
	e.File = string(d.text())
	e.Format = feed.Format(d.byte())
	e.Number, e.Line, e.Column, e.Offset, e.Bytes = d.number(), int(d.number()), int(d.number()), d.number(), d.number()
	e.places = slices.Clone(d.text())
	r := spareRecords.Get().(*feed.Record)
	defer spareRecords.Put(r)
	if err := d.record(r); err != nil {
		return e, err
	}
	e.Entity = *r.Struct()
	return e, nil
}

var spareRecords = sync.Pool{New: func() any { return new(feed.Record) }}

// appendEntity appends the tokens of an entity up to its end.
func appendEntity(data []byte, e *feed.Entity) ([]byte, error) {
	a := appender(data)
	err := feed.WriteEntity(&a, e)
	return a, err
}

// An appender is a feed.RecordWriter that appends tokens.
type appender []byte

func (a *appender) WriteRecord(r *feed.Record) error {
	for t := range r.Tokens() {
		a.WriteToken(t)
	}
	return nil
}

func (a *appender) WriteToken(t feed.Token) error {
	*a = append(*a, byte(t.Kind))
	if t.Kind == feed.FieldValue {
		*a = appendText(append(*a, byte(t.Field)), t.Text)
	}
	return nil
}

func (a *appender) Close() error { return nil }

func appendText[T string | places | []byte](data []byte, text T) []byte {
	return append(binary.AppendUvarint(data, uint64(len(text))), text...)
}

// A decoder decodes what a coder has encoded. What is cut short reads as zero, and leaves an
// error.
type decoder struct {
	rest []byte
	err  error
}

var errCut = errors.New("beamfeed: an encoded element is cut short")

func (d *decoder) byte() (b byte) {
	if len(d.rest) == 0 {
		d.err = errCut
		return 0
	}
	b, d.rest = d.rest[0], d.rest[1:]
	return b
}

func (d *decoder) number() int64 {
	n, size := binary.Varint(d.rest)
	return n * d.passed(size)
}

// passed passes over a number of a size, and returns 0 if there is none.
func (d *decoder) passed(size int) int64 {
	if size <= 0 {
		d.rest, d.err = nil, errCut
		return 0
	}
	d.rest = d.rest[size:]
	return 1
}

// text returns a text, which is part of the encoded data.
func (d *decoder) text() []byte {
	n, size := binary.Uvarint(d.rest)
	if d.passed(size); n > uint64(len(d.rest)) {
		d.rest, d.err = nil, errCut
		return nil
	}
	text := d.rest[:n:n]
	d.rest = d.rest[n:]
	return text
}

// record reads tokens into a record, to the end of an entity.
func (d *decoder) record(r *feed.Record) error {
	for {
		t := feed.Token{Kind: feed.Kind(d.byte())}
		if t.Kind == feed.FieldValue {
			t.Field = feed.Field(d.byte())
			t.Text = d.text()
		}
		if d.err != nil {
			*r = feed.Record{}
			return d.err
		}
		if whole, err := r.Add(t); whole || err != nil {
			return err
		}
	}
}

func appendNumber(data []byte, n int64) []byte { return binary.AppendVarint(data, n) }
