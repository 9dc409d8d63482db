package validate

import (
	"encoding/binary"
	"hash/maphash"
	"math"
)

// idSet remembers on which line each Id was first. It holds no Ids but a hash of
// each, of 64 bits, with another seed for each set, so that no input can be made
// to collide. Of 200,000 Ids, the odds of a false duplicate are 1 to 900 million.
//
// It is kept small, as memory that is touched for the first time costs more than all
// else here: the hashes and lines are in chunks in the order of the Ids, and the
// table has no more than the place of each. As long as the Ids rise, as numbers and
// sorted keys do, none can be a duplicate, and there is no table.
type idSet struct {
	seed   maphash.Seed
	order  idOrder
	chunks []*idChunk
	table  []idSlot // a power of two; nil until it is needed
	count  int
	limit  int // of count; Ids beyond it are looked up and not remembered
}

// A knownID is what is remembered of an Id.
type knownID struct {
	hash uint64
	line uint32
}

type idChunk struct {
	hashes [idsInChunk]uint64
	lines  [idsInChunk]uint32
}

const idsInChunk = 1 << 10

// An idSlot is free if it is zero. Else it has the number of an Id, counted from 1,
// and above that the highest bits of its hash, so that few others are looked at.
type idSlot uint32

const (
	numberBits = 24
	mostIDs    = 1<<numberBits - 1
)

func slotOf(hash uint64, number int) idSlot {
	return idSlot(hash>>(64-32+numberBits)<<numberBits | uint64(number))
}

func newIDSet(limit int) *idSet {
	return &idSet{seed: maphash.MakeSeed(), limit: limit}
}

// add remembers an Id of a line. It returns the line on which the Id was first,
// or 0.
func (s *idSet) add(text []byte, line int) (first int) {
	id := s.know(text, line)
	if s.order.add(text) {
		s.remember(id)
		return 0
	}
	s.makeTable(1)
	at, first := s.find(id.hash)
	if first == 0 {
		s.enter(at, id)
	}
	return first
}

// addAll is add for many Ids in an order, which know made with lines that count from
// the one after a line. It reports false, and remembers none, if one of them is a
// duplicate or the set would get full.
func (s *idSet) addAll(ids []knownID, order *idOrder, after int) bool {
	had := s.count
	if !s.full() && had+len(ids) >= s.limit {
		return false
	}
	rise := s.order.join(order)
	if !rise {
		s.makeTable(len(ids))
	}
	for _, id := range ids {
		id.line = lineNumber(int(id.line) + after)
		if rise {
			s.remember(id)
			continue
		}
		at, first := s.find(id.hash)
		if first != 0 {
			s.truncate(had)
			return false
		}
		s.enter(at, id)
	}
	return true
}

// know returns what is to be remembered of an Id of a line.
func (s *idSet) know(id []byte, line int) knownID {
	return knownID{maphash.Bytes(s.seed, id), lineNumber(line)}
}

func lineNumber(line int) uint32 { return uint32(min(uint64(max(line, 1)), math.MaxUint32)) }

func (s *idSet) full() bool { return s.count >= s.limit }

// find returns the place of a hash in the table and, if it is remembered, its line.
func (s *idSet) find(hash uint64) (at uint64, line int) {
	mask, high := uint64(len(s.table)-1), slotOf(hash, 0)
	for at = hash & mask; ; at = (at + 1) & mask {
		slot := s.table[at]
		if slot == 0 {
			return at, 0
		}
		if slot&^mostIDs != high {
			continue
		}
		if c, i := s.chunk(int(slot & mostIDs)); c.hashes[i] == hash {
			return at, int(c.lines[i])
		}
	}
}

// chunk returns where the Id of a number is.
func (s *idSet) chunk(number int) (c *idChunk, i int) {
	return s.chunks[(number-1)/idsInChunk], (number - 1) % idsInChunk
}

