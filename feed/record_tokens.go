package feed

import "iter"

// Tokens yields the tokens of the record's entity: the entity's Id first, the
// groups in the order in which they were added, then what the entity has
// besides. The texts are the record's and live until the next entity begins.
func (r *Record) Tokens() iter.Seq[Token] {
	return func(yield func(Token) bool) {
		if len(r.parts) == 0 {
			return
		}
		entity := r.parts[0]
		if !yield(Token{Kind: EntityStart, Offset: entity.offset}) || !r.yieldValues(entity, EntityGroup.fields()[:1], yield) {
			return
		}
		for _, p := range r.parts[1:] {
			if !yield(Token{Kind: p.group.Start(), Offset: p.offset}) || !r.yieldValues(p, p.group.fields(), yield) {
				return
			}
		}
		if r.yieldValues(entity, EntityGroup.fields()[1:], yield) {
			yield(Token{Kind: EntityEnd, Offset: r.end})
		}
	}
}

// yieldValues yields the values of a part that it was given, and reports
// whether the caller wants more.
func (r *Record) yieldValues(p part, fields []Field, yield func(Token) bool) bool {
	for _, f := range fields {
		if !p.given.Has(f) {
			continue
		}
		s := r.spans[p.first+slots[f]]
		if !yield(Token{Kind: FieldValue, Field: f, Text: r.text[s.start:s.end:s.end], Offset: s.offset}) {
			return false
		}
	}
	return true
}
