package parallel

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// A batch is a number of entities, and what is needed to answer for them when the
// reader is long past them.
//
//	steps     what the reader yielded: entities, notices and errors in their order
//	entities  the entities, each with its place
//	source    the source texts of these entities, one behind the other
//	runs      the entities between which nothing stands in the input
type batch struct {
	steps    []step
	entities []entity
	notices  []*feed.Fault
	errors   []error
	source   []byte
	runs     []run
	last     bool // nothing comes behind it
}

// keep and keepEntity are how much memory a batch keeps for its next use: for
// source texts, and for an entity. Memory of large entities would otherwise come to
// be everywhere, as it is exchanged with the reader's and the user's.
const (
	keep       = 1 << 20
	keepEntity = 16 << 10
)

// A step is an entity, a notice or an error.
type step struct {
	kind   stepKind
	index  int  // in the batch's list of that kind
	within bool // of an error: an entity is open
}

type stepKind uint8

const (
	whole stepKind = iota
	notice
	failure
)

// An entity is an entity with the place where it stands in the batch's source. Its
// memory is used again.
type entity struct {
	record   feed.Record
	run      int // index in the batch's runs
	from, to int // in the batch's source
}

// A run is where entities without anything between them begin in the input and in
// the batch's source.
type run struct {
	start feed.Position
	from  int
}

func (b *batch) clear() {
	if cap(b.source) > keep {
		b.source, b.entities = nil, nil
	}
	for i := range b.entities {
		if e := &b.entities[i]; e.record.Memory() > keepEntity {
			*e = entity{}
		}
	}
	clear(b.notices)
	clear(b.errors)
	*b = batch{
		steps: b.steps[:0], entities: b.entities[:0], notices: b.notices[:0], errors: b.errors[:0],
		source: b.source[:0], runs: b.runs[:0],
	}
}

// A progress is how far the reading has come.
type progress struct {
	entities int64       // that have ended
	open     feed.Record // the entity within which the batch before ends, if any
}

// fill reads until the batch is full or nothing comes any more. It ends with a
// whole entity, unless there are very many faults within one.
func (b *batch) fill(src feed.SourceReader, at *progress, size int) {
	e := b.entity()
	e.record, at.open = at.open, e.record
	for !b.last && len(b.steps) < maxSteps && len(b.entities) < maxEntities && len(b.source) < size {
		e = b.entity()
		if !e.record.Open() {
			e.record.CountFrom(at.entities)
		}
		err := e.record.Read(src)
		if err == nil {
			at.entities++
			b.add(e, src)
			continue
		}
		b.steps = append(b.steps, step{failure, len(b.errors), e.record.Open()})
		b.errors = append(b.errors, err)
		b.last = !goesOn(err)
	}
	if e = b.entity(); e.record.Open() {
		e.record, at.open = at.open, e.record
	}
}

// goesOn reports whether a reader can be read on behind an error.
func goesOn(err error) bool {
	f, ok := err.(*feed.Fault)
	return ok && !f.Fatal
}

// entity returns the memory for one more entity.
func (b *batch) entity() *entity {
	n := len(b.entities)
	if n == cap(b.entities) {
		b.entities = append(b.entities, entity{})[:n]
	}
	return &b.entities[:n+1][n]
}

// add takes the entity that has just been read.
func (b *batch) add(e *entity, src feed.SourceReader) {
	b.steps = append(b.steps, step{kind: whole, index: len(b.entities)})
	b.entities = b.entities[:len(b.entities)+1]
	e.from = len(b.source)
	b.source = append(b.source, src.Source()...)
	e.to = len(b.source)
	start := e.start()
	if n := len(b.runs) - 1; n < 0 || start-b.runs[n].start.Offset != int64(e.from-b.runs[n].from) {
		b.runs = append(b.runs, run{src.Position(start), e.from})
	}
	e.run = len(b.runs) - 1
}

// start returns the offset of the entity.
func (e *entity) start() int64 { return e.record.Entity().Offset() }

// addNotice takes what the reader mends.
func (b *batch) addNotice(f *feed.Fault) {
	b.steps = append(b.steps, step{kind: notice, index: len(b.notices)})
	b.notices = append(b.notices, f)
}
