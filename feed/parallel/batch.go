package parallel

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// A batch is a number of entities, and what is needed to answer for them when the
// reader is long past them.
//
//	steps     what the reader yielded: entities, notices and errors in their order
//	entities  the entities, each with its place
//	source    the source texts of these entities, one behind the other
type batch struct {
	steps    []step
	entities []entity
	notices  []*feed.Fault
	errors   []error
	source   []byte
	last     bool // nothing comes behind it
}

// keep is how much memory for source texts a batch keeps for its next use.
const keep = 1 << 20

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

// An entity is an entity, in its record or held in steps, with the place where it
// stands in the input and in the batch's source. Its memory is used again.
type entity struct {
	held     bool
	record   feed.Record
	text     []byte
	steps    []feed.Step
	start    feed.Position
	from, to int
}

func (b *batch) clear() {
	if cap(b.source) > keep {
		b.source, b.entities = nil, nil
	}
	clear(b.notices)
	clear(b.errors)
	*b = batch{
		steps: b.steps[:0], entities: b.entities[:0], notices: b.notices[:0], errors: b.errors[:0], source: b.source[:0],
	}
}

// fill reads, by way of rec, until the batch is full or nothing comes any more. It
// ends with a whole entity, unless there are very many faults within one.
func (b *batch) fill(src feed.SourceReader, rec *feed.Record, size int) {
	for !b.last && len(b.steps) < maxSteps && len(b.source) < size {
		e := b.entity()
		var err error
		if r, ok := src.(feed.StepReader); ok {
			e.held, err = r.ReadSteps(rec, &e.text, &e.steps)
		} else {
			e.held, err = false, rec.Read(src)
		}
		if err == nil {
			b.add(e, src, rec)
			continue
		}
		b.steps = append(b.steps, step{failure, len(b.errors), rec.Open()})
		b.errors = append(b.errors, err)
		b.last = !goesOn(err)
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
func (b *batch) add(e *entity, src feed.SourceReader, rec *feed.Record) {
	b.steps = append(b.steps, step{kind: whole, index: len(b.entities)})
	b.entities = b.entities[:len(b.entities)+1]
	var start int64
	if e.held {
		start = e.steps[0].Offset
	} else {
		start = rec.Entity().Offset()
		e.record.Take(rec)
	}
	e.start = src.Position(start)
	e.from = len(b.source)
	b.source = append(b.source, src.Source()...)
	e.to = len(b.source)
}

// moveTo makes the entity that of a record.
func (e *entity) moveTo(rec *feed.Record) (err error) {
	if !e.held {
		rec.Take(&e.record)
		return nil
	}
	e.text, err = rec.Fill(e.text, e.steps, true)
	return err
}

// addNotice takes what the reader mends.
func (b *batch) addNotice(f *feed.Fault) {
	b.steps = append(b.steps, step{kind: notice, index: len(b.notices)})
	b.notices = append(b.notices, f)
}