// remember takes an Id, if there is room.
func (s *idSet) remember(id knownID) {
	if s.full() {
		return
	}
	number := uint(s.count)
	if number/idsInChunk == uint(len(s.chunks)) {
		s.chunks = append(s.chunks, new(idChunk))
	}
	c := s.chunks[number/idsInChunk]
	c.hashes[number%idsInChunk], c.lines[number%idsInChunk] = id.hash, id.line
	s.count++
}

// enter is remember, with a free place of the table.
func (s *idSet) enter(at uint64, id knownID) {
	if !s.full() {
		s.remember(id)
		s.table[at] = slotOf(id.hash, s.count)
	}
}

// truncate leaves the first n Ids only.
func (s *idSet) truncate(n int) {
	for ; s.count > n; s.count-- { // the last ones first, as they may be in the place of others
		c, i := s.chunk(s.count)
		at, _ := s.find(c.hashes[i])
		s.table[at] = 0
	}
}

// makeTable makes the table, if there is none, and room in it for n more Ids. The
// 200,000 of a large job fit into 1<<18 slots.
func (s *idSet) makeTable(n int) {
	size := max(len(s.table), 1<<10)
	for (s.count+n)*16 > size*13 {
		if size *= 2; size < 1<<18 { // as long as the memory is small, rather more than moving often
			size *= 2
		}
	}
	if size == len(s.table) {
		return
	}
	s.table = make([]idSlot, size)
	mask := uint64(size - 1)
	for number := 1; number <= s.count; number++ {
		c, i := s.chunk(number)
		at := c.hashes[i] & mask
		for s.table[at] != 0 {
			at = (at + 1) & mask
		}
		s.table[at] = slotOf(c.hashes[i], number)
	}
}

// An idOrder knows whether Ids rise: whether each is longer than the one before it or,
// if it is as long, greater. The zero idOrder is of no Ids.
type idOrder struct {
	first, last idKey
	broken      bool
}

// add takes the next Id, which is not empty, and reports whether all rise.
func (o *idOrder) add(id []byte) bool {
	if o.broken || len(id) > longestKey {
		o.broken = true
		return false
	}
	key := keyOf(id)
	if o.last.size == 0 {
		o.first = key
	}
	o.broken = !o.last.isBelow(&key)
	o.last = key
	return !o.broken
}

// join is add of all Ids that another order is of.
func (o *idOrder) join(next *idOrder) bool {
	o.broken = o.broken || next.broken
	if next.last.size > 0 && !o.broken {
		o.broken = !o.last.isBelow(&next.first)
		o.last = next.last
	}
	return !o.broken
}

// clear leaves no Ids.
func (o *idOrder) clear() { *o = idOrder{} }

// An idKey is an Id as numbers, in the order of which Ids rise: its length and, of its bytes,
// the first eight, the next eight and the last eight. Those of short ones are the same, or none.
type idKey struct{ size, head, middle, tail uint64 }

// longestKey is how long an Id may be to have a key. Longer ones are hashes or the like, which
// do not rise.
const longestKey = 24

func keyOf(id []byte) idKey {
	n := len(id)
	k := idKey{size: uint64(n)}
	switch {
	case n > 16:
		k.middle = binary.BigEndian.Uint64(id[8:])
		fallthrough
	case n > 8:
		k.head, k.tail = binary.BigEndian.Uint64(id), binary.BigEndian.Uint64(id[n-8:])
	case cap(id) >= 8:
		k.head = binary.BigEndian.Uint64(id[:8]) >> (64 - 8*n) // without what is after it
	default:
		for _, b := range id {
			k.head = k.head<<8 | uint64(b)
		}
	}
	return k
}

// isBelow reports whether Ids rise from one to another.
func (k *idKey) isBelow(o *idKey) bool {
	switch {
	case k.size != o.size:
		return k.size < o.size
	case k.head != o.head:
		return k.head < o.head
	case k.middle != o.middle:
		return k.middle < o.middle
	}
	return k.tail < o.tail
}
