package feed

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// An answer, the responses of an entity and its status, is packed as its parts:
//
//	flags  (group  (field  length)…  0  text)…
//
// The first part is the entity itself, without its Id. The text of a part has its values one
// after the other.

// The flags say what is known of the values.
const (
	packedValid = 1 << iota
	packedTidy
	packedUnquoted
)

var errPacked = errors.New("a file of answers is broken")

// AppendAnswer appends the answer of a record, packed. Unless there are no given fields, it
// leaves out all others of the entity and its responses, and values that are empty.
func (records) AppendAnswer(dst []byte, r *Record, fields FieldSet) []byte {
	flags := byte(0)
	if r.valid {
		flags |= packedValid
	}
	if r.tidy {
		flags |= packedTidy
	}
	if r.unquoted {
		flags |= packedUnquoted
	}
	dst = append(dst, flags)
	for i := range r.parts {
		p := &r.parts[i]
		given := p.given
		switch {
		case p.group == EntityGroup:
			given &^= onlyID
		case p.group < ResponseGroup:
			continue
		}
		if fields != 0 {
			if p.group > ResponseGroup && !fields.Has(itemsField(p.group)) {
				continue
			}
			if given &= p.set; p.group <= ResponseGroup {
				given &= fields
			}
		}
		dst = r.appendPart(dst, p, given)
	}
	return dst
}

// AnswerValues returns the bytes of a packed answer that are the same where its values are.
func (records) AnswerValues(packed []byte) []byte { return packed[min(1, len(packed)):] }

// itemsField returns the field that is the points or pairs of a response.
func itemsField(g Group) Field {
	if g == PointGroup {
		return ResponseGeocodePoints
	}
	return ResponseQueryParseValues
}

// appendPart appends a part with some of its values.
func (r *Record) appendPart(dst []byte, p *part, given FieldSet) []byte {
	dst = append(dst, byte(p.group))
	spans := r.spans[p.first:]
	for left := given; left != 0; {
		var f Field
		f, left = left.Next()
		s := &spans[slots[f]]
		dst = append(dst, byte(f))
		dst = binary.AppendUvarint(dst, uint64(s.end-s.start))
	}
	dst = append(dst, 0)
	for left := given; left != 0; {
		var f Field
		f, left = left.Next()
		s := &spans[slots[f]]
		dst = append(dst, r.text[s.start:s.end]...)
	}
	return dst
}

// SetAnswer gives an entity a packed answer in place of the one that it has; nil takes that
// away. What comes from the answer is where the entity is, as it may be of another input.
func (records) SetAnswer(r *Record, packed []byte) error {
	if !r.Whole() {
		return fmt.Errorf("%w: a record that holds no whole entity has no answer", ErrGrammar)
	}
	r.dropAnswer()
	if packed == nil {
		return nil
	}
	if len(r.text)+len(packed) > math.MaxInt32 {
		return r.tooMuchText()
	}
	if len(packed) == 0 {
		return errPacked
	}
	flags, rest := packed[0], packed[1:]
	r.valid = r.valid && flags&packedValid != 0
	r.tidy = r.tidy && flags&packedTidy != 0
	r.unquoted = r.unquoted && flags&packedUnquoted != 0
	for len(rest) > 0 {
		if rest = r.setPart(rest, flags&packedValid == 0); rest == nil {
			return errPacked
		}
	}
	return nil
}

// setPart adds a packed part, and returns what follows it; nil if it is broken.
func (r *Record) setPart(packed []byte, vet bool) (rest []byte) {
	g := Group(packed[0])
	own := &r.parts[0]
	switch {
	case g == EntityGroup:
	case g < ResponseGroup || g >= NumGroups || g > ResponseGroup && r.parts[len(r.parts)-1].group < ResponseGroup:
		return nil
	default:
		r.addPart(g, own.offset)
		if own = &r.parts[r.current]; g == ResponseGroup {
			r.last = r.current
		}
	}
	offset := r.parts[0].offset
	spans := r.spans[own.first : own.first+groupSlots[g]]
	begin := len(r.text)
	end := begin
	for rest = packed[1:]; ; {
		if len(rest) == 0 {
			return nil
		}
		f := Field(rest[0])
		if f == NoField {
			break
		}
		n, size := binary.Uvarint(rest[1:])
		if size <= 0 || f >= NumFields || groups[f] != g || n > uint64(len(packed)) {
			return nil
		}
		rest = rest[1+size:]
		spans[slots[f]] = span{int32(end), int32(end + int(n)), offset}
		end += int(n)
		own.given |= 1 << f
		if n > 0 {
			own.set |= 1 << f
		}
	}
	rest = rest[1:]
	if end-begin > len(rest) {
		return nil
	}
	r.text = append(r.text, rest[:end-begin]...)
	if vet {
		for left := own.set; left != 0; {
			var f Field
			f, left = left.Next()
			s := &spans[slots[f]]
			r.torn = r.torn || !utf8.RuneStart(r.text[s.start]) || int(s.end) < len(r.text) && !utf8.RuneStart(r.text[s.end])
		}
	}
	return rest[end-begin:]
}

// dropAnswer takes away the responses and the status.
func (r *Record) dropAnswer() {
	kept := r.parts[:1]
	for _, p := range r.parts[1:] {
		if p.group < ResponseGroup {
			r.request[p.group] = int32(len(kept))
			kept = append(kept, p)
		}
	}
	r.parts, r.over = kept, false
	own := &r.parts[0]
	own.set, own.given = own.set&onlyID, own.given&onlyID
}

// onlyID are the fields of an entity that are no part of an answer.
var onlyID = FieldSet(0).With(ID)
