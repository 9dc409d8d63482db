package feed

import (
	"fmt"
	"unicode/utf8"
)

// A Step is a token whose Text stands in a longer text, from Start to End.
type Step struct {
	Kind       Kind
	Field      Field // of a FieldValue
	Start, End int32
	Offset     int64
}

// Fill makes the tokens of a whole entity, from its EntityStart to its EntityEnd,
// the record's next entity. It takes text, in which the values stand, and returns
// other memory in its stead, for the text of a further one. The error is that of
// Add; the record is then as if the entity had not come, and what is returned is
// text. Valid tells that every value is known to be UTF-8.
func (r *Record) Fill(text []byte, steps []Step, valid bool) (spare []byte, err error) {
	if len(steps) == 0 || steps[0].Kind != EntityStart || r.Open() {
		return text, fmt.Errorf("%w: it is not an entity that begins", ErrGrammar)
	}
	r.reset()
	r.addPart(EntityGroup, steps[0].Offset)
	spare, r.text = r.text, text
	if err := r.addSteps(steps[1:], valid); err != nil {
		r.number, r.state = r.number-1, recordEmpty
		r.text = spare
		return text, err
	}
	r.valid = valid
	return spare, nil
}

// addSteps adds the rest of an entity. Nearly all steps are values of the group
// that is open; the others go to AddSpan and AddStep.
func (r *Record) addSteps(steps []Step, valid bool) error {
	text := r.text
	p := &r.parts[r.current]
	for i := range steps {
		s := &steps[i]
		if s.Kind == FieldValue && s.Field < NumFields && groups[s.Field] == r.open && r.state == recordOpen {
			at := &r.spans[p.first+slots[s.Field]]
			if !p.given.Has(s.Field) && s.Start < s.End && (valid || isWhole(text, s.Start, s.End)) {
				at.start, at.end, at.offset = s.Start, s.End, s.Offset
				p.set, p.given = p.set.With(s.Field), p.given.With(s.Field)
				continue
			}
		}
		var err error
		if s.Kind == FieldValue {
			err = r.AddSpan(s.Field, int(s.Start), int(s.End), s.Offset)
		} else {
			err = r.AddStep(s.Kind, s.Offset)
		}
		if err != nil {
			return err
		}
		p = &r.parts[r.current]
	}
	if r.Open() {
		return fmt.Errorf("%w: they end within an entity", ErrGrammar)
	}
	return nil
}

// isWhole reports whether a part of text neither begins nor ends within a
// character.
func isWhole(text []byte, start, end int32) bool {
	return utf8.RuneStart(text[start]) && (int(end) == len(text) || utf8.RuneStart(text[end]))
}
