package feed

import (
	"fmt"
	"math"
)

// SetAnswer gives an entity the responses and the status of another one, in place of those
// that it has; nil takes them away. Both records must be whole. What comes from the other
// is where the entity is, as the other may be of another input.
func (records) SetAnswer(r, of *Record) error {
	if !r.Whole() || of != nil && !of.Whole() {
		return fmt.Errorf("%w: a record that holds no whole entity has no answer", ErrGrammar)
	}
	r.dropAnswer()
	if of == nil {
		return nil
	}
	shift := len(r.text)
	if shift+len(of.text) > math.MaxInt32 {
		return r.tooMuchText()
	}
	r.text = append(r.text, of.text...)
	r.addStatus(&of.parts[0], of, int32(shift))
	for i := range of.parts {
		if p := &of.parts[i]; p.group >= ResponseGroup {
			r.addAnswerPart(p, of, int32(shift))
		}
	}
	r.torn = r.torn || of.torn
	r.valid = r.valid && of.valid
	r.tidy = r.tidy && of.tidy
	r.unquoted = r.unquoted && of.unquoted
	r.over = r.over || of.over
	return nil
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

// addStatus copies the values of an entity's own part, but for its Id. Its text is in the
// record, shift bytes further.
func (r *Record) addStatus(p *part, of *Record, shift int32) {
	own := &r.parts[0]
	own.set |= p.set &^ onlyID
	own.given |= p.given &^ onlyID
	for left := p.given &^ onlyID; left != 0; {
		var f Field
		f, left = left.Next()
		s := of.spans[p.first+slots[f]]
		r.spans[own.first+slots[f]] = span{s.start + shift, s.end + shift, own.offset}
	}
}

// addAnswerPart copies a response, point or pair as addStatus does.
func (r *Record) addAnswerPart(p *part, of *Record, shift int32) {
	r.addPart(p.group, r.parts[0].offset)
	if p.group == ResponseGroup {
		r.last = r.current
	}
	own := &r.parts[r.current]
	own.set, own.given = p.set, p.given
	spans := r.spans[own.first:]
	for i, s := range of.spans[p.first : p.first+groupSlots[p.group]] {
		spans[i] = span{s.start + shift, s.end + shift, own.offset}
	}
}
