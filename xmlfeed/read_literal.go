package xmlfeed

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// Entities are written by programs: the markup between two values is nearly always what
// it was between the same two values of an earlier entity. So the Reader keeps these
// literals, from the quote that ends a value to the quote before the next, with all that
// they mean:
//
//	<Point Latitude="47.64" Longitude="-122.13" />…<TraceId>…
//	                ^---^ value        ^-----^ value
//	      -literal->      -literal---->       -literal------>
//
// What a literal means depends on what comes before it: on the elements that are open,
// on what they have had so far, and on the attributes of the tag. All this is a node;
// values are the only thing that it does not depend on. Literals lead from one node to
// the next, the first one from before an entity, the last one to its end. They are
// learned from entities that have been read by events and found without fault, and
// entities that consist of known literals are read by them alone (read_fast.go).

// A node is where a value begins, as far as it matters for what may follow.
type node struct {
	group    feed.Group // of the value
	literals []*literal // that have followed, the frequent ones first
	latest   *literal   // that followed last; noLiteral before one has
}

// A literal is the markup between two values, or before the first or after the last one
// of an entity.
type literal struct {
	head [3]maskedWord // its first 24 bytes, or as many as it has
	long bool          // it has more
	tail string        // that
	text string
	// The tokens of the literal, and that of the value after it, or of the entity's end.
	steps  []step
	last   step
	set    feed.FieldSet // of last's field
	turns  bool          // the value is not of the group of the one before, or not of its part
	begins bool          // it has one step, which begins the part of the value
	part   int64         // the offset of that step
	slot   uint8         // of last's field
	stop   byte          // ends the value: a quote, or "<" of text; 0 if the entity ends
	// What is looked for in the value, in all bytes: end, once either has been or-ed to it.
	// As "&" is a quote with one more bit, that finds both in an attribute.
	either, end uint64
	lines       int // line ends in text
	// idLines are the line ends before the Id: there may be more between its name and its
	// value.
	idLines int
	to      *node
}

// A step is a token, but for its text. The offset of a literal's counts from its end.
type step struct {
	kind   feed.Kind
	field  feed.Field
	offset int64
}

// A maskedWord is eight bytes of a text, or fewer, which have the mask set.
type maskedWord struct{ word, mask uint64 }

// startsWith reports whether text, which has at least headSize bytes, begins with the head. It
// is inlined, which it would not be with swar.Load.
func (l *literal) startsWith(text []byte) bool {
	a := binary.LittleEndian.Uint64(text[0:8]) & l.head[0].mask
	b := binary.LittleEndian.Uint64(text[8:16]) & l.head[1].mask
	c := binary.LittleEndian.Uint64(text[16:24]) & l.head[2].mask
	return (a^l.head[0].word)|(b^l.head[1].word)|(c^l.head[2].word) == 0
}

// noLiteral is one that no text begins with.
var noLiteral = &literal{head: [3]maskedWord{{word: 1}}}

// headSize is how many bytes from where a literal begins are looked at, whatever its size.
const headSize = 24

// goesOn reports whether data, which starts with the head of a long literal, goes on as it
// does.
func (l *literal) goesOn(data []byte) bool {
	return len(l.text) <= len(data) && string(data[headSize:len(l.text)]) == l.tail
}

// A nodeKey is all that distinguishes nodes.
type nodeKey struct {
	element *element
	got     feed.FieldSet    // of the element's attributes, the value's included
	seen    [maxDepth]uint64 // by the elements around it
}

// Bounds of what is learned, so that no input makes it grow.
const (
	maxNodes    = 512
	maxLiterals = 16   // of a node
	maxLiteral  = 256  // bytes
	maxTrace    = 4096 // tokens of an entity; less than the parts that a record holds
)

// literals are all that has been learned.
type literals struct {
	before node // before an entity
	nodes  map[nodeKey]*node
	trace  trace
	budget int // is spent on entities that are not read by literals
}

// maxBudget bounds how long the Reader keeps trying with entities that are not alike.
const maxBudget = 1 << 10

func newLiterals() literals {
	return literals{before: node{latest: noLiteral}, nodes: make(map[nodeKey]*node), budget: maxBudget}
}

// A trace is the tokens of an entity that is being read by events.
type trace struct {
	on    bool
	steps []tracedStep
	keys  []nodeKey // of the steps that are values, and not empty
}

// A tracedStep is a token with the size of its text.
type tracedStep struct {
	step
	size int
}

// begin begins another entity.
func (t *trace) begin(on bool) { t.on, t.steps, t.keys = on, t.steps[:0], t.keys[:0] }

// add adds a token.
func (t *trace) add(s step, size int) {
	t.on = len(t.steps) < maxTrace
	t.steps = append(t.steps, tracedStep{s, size})
}

// nodeKey returns the key of the value that is at hand. It does not depend on what follows
// the value, as the innermost element may be open still or not.
func (r *Reader) nodeKey() nodeKey {
	k := nodeKey{element: r.element}
	if r.element.text == feed.NoField {
		k.got = r.got
	}
	for i := range r.element.depth {
		k.seen[i] = r.open[i].seen
	}
	return k
}

