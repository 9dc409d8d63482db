package feed

// Len returns how many parts the record has: the entity itself and all its
// requests, responses, points and pairs.
func (r *Record) Len() int { return len(r.parts) }

// At returns the i-th part in the order in which they came; the first is the
// entity itself. The points and pairs of a response follow it.
func (r *Record) At(i int) Part { return r.part(int32(i)) }
