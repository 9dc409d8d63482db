package batch

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A placeFinder finds the results of the entities of a feed, one entity after the other.
type placeFinder interface {
	// next returns the packed result of the next entity, nil if there is none, and reports
	// whether an earlier entity has the same Id and the result.
	next(number int64, id []byte) (packed []byte, again bool, err error)
	// end is called after the last of so many entities.
	end(entities int64) error
}

// match prepares to find the results of the entities of a feed. If they are few, a table in
// memory finds them. If not, they are put into the order of the entities, for which the feed is
// read. If the table would be too large, the results and the Ids of the feed are divided by
// their hashes, so that one part at a time is in memory.
func (s *resultStore) match(input func() (feed.RecordReader, error)) (placeFinder, error) {
	if err := s.file.flush(); err != nil {
		return nil, err
	}
	if s.spilled == nil {
		table, err := s.matchInMemory()
		if err != nil || s.size <= orderedSize {
			return table, err
		}
		o, err := newOrder(s)
		if err != nil {
			return nil, err
		}
		return o, o.matchIn(table, input)
	}
	if err := s.spill(); err != nil {
		return nil, err
	}
	s.entries, s.surplus = nil, surplus{}
	s.spilled.rewind()
	o, err := newOrder(s)
	if err != nil {
		return nil, err
	}
	return o, o.matchDivided(input)
}

// matchInMemory returns the table of all results. It is made once; what it finds is forgotten.
func (s *resultStore) matchInMemory() (*resultTable, error) {
	if s.table == nil {
		table, err := newResultTable(s, s.entries)
		if err != nil {
			return nil, err
		}
		s.table, s.repeated = table, s.surplus
	}
	for i := range s.table.entries {
		s.table.entries[i].place &^= foundAgain
	}
	s.surplus = s.repeated
	s.surplus.first = slices.Clone(s.repeated.first)
	return s.table, nil
}

// A resultTable finds places in memory.
type resultTable struct {
	store   *resultStore
	entries []resultEntry // sorted by the hash
	starts  []uint32      // where those begin whose hash begins with some bits
	shift   int           // that leaves these bits
}

// newResultTable returns a table of entries, which it keeps. Of several results of one Id
// it has the first; the others are counted.
func newResultTable(s *resultStore, entries []resultEntry) (*resultTable, error) {
	slices.SortFunc(entries, func(a, b resultEntry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.place, b.place))
	})
	kept := entries[:0]
	for _, e := range entries {
		if len(kept) == 0 || kept[len(kept)-1].hash != e.hash {
			kept = append(kept, e)
			continue
		}
		same, err := s.same(kept[len(kept)-1].place, e.place)
		if err != nil {
			return nil, err
		}
		if same {
			s.surplus.repeated++
		} else {
			s.surplus.add(e.place, true)
		}
	}
	t := &resultTable{store: s, entries: kept}
	width := max(1, bits.Len(uint(len(kept)))-2)
	t.shift = 64 - width
	t.starts = make([]uint32, 1<<width+1)
	for i := len(kept) - 1; i >= 0; i-- {
		t.starts[kept[i].hash>>t.shift] = uint32(i)
	}
	t.fillStarts()
	return t, nil
}

// fillStarts lets the bits that no hash has begin where the next ones do.
func (t *resultTable) fillStarts() {
	used := make([]bool, len(t.starts))
	for i := range t.entries {
		used[t.entries[i].hash>>t.shift] = true
	}
	last := uint32(len(t.entries))
	for i := len(t.starts) - 1; i >= 0; i-- {
		if used[i] {
			last = t.starts[i]
		}
		t.starts[i] = last
	}
}

// find returns the place of the result of an Id with a hash.
func (t *resultTable) find(hash uint64) resultPlace {
	bucket := hash >> t.shift
	for i := t.starts[bucket]; i < t.starts[bucket+1]; i++ {
		if e := &t.entries[i]; e.hash == hash {
			place := e.place
			e.place |= foundAgain
			return place
		}
	}
	return none
}

func (t *resultTable) next(_ int64, id []byte) (packed []byte, again bool, err error) {
	return t.store.found(t.find(t.store.hash(id)))
}

// found returns the packed result at a place.
func (s *resultStore) found(place resultPlace) (packed []byte, again bool, err error) {
	if place == none || place.again() {
		return nil, place.again(), nil
	}
	stored, err := s.get(place)
	return stored.packed, false, err
}

func (t *resultTable) end(int64) error {
	t.countForeign()
	return nil
}

// countForeign counts the results that were not found.
func (t *resultTable) countForeign() {
	for _, e := range t.entries {
		if !e.place.again() {
			t.store.surplus.add(e.place, false)
		}
	}
	t.store.surplus.trim()
}
