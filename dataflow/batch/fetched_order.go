package batch

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
)

// Results that come in another order than their entities would be read from all over the
// disk, with a call of the system for each. So they are put into the order of the entities
// first, in parts that fit into memory:
//
//	results as they came     -- one after the other -->  parts, by the entity's number
//	part, read as a whole    -- any order in memory -->  entities
//
// For that the Ids of the entities are read before their results.

// orderedSize is how many bytes of results are worth it, and partSize how many a part has.
var (
	orderedSize int64 = 1 << 20
	partSize    int64 = 4 << 20
)

// orderedPlaces are results in the order of the entities.
type orderedPlaces struct {
	table *resultTable
	again int64 // the first entity whose Id an earlier one has, if there is a result of it
	width int64 // how many entities a part is for
	parts []*scratch

	part    int // that is in memory; -1 if none is
	data    []byte
	offsets []uint32 // of the results in data, plus one, by entity
}

// order puts the results into the order of a feed.
func (t *resultTable) order(input func() (feed.RecordReader, error)) (placeFinder, error) {
	reader, err := opened(input)
	if err != nil {
		return nil, err
	}
	o := &orderedPlaces{table: t, part: -1}
	numbers := make([]uint32, len(t.entries)+t.left) // of the entities, by the order of their results
	entities, err := o.number(numbers, reader)
	if err != nil {
		return nil, err
	}
	n := t.store.size/partSize + 1
	o.width = entities/n + 1
	for range n {
		f, err := t.store.newFile()
		if err != nil {
			return nil, err
		}
		o.parts = append(o.parts, f)
	}
	o.offsets = make([]uint32, o.width)
	return o, o.distribute(numbers)
}

// number finds the entity of each result.
func (o *orderedPlaces) number(numbers []uint32, reader feed.RecordReader) (entities int64, err error) {
	t := o.table
	var r feed.Record
	for {
		err := r.Read(reader)
		if err == io.EOF {
			return entities, nil
		}
		if err != nil {
			return entities, err
		}
		if entities = r.Number(); entities > math.MaxUint32 {
			return entities, errTooMany
		}
		switch place := t.find(t.store.hash(r.Entity().Text(feed.ID))); {
		case place == none:
		case !place.again():
			numbers[place.index()] = uint32(entities)
		case o.again == 0:
			o.again = entities
		}
	}
}

// distribute reads all results and puts each into its part.
func (o *orderedPlaces) distribute(numbers []uint32) error {
	s := o.table.store
	in := bufio.NewReaderSize(io.NewSectionReader(s.file.file, 0, s.size), 256<<10)
	var head [2 * binary.MaxVarintLen64]byte
	for _, n := range numbers {
		length, err := binary.ReadUvarint(in)
		if err != nil {
			return err
		}
		if length > uint64(s.size) {
			return pack.ErrBroken
		}
		s.buffer = slices.Grow(s.buffer[:0], int(length))[:length]
		if _, err := io.ReadFull(in, s.buffer); err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		stored, err := parseStored(s.buffer)
		if err != nil {
			return err
		}
		part := o.parts[(int64(n)-1)/o.width]
		h := binary.AppendUvarint(head[:0], uint64(n))
		h = binary.AppendUvarint(h, uint64(len(stored.packed)))
		if err := part.write(h); err != nil {
			return err
		}
		if err := part.write(stored.packed); err != nil {
			return err
		}
	}
	return nil
}

// next implements placeFinder.
func (o *orderedPlaces) next(number int64, _ []byte) (packed []byte, again bool, err error) {
	if number == o.again {
		return nil, true, nil
	}
	part := int((number - 1) / o.width)
	if part >= len(o.parts) {
		return nil, false, errFetchedChanged
	}
	if part != o.part {
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
func (o *orderedPlaces) load(part int) error {
	var err error
	if o.data, err = o.parts[part].all(o.data); err != nil {
		return err
	}
	o.part = part
	clear(o.offsets)
	for at := 0; at < len(o.data); {
		number, n := binary.Uvarint(o.data[at:])
		length, m := binary.Uvarint(o.data[at+max(n, 0):])
		if n <= 0 || m <= 0 || length > uint64(len(o.data)-at-n-m) || number == 0 || at > math.MaxUint32-n-1 {
			return pack.ErrBroken
		}
		o.offsets[(int64(number)-1)%o.width] = uint32(at + n + 1)
		at += n + m + int(length)
	}
	return nil
}

// end implements placeFinder.
func (o *orderedPlaces) end() error {
	for _, f := range o.parts {
		if err := f.close(); err != nil {
			return err
		}
	}
	return o.table.end()
}
