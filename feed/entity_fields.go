package feed

import (
	"fmt"
	"reflect"
	"unsafe"
)

// members says where in the struct of its group the member of each field is: the one link
// between the fields and the structs. A member has the name of the attribute or element,
// and is in the member of the element, if there is one: Address.AddressLine.
var members = func() (offsets [NumFields]uintptr) {
	structs := [NumGroups]reflect.Type{
		reflect.TypeFor[Entity](), reflect.TypeFor[ReverseGeocodeRequest](), reflect.TypeFor[GeocodeRequest](),
		reflect.TypeFor[GeocodeResponse](), reflect.TypeFor[GeocodePoint](), reflect.TypeFor[QueryParsePair](),
	}
	for f, info := range fields {
		offsets[f] = noMember
		if !info.InXML() {
			continue
		}
		in, offset := structs[info.Group], uintptr(0)
		if parent, ok := in.FieldByName(info.Element); ok && info.Attr != "" {
			in, offset = parent.Type, parent.Offset
		}
		name := info.Attr
		switch {
		case name == "":
			name = info.Element
		case name == "Id":
			name = "ID"
		}
		if name == "TraceId" {
			name = "TraceID"
		}
		if member, ok := in.FieldByName(name); ok && member.Type.Kind() == reflect.String {
			for _, i := range member.Index[:len(member.Index)-1] { // of an embedded struct
				offset += in.Field(i).Offset
			}
			offsets[f] = offset + member.Offset
		}
	}
	return offsets
}()

// noMember is the offset of a field without a member.
const noMember = ^uintptr(0)

// member returns the member of a field in the struct of its group at s.
func member(s unsafe.Pointer, f Field) *string {
	if members[f] == noMember {
		panic(fmt.Sprintf("feed: the struct of %s has no member for %v", f.Info().Group.Element(), f))
	}
	return (*string)(unsafe.Add(s, members[f]))
}

// Get returns the value of a field; empty if it is absent. Of the responses it is the
// first one's, of the points and pairs the first ones of that.
func (e *Entity) Get(f Field) string {
	if !f.isValue() {
		return ""
	}
	if s := e.structOf(groups[f], false); s != nil {
		return *member(s, f)
	}
	return ""
}

// Set gives a field a value: in the entity itself, its request, its first response or the
// first point or pair of that, which is made if there is none. The error is ErrGrammar,
// wrapped, for a field that is no value, such as the column of a JSON cell.
func (e *Entity) Set(f Field, text string) error {
	if !f.isValue() {
		return noValue(f)
	}
	if s := e.structOf(groups[f], text != ""); s != nil {
		*member(s, f) = text
	}
	return nil
}

// structOf returns the first struct of a group, nil if there is none and none is to be made.
func (e *Entity) structOf(g Group, add bool) unsafe.Pointer {
	switch {
	case g == EntityGroup:
		return unsafe.Pointer(e)
	case g == ReverseGroup && e.Reverse != nil:
		return unsafe.Pointer(e.Reverse)
	case g == GeocodeGroup && e.Geocode != nil:
		return unsafe.Pointer(e.Geocode)
	case g >= ResponseGroup && len(e.Responses) > 0:
		r := &e.Responses[0]
		switch {
		case g == ResponseGroup:
			return unsafe.Pointer(r)
		case g == PointGroup && len(r.GeocodePoints) > 0:
			return unsafe.Pointer(&r.GeocodePoints[0])
		case g == QueryParseGroup && len(r.QueryParseValues) > 0:
			return unsafe.Pointer(&r.QueryParseValues[0])
		case add && g == PointGroup:
			r.GeocodePoints = []GeocodePoint{{}}
			return unsafe.Pointer(&r.GeocodePoints[0])
		case add:
			r.QueryParseValues = []QueryParsePair{{}}
			return unsafe.Pointer(&r.QueryParseValues[0])
		}
		return nil
	case !add:
		return nil
	}
	return e.open(g)
}

// open adds a struct of a group to the entity.
func (e *Entity) open(g Group) unsafe.Pointer {
	switch g {
	case ReverseGroup:
		e.Reverse = new(ReverseGeocodeRequest)
		return unsafe.Pointer(e.Reverse)
	case GeocodeGroup:
		e.Geocode = new(GeocodeRequest)
		return unsafe.Pointer(e.Geocode)
	case ResponseGroup:
		e.Responses = append(e.Responses, GeocodeResponse{})
		return unsafe.Pointer(e.lastResponse())
	case PointGroup:
		r := e.lastResponse()
		r.GeocodePoints = append(r.GeocodePoints, GeocodePoint{})
		return unsafe.Pointer(&r.GeocodePoints[len(r.GeocodePoints)-1])
	case QueryParseGroup:
		r := e.lastResponse()
		r.QueryParseValues = append(r.QueryParseValues, QueryParsePair{})
		return unsafe.Pointer(&r.QueryParseValues[len(r.QueryParseValues)-1])
	}
	return unsafe.Pointer(e)
}

// lastResponse returns the last response, which is made if there is none.
func (e *Entity) lastResponse() *GeocodeResponse {
	if len(e.Responses) == 0 {
		e.Responses = []GeocodeResponse{{}}
	}
	return &e.Responses[len(e.Responses)-1]
}
