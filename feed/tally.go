package feed

import "iter"

// A Tally counts values by field; writers count in it what they drop.
type Tally struct{ counts [NumFields]int64 }

// Add counts n values of f; those of an unknown field as NoField. The tally may be nil.
func (t *Tally) Add(f Field, n int64) {
	if t == nil {
		return
	}
	if f >= NumFields {
		f = NoField
	}
	t.counts[f] += n
}

// All yields the fields that were counted, in the order of the schema, with
// their counts. The tally may be nil.
func (t *Tally) All() iter.Seq2[Field, int64] {
	return func(yield func(Field, int64) bool) {
		if t == nil {
			return
		}
		for f, n := range t.counts {
			if n > 0 && !yield(Field(f), n) {
				return
			}
		}
	}
}
