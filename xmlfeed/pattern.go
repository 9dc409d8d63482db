package xmlfeed

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
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
	group    feed.Group // of the value
	passages []*passage // that followed, the frequent ones first
	latest   *passage   // that followed last
}

// A passage is what stands between two values, or before the first or behind the
// last one of an entity.
type passage struct {
	head [3]wordMask // its first 24 bytes, or as many as it has
	long bool        // it has more
	text string
	// The tokens of the passage, and that of the value behind it, or of the entity's end.
	steps []step
	last  step
	set   feed.FieldSet // of last's field
	turns bool          // the value is not of the group of the one before, or the part
	stop  byte          // ends the value: a quote, or "<" of text; 0 if the entity ends
	third uint64        // what ends it besides, in all bytes
	lines int           // line ends in text
	// idLines are the line ends before the Id: more may come between its name and its
	// value.
	idLines int
	to      *place
}

// A step is a token, but for its text. Its offset counts from the end of the passage.
type step struct {
	kind   feed.Kind
	field  feed.Field
	offset int64
}

// A wordMask is eight bytes of a text, or fewer, which have the mask set.
type wordMask struct{ word, mask uint64 }

// begins reports whether the text of room bytes is the passage's, as far as it comes.
func (q *passage) begins(text []byte) bool {
	a := swar.Load(text[0:8]) ^ q.head[0].word
	b := swar.Load(text[8:16]) ^ q.head[1].word
	c := swar.Load(text[16:24]) ^ q.head[2].word
	return a&q.head[0].mask|b&q.head[1].mask|c&q.head[2].mask == 0
}

// is reports whether data begins with the passage.
func (q *passage) is(data []byte) bool {
	return len(q.text) <= len(data) && string(data[:len(q.text)]) == q.text
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
	var text, mask [room]byte
	copy(mask[:copy(text[:], q.text)], bytes.Repeat([]byte{0xFF}, room))
	for i := range q.head {
		q.head[i] = wordMask{swar.Load(text[8*i:]), swar.Load(mask[8*i:])}
	}
	q.long = len(q.text) > room
	if q.third = swar.Repeat('"'); q.stop == '<' {
		q.third = swar.Repeat(']')
	}
	if len(p.passages) == maxPassages {
		p.passages = p.passages[:maxPassages-1]
	}
	p.passages = append(p.passages, q)
}

// at returns the place of a key, of a value of group g; nil if there are too many.
func (p *patterns) at(k placeKey, g feed.Group) *place {
	to := p.places[k]
	if to == nil && len(p.places) < maxPlaces {
		to = &place{group: g}
		p.places[k] = to
	}
	return to
}
