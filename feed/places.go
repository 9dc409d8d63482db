package feed

// Places are those of the values of one part of a Record, for a reader that fills it
// quickly: it knows what AddSpan would have to make sure of.
type Places struct {
	part  *part
	spans []span
}

// Places returns the places of the part of group g that values may be added to; ok is
// false where there is none. They serve until the next part begins.
func (r *Record) Places(g Group) (p Places, ok bool) {
	if r.over || (g != r.open || r.state != recordOpen) && !r.reopen(g) {
		return Places{}, false
	}
	at := &r.parts[r.current]
	return Places{at, r.spans[at.first : at.first+groupSlots[g]]}, true
}

// Item begins a point or pair, as AddStep does with the start of its group, and returns
// the places of its values; ok is false, and nothing done, where AddStep might refuse it.
func (r *Record) Item(g Group, offset int64) (p Places, ok bool) {
	if r.state != recordOpen || r.open < ResponseGroup || g <= ResponseGroup || g >= NumGroups || len(r.parts) >= maxParts {
		return Places{}, false
	}
	r.addPart(g, offset)
	at := &r.parts[r.current]
	return Places{at, r.spans[at.first:]}, true
}

// Set is AddSpan of a value that is of the part's group, not empty, the first of its
// field, and of whole characters. Give is to be called after it.
func (p Places) Set(f Field, start, end int, offset int64) {
	if i := int(slots[f]); i < len(p.spans) {
		s := &p.spans[i]
		s.start, s.end, s.offset = int32(start), int32(end), offset
	}
}

// Give tells which fields have been Set.
func (p Places) Give(fields FieldSet) {
	if p.part == nil {
		return
	}
	p.part.set |= fields
	p.part.given |= fields
}

// Drop takes back the entity that is open, if one is: the next one has its number.
func (r *Record) Drop() {
	if r.Open() {
		r.number, r.state = r.number-1, recordEmpty
	}
}

// Hold makes text, instead of what AddText brought, the one in which the values are
// that were Set. The record owns its memory then, all of its capacity. It returns other
// memory, for the text of a further entity.
func (r *Record) Hold(text []byte) (spare []byte) {
	spare, r.text = r.text, text
	return spare
}
