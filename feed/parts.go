package feed

// Len returns how many parts the record has: the entity itself and all its
// requests, responses, points and pairs.
func (r *Record) Len() int { return len(r.parts) }

// At returns the i-th part in the order in which they came; the first is the
// entity itself. The points and pairs of a response follow it. Where there is no such
// part, it returns the zero Part.
func (r *Record) At(i int) Part {
	if uint(i) >= uint(len(r.parts)) {
		return Part{}
	}
	return r.part(int32(i))
}

// Behind returns the index of the first part of group g at index i or behind it
// that belongs to the same response, or for a group that is none of a response's,
// to the entity; Len where there is none.
func (r *Record) Behind(i int, g Group) int {
	for i = max(i, 0); i < len(r.parts); i++ {
		switch at := r.parts[i].group; {
		case at == g:
			return i
		case at <= ResponseGroup && g > ResponseGroup:
			return len(r.parts)
		}
	}
	return i
}

// Index returns the part's index in its record.
func (p Part) Index() int { return int(p.index) }
