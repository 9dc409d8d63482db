package stats

import (
	"context"
	"errors"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// A Counter counts the entities of one or more feeds. Make one with New.
//
// Entities are counted in blocks: those of a piece, on any core, or some that the Counter has
// read itself. The Counter takes over what a block came to in the order of the feed.
type Counter struct {
	block  *block // of what the Counter reads itself
	record feed.Record

	entities     int64
	requests     [feed.NumGroups]int64
	parts        [feed.NumGroups]int64 // those that have a value
	fields       [feed.NumFields]int64
	responses    []int64 // how many entities have so many responses
	withoutPlace int64
	values       [numLists]values
	ids          repeats
	asked        repeats
	places       places
	distances    distances
}

// New returns a Counter that has counted nothing.
func New() *Counter {
	c := &Counter{block: newBlock()}
	for i := range c.values {
		c.values[i].most = maxValues
	}
	return c
}

var (
	errZero     = errors.New("stats: a Counter that New has not made")
	errNoReader = errors.New("stats: there is no reader of the feed")
)

// Run counts a whole feed, on all cores, and may be called for further feeds. The first fault
// of the feed ends it; other errors are the reader's or the context's. Run cannot return while
// a Read of r's underlying reader is blocked.
func (c *Counter) Run(ctx context.Context, r feed.Reader) error {
	switch {
	case c.block == nil:
		return errZero
	case r == nil:
		return errNoReader
	}
	if c.record.Open() { // by a fault that ended the feed before
		c.record = feed.Record{}
	}
	err := pieces.Take(ctx, taker{c}, r)
	c.add(c.block)
	return err
}

// add takes over what a block came to.
func (c *Counter) add(b *block) {
	c.entities += b.entities
	b.fields.flush()
	for f, n := range b.fields.counts[:feed.NumFields] {
		c.fields[f] += n
	}
	for g := range feed.NumGroups {
		c.requests[g] += b.requests[g]
		c.parts[g] += b.parts[g]
	}
	for len(c.responses) < len(b.responses) {
		c.responses = append(c.responses, 0)
	}
	for n, entities := range b.responses {
		c.responses[n] += entities
	}
	c.withoutPlace += b.withoutPlace
	for i := range c.values {
		if i == matchCodes {
			c.values[i].addLists(&b.values[i])
			continue
		}
		c.values[i].addAll(&b.values[i])
	}
	c.ids.addAll(b.ids)
	c.asked.addAll(b.asked)
	c.places.shared.look(b.places)
	for i := range b.places {
		c.places.add(&b.places[i])
	}
	for _, d := range b.distances {
		c.distances.add(d)
	}
	b.clear()
}

// blockSize is how many entities the Counter reads itself before it takes them over.
const blockSize = 256

// A taker is a Counter as package pieces uses it.
type taker struct{ c *Counter }

// Take implements pieces.Taker.
func (t taker) Take(src feed.RecordReader) (*feed.Record, error) {
	c := t.c
	if err := src.ReadRecord(&c.record); err != nil {
		return nil, err
	}
	c.block.take(&c.record)
	if c.block.isFull() {
		c.add(c.block)
	}
	return &c.record, nil
}

// Fork implements pieces.Taker.
func (t taker) Fork(pieces.Reader, int) pieces.PieceTaker { return blockTaker{newBlock()} }

// Join implements pieces.Taker.
func (t taker) Join(fork pieces.PieceTaker, _ feed.Position, _ int64) (ok bool, err error) {
	t.c.add(t.c.block) // which comes before
	t.c.add(fork.(blockTaker).block)
	return true, nil
}

// A blockTaker is a fork: it counts the entities of one piece.
type blockTaker struct{ *block }

func (t blockTaker) TakeRecord(r *feed.Record) bool { t.take(r); return true }
func (t blockTaker) Held() int                      { return 0 }
func (t blockTaker) Clear()                         { t.clear() }
