package feed

import "math/bits"

// A FieldSet is a set of fields.
type FieldSet uint64

const _ = uint(64 - NumFields) // a FieldSet has a bit for every field

// SetOf returns the set of some fields.
func SetOf(fields ...Field) (s FieldSet) {
	for _, f := range fields {
		s = s.With(f)
	}
	return s
}

// Set returns the fields of the group that stand in tokens.
func (g Group) Set() FieldSet { return SetOf(g.fields()...) }

// Has reports whether the set holds f.
func (s FieldSet) Has(f Field) bool { return s&(1<<f) != 0 }

// With returns the set with f in it.
func (s FieldSet) With(f Field) FieldSet { return s | 1<<f }

// Without returns the set without f.
func (s FieldSet) Without(f Field) FieldSet { return s &^ (1 << f) }

// Next returns the first field of the set, in the order of the schema, and the set
// without it; NoField for the empty set.
func (s FieldSet) Next() (Field, FieldSet) {
	return Field(bits.TrailingZeros64(uint64(s)) & 63), s & (s - 1)
}
