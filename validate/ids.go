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
	fresh := s.slot(id, line)
	slot := s.find(&fresh)
	if slot.line != 0 || s.full() {
		return int(slot.line)
	}
	*slot = fresh
	s.count++
	s.makeRoom(0)
	return 0
}

// addAll is add for many Ids, which slot made with lines that count from the one
// behind a line. It reports false, and remembers none, if one of them is a duplicate
// or the set would get full.
func (s *idSet) addAll(ids []idSlot, behind int) bool {
	full := s.full()
	if !full && s.count+len(ids) >= s.limit {
		return false
	}
	s.makeRoom(len(ids))
	for i := range ids {
		slot := s.find(&ids[i])
		if slot.line != 0 {
			if !full {
				s.takeBack(ids[:i])
			}
			return false
		}
		if !full {
			*slot = ids[i]
			slot.line = lineNumber(int(ids[i].line) + behind)
		}
	}
	if !full {
		s.count += len(ids)
	}
	return true
}

// takeBack forgets the Ids that were remembered last.
func (s *idSet) takeBack(ids []idSlot) {
	for i := len(ids) - 1; i >= 0; i-- {
		*s.find(&ids[i]) = idSlot{}
	}
}

// slot returns what is remembered of an Id of a line.
func (s *idSet) slot(id []byte, line int) idSlot {
	return idSlot{maphash.Bytes(s.seed, id), tailOf(id), lineNumber(line)}
}

func lineNumber(line int) uint32 { return uint32(min(max(line, 1), math.MaxUint32)) }

// tailOf returns the last four bytes of an Id.
func tailOf(id []byte) (tail uint32) {
	for _, b := range id[max(0, len(id)-4):] {
		tail = tail<<8 | uint32(b)
	}
	return tail
}

func (s *idSet) full() bool { return s.count >= s.limit }

// find returns the slot of an Id, or the free one where it belongs.
func (s *idSet) find(id *idSlot) *idSlot {
	mask := uint64(len(s.slots) - 1)
	for i := id.hash & mask; ; i = (i + 1) & mask {
		if slot := &s.slots[i]; slot.line == 0 || slot.hash == id.hash && slot.tail == id.tail {
			return slot
		}
	}
}

// makeRoom makes room for n more Ids.
func (s *idSet) makeRoom(n int) {
	for (s.count+n)*4 > len(s.slots)*3 {
		s.grow()
	}
}

func (s *idSet) grow() {
	old := s.slots
	factor := 2
	if len(old) < 1<<18 { // as long as the memory is small, rather more than moving often
		factor = 4
	}
	s.slots = make([]idSlot, factor*len(old))
	for i := range old {
		if slot := &old[i]; slot.line != 0 {
			*s.find(slot) = *slot
		}
	}
}
