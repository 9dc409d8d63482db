package batch

import (
	"context"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// A finder finds the results of entities by keys: consecutive numbers, or any keys if all
// results are in memory. Several goroutines may use it at once.
//
// Results are found by their Ids if there are only a few, or if the Ids are row numbers.
// Otherwise the feed is read first to put the results into its order, in a store whose keys
// are the places of the entities. In a table a place is the number of a row, which is known in
// pieces; in other feeds it is the number of the entity.
//
//	Ids of the feed  -->  parts, by their keys  --  and the results of the same part
//	-->  results, by the places of their entities
type finder struct {
	store *resultStore
	ids   *resultStore // has the keys of Ids
	order bool         // the keys are the places of the entities, and the ordinals the keys of the Ids

	entities int64 // in an order: how many there are, and
	again    int64 // the place of the first whose Id an earlier one has, if there is a result of it; or 0

	mu    sync.Mutex
	parts []*resultPart // in memory, the one asked for last at the end
}

// keptParts is how many unused parts stay in memory.
const keptParts = 2

// find returns a finder for the entities of a feed. If it has to read the feed, it also
// marks the results that are used.
func (f *fetchedJoin) find() (*finder, error) {
	s := f.store
	if f.rows = counterOf(f.reader); s.width == 0 || f.rows != nil && f.rows.RowNumbers() {
		return &finder{store: s, ids: s}, nil
	}
	o, err := f.inOrder()
	if err == nil {
		f.reader, err = opened(f.open)
	}
	if err == nil {
		f.rows = counterOf(f.reader)
	}
	return o, err
}

// counterOf returns the row counter of a table's reader, or nil for another reader.
func counterOf(r feed.RecordReader) pieces.Counter {
	p, _ := pieces.ReaderOf(r)
	c, ok := p.(pieces.Counter)
	if !ok {
		return nil
	}
	c.CountRows()
	return c
}

// placeOf returns the place of the current entity: the number of its row or, if there is no
// counter, of the entity.
func placeOf(rows pieces.Counter, entity int64) uint64 {
	if rows != nil {
		return uint64(rows.Row())
	}
	return uint64(entity)
}

// inOrder puts the results into the order of the feed.
func (f *fetchedJoin) inOrder() (*finder, error) {
	s := f.store
	ids, err := s.newFile()
	if err != nil {
		return nil, err
	}
	defer ids.file.close()
	taker := &idTaker{store: s, ids: ids, rows: f.rows}
	if err := pieces.Take(context.Background(), taker, f.reader); err != nil {
		return nil, err
	}
	if err := ids.settle(); err != nil {
		return nil, err
	}
	if f.ordered != nil { // of a Join before
		f.ordered.close()
	}
	if f.ordered, err = newResultStore(s.folder); err != nil {
		return nil, err
	}
	o := &finder{store: f.ordered, ids: s, order: true, entities: taker.entities}
	if err := f.ordered.divide(s.count, s.size); err != nil {
		return nil, err
	}
	err = s.eachPart(nil, func(part int, p *resultPart, mine func(key uint64) bool) error {
		return ids.eachPair(part, func(key, place uint64) error {
			if !mine(key) {
				return nil
			}
			r, found, err := p.find(key, nil)
			switch {
			case err != nil || !found:
				return err
			case !f.used.mark(r.ordinal):
				if n := int64(place); o.again == 0 || n < o.again {
					o.again = n
				}
				return nil
			}
			f.matched++
			return o.store.put(&storedResult{key: place, ordinal: int64(key), packed: r.packed})
		})
	})
	if err == nil {
		err = o.store.parts.settle()
	}
	return o, err
}

// newFile returns another file in the folder of a store, with parts for the same keys.
func (s *resultStore) newFile() (*partedFile, error) {
	file, err := newScratch(s.folder)
	return &partedFile{file: file}, err
}

// An idTaker takes the Ids of a feed. A fork takes and holds those of a piece.
type idTaker struct {
	store    *resultStore
	ids      *partedFile
	entities int64
	record   feed.Record
	rows     pieces.Counter // of the reader, if it has one
	held     []placedID
}

// A placedID is the key of an Id, and the place of its entity if rows are counted.
type placedID struct{ key, place uint64 }

// Take implements pieces.Taker.
func (t *idTaker) Take(src feed.RecordReader) (*feed.Record, error) {
	records.CountFrom(&t.record, t.entities)
	if err := src.ReadRecord(&t.record); err != nil {
		return nil, err
	}
	t.entities++
	return &t.record, t.put(t.id(&t.record))
}

// id returns the key and place of the entity in a record.
func (t *idTaker) id(r *feed.Record) placedID {
	return placedID{t.store.keyOf(r.Entity().Text(feed.ID)), placeOf(t.rows, t.entities)}
}

// Fork implements pieces.Taker.
func (t *idTaker) Fork(src pieces.Reader, _ int) pieces.PieceTaker {
	f := &idTaker{store: t.store}
	f.rows, _ = src.(pieces.Counter)
	return f
}

// TakeRecord implements pieces.PieceTaker.
func (t *idTaker) TakeRecord(r *feed.Record) bool {
	t.held = append(t.held, t.id(r))
	return true
}

// Held implements pieces.PieceTaker.
func (t *idTaker) Held() int { return 16 * len(t.held) }

// Clear implements pieces.PieceTaker.
func (t *idTaker) Clear() { t.held = t.held[:0] }

// Join implements pieces.Taker.
func (t *idTaker) Join(fork pieces.PieceTaker, _ feed.Position, _ int64) (bool, error) {
	for _, id := range fork.(*idTaker).held {
		if t.entities++; t.rows == nil {
			id.place = uint64(t.entities)
		}
		if err := t.put(id); err != nil {
			return true, err
		}
	}
	return true, nil
}

// put puts the Id of the next entity into a part.
func (t *idTaker) put(id placedID) error {
	c := &t.ids.parts[t.store.part(id.key)]
	c.text = binary.LittleEndian.AppendUint64(c.text, id.key)
	c.text = binary.LittleEndian.AppendUint64(c.text, id.place)
	return t.ids.spill(c)
}

// eachPair calls use with the pairs of numbers in a part.
func (f *partedFile) eachPair(part int, use func(a, b uint64) error) error {
	return f.each(&f.parts[part], func(text []byte) (used int, err error) {
		for ; len(text) >= used+16 && err == nil; used += 16 {
			err = use(binary.LittleEndian.Uint64(text[used:]), binary.LittleEndian.Uint64(text[used+8:]))
		}
		return used, err
	})
}

// part returns the part that holds the result of a key, if there is one. The caller must not
// change it, and must release it.
func (f *finder) part(key uint64) (*resultPart, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.parts, func(p *resultPart) bool { return p.covers(key) })
	if i < 0 && len(f.parts) >= keptParts {
		i = slices.IndexFunc(f.parts, func(p *resultPart) bool { return p.users == 0 })
	}
	p := new(resultPart)
	if i >= 0 {
		p = f.parts[i]
		f.parts = slices.Delete(f.parts, i, i+1)
	}
	if i < 0 || !p.covers(key) {
		if err := f.load(p, key); err != nil {
			return nil, err // and the part, of which some may be missing, is not kept
		}
	}
	f.parts = append(f.parts, p)
	p.users++
	return p, nil
}

