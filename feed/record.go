package feed

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// A Record holds one entity as a whole. A reader fills it, a writer or a validator looks
// at it, and a program may do both and edit it. The zero Record is ready to use; its
// memory is reused for the next entity. A Record must not be copied; Struct copies what it
// holds.
//
// The entity itself and each request, response, point and pair is a part.
type Record struct {
	// text has all values, in no particular order, and possibly bytes of none. Each part
	// has one span per field of its group, locating the value in text; the spans of
	// absent fields are undefined.
	text     []byte
	spans    []span
	parts    []part
	request  [NumGroups]int32 // index in parts of each request; 0 if absent
	open     Group            // the group that values may be added to
	current  int32            // index of its part
	last     int32            // index of the last response in parts
	number   int64
	end      int64 // offset of its EntityEnd
	state    recordState
	torn     bool // a value begins within a character of UTF-8
	valid    bool // every value is known to be UTF-8
	tidy     bool // see Tidy
	unquoted bool // see Unquoted
	over     bool // the entity has too many parts: what follows is not kept
}

type recordState uint8

const (
	recordEmpty recordState = iota
	recordOpen
	recordWhole
)

type part struct {
	group  Group
	first  int32 // of its spans
	offset int64
	set    FieldSet // of the values that are not empty
	given  FieldSet // of all values
}

type span struct {
	start, end int32
	offset     int64 // in the input
}

// maxParts bounds the responses, points and pairs of one entity. The service
// gives at most 20 responses with a handful of points each.
const maxParts = 1 << 14

var (
	slots      [256]int32       // place of a field among those of its group, for any number
	groups     [NumFields]Group // the group of a field; NumGroups if tokens do not have it
	groupSlots [NumGroups]int32
	groupField [NumGroups][]Field // the fields of a group that tokens have
)

func init() {
	groups[NoField] = NumGroups
	for f := NoField + 1; f < NumFields; f++ {
		info := f.Info()
		if groups[f] = info.Group; !info.InXML() {
			groups[f] = NumGroups
			continue
		}
		slots[f] = groupSlots[info.Group]
		groupSlots[info.Group]++
		groupField[info.Group] = append(groupField[info.Group], f)
	}
}

// At returns the i-th part in the order in which they came; the first is the
// entity itself. The points and pairs of a response follow it. Where there is no such
// part, it returns the zero Part.
func (r *Record) At(i int) Part {
	if uint(i) >= uint(len(r.parts)) {
		return Part{}
	}
	return r.part(int32(i))
}

// Len returns how many parts the record has: the entity itself and all its
// requests, responses, points and pairs.
func (r *Record) Len() int { return len(r.parts) }

// Fields returns the fields of the group that tokens have, in the order in which XML is
// written. The slice is the caller's.
func (g Group) Fields() []Field { return slices.Clone(g.fields()) }

// fields is Fields without a copy.
func (g Group) fields() []Field {
	if g >= NumGroups {
		return nil
	}
	return groupField[g]
}

// Add adds the next token. It reports whether the entity is complete, which it is after
// EntityEnd; the next Add then begins another. The error wraps ErrGrammar if the token
// makes no sense, or is a *Fault if the entity has too many parts: the rest of it is then
// skipped.
func (r *Record) Add(t Token) (whole bool, err error) {
	if t.Kind == FieldValue {
		return false, r.addValue(t.Field, t.Text, t.Offset)
	}
	return t.Kind == EntityEnd, r.addStep(t.Kind, t.Offset)
}

// addStep is Add of a token that is no value.
func (r *Record) addStep(k Kind, offset int64) error {
	switch open := r.state == recordOpen; {
	case k == EntityStart && !open:
		r.reset()
		r.addPart(EntityGroup, offset)
		return nil
	case k == EntityEnd && open:
		r.state = recordWhole
		r.end = offset
		return nil
	case !open || k <= EntityStart || k >= FieldValue:
		return r.refuseStep(k)
	case r.over:
		return nil
	}
	switch g := k.Group(); k {
	case ReverseStart, GeocodeStart:
		if r.request[g] != 0 {
			return fmt.Errorf("%w: a second %s in an entity", ErrGrammar, g.Element())
		}
		r.request[g] = int32(len(r.parts))
		r.addPart(g, offset)
	case ResponseStart:
		r.last = int32(len(r.parts))
		r.addPart(ResponseGroup, offset)
	case PointStart, QueryParseStart:
		if r.open < ResponseGroup {
			return fmt.Errorf("%w: %v outside of a response", ErrGrammar, k)
		}
		r.addPart(g, offset)
	}
	if r.over = len(r.parts) > maxParts; r.over {
		return r.tooManyParts()
	}
	return nil
}

