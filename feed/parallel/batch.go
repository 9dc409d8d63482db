package parallel

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A batch is a number of steps of a reader, and what is needed to answer for them
// when the reader is long past them. It ends with a whole entity, but for one of
// very many steps (of unknown elements, say), which is cut: then both batches
// know of the entity.
//
//	steps     one for each token, notice or error, in their order
//	text      the texts of the tokens, one behind the other
//	entities  for each entity of the batch: where it stands
//	source    the source texts of these entities, one behind the other
type batch struct {
	steps    []step
	text     []byte
	notices  []*feed.Fault
	errors   []error
	entities []entity
	source   []byte
	within   bool // it begins within an entity
	last     bool // nothing comes behind it
}

// keep is how much memory a batch keeps for its next use.
const keep = 1 << 20

// A step is a token, or one of the further kinds below.
type step struct {
	kind       feed.Kind
	field      feed.Field
	start, end int32 // of the token's text; start is the index of a notice or error
	offset     int64
}

// The further kinds of steps.
const (
	notice feed.Kind = 100 + iota
	failure
)

// An entity is where an entity stands in the input and in the batch's source.
type entity struct {
	start    feed.Position
	from, to int32
}

func (b *batch) clear() {
	if cap(b.source)+cap(b.text) > keep {
		b.source, b.text = nil, nil
	}
	clear(b.notices)
	clear(b.errors)
	*b = batch{
		steps: b.steps[:0], text: b.text[:0], notices: b.notices[:0], errors: b.errors[:0],
		entities: b.entities[:0], source: b.source[:0],
	}
}

// An opened entity is one that a batch has the start of, but not the end.
type opened struct {
	open  bool
	start int64 // its offset
}

// fill reads until the batch is full or nothing comes any more. It takes the
// entity that the batch before was cut in, and returns the one that this one is.
func (b *batch) fill(src feed.SourceReader, size int, e opened) opened {
	b.within = e.open
	for !b.last && len(b.steps) < maxSteps && (e.open || len(b.source) < size) {
		t, err := src.ReadToken()
		if err != nil {
			b.steps = append(b.steps, step{kind: failure, start: int32(len(b.errors))})
			b.errors = append(b.errors, err)
			b.last = !goesOn(err)
			continue
		}
		from := int32(len(b.text))
		b.text = append(b.text, t.Text...)
		b.steps = append(b.steps, step{t.Kind, t.Field, from, int32(len(b.text)), t.Offset})
		switch t.Kind {
		case feed.EntityStart:
			e = opened{true, t.Offset}
		case feed.EntityEnd:
			b.addEntity(src, e.start)
			e.open = false
		}
	}
	if e.open {
		b.addEntity(src, e.start)
	}
	return e
}

// goesOn reports whether a reader can be read on behind an error.
func goesOn(err error) bool {
	f, ok := err.(*feed.Fault)
	return ok && !f.Fatal
}

// addEntity takes what is known of the entity that began at start.
func (b *batch) addEntity(src feed.SourceReader, start int64) {
	from := int32(len(b.source))
	b.source = append(b.source, src.Source()...)
	b.entities = append(b.entities, entity{src.Position(start), from, int32(len(b.source))})
}

// addNotice takes what the reader mends.
func (b *batch) addNotice(f *feed.Fault) {
	b.steps = append(b.steps, step{kind: notice, start: int32(len(b.notices))})
	b.notices = append(b.notices, f)
}
