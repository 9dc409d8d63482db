package batch

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"math/bits"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A resultStore keeps results by their keys, in parts that each fit into memory:
//
//	results  --  put  -->  parts, side by side in one file  --  load  -->  a table by the keys
//
// The key of a result is its Id as a number, or a hash of an Id that is not a number. A part
// has consecutive numbers, so results with row numbers are in the order of their table once
// they are stored, in whatever order they come. A part keeps its results in the order in which
// they came.
//
// The first results stay in memory until there are enough for a part. They determine how
// many numbers a part covers. Most stores have no more results than these.
type resultStore struct {
	folder string
	fields feed.FieldSet // that are kept of answers; all if there are none
	seed   maphash.Seed
	parts  partedFile
	first  chain   // the results as long as there is no width
	width  uint64  // how many numbers in a row are in one part
	count  int64   // of the results
	size   int64   // of all of them
	feeds  []int64 // how many results come before each feed
}

// partSize is about how many bytes of results a part has in memory.
var partSize int64 = 2 << 20

// hashed is set in a key that is a hash.
const hashed = 1 << 63

// A storedResult is a result in a store. In a part it is 4 bytes of size, 8 bytes of key, and
// the rest.
type storedResult struct {
	key     uint64
	ordinal int64  // how many results came before; in an order of entities, the key of the Id
	id      []byte // nil where the key says it
	packed  []byte // the answer
	at      feed.Position
	rest    []byte // of one that was stored, with the position
}

const storedHead = 4 + 8

var errStored = errors.New("batch: a temporary file is broken")

func newResultStore(folder string) (*resultStore, error) {
	file, err := newScratch(folder)
	return &resultStore{folder: folder, seed: maphash.MakeSeed(), parts: partedFile{file: file}}, err
}

func (s *resultStore) close() error { return s.parts.file.close() }

// keyOf returns the key of an Id.
func (s *resultStore) keyOf(id []byte) uint64 {
	if n, ok := numberOf(id); ok {
		return n
	}
	return maphash.Bytes(s.seed, id) | hashed
}

// numberOf parses a text that is a number in its usual form.
func numberOf(text []byte) (n uint64, ok bool) {
	if len(text) == 0 || len(text) > 18 || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	for _, c := range text {
		if c -= '0'; c > 9 {
			return 0, false
		}
		n = 10*n + uint64(c)
	}
	return n, true
}

// idOf returns the Id of a result.
func (r *storedResult) idOf() string {
	if r.id == nil {
		return strconv.FormatUint(r.key, 10)
	}
	return string(r.id)
}

// part returns the part of a key.
func (s *resultStore) part(key uint64) int {
	if key&hashed == 0 {
		key /= s.width
	}
	return int(key % numParts)
}

// put adds a result.
func (s *resultStore) put(r *storedResult) error {
	c := &s.first
	if s.width > 0 {
		c = &s.parts.parts[s.part(r.key)]
	}
	begin := len(c.text)
	c.text = appendStored(c.text, r)
	s.count++
	s.size += int64(len(c.text) - begin)
	if s.width > 0 {
		return s.parts.spill(c)
	}
	if s.size < partSize {
		return nil
	}
	return s.divide(s.count, s.size)
}

// divide begins to use parts. From the bytes that the given numbers take, it works out how
// many numbers fill a part.
func (s *resultStore) divide(numbers, size int64) error {
	s.width = uint64(max(1, numbers*partSize/size))
	first := s.first
	s.first = chain{}
	return s.parts.each(&first, func(text []byte) (used int, err error) {
		for size := storedSize(text); size > 0 && err == nil; size = storedSize(text[used:]) {
			c := &s.parts.parts[s.part(storedKey(text[used:]))]
			c.text = append(c.text, text[used:used+size]...)
			used += size
			err = s.parts.spill(c)
		}
		return used, err
	})
}

// appendStored appends a result in the form that parts hold.
func appendStored(dst []byte, r *storedResult) []byte {
	begin := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint64(dst, r.key)
	dst = binary.AppendUvarint(dst, uint64(r.ordinal))
	dst = binary.AppendUvarint(dst, uint64(len(r.packed)))
	dst = append(dst, r.packed...)
	if r.key&hashed != 0 {
		dst = binary.AppendUvarint(dst, uint64(len(r.id)))
		dst = append(dst, r.id...)
	}
	for _, n := range [...]int64{r.at.Offset, int64(r.at.Line), int64(r.at.Column)} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	binary.LittleEndian.PutUint32(dst[begin:], uint32(len(dst)-begin))
	return dst
}

// storedSize returns the size of the result at the beginning of a text, or 0 if it is cut
// off.
func storedSize(text []byte) int {
	if len(text) < storedHead {
		return 0
	}
	if size := int(binary.LittleEndian.Uint32(text)); size <= len(text) {
		return max(size, storedHead)
	}
	return 0
}

// storedKey returns the key of the result at the beginning of a text.
func storedKey(text []byte) uint64 { return binary.LittleEndian.Uint64(text[4:storedHead]) }

// parseStored parses the result at the beginning of a text, except for the position.
func parseStored(text []byte) (r storedResult, err error) {
	end := storedSize(text)
	if end == 0 {
		return r, errStored
	}
	r.key = storedKey(text)
	text = text[storedHead:end]
	n, size := binary.Uvarint(text)
	if size <= 0 {
		return r, errStored
	}
	r.ordinal, r.rest = int64(n), text[size:]
	if r.packed, r.rest, err = cutText(r.rest); err == nil && r.key&hashed != 0 {
		r.id, r.rest, err = cutText(r.rest)
	}
	return r, err
}

