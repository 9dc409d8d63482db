package feed

import (
	"bytes"
	"fmt"
	"math"
	"unicode/utf8"
)

// Set gives a field of part p a value, in place of the one that it may have; an empty
// text deletes it. The record, which must be whole, keeps its own copy of the text. The
// zero Part means the part of the entity that has the field: the entity itself, or
// the request of that kind, which is added if the entity has none.
//
// The error is ErrGrammar, wrapped, where the record is not whole, the part is none of its
// own, or the field is none of the part's. Parts that were looked up before stay valid.
func (r *Record) Set(p Part, f Field, text []byte) error {
	if len(text) == 0 {
		return r.Delete(p, f)
	}
	p, err := r.edited(p, f, true)
	if err != nil {
		return err
	}
	start := len(r.text)
	if start+len(text) > math.MaxInt32 {
		return r.tooMuchText()
	}
	offset := p.Place(f)
	r.text = append(r.text, text...)
	*p.span(f) = span{int32(start), int32(len(r.text)), offset}
	at := p.at()
	at.set, at.given = at.set.With(f), at.given.With(f)
	r.fillIn(at)
	r.torn = r.torn || !utf8.RuneStart(text[0])
	r.valid = r.valid && utf8.Valid(text)
	r.tidy = r.tidy && isTidy(text)
	r.unquoted = r.unquoted && bytes.IndexByte(text, '"') < 0
	return nil
}

// Delete removes the value of a field of part p, if it has one: the record, which must be
// whole, is then as if it had never had it. An element in XML goes with its last value,
// such as a ConfidenceFilter. An attribute that the schema requires stays, empty, while its
// element does, and the Id always. The zero Part means the entity itself or its request, as
// in Set. The errors are those of Set.
func (r *Record) Delete(p Part, f Field) error {
	p, err := r.edited(p, f, false)
	if err != nil || p.r == nil {
		return err
	}
	at := p.at()
	at.set = at.set.Without(f)
	info := f.Info()
	switch inner := innerFields[f]; {
	case !info.Required:
		at.given = at.given.Without(f)
	case inner != 0 && at.set&inner == 0:
		at.given &^= inner
	default:
		*p.span(f) = span{offset: p.Place(f)}
		at.given = at.given.With(f)
	}
	return nil
}

// fillIn gives a part the required attributes that it lacks, empty, as readers do: those of
// the group's own element, and those of inner elements of which it has a value.
func (r *Record) fillIn(p *part) {
	missing := ownRequired[p.group]
	for _, inner := range innerRequired[p.group] {
		if p.set&inner != 0 {
			missing |= inner
		}
	}
	for missing &^= p.given; missing != 0; {
		var f Field
		f, missing = missing.Next()
		r.spans[p.first+slots[f]] = span{offset: p.offset}
		p.given = p.given.With(f)
	}
}

var (
	// ownRequired are the required attributes of a group's own element.
	ownRequired [NumGroups]FieldSet
	// innerRequired are those of the elements within it: a set for each.
	innerRequired [NumGroups][]FieldSet
	// innerFields are the set of innerRequired that a field is in.
	innerFields [NumFields]FieldSet
)

func init() {
	inner := make(map[string]FieldSet) // by the names of the elements
	for f := NoField + 1; f < NumFields; f++ {
		info := f.Info()
		switch element := info.Group.Element() + "/" + info.Element; {
		case !info.Required:
		case info.Element == "":
			ownRequired[info.Group] = ownRequired[info.Group].With(f)
		default:
			inner[element] = inner[element].With(f)
		}
	}
	for _, set := range inner {
		for left := set; left != 0; {
			var f Field
			f, left = left.Next()
			innerFields[f] = set
		}
	}
	for f, set := range innerFields {
		if first, _ := set.Next(); set != 0 && first == Field(f) {
			g := first.Info().Group
			innerRequired[g] = append(innerRequired[g], set)
		}
	}
}

// edited returns the part of the record in which field f is to be edited. Where that is an
// absent request, it is the zero Part, or a new request.
func (r *Record) edited(p Part, f Field, add bool) (Part, error) {
	if !r.Whole() {
		return Part{}, fmt.Errorf("%w: a record that holds no whole entity cannot be edited", ErrGrammar)
	}
	if !f.isValue() {
		return Part{}, noValue(f)
	}
	g := groups[f]
	if p == (Part{}) {
		switch g {
		case EntityGroup:
			return r.Entity(), nil
		case ReverseGroup, GeocodeGroup:
			if r.request[g] == 0 && add {
				r.request[g] = int32(len(r.parts))
				r.addPart(g, r.Entity().Offset())
			}
			p, _ = r.Request(g)
			return p, nil
		}
		return Part{}, fmt.Errorf("%w: %v belongs to one of several parts; say which", ErrGrammar, f)
	}
	if p.r != r || p.Group() != g || r.parts[p.index].first != p.first {
		return Part{}, fmt.Errorf("%w: %v is not a field of that part of the record", ErrGrammar, f)
	}
	return p, nil
}

// isTidy reports whether a text has no control characters and no space at either end.
func isTidy(text []byte) bool {
	if text[0] == ' ' || text[len(text)-1] == ' ' {
		return false
	}
	for _, b := range text {
		if b < ' ' {
			return false
		}
	}
	return true
}