// refuseStep says why a step has no place.
func (r *Record) refuseStep(k Kind) error {
	switch {
	case k > EntityEnd:
		return fmt.Errorf("%w: a token of no kind", ErrGrammar)
	case k == NoToken || k == FieldValue:
		return fmt.Errorf("%w: %v", ErrGrammar, k)
	}
	return fmt.Errorf("%w: %v where an entity %s", ErrGrammar, k, r.state)
}

// addValue is Add of a FieldValue.
func (r *Record) addValue(f Field, text []byte, offset int64) error {
	start := len(r.text)
	r.text = append(r.text, text...)
	return r.addSpan(f, start, len(r.text), offset)
}

// addSpan is AddValue of a value that AddText brought: what is from start to end in
// the texts of the entity.
func (r *Record) addSpan(f Field, start, end int, offset int64) error {
	if f >= NumFields {
		return r.refuse(NoField)
	}
	if start < 0 || start > end || end > len(r.text) {
		return fmt.Errorf("%w: %v is not in the text that was added", ErrGrammar, f)
	}
	if end > math.MaxInt32 {
		return r.tooMuchText()
	}
	if r.over && r.Open() {
		return nil
	}
	if g := groups[f]; (g != r.open || r.state != recordOpen) && !r.reopen(g) {
		return r.refuse(f)
	}
	p := &r.parts[r.current]
	s := &r.spans[p.first+slots[f]]
	if p.given.Has(f) {
		return fmt.Errorf("%w: a second %v", ErrGrammar, f)
	}
	s.start, s.end, s.offset = int32(start), int32(end), offset
	p.given = p.given.With(f)
	if start < end {
		p.set = p.set.With(f)
		r.torn = r.torn || !utf8.RuneStart(r.text[start]) || end < len(r.text) && !utf8.RuneStart(r.text[end])
	}
	return nil
}

func (r *Record) tooManyParts() *Fault {
	return r.Entity().Fault(ValueTooLarge, NoField, fmt.Sprintf("more than %d responses, points and pairs in one entity", maxParts), "")
}

func (r *Record) tooMuchText() *Fault {
	return r.Entity().Fault(ValueTooLarge, NoField, "the values of the entity have 2 GiB or more", "")
}

func (s recordState) String() string {
	if s == recordOpen {
		return "is open"
	}
	return "is not open"
}

// reset begins another entity. Member by member, as in addPart: a whole struct
// would be made elsewhere and copied.
func (r *Record) reset() {
	r.text, r.spans, r.parts = r.text[:0], r.spans[:0], r.parts[:0]
	r.request = [NumGroups]int32{}
	r.open, r.current, r.last = 0, 0, 0
	r.number++
	r.end = 0
	r.state = recordOpen
	r.torn, r.valid, r.tidy, r.unquoted, r.over = false, false, false, false, false
}

func (r *Record) addPart(g Group, offset int64) {
	n, first := len(r.parts), len(r.spans)
	if n == cap(r.parts) {
		r.parts = slices.Grow(r.parts, 1)
	}
	spans := first + int(groupSlots[g])
	if spans > cap(r.spans) {
		r.spans = slices.Grow(r.spans, int(groupSlots[g]))
	}
	r.parts, r.spans = r.parts[:n+1], r.spans[:spans]
	p := &r.parts[n]
	p.group, p.first, p.offset = g, int32(first), offset
	p.set, p.given = 0, 0
	r.current, r.open = int32(n), g
}

// refuse says why a value has no place.
func (r *Record) refuse(f Field) error {
	switch {
	case !f.isValue():
		return noValue(f)
	case r.state != recordOpen:
		return fmt.Errorf("%w: %v outside of an entity", ErrGrammar, f)
	}
	return fmt.Errorf("%w: %v where no %s is open", ErrGrammar, f, groups[f].Element())
}

// isValue reports whether the field occurs in tokens.
func (f Field) isValue() bool { return f < NumFields && groups[f] != NumGroups }

// noValue is the error of a field that is no value.
func noValue(f Field) error {
	if f == NoField {
		return fmt.Errorf("%w: a value without a field", ErrGrammar)
	}
	return fmt.Errorf("%w: %v is no value", ErrGrammar, f)
}

// reopen goes back to group g, where a value of it may follow: to the entity, or
// to the response after its points and pairs.
func (r *Record) reopen(g Group) bool {
	switch {
	case r.state != recordOpen:
		return false
	case g == EntityGroup:
		r.current = 0
	case g == ResponseGroup && r.open >= ResponseGroup:
		r.current = r.last
	default:
		return false
	}
	r.open = g
	return true
}

// Read fills the record with the next entity of src. The error is src's, io.EOF if there
// are no more entities, or that of Add. After a fault that is not fatal the next Read
// continues with the entity.
func (r *Record) Read(src Reader) error {
	if s, ok := src.(RecordReader); ok {
		return s.ReadRecord(r)
	}
	return r.readTokens(src)
}

// readTokens is Read token by token, whatever else src can do.
func (r *Record) readTokens(src Reader) error {
	for {
		t, err := src.ReadToken()
		if err != nil {
			return err
		}
		if whole, err := r.Add(t); whole || err != nil {
			return locate(err, src)
		}
	}
}