// learn learns from the entity that has been traced. Base is the offset of its source.
func (l *literals) learn(source []byte, base int64) {
	if !l.trace.on {
		return
	}
	at, key := &l.before, 0
	from, first := 0, 0 // the literal begins at source[from], with steps[first]
	for i, s := range l.trace.steps {
		last := i == len(l.trace.steps)-1
		if s.offset < base+int64(from) {
			return // it belongs to an earlier literal
		}
		if s.size == 0 && !last {
			continue
		}
		start, stop, end := len(source), byte(0), 0
		if !last {
			if start, stop, end = findValue(source, int(s.offset-base), s); start == 0 {
				return
			}
		}
		next := at.known(source[from:start])
		if next == nil {
			if next = newLiteral(string(source[from:start]), l.trace.steps[first:i+1], base+int64(start), stop); next == nil {
				return
			}
			if !last {
				group := s.field.Info().Group
				if next.to = l.node(l.trace.keys[key], group); next.to == nil || next.to.group != group {
					return
				}
				next.turns = len(next.steps) > 0 || group != at.group
				if next.begins = len(next.steps) == 1 && next.steps[0].kind == group.Start(); next.begins {
					next.part = next.steps[0].offset
				}
			}
			at.add(next)
		}
		key++
		at = next.to
		from, first = end, i+1
	}
}

// findValue returns where the value of a step that begins at source[at] is, an attribute
// or text, and what ends it. Start is 0 if it is not written in the usual way.
func findValue(source []byte, at int, s tracedStep) (start int, stop byte, end int) {
	stop = '<'
	if s.field.Info().Attr != "" {
		stop = '"'
		at = at + 1 + bytes.IndexAny(source[at:], `"'`)
		if source[at-1] != stop {
			return 0, 0, 0
		}
	}
	end = at + bytes.IndexByte(source[at:], stop)
	if end-at != s.size && (stop == '<' || bytes.IndexByte(source[at:end], '&') < 0) {
		return 0, 0, 0
	}
	return at, stop, end
}

// newLiteral returns a literal, nil if it is an unusual one, or what it means may depend
// on more than its node.
func newLiteral(text string, steps []tracedStep, end int64, stop byte) *literal {
	if text == "" || len(text) > maxLiteral {
		return nil
	}
	lower := strings.ToLower(text) // a Version may be written in any case
	for _, unusual := range [...]string{":", "xmlns", "version", "<!", "<?"} {
		if strings.Contains(lower, unusual) {
			return nil
		}
	}
	l := &literal{text: text, stop: stop, lines: lineEnds([]byte(text)), turns: stop == 0}
	if l.long = len(text) > headSize; l.long {
		l.tail = text[headSize:]
	}
	for i, s := range steps {
		s.offset -= end
		if i == len(steps)-1 {
			l.last = s.step
		} else {
			l.steps = append(l.steps, s.step)
		}
		if s.field == feed.ID {
			l.idLines = lineEnds([]byte(text[:max(0, len(text)+int(s.offset))]))
		}
	}
	if stop != 0 {
		l.set, l.slot = feed.SetOf(l.last.field), records.Slot(l.last.field)
	}
	l.end = swar.Repeat(stop)
	if stop == '"' {
		l.either, l.end = swar.Repeat('"'^'&'), swar.Repeat('"'|'&')
	}
	var head, mask [headSize]byte
	copy(mask[:copy(head[:], text)], bytes.Repeat([]byte{0xFF}, headSize))
	for i := range l.head {
		l.head[i] = maskedWord{swar.Load(head[8*i:]), swar.Load(mask[8*i:])}
	}
	return l
}

// known returns the literal of a text, nil if there is none.
func (n *node) known(text []byte) *literal {
	for _, l := range n.literals {
		if l.text == string(text) {
			return l
		}
	}
	return nil
}

// add adds a literal. If there are too many, it takes the place of the last one.
func (n *node) add(l *literal) {
	if len(n.literals) == maxLiterals {
		n.literals = n.literals[:maxLiterals-1]
	}
	n.literals = append(n.literals, l)
}

// find returns the literal that data begins with; nil if none is known.
func (n *node) find(data []byte) *literal {
	for i, l := range n.literals {
		if l.startsWith(data[:headSize]) && (!l.long || l.goesOn(data)) {
			if i > 0 {
				n.literals[i], n.literals[i-1] = n.literals[i-1], l
			}
			n.latest = l
			return l
		}
	}
	return nil
}

// next is find; where it finds none, how says why.
func (n *node) next(data []byte) (l *literal, how outcome) {
	if len(data) >= headSize {
		l = n.find(data)
	}
	switch {
	case l != nil:
		return l, readWhole
	case len(data) < maxLiteral+headSize:
		return nil, outOfView
	}
	return nil, unknown
}

// node returns the node of a key, of a value of group g; nil if there are too many.
func (l *literals) node(k nodeKey, g feed.Group) *node {
	to := l.nodes[k]
	if to == nil && len(l.nodes) < maxNodes {
		to = &node{group: g, latest: noLiteral}
		l.nodes[k] = to
	}
	return to
}