// release ends the caller's use of a part.
func (f *finder) release(p *resultPart) {
	if p != nil {
		f.mu.Lock()
		p.users--
		f.mu.Unlock()
	}
}

// load loads the part of a key.
func (f *finder) load(p *resultPart, key uint64) error {
	s := f.store
	if s.width == 0 {
		p.clear(s.count)
		p.all = true
		return s.load(p, &s.first, func(uint64) bool { return true }, nil)
	}
	c := &s.parts.parts[s.part(key)]
	size := min(c.size(), 2*partSize)
	p.clear(s.count * size / s.size)
	p.data = slices.Grow(p.data, int(size+size/4)) // parts differ, and use the memory again
	p.from, p.width = key-key%s.width, s.width
	return s.load(p, c, p.covers, nil)
}

// A bitmap is a set of numbers from 0 on.
type bitmap []uint64

// mark adds a number. It returns false if the set already has it.
func (b bitmap) mark(n int64) bool {
	word, bit := &b[n/64], uint64(1)<<(n%64)
	was := *word&bit != 0
	*word |= bit
	return !was
}

func (b bitmap) unmark(n int64) { b[n/64] &^= 1 << (n % 64) }

func (b bitmap) has(n int64) bool { return b[n/64]&(1<<(n%64)) != 0 }
