package xmlfeed

import (
	"encoding/binary"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Entities are written by programs: what stands between two values is nearly
// always what stood between two values before. So the Reader keeps these passages,
// from the quote that ends a value to the quote before the next, with all that
// they mean:
//
//	<Point Latitude="47.64" Longitude="-122.13" />…<TraceId>…
//	                ^-----^ value  ^-------^ value
//	       passage^         ^-passage-^         ^-passage-^
//
// What a passage means depends on where it stands: on the elements that are open,
// what they have had so far, and the attributes of the tag. All this is a place;
// values are the only thing that it does not depend on. Passages lead from one
// place to the next, the first one from before an entity, the last one to its end.
// They are learned (learn.go) from entities that the Reader has read step by step
// and found without fault, and entities that consist of known passages are read
// by them alone (quick.go). All others are read step by step.

// A place is where a value begins, as far as it matters for what may follow.
type place struct {
	passages []*passage // that followed, the frequent ones first
	latest   *passage   // that followed last
}

// A passage is what stands between two values, or before the first or behind the
// last one of an entity.
type passage struct {
	head, mask uint64 // its first eight bytes, or as many as it has
	// The eight bytes from second on, and the last eight, if it has more than the
	// head: with it, all of a passage of up to 24 bytes.
	second       int
	middle, tail uint64
	text         string
	// The tokens of the passage, and that of the value behind it or the entity's
	// end. Offsets count from the end of the passage.
	steps []feed.Step
	last  feed.Step
	stop  byte   // ends the value: a quote, or "<" of text; 0 if the entity ends
	third uint64 // what valueEnd looks for besides
	to    *place
}

// is reports whether data, which begins with the passage's head, begins with all
// of it, and has room behind.
func (q *passage) is(data []byte) bool {
	n := len(q.text)
	switch {
	case n+room > len(data):
		return false
	case n <= 8:
		return true
	case n <= 24:
		return (binary.LittleEndian.Uint64(data[q.second:])^q.middle)|(binary.LittleEndian.Uint64(data[n-8:])^q.tail) == 0
	}
	return string(data[:n]) == q.text
}

// placeKey tells places apart.
type placeKey struct {
	element *element
	got     feed.FieldSet    // of the element's attributes, the value's included
	seen    [maxDepth]uint64 // of the elements around it, by their depth
}

// Bounds of what is learned, so that no input makes it grow.
const (
	maxPlaces   = 512
	maxPassages = 16  // of a place
	maxPassage  = 256 // bytes
)

// patterns are all that has been learned.
type patterns struct {
	before place // before an entity
	places map[placeKey]*place
	lesson lesson
	luck   int // is spent on entities that are not read by passages
}

// maxLuck bounds how long the Reader keeps trying with entities that are not
// alike.
const maxLuck = 1 << 10

func newPatterns() patterns {
	return patterns{places: make(map[placeKey]*place), luck: maxLuck}
}

// known returns the passage of a text, nil if there is none.
func (p *place) known(text []byte) *passage {
	for _, q := range p.passages {
		if q.text == string(text) {
			return q
		}
	}
	return nil
}

// add adds a passage.
func (p *place) add(q *passage) {
	var head [8]byte
	n := copy(head[:], q.text)
	q.head = binary.LittleEndian.Uint64(head[:])
	if n := len(q.text); n > 8 {
		q.second = min(8, n-8)
		q.middle = binary.LittleEndian.Uint64([]byte(q.text[q.second:]))
		q.tail = binary.LittleEndian.Uint64([]byte(q.text[n-8:]))
	}
	if q.third = '"' * ones; q.stop == '<' {
		q.third = ']' * ones
	}
	q.mask = ^uint64(0) >> (64 - 8*n)
	if len(p.passages) == maxPassages {
		p.passages = p.passages[:maxPassages-1]
	}
	p.passages = append(p.passages, q)
}

// at returns the place of a key; nil if there are too many.
func (p *patterns) at(k placeKey) *place {
	to := p.places[k]
	if to == nil && len(p.places) < maxPlaces {
		to = new(place)
		p.places[k] = to
	}
	return to
}
