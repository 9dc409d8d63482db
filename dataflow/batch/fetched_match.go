package batch

import (
	"cmp"
	"container/heap"
	"errors"
	"io"
	"math/bits"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A placeFinder finds the results of the entities of a feed, one entity after the other.
type placeFinder interface {
	// next returns the packed result of the next entity, nil if there is none, and reports
	// whether an earlier entity has the same Id and the result.
	next(number int64, id []byte) (packed []byte, again bool, err error)
	// end is called after the last entity. It counts the results that are of none.
	end() error
}

// match prepares to find the results of the entities of a feed. All that is known of the
// results is in memory, if that is not too much. If it is, entries and the Ids of the feed are
// divided into parts by their hashes, so that one part at a time is in memory.
func (s *resultStore) match(input func() (feed.RecordReader, error)) (placeFinder, error) {
	if err := s.file.flush(); err != nil {
		return nil, err
	}
	if s.spilled == nil {
		table, err := s.matchInMemory()
		if err == nil && s.size > orderedSize {
			return table.order(input)
		}
		return table, err
	}
	if err := s.spill(); err != nil {
		return nil, err
	}
	s.entries, s.surplus = nil, surplus{}
	s.spilled.rewind()
	reader, err := opened(input)
	if err != nil {
		return nil, err
	}
	d := &dividedPlaces{store: s}
	return d, d.divide(reader)
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
	entries []resultEntry // sorted by the lower half of the hash
	left    int           // entries that were left out
	starts  []uint32      // where those begin whose lower half begins with some bits
	shift   int           // that leaves these bits
}

// newResultTable returns a table of entries, which it keeps. Of several results of one Id
// it has the first; the others are counted.
func newResultTable(s *resultStore, entries []resultEntry) (*resultTable, error) {
	slices.SortFunc(entries, func(a, b resultEntry) int {
		return cmp.Or(cmp.Compare(a.id.low, b.id.low), cmp.Compare(a.id.high, b.id.high), cmp.Compare(a.place.offset(), b.place.offset()))
	})
	kept := entries[:0]
	for _, e := range entries {
		if len(kept) == 0 || kept[len(kept)-1].id != e.id {
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
	t := &resultTable{store: s, entries: kept, left: len(entries) - len(kept)}
	width := max(1, bits.Len(uint(len(kept)))-2)
	t.shift = 64 - width
	t.starts = make([]uint32, 1<<width+1)
	for i := len(kept) - 1; i >= 0; i-- {
		t.starts[kept[i].id.low>>t.shift] = uint32(i)
	}
	t.fillStarts()
	return t, nil
}

// fillStarts lets the bits that no hash has begin where the next ones do.
func (t *resultTable) fillStarts() {
	used := make([]bool, len(t.starts))
	for i := range t.entries {
		used[t.entries[i].id.low>>t.shift] = true
	}
	last := uint32(len(t.entries))
	for i := len(t.starts) - 1; i >= 0; i-- {
		if used[i] {
			last = t.starts[i]
		}
		t.starts[i] = last
	}
}

// find returns the place of the result of an Id.
func (t *resultTable) find(id idHash) resultPlace {
	bucket := id.low >> t.shift
	for i := t.starts[bucket]; i < t.starts[bucket+1]; i++ {
		if e := &t.entries[i]; e.id == id {
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

func (t *resultTable) end() error {
	for _, e := range t.entries {
		if !e.place.again() {
			t.store.surplus.add(e.place, false)
		}
	}
	t.store.surplus.trim()
	return nil
}

// dividedPlaces finds places part by part, and then yields them in the order of the feed.
type dividedPlaces struct {
	store *resultStore
	parts []dividedPart
	heap  placeHeap
}

// A dividedPart has the entries, the Ids of entities, and the places that were found for
// them, whose hashes have some bits.
type dividedPart struct{ entries, ids, places *scratch }

// divide fills the parts and finds the places.
func (d *dividedPlaces) divide(reader feed.RecordReader) error {
	d.parts = make([]dividedPart, d.store.count/int64(max(1, maxEntries*3/4))+1)
	for i := range d.parts {
		p := &d.parts[i]
		for _, f := range []**scratch{&p.entries, &p.ids, &p.places} {
			var err error
			if *f, err = d.store.newFile(); err != nil {
				return err
			}
		}
	}
	if err := d.divideEntries(); err != nil {
		return err
	}
	if err := d.divideIDs(reader); err != nil {
		return err
	}
	var entries []resultEntry
	for i := range d.parts {
		var err error
		if entries, err = d.findIn(&d.parts[i], entries); err != nil {
			return err
		}
	}
	d.store.surplus.trim()
	for i := range d.parts {
		if err := d.heap.add(d.parts[i].places); err != nil {
			return err
		}
	}
	heap.Init(&d.heap)
	return nil
}

// part returns the part of a hash.
func (d *dividedPlaces) part(id idHash) *dividedPart {
	i, _ := bits.Mul64(id.high, uint64(len(d.parts)))
	return &d.parts[i]
}

func (d *dividedPlaces) divideEntries() error {
	for {
		n, err := d.store.spilled.readNumbers()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = d.part(idHash{n[0], n[1]}).entries.writeNumbers(n[0], n[1], n[2])
		}
		if err != nil {
			return err
		}
	}
}

func (d *dividedPlaces) divideIDs(reader feed.RecordReader) error {
	var r feed.Record
	for {
		err := r.Read(reader)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			h := d.store.hash(r.Entity().Text(feed.ID))
			err = d.part(h).ids.writeNumbers(h.high, h.low, uint64(r.Number()))
		}
		if err != nil {
			return err
		}
	}
}

// findIn finds the places of a part. It uses the memory of entries.
func (d *dividedPlaces) findIn(p *dividedPart, entries []resultEntry) ([]resultEntry, error) {
	entries = entries[:0]
	for {
		n, err := p.entries.readNumbers()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, resultEntry{idHash{n[0], n[1]}, resultPlace(n[2])})
	}
	table, err := newResultTable(d.store, entries)
	if err != nil {
		return nil, err
	}
	for {
		n, err := p.ids.readNumbers()
		if err == io.EOF {
			return entries, errors.Join(table.end(), p.entries.close(), p.ids.close())
		}
		if err != nil {
			return nil, err
		}
		if place := table.find(idHash{n[0], n[1]}); place != none {
			err = p.places.writeNumbers(n[2], uint64(place), 0)
		}
		if err != nil {
			return nil, err
		}
	}
}

func (d *dividedPlaces) next(number int64, _ []byte) (packed []byte, again bool, err error) {
	if len(d.heap) == 0 || d.heap[0].number > number {
		return nil, false, nil
	}
	first := &d.heap[0]
	if first.number < number {
		return nil, false, errFetchedChanged
	}
	place := first.place
	more, err := first.advance()
	switch {
	case err != nil:
		return nil, false, err
	case more:
		heap.Fix(&d.heap, 0)
	default:
		heap.Pop(&d.heap)
	}
	return d.store.found(place)
}

func (d *dividedPlaces) end() error {
	if len(d.heap) > 0 {
		return errFetchedChanged
	}
	return nil
}

// A placeHeap merges the places of the parts, the next entity first.
type placeHeap []placeRun

// A placeRun is the places of one part, from one on.
type placeRun struct {
	number int64 // of the entity
	place  resultPlace
	rest   *scratch
}

func (r *placeRun) advance() (more bool, err error) {
	n, err := r.rest.readNumbers()
	if err == io.EOF {
		return false, nil
	}
	r.number, r.place = int64(n[0]), resultPlace(n[1])
	return err == nil, err
}

func (h *placeHeap) add(places *scratch) error {
	run := placeRun{rest: places}
	more, err := run.advance()
	if more {
		*h = append(*h, run)
	}
	return err
}

func (h placeHeap) Len() int           { return len(h) }
func (h placeHeap) Less(i, j int) bool { return h[i].number < h[j].number }
func (h placeHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *placeHeap) Push(x any)        { *h = append(*h, x.(placeRun)) }

func (h *placeHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
