package feed

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// Entities yields the entities of a feed. Each is the caller's to keep.
//
// Where the input is at fault it yields a nil entity and the error, and goes on
// if the loop does: with the next entity behind a fault that is not Fatal (the
// entity at fault is left out), and not at all behind any other error.
//
// An entity of more than 16,384 responses, points and pairs is such a fault.
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

// goesOn reports whether a reader can go on behind an error.
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
		for j, f := range p.group.fields() {
			if s := r.spans[int(p.first)+j]; p.set.Has(f) {
				*at(f) = text[s.start:s.end]
			}
		}
	}
	return e
}

// open adds a part to the entity and returns where its values go.
func (e *Entity) open(g Group) func(Field) *string {
	switch g {
	case ReverseGroup:
		e.Reverse = new(ReverseGeocodeRequest)
		return e.Reverse.at
	case GeocodeGroup:
		e.Geocode = new(GeocodeRequest)
		return e.Geocode.at
	case ResponseGroup:
		e.Responses = append(e.Responses, GeocodeResponse{})
		return e.lastResponse().at
	case PointGroup:
		r := e.lastResponse()
		r.GeocodePoints = append(r.GeocodePoints, GeocodePoint{})
		return r.GeocodePoints[len(r.GeocodePoints)-1].at
	case QueryParseGroup:
		r := e.lastResponse()
		r.QueryParseValues = append(r.QueryParseValues, QueryParsePair{})
		return r.QueryParseValues[len(r.QueryParseValues)-1].at
	}
	return e.at
}

func (e *Entity) lastResponse() *GeocodeResponse { return &e.Responses[len(e.Responses)-1] }

// WriteEntity writes an entity. It does not close w.
//
// A member that has a value and no place in the feed, such as the Neighborhood of a
// request's address, is a *Fault whose cause is Unwritable. Nothing of the entity has
// been written then, and w goes on with the next one.
func WriteEntity(w Writer, e *Entity) error {
	if e == nil {
		return fmt.Errorf("%w: no entity", ErrGrammar)
	}
	if err := e.withoutPlace(); err != nil {
		return err
	}
	t := tokens{w: w}
	t.start(EntityStart)
	t.value(ID, e.ID)
	if e.Reverse != nil {
		t.start(ReverseStart)
		t.values(ReverseGroup, e.Reverse.at)
	}
	if e.Geocode != nil {
		t.start(GeocodeStart)
		t.values(GeocodeGroup, e.Geocode.at)
	}
	for i := range e.Responses {
		t.response(&e.Responses[i])
	}
	for _, f := range EntityGroup.fields() {
		if f != ID {
			t.value(f, *e.at(f))
		}
	}
	t.start(EntityEnd)
	return t.err
}

// withoutPlace returns the fault of a value that the schema has no field for: one of
// those members of an Address that only responses have, in a request.
func (e *Entity) withoutPlace() error {
	if e.Geocode == nil {
		return nil
	}
	for _, f := range ResponseGroup.fields() {
		info := f.Info()
		if info.Element != "Address" || GeocodeGroup.hasAddress(info.Attr) {
			continue
		}
		if text := *e.Geocode.Address.at(f - ResponseAddressLine); text != "" {
			return &Fault{
				Cause:   Unwritable,
				ID:      e.ID,
				Path:    GeocodeGroup.Element() + "/Address/" + info.Attr,
				Value:   text,
				Message: fmt.Sprintf("the request's address of the entity with Id %s has a %s, which only a response's can have", quote.Text(e.ID), info.Attr),
				Remedy:  "leave it out, or write it in the AddressLine or the Query",
			}
		}
	}
	return nil
}

// hasAddress reports whether an address of the group has an attribute.
func (g Group) hasAddress(attr string) bool {
	return slices.ContainsFunc(g.fields(), func(f Field) bool { return fields[f].Element == "Address" && fields[f].Attr == attr })
}

// tokens writes tokens up to the first error.
type tokens struct {
	w    Writer
	text []byte
	err  error
}

func (t *tokens) write(token Token) {
	if t.err == nil {
		t.err = t.w.WriteToken(token)
	}
}

func (t *tokens) start(k Kind) { t.write(Token{Kind: k}) }

func (t *tokens) value(f Field, text string) {
	if text == "" {
		return
	}
	t.text = append(t.text[:0], text...)
	t.write(Token{Kind: FieldValue, Field: f, Text: t.text})
}

func (t *tokens) values(g Group, at func(Field) *string) {
	for _, f := range g.fields() {
		t.value(f, *at(f))
	}
}

func (t *tokens) response(r *GeocodeResponse) {
	t.start(ResponseStart)
	t.values(ResponseGroup, r.at)
	for i := range r.GeocodePoints {
		t.start(PointStart)
		t.values(PointGroup, r.GeocodePoints[i].at)
	}
	for i := range r.QueryParseValues {
		t.start(QueryParseStart)
		t.values(QueryParseGroup, r.QueryParseValues[i].at)
	}
}
