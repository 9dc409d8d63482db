package validate

import (
	"hash/maphash"
	"math"
)

// idSet remembers in which line each Id stood first. It holds no Ids but 96 bits
// of each: a hash, whose seed is drawn anew for each set so that no input can be
// made to collide, and the last four bytes, in which the Ids of a feed mostly
// differ. Of a million Ids in which they do not, the odds of a false duplicate
// are 1 to 30 million.
type idSet struct {
	seed  maphash.Seed
	slots []idSlot // a power of two; a zero line is a free slot
	count int
	limit int // of count; Ids beyond it are looked up and not remembered
}

type idSlot struct {
	hash uint64
	tail uint32
	line uint32
}

func newIDSet(limit int) *idSet {
	return &idSet{seed: maphash.MakeSeed(), slots: make([]idSlot, 1<<10), limit: limit}
}

// add remembers an Id of a line. It returns the line where the Id stood before,
// or 0.
func (s *idSet) add(id []byte, line int) int {
	hash, tail := maphash.Bytes(s.seed, id), tailOf(id)
	slot := s.find(hash, tail)
	if slot.line != 0 || s.full() {
		return int(slot.line)
	}
	*slot = idSlot{hash, tail, uint32(min(max(line, 1), math.MaxUint32))}
	if s.count++; s.count*4 > len(s.slots)*3 {
		s.grow()
	}
	return 0
}

// tailOf returns the last four bytes of an Id.
func tailOf(id []byte) (tail uint32) {
	for _, b := range id[max(0, len(id)-4):] {
		tail = tail<<8 | uint32(b)
	}
	return tail
}

func (s *idSet) full() bool { return s.count >= s.limit }

// find returns the slot of an Id, or the free one where it belongs.
func (s *idSet) find(hash uint64, tail uint32) *idSlot {
	mask := uint64(len(s.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		if slot := &s.slots[i]; slot.line == 0 || slot.hash == hash && slot.tail == tail {
			return slot
		}
	}
}

func (s *idSet) grow() {
	old := s.slots
	factor := 2
	if len(old) < 1<<18 { // as long as the memory is small, rather more than moving often
		factor = 4
	}
	s.slots = make([]idSlot, factor*len(old))
	for _, slot := range old {
		if slot.line != 0 {
			*s.find(slot.hash, slot.tail) = slot
		}
	}
}
