package validate

import (
	"hash/maphash"
	"math"
)

// An idSet remembers the line on which each Id first appeared.
//
// It is kept small, because touching memory for the first time costs more than anything else
// here. While the Ids rise, as numbers and sorted keys do, none can be a duplicate, and a log of
// them is enough, as long as the log is small. After that the set holds a 64-bit hash of each Id
// instead of the Id. Each set has its own seed, so no input can be crafted to collide. With
// 200,000 Ids, the odds of a false duplicate are 1 in 900 million. The hashes and lines are
// stored in chunks in the order of the Ids; the table holds only the index of each.
type idSet struct {
	seed   maphash.Seed
	order  idOrder
	log    idLog // of all Ids, as long as they rise
	chunks []*idChunk
	table  []idSlot // a power of two; nil until it is needed
	count  int
	limit  int // of count; Ids beyond it are looked up and not remembered
}

// A knownID is what is remembered about an Id.
type knownID struct {
	hash uint64
	line uint32
}

type idChunk struct {
	hashes [idsInChunk]uint64
	lines  [idsInChunk]uint32
}

const idsInChunk = 1 << 10

// An idSlot is free if it is zero. Otherwise it has the number of an Id, from 1, and
// above it the highest bits of its hash, which rule out most other Ids without a lookup.
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

// add remembers an Id and its line. For a duplicate it returns the line of the first,
// otherwise 0.
func (s *idSet) add(text []byte, line int) (first int) {
	if last := s.order.last; s.order.add(text) {
		if !s.full() {
			s.log.add(&last, &s.order.last, line)
			s.count++
			s.order.broken = s.log.isLarge()
		}
		return 0
	}
	s.makeTable(1)
	id := s.know(text, line)
	at, first := s.find(id.hash)
	if first == 0 {
		s.enter(at, id)
	}
	return first
}

// An idRun is a sequence of Ids to be added to a set: a log if they all rise, otherwise what
// is to be remembered about each.
type idRun struct {
	order idOrder
	log   idLog
	known []knownID
}

// add takes the next Id.
func (r *idRun) add(s *idSet, text []byte, line int) {
	if last := r.order.last; r.order.add(text) {
		r.log.add(&last, &r.order.last, line)
		return
	}
	r.hash(s)
	r.known = append(r.known, s.know(text, line))
}

// hash replaces the log by hashes of its Ids.
func (r *idRun) hash(s *idSet) {
	for id, line := range r.log.all {
		r.known = append(r.known, s.know(id, line))
	}
	r.log.clear()
}

// clear removes all Ids.
func (r *idRun) clear() {
	r.order, r.known = idOrder{}, r.known[:0]
	r.log.clear()
}

// addAll adds the Ids of a run, whose lines count from the line after the given one. It
// returns false and adds none if one of them is a duplicate or the set would be full.
func (s *idSet) addAll(run *idRun, after int) bool {
	had, n := s.count, run.log.count+len(run.known)
	if !s.full() && had+n >= s.limit {
		return false
	}
	if s.order.join(&run.order) {
		if !s.full() {
			s.log.join(&run.log, after)
			s.count += n
			s.order.broken = s.log.isLarge()
		}
		return true
	}
	run.hash(s)
	s.makeTable(n)
	for _, id := range run.known {
		id.line = lineNumber(int(id.line) + after)
		at, first := s.find(id.hash)
		if first != 0 {
			s.truncate(had)
			return false
		}
		s.enter(at, id)
	}
	return true
}

// know returns what is to be remembered about an Id and its line.
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

// remember adds an Id, if there is room.
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

// enter is remember with a known free slot of the table.
func (s *idSet) enter(at uint64, id knownID) {
	if !s.full() {
		s.remember(id)
		s.table[at] = slotOf(id.hash, s.count)
	}
}

// truncate removes all but the first n Ids.
func (s *idSet) truncate(n int) {
	for ; s.count > n; s.count-- { // the last ones first, as they may be in the place of others
		c, i := s.chunk(s.count)
		at, _ := s.find(c.hashes[i])
		s.table[at] = 0
	}
}

// makeTable makes the table of what is in the log, if there is none, and room in it for n more
// Ids. The 200,000 of a large job fit into 1<<18 slots.
func (s *idSet) makeTable(n int) {
	if s.log.count > 0 {
		s.count = 0
		for id, line := range s.log.all {
			s.remember(s.know(id, line))
		}
		s.log = idLog{}
	}
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
