package batch

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"math/bits"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
)

// Results that come in another order than their entities would be read from all over the
// disk, with a call of the system for each. So they are put into the order of the entities
// first, in parts that fit into memory:
//
//	Ids of the feed  -- table -->  pairs: place of a result, number of its entity
//	results as they came, with the pairs of their places  -->  parts, by the entity's number
//	part, read as a whole, in any order  -->  entities

// orderedSize is how many bytes of results are worth it, chunkSize of how many the pairs are in
// memory at a time, and partSize about how many a part has.
var (
	orderedSize int64 = 1 << 20
	chunkSize   int64 = 32 << 20
	partSize    int64 = 4 << 20
)

// maxParts is how many parts there are at most, as each is an open file.
const maxParts = 500

// An order is results in the order of the entities.
type order struct {
	store    *resultStore
	entities int64
	again    int64 // the first entity whose Id an earlier one has, if there is a result of it

	chunks []*scratch // the pairs, by the offset of the result
	parts  []*scratch // the results, by the number of the entity
	width  int64      // how many entities a part is for

	part    int // that is in memory; -1 if none is
	data    []byte
	offsets []uint32 // of the results in data, plus one, by entity
}

func newOrder(s *resultStore) (*order, error) {
	o := &order{store: s, part: -1}
	var err error
	o.chunks, err = s.newFiles(s.size/chunkSize + 1)
	return o, err
}

// newFiles makes temporary files.
func (s *resultStore) newFiles(n int64) (files []*scratch, err error) {
	for range n {
		f, err := s.newFile()
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// matchIn finds the results of a feed with a table of all of them.
func (o *order) matchIn(t *resultTable, input func() (feed.RecordReader, error)) error {
	err := o.readIDs(input, func(hash uint64) error { return o.pair(t, hash, uint64(o.entities)) })
	if err != nil {
		return err
	}
	t.countForeign()
	return o.distribute()
}

// readIDs reads a feed, and calls use with the hash of each Id.
func (o *order) readIDs(input func() (feed.RecordReader, error), use func(hash uint64) error) error {
	reader, err := opened(input)
	if err != nil {
		return err
	}
	var r feed.Record
	for {
		err := r.Read(reader)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			o.entities++
			err = use(o.store.hash(r.Entity().Text(feed.ID)))
		}
		if err != nil {
			return err
		}
	}
}

// pair notes the result of an entity, if there is one.
func (o *order) pair(t *resultTable, hash, number uint64) error {
	place := t.find(hash)
	switch {
	case place == none:
		return nil
	case place.again():
		if n := int64(number); o.again == 0 || n < o.again {
			o.again = n
		}
		return nil
	}
	return o.chunks[place.offset()/chunkSize].writePair(uint64(place.offset()), number)
}

// matchDivided finds the results of a feed with tables of some of them.
func (o *order) matchDivided(input func() (feed.RecordReader, error)) error {
	n := o.store.count/int64(max(1, maxEntries*3/4)) + 1
	entries, err := o.store.newFiles(n)
	if err != nil {
		return err
	}
	ids, err := o.store.newFiles(n)
	if err != nil {
		return err
	}
	of := func(files []*scratch, hash uint64) *scratch {
		// The last bits, as a table uses the first ones.
		i, _ := bits.Mul64(bits.Reverse64(hash), uint64(len(files)))
		return files[i]
	}
	for {
		hash, place, err := o.store.spilled.readPair()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = of(entries, hash).writePair(hash, place)
		}
		if err != nil {
			return err
		}
	}
	err = o.readIDs(input, func(hash uint64) error { return of(ids, hash).writePair(hash, uint64(o.entities)) })
	if err != nil {
		return err
	}
	var memory []resultEntry
	for i := range entries {
		if memory, err = o.matchPart(entries[i], ids[i], memory[:0]); err != nil {
			return err
		}
	}
	return o.distribute()
}

// matchPart finds the results of some entities, in the memory of a slice.
func (o *order) matchPart(entries, ids *scratch, memory []resultEntry) ([]resultEntry, error) {
	for {
		hash, place, err := entries.readPair()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		memory = append(memory, resultEntry{hash, resultPlace(place)})
	}
	t, err := newResultTable(o.store, memory)
	if err != nil {
		return nil, err
	}
	for {
		hash, number, err := ids.readPair()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = o.pair(t, hash, number)
		}
		if err != nil {
			return nil, err
		}
	}
	t.countForeign()
	if err := entries.close(); err != nil {
		return nil, err
	}
	return memory, ids.close()
}

