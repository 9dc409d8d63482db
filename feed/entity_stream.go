package feed

import (
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// Entities yields the entities of a feed. Each is the caller's to keep.
//
// For each fault of the input it yields a nil entity and the error. After a fault that is
// not Fatal the loop may continue: the entity at fault is left out. After any other error
// the sequence ends.
//
// An entity with more than 16,384 responses, points and pairs is such a fault.
func Entities(r Reader) iter.Seq2[*Entity, error] {
	return func(yield func(*Entity, error) bool) {
		var rec Record
		faulty := false // the open entity had a fault
		for {
			switch err := rec.Read(r); {
			case err == io.EOF:
				return
			case err != nil:
				faulty = rec.Open()
				if !yield(nil, err) || !goesOn(err) {
					return
				}
			case faulty:
				faulty = false
			case !yield(rec.Struct(), nil):
				return
			}
		}
	}
}

// goesOn reports whether a reader can continue after an error.
func goesOn(err error) bool {
	fault, ok := err.(*Fault)
	return ok && !fault.Fatal
}

// Struct returns the entity as a struct that shares no memory with the record.
func (r *Record) Struct() *Entity {
	text := string(r.text)
	e := new(Entity)
	for _, p := range r.parts {
		at := e.open(p.group)
		for set := p.set; set != 0; {
			var f Field
			f, set = set.Next()
			s := r.spans[p.first+slots[f]]
			*member(at, f) = text[s.start:s.end]
		}
	}
	return e
}

// WriteEntity writes an entity. It does not close w.
//
// A value that has no field in the feed, such as the Neighborhood of a request's address,
// is a *Fault whose cause is Unwritable. Nothing of the entity is written then, and w can
// continue with the next one. A Fault of a RecordWriter has the Id of the entity, and not its
// number.
func WriteEntity(w Writer, e *Entity) error {
	r := spareRecords.Get().(*Record)
	defer spareRecords.Put(r)
	if err := r.fill(e); err != nil {
		return err
	}
	r.number = 0 // which one it is of the feed is not known
	if w, ok := w.(RecordWriter); ok {
		return w.WriteRecord(r)
	}
	for t := range r.Tokens() {
		if err := w.WriteToken(t); err != nil {
			return err
		}
	}
	return nil
}

// spareRecords are those of WriteEntity.
var spareRecords = sync.Pool{New: func() any { return new(Record) }}

// NewEntityReader returns a reader of entities that a program has in memory: next returns
// one after the other, and io.EOF at the end. An entity is used until the next call. The
// positions of its values are unknown. Errors are those of next and of WriteEntity; after
// one of WriteEntity the reader goes on with the next entity.
func NewEntityReader(next func() (*Entity, error)) RecordReader {
	if next == nil {
		next = func() (*Entity, error) { return nil, fmt.Errorf("%w: NewEntityReader of no function", ErrGrammar) }
	}
	return &entityReader{next: next}
}

type entityReader struct {
	next   func() (*Entity, error)
	record Record // read by tokens
	tokens []Token
}

// ReadRecord implements RecordReader.
func (r *entityReader) ReadRecord(rec *Record) error {
	for _, t := range r.tokens { // what is left of an entity
		r.tokens = r.tokens[1:]
		if whole, err := rec.Add(t); whole || err != nil {
			return err
		}
	}
	e, err := r.next()
	if err != nil {
		return err
	}
	return rec.fill(e)
}

// ReadToken implements Reader.
func (r *entityReader) ReadToken() (Token, error) {
	if len(r.tokens) == 0 {
		if err := r.ReadRecord(&r.record); err != nil {
			return Token{}, err
		}
		r.tokens = slices.AppendSeq(r.tokens[:0], r.record.Tokens())
	}
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	return t, nil
}

// Position implements Reader.
func (r *entityReader) Position(int64) Position { return Position{} }

// Source implements RecordReader. There is no text.
func (r *entityReader) Source() []byte { return nil }

// fill makes an entity the record's next one.
func (r *Record) fill(e *Entity) error {
	if e == nil {
		return fmt.Errorf("%w: no entity", ErrGrammar)
	}
	if err := e.withoutPlace(); err != nil {
		return err
	}
	if r.Open() {
		return fmt.Errorf("%w: an entity within another", ErrGrammar)
	}
	r.reset()
	r.addStruct(EntityGroup, unsafe.Pointer(e))
	if e.Reverse != nil {
		r.addRequest(ReverseGroup, unsafe.Pointer(e.Reverse))
	}
	if e.Geocode != nil {
		r.addRequest(GeocodeGroup, unsafe.Pointer(e.Geocode))
	}
	parts := len(r.parts)
	for i := range e.Responses {
		parts += 1 + len(e.Responses[i].GeocodePoints) + len(e.Responses[i].QueryParseValues)
	}
	if parts > maxParts {
		r.state = recordEmpty
		return r.tooManyParts()
	}
	for i := range e.Responses {
		response := &e.Responses[i]
		r.addStruct(ResponseGroup, unsafe.Pointer(response))
		for i := range response.GeocodePoints {
			r.addStruct(PointGroup, unsafe.Pointer(&response.GeocodePoints[i]))
		}
		for i := range response.QueryParseValues {
			r.addStruct(QueryParseGroup, unsafe.Pointer(&response.QueryParseValues[i]))
		}
	}
	if len(r.text) > math.MaxInt32 {
		r.state = recordEmpty
		return r.tooMuchText()
	}
	r.state = recordWhole
	return nil
}

// addRequest adds a request.
func (r *Record) addRequest(g Group, s unsafe.Pointer) {
	r.request[g] = int32(len(r.parts))
	r.addStruct(g, s)
}

// addStruct adds a part that has the values of a struct of its group.
func (r *Record) addStruct(g Group, s unsafe.Pointer) {
	r.addPart(g, 0)
	p := &r.parts[r.current]
	for _, f := range g.fields() {
		text := *member(s, f)
		if text == "" {
			continue
		}
		start := len(r.text)
		r.text = append(r.text, text...)
		r.spans[p.first+slots[f]] = span{int32(start), int32(len(r.text)), 0}
		p.set, p.given = p.set.With(f), p.given.With(f)
		r.torn = r.torn || !utf8.RuneStart(text[0])
	}
	r.fillIn(p)
}

// withoutPlace returns the fault of a value that the schema has no field for: in a
// request, a member of Address that only responses have.
func (e *Entity) withoutPlace() error {
	if e.Geocode == nil {
		return nil
	}
	for _, f := range onlyInResponses {
		text := *(*string)(unsafe.Add(unsafe.Pointer(&e.Geocode.Address), members[f]-unsafe.Offsetof(GeocodeResponse{}.Address)))
		if text == "" {
			continue
		}
		attr := f.Info().Attr
		return &Fault{
			Cause:   Unwritable,
			ID:      e.ID,
			Path:    GeocodeGroup.Element() + "/Address/" + attr,
			Value:   text,
			Message: fmt.Sprintf("the request's address has a %s, which only a response's can have", attr),
			Remedy:  "leave it out, or write it in the AddressLine or the Query",
		}
	}
	return nil
}

// onlyInResponses are the fields of the addresses of responses that those of requests do
// not have.
var onlyInResponses = func() (only []Field) {
	inRequest := func(attr string) bool {
		return slices.ContainsFunc(fields[:], func(i FieldInfo) bool {
			return i.Group == GeocodeGroup && i.Element == "Address" && i.Attr == attr
		})
	}
	for f, info := range fields {
		if info.Group == ResponseGroup && info.Element == "Address" && !inRequest(info.Attr) {
			only = append(only, Field(f))
		}
	}
	return only
}()