// Open reports whether the record has the beginning of an entity but not yet its end.
func (r *Record) Open() bool { return r.state == recordOpen }

// Whole reports whether the record holds a complete entity.
func (r *Record) Whole() bool { return r.state == recordWhole }

// Truncated reports whether the entity has so many parts that some were left out.
func (r *Record) Truncated() bool { return r.over }

// End returns the offset of the EntityEnd.
func (r *Record) End() int64 { return r.end }

// Number returns the number of the entity, counted from 1.
func (r *Record) Number() int64 { return r.number }

// Entity returns the entity's own part: Id and status.
func (r *Record) Entity() Part { return Part{r: r} }

// Request returns the entity's request of a group, if it has one; else a Part without
// values.
func (r *Record) Request(g Group) (Part, bool) {
	if g >= NumGroups || r.request[g] == 0 {
		return Part{}, false
	}
	return r.part(r.request[g]), true
}

// Parts yields the parts of a group in order: with ResponseGroup the responses, with
// PointGroup and QueryParseGroup the points and pairs of all responses.
func (r *Record) Parts(g Group) func(yield func(Part) bool) {
	return Part{r: r}.following(g, func(part) bool { return true })
}

// A Part is a group of values of a Record: the entity itself, a request, a
// response, a point or a pair. It is valid until the next entity begins. The zero Part
// has no values.
type Part struct {
	r     *Record
	index int32 // in r.parts
	first int32 // of its spans in r.spans
}

func (r *Record) part(i int32) Part { return Part{r, i, r.parts[i].first} }

// noPart and noSpan are those of a Part that is not in its record.
var (
	noPart = part{group: NumGroups}
	noSpan span
)

// at returns what the record knows of the part.
func (p Part) at() *part {
	i := uint(p.index)
	if p.r == nil || i >= uint(len(p.r.parts)) {
		return &noPart
	}
	return &p.r.parts[i]
}

// Group returns the part's group; NumGroups if it is no part of an entity.
func (p Part) Group() Group { return p.at().group }

// Offset returns where the part begins in the input, in bytes.
func (p Part) Offset() int64 { return p.at().offset }

func (p Part) span(f Field) *span {
	if p.r == nil {
		return &noSpan
	}
	i := uint(p.first + slots[f])
	if i >= uint(len(p.r.spans)) {
		return &noSpan
	}
	return &p.r.spans[i]
}

// Text returns the value of a field of the part's group; empty if absent. The bytes are
// valid until the next entity begins.
func (p Part) Text(f Field) []byte {
	if !p.NonEmpty().Has(f) {
		return nil
	}
	s := p.span(f)
	return p.r.text[s.start:s.end:s.end]
}

// Has reports whether the part has the field, even if it is empty.
func (p Part) Has(f Field) bool { return p.Present().Has(f) }

// Place returns where a value of the part begins in the input, in bytes; for a value that
// is absent, where the part begins.
func (p Part) Place(f Field) int64 {
	if p.Has(f) {
		return p.span(f).offset
	}
	return p.Offset()
}

// NonEmpty returns the fields of the part that have a value.
func (p Part) NonEmpty() FieldSet { return p.at().set }

// Present returns the fields of the part, including empty ones.
func (p Part) Present() FieldSet { return p.at().given }

// Empty reports whether the part has no value, or only empty ones.
func (p Part) Empty() bool { return p.NonEmpty() == 0 }

// Items yields a response's points (PointGroup) or pairs (QueryParseGroup).
func (p Part) Items(g Group) func(yield func(Part) bool) {
	return p.following(g, func(q part) bool { return q.group > ResponseGroup })
}

// following yields the parts of group g after p, as long as they are within.
func (p Part) following(g Group, within func(part) bool) func(yield func(Part) bool) {
	return func(yield func(Part) bool) {
		if p.r == nil {
			return
		}
		for i := p.index + 1; int(i) < len(p.r.parts) && within(p.r.parts[i]); i++ {
			if p.r.parts[i].group == g && !yield(p.r.part(i)) {
				return
			}
		}
	}
}

// Fault returns a fault of the part's field f, or with NoField of the part itself. It has
// an offset but no line: Copy adds that, and any code that has the reader can.
func (p Part) Fault(cause Cause, f Field, message, remedy string) *Fault {
	fault := &Fault{
		Cause:    cause,
		Position: Position{Offset: p.Place(f)},
		Message:  message,
		Remedy:   remedy,
	}
	if p.r != nil {
		fault.Entity, fault.ID = p.r.number, string(p.r.Entity().Text(ID))
	}
	if f != NoField {
		fault.Path = f.String()
		if info := f.Info(); info.InXML() && info.Group == p.Group() {
			fault.Value = string(p.Text(f))
		}
	}
	return fault
}
