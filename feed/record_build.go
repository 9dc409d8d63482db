package feed

import (
	"fmt"
	"io"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chars"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// Internal is for packages of this module alone: only they can name an Access.
var Internal internal

type internal struct{}

// Records returns what the readers and writers of this module do with a Record and
// other programs do not.
func (internal) Records(*private.Access) records { return records{} }

// records fills records quickly, and says what a writer may trust of their values.
//
// A reader adds the steps and values of an entity as Add does. It may add the text of
// several values at once (AddText) and then say where in it each value is (AddSpan, or
// quicker, Places and Set). After the last value it may mark what it knows of all of
// them (MarkValid), so that a writer need not look.
type records struct{}

// Begin begins an entity, as AddStep does, with AddText, and returns the places of its own
// values; ok is false, and nothing done, where an entity is open.
func (records) Begin(r *Record, offset int64, text []byte) (p places, ok bool) {
	if r.state == recordOpen {
		return places{}, false
	}
	r.reset()
	r.addPart(EntityGroup, offset)
	r.text = append(r.text, text...)
	return places{&r.parts[0], r.spans}, true
}

// End ends the entity that is open, as AddStep does, and marks it valid (see MarkValid).
func (records) End(r *Record, offset int64, tidy, unquoted bool) {
	r.valid, r.tidy, r.unquoted = true, tidy, unquoted
	r.state, r.end = recordWhole, offset
}

// AddStep is Add of a token that is no value.
func (records) AddStep(r *Record, k Kind, offset int64) error { return r.addStep(k, offset) }

// AddValue is Add of a FieldValue.
func (records) AddValue(r *Record, f Field, text []byte, offset int64) error {
	return r.addValue(f, text, offset)
}

// AddString is AddValue of a string.
func (records) AddString(r *Record, f Field, text string, offset int64) error {
	start := len(r.text)
	r.text = append(r.text, text...)
	return r.addSpan(f, start, len(r.text), offset)
}

// AddText adds text in which the values of further AddSpans are, and returns where in
// the texts of the entity it begins.
func (records) AddText(r *Record, text []byte) (start int) {
	start = len(r.text)
	r.text = append(r.text, text...)
	return start
}

// AddSpan is AddValue of a value that AddText brought: what is from start to end in
// the texts of the entity.
func (records) AddSpan(r *Record, f Field, start, end int, offset int64) error {
	return r.addSpan(f, start, end, offset)
}

// Places are where the values of one part of a record go.
type places struct {
	part  *part
	spans []span
}

// Places returns the places of the part of group g that values may be added to; ok is
// false where there is none. They serve until the next part begins.
func (records) Places(r *Record, g Group) (p places, ok bool) {
	if r.over || (g != r.open || r.state != recordOpen) && !r.reopen(g) {
		return places{}, false
	}
	at := &r.parts[r.current]
	return places{at, r.spans[at.first : at.first+groupSlots[g]]}, true
}

// StartPart is AddStep with the start of a group, and returns the places of its values.
func (records) StartPart(r *Record, g Group, offset int64) (p places, err error) {
	if err := r.addStep(g.Start(), offset); err != nil || r.over {
		return places{}, err
	}
	at := &r.parts[r.current]
	return places{at, r.spans[at.first:]}, nil
}

// PlacesIn is StartPart, or Places of the part if that has begun.
func (rs records) PlacesIn(r *Record, g Group, starts bool, offset int64) (p places, ok bool) {
	if !starts {
		return rs.Places(r, g)
	}
	p, err := rs.StartPart(r, g, offset)
	return p, err == nil
}

// Set is AddSpan of a value that is of the part's group, not empty, the first of its
// field, and of whole characters. Commit is to be called after it.
func (p places) Set(f Field, start, end int, offset int64) {
	if i := int(slots[f]); i < len(p.spans) {
		s := &p.spans[i]
		s.start, s.end, s.offset = int32(start), int32(end), offset
	}
}

// SetAll is Set of several fields, with Commit. Each is where spans says: at a start and an
// end in text that AddText brought, which begins at base. Its offset is that of the text, plus
// the start, or if the value is in quotes, one less.
func (p places) SetAll(fields, quoted FieldSet, spans *[64][2]int32, base int, offset int64) {
	if p.part == nil {
		return
	}
	from := int32(base)
	for left := uint64(fields); left != 0; left &= left - 1 {
		f := bits.TrailingZeros64(left) & 63
		at, s := &spans[f], &p.spans[slots[f]]
		s.start, s.end, s.offset = from+at[0], from+at[1], offset+int64(at[0])
	}
	for left := uint64(fields & quoted); left != 0; left &= left - 1 {
		p.spans[slots[bits.TrailingZeros64(left)&63]].offset--
	}
	p.part.set |= fields
	p.part.given |= fields
}

// SetItem is SetAll of values that have their places in the order of Group.Fields, and one
// offset.
func (p places) SetItem(fields FieldSet, spans [][2]int32, base int, offset int64) {
	if p.part == nil {
		return
	}
	from := int32(base)
	for left := uint64(fields); left != 0; left &= left - 1 {
		i := slots[bits.TrailingZeros64(left)&63]
		at, s := &spans[i], &p.spans[i]
		s.start, s.end, s.offset = from+at[0], from+at[1], offset
	}
	p.part.set |= fields
	p.part.given |= fields
}

// Slot returns the slot of a field among those of its group.
func (records) Slot(f Field) uint8 { return uint8(slots[f]) }

// SetSlot is Set of a field of which the slot is known.
func (p places) SetSlot(slot uint8, start, end int, offset int64) {
	if i := int(slot); i < len(p.spans) {
		s := &p.spans[i]
		s.start, s.end, s.offset = int32(start), int32(end), offset
	}
}

// Commit says which fields have been Set.
func (p places) Commit(fields FieldSet) {
	if p.part == nil {
		return
	}
	p.part.set |= fields
	p.part.given |= fields
}

// Discard drops the entity that is open, if one is: the next one gets its number.
func (records) Discard(r *Record) {
	if r.Open() {
		r.number, r.state = r.number-1, recordEmpty
	}
}

// SwapText makes text, instead of what AddText brought, the one in which the values are
// that were Set. The record owns its memory then, all of its capacity. It returns other
// memory, for the text of a further entity.
func (records) SwapText(r *Record, text []byte) (spare []byte) {
	spare, r.text = r.text, text
	return spare
}

// CountFrom makes n the number of entities before the next one.
func (records) CountFrom(r *Record, n int64) { r.number = n }

// ReadTokens is Record.Read token by token, whatever else src can do.
func (records) ReadTokens(r *Record, src Reader) error { return r.readTokens(src) }

// MarkValid says that every value of the entity is known to be UTF-8, and whether all
// are known to be Tidy and Unquoted.
func (records) MarkValid(r *Record, tidy, unquoted bool) {
	r.valid, r.tidy, r.unquoted = true, tidy, unquoted
}

// Valid reports whether every value is UTF-8. As none begins within a character, they
// are where the text of all is.
func (records) Valid(r *Record) bool { return r.valid || !r.torn && chars.Valid(r.text) }

// Tidy reports whether all values of the entity are known to be without control
// characters below a space, and those outside of points and pairs to be without a space
// at either end.
func (records) Tidy(r *Record) bool { return r.tidy }

// Unquoted reports whether all values of the entity are known to be without double
// quotes.
func (records) Unquoted(r *Record) bool { return r.unquoted }

// Values returns the bytes in which all values of the record's entity are, at the places
// of Span; between them there may be what is no value, such as delimiters. They live
// until the next entity begins.
func (records) Values(r *Record) []byte { return r.text }

// Span returns where in Values the value of a field is that the part was given; of other
// fields it says nothing.
func (records) Span(p Part, f Field) (start, end int) {
	s := p.span(f)
	return int(s.start), int(s.end)
}

// Look returns the group of the i-th part, and which of its fields have a value and which an
// empty one.
func (records) Look(r *Record, i int) (g Group, set, empty FieldSet) {
	p := &r.parts[i]
	return p.group, p.set, p.given &^ p.set
}

// Spans are where in Values the values of one part of a record are.
type spans struct {
	all   []span
	first int32
}

// Spans returns where the values of the i-th part are.
func (records) Spans(r *Record, i int) spans { return spans{r.spans, r.parts[i].first} }

// Of returns the place of the value of a field of the part that has one.
func (s spans) Of(f Field) (start, end int) {
	at := &s.all[s.first+slots[f]]
	return int(at.start), int(at.end)
}

// NextIndex returns the index of the first part of group g at or after i, within the
// same response (points, pairs) or entity; Len if there is none.
func (records) NextIndex(r *Record, i int, g Group) int {
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

// GroupAt returns the group of the i-th part, counted from 0; NumGroups after the last.
func (records) GroupAt(r *Record, i int) Group {
	if uint(i) >= uint(len(r.parts)) {
		return NumGroups
	}
	return r.parts[i].group
}

// Index returns the part's index in its record.
func (records) Index(p Part) int { return int(p.index) }

// Copy writes the entity of a record that was read from src. A *Fault of dst gets its
// place, as with Copy. A record that is not whole is ErrGrammar, wrapped.
func (records) Copy(dst Writer, r *Record, src Reader) error { return copyRecord(dst, r, src) }

// Locate gives a fault that has an offset and no line, as writers and records return
// it, its place in what src reads. Other errors stay as they are.
func (records) Locate(err error, src Reader) error { return locate(err, src) }

// copyRecord is records.Copy.
func copyRecord(dst Writer, r *Record, src Reader) error {
	if !r.Whole() {
		return fmt.Errorf("%w: a record that holds no whole entity", ErrGrammar)
	}
	if w, ok := dst.(RecordWriter); ok {
		if err := w.WriteRecord(r); err != nil {
			return locate(written(err), src)
		}
		return nil
	}
	for t := range r.Tokens() {
		if err := dst.WriteToken(t); err != nil {
			return locate(written(err), src)
		}
	}
	return nil
}

// written returns an error of a writer, which must not be taken for the end of a feed: some
// streams return io.EOF if the other side has closed them.
func written(err error) error {
	if err == io.EOF {
		return fmt.Errorf("the writer of the feed failed: %w", err)
	}
	return err
}

// locate is records.Locate.
func locate(err error, src Reader) error {
	f, ok := err.(*Fault)
	if !ok || f.Line != 0 {
		return err
	}
	f.Position = src.Position(f.Offset)
	return f
}