// distribute reads all results and puts those that are of an entity into their parts.
func (o *order) distribute() (err error) {
	n := min(o.store.size/partSize+1, maxParts)
	o.width = o.entities/n + 1
	if o.parts, err = o.store.newFiles(n); err != nil {
		return err
	}
	o.offsets = make([]uint32, o.width)
	in := bufio.NewReaderSize(io.NewSectionReader(o.store.file.file, 0, o.store.size), 256<<10)
	at := int64(0)
	var pairs []numberedPlace
	for _, chunk := range o.chunks {
		if pairs, err = readPairs(chunk, pairs[:0]); err != nil {
			return err
		}
		for _, p := range pairs {
			if _, err := io.CopyN(io.Discard, in, p.offset-at); err != nil {
				return err
			}
			size, err := o.put(in, p.number)
			if err != nil {
				return err
			}
			at = p.offset + size
		}
	}
	return nil
}

// A numberedPlace is where the result of an entity is.
type numberedPlace struct {
	offset int64
	number uint64
}

// readPairs reads the pairs of a chunk in the order of their results.
func readPairs(chunk *scratch, pairs []numberedPlace) ([]numberedPlace, error) {
	for {
		offset, number, err := chunk.readPair()
		if err == io.EOF {
			slices.SortFunc(pairs, func(a, b numberedPlace) int { return cmp.Compare(a.offset, b.offset) })
			return pairs, chunk.close()
		}
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, numberedPlace{int64(offset), number})
	}
}

// put puts the next result into the part of an entity. It returns the size of the result.
func (o *order) put(in *bufio.Reader, number uint64) (size int64, err error) {
	s := o.store
	length, err := binary.ReadUvarint(in)
	if err != nil || length > uint64(s.size) {
		return 0, cmp.Or(err, pack.ErrBroken)
	}
	s.buffer = slices.Grow(s.buffer[:0], int(length))[:length]
	if _, err := io.ReadFull(in, s.buffer); err != nil {
		return 0, err
	}
	stored, err := parseStored(s.buffer)
	if err != nil {
		return 0, err
	}
	var head [2 * binary.MaxVarintLen64]byte
	size = int64(len(binary.AppendUvarint(head[:0], length)) + len(s.buffer))
	h := binary.AppendUvarint(head[:0], number)
	h = binary.AppendUvarint(h, uint64(len(stored.packed)))
	part := o.parts[(int64(number)-1)/o.width]
	if err := part.write(h); err != nil {
		return 0, err
	}
	return size, part.write(stored.packed)
}

// next implements placeFinder.
func (o *order) next(number int64, _ []byte) (packed []byte, again bool, err error) {
	if number == o.again {
		return nil, true, nil
	}
	if number > o.entities {
		return nil, false, errFetchedChanged
	}
	if part := int((number - 1) / o.width); part != o.part {
		if err := o.load(part); err != nil {
			return nil, false, err
		}
	}
	at := o.offsets[(number-1)%o.width]
	if at == 0 {
		return nil, false, nil
	}
	data := o.data[at-1:]
	length, n := binary.Uvarint(data)
	if n <= 0 || length > uint64(len(data)-n) {
		return nil, false, pack.ErrBroken
	}
	return data[n : n+int(length)], false, nil
}

// load reads a part into memory.
func (o *order) load(part int) error {
	var err error
	if o.data, err = o.parts[part].all(o.data); err != nil {
		return err
	}
	o.part = part
	clear(o.offsets)
	for at := 0; at < len(o.data); {
		number, n := binary.Uvarint(o.data[at:])
		length, m := binary.Uvarint(o.data[at+max(n, 0):])
		if n <= 0 || m <= 0 || length > uint64(len(o.data)-at-n-m) || number == 0 || uint64(at) > math.MaxUint32-uint64(n)-1 {
			return pack.ErrBroken
		}
		o.offsets[(int64(number)-1)%o.width] = uint32(at + n + 1)
		at += n + m + int(length)
	}
	return nil
}

// end implements placeFinder.
func (o *order) end(entities int64) error {
	if entities != o.entities {
		return errFetchedChanged
	}
	for _, f := range o.parts {
		if err := f.close(); err != nil {
			return err
		}
	}
	return nil
}