// cutText returns the text after its size, and the rest.
func cutText(text []byte) (value, rest []byte, err error) {
	n, size := binary.Uvarint(text)
	if size <= 0 || n > uint64(len(text)-size) {
		return nil, nil, errStored
	}
	return text[size : size+int(n) : size+int(n)], text[size+int(n):], nil
}

// position returns the position of a result that was stored.
func (r *storedResult) position() (feed.Position, error) {
	var numbers [3]int64
	rest := r.rest
	for i := range numbers {
		n, size := binary.Uvarint(rest)
		if size <= 0 {
			return feed.Position{}, errStored
		}
		numbers[i], rest = int64(n), rest[size:]
	}
	return feed.Position{Offset: numbers[0], Line: int(numbers[1]), Column: int(numbers[2])}, nil
}

// A resultPart is a part in memory, or some of it, as a hash table by key. Of several results
// with the same Id it has the first.
type resultPart struct {
	users       int    // how many are looking into it
	all         bool   // it is for all keys
	from, width uint64 // or for these numbers
	data        []byte
	slots       []uint32 // where results are in data, plus one; at least half of them are empty
	count       int
}

// covers reports whether the part has the result of a key, if there is one.
func (p *resultPart) covers(key uint64) bool { return key-p.from < p.width || p.all }

// clear empties the part and makes room for about count results.
func (p *resultPart) clear(count int64) {
	p.all, p.width, p.count, p.data = false, 0, 0, p.data[:0]
	if wanted := 1 << bits.Len64(uint64(max(2*count, 255))); wanted > len(p.slots) {
		p.slots = make([]uint32, wanted)
	} else {
		clear(p.slots)
	}
}

// slot returns where to look for a key first.
func (p *resultPart) slot(key uint64) int {
	const golden = 0x9E3779B97F4A7C15 // spreads numbers, whatever their distance
	return int(key * golden >> (65 - bits.Len(uint(len(p.slots)))))
}

// find returns the result of a key and, if given, an Id.
func (p *resultPart) find(key uint64, id []byte) (r storedResult, ok bool, err error) {
	for i := p.slot(key); p.slots[i] != 0; i = (i + 1) % len(p.slots) {
		text := p.data[p.slots[i]-1:]
		if storedKey(text) != key {
			continue
		}
		r, err = parseStored(text)
		if err != nil || r.id == nil || id == nil || string(r.id) == string(id) {
			return r, err == nil, err
		}
	}
	return r, false, nil
}

// add adds the result at an offset of data, unless there is one with the same Id.
func (p *resultPart) add(at int) (first storedResult, found bool, err error) {
	key := storedKey(p.data[at:])
	i := p.slot(key)
	for ; p.slots[i] != 0; i = (i + 1) % len(p.slots) {
		if storedKey(p.data[p.slots[i]-1:]) == key {
			r, err := parseStored(p.data[at:])
			if err == nil {
				first, found, err = p.find(key, r.id)
			}
			if found || err != nil {
				return first, found, err
			}
		}
	}
	p.slots[i] = uint32(at) + 1
	if p.count++; 2*p.count > len(p.slots) {
		p.grow()
	}
	return first, false, nil
}

// grow doubles the slots.
func (p *resultPart) grow() {
	places := p.slots
	p.slots = make([]uint32, 2*len(places))
	for _, place := range places {
		if place == 0 {
			continue
		}
		i := p.slot(storedKey(p.data[place-1:]))
		for p.slots[i] != 0 {
			i = (i + 1) % len(p.slots)
		}
		p.slots[i] = place
	}
}

// load adds the results of a chain for which keep returns true. Again, if not nil, gets
// further results of an Id.
func (s *resultStore) load(p *resultPart, c *chain, keep func(key uint64) bool, again func(first, other *storedResult)) error {
	return s.parts.each(c, func(text []byte) (used int, err error) {
		end := len(p.data) // of what is kept
		next := end
		p.data = append(p.data, text...)
		defer func() { p.data = p.data[:end] }()
		for {
			size := storedSize(p.data[next:])
			if size == 0 {
				return used, nil
			}
			if keep(storedKey(p.data[next:])) {
				if next > end {
					copy(p.data[end:], p.data[next:next+size])
				}
				first, found, err := p.add(end)
				if err == nil && found && again != nil {
					err = p.report(again, first, end)
				}
				if err != nil {
					return used, err
				}
				if !found {
					end += size
				}
			}
			used, next = used+size, next+size
		}
	})
}

// report passes a further result of an Id to again.
func (p *resultPart) report(again func(first, other *storedResult), first storedResult, at int) error {
	other, err := parseStored(p.data[at:])
	if err == nil {
		again(&first, &other)
	}
	return err
}

// eachPart loads the parts in turn, large ones in several rounds, and calls use with each.
// Mine reports whether a key belongs to the part and the round.
func (s *resultStore) eachPart(again func(first, other *storedResult), use func(part int, p *resultPart, mine func(key uint64) bool) error) error {
	chains := s.parts.parts[:]
	if s.width == 0 {
		chains = []chain{s.first}
	}
	var p resultPart
	for i := range chains {
		rounds := uint64(chains[i].size()/(2*partSize) + 1)
		for round := range rounds {
			mine := func(key uint64) bool { return key*0xD6E8FEB86659FD93>>32%rounds == round }
			p.clear(0)
			if err := s.load(&p, &chains[i], mine, again); err != nil {
				return err
			}
			if err := use(i, &p, mine); err != nil {
				return err
			}
		}
	}
	return nil
}

// each calls use with the results of the part, in no order.
func (p *resultPart) each(use func(r *storedResult) error) error {
	for _, place := range p.slots {
		if place == 0 {
			continue
		}
		r, err := parseStored(p.data[place-1:])
		if err == nil {
			err = use(&r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
