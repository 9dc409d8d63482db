package batch

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
)

// A resultStore keeps results on disk, packed, and finds them by their Ids. A stored result
// is its length and, in so many bytes, the number of its feed, its own number there, its
// position and its values.
type resultStore struct {
	folder  string
	files   []*scratch // all that there are
	file    *scratch   // with the results
	size    int64
	seed    maphash.Seed
	entries []resultEntry // not on disk yet
	spilled *scratch      // entries on disk; nil if there are none
	count   int64         // of entries on disk
	table   *resultTable  // of all entries, if none are on disk
	surplus surplus
	// repeated are those of the surplus that are known before there is a feed.
	repeated surplus
	fields   feed.FieldSet // that are kept; all if there are none
	buffer   []byte

	window   []byte // of the file, that was read last
	windowAt int64
	next     int64 // where the result ends that was asked for last
}

// A resultPlace is where a result is in the store: its offset and one. none is that of no
// result. The highest bit says that the result was found before.
type resultPlace uint64

const (
	none       resultPlace = 0
	foundAgain resultPlace = 1 << 63
)

func (p resultPlace) again() bool { return p&foundAgain != 0 }

func (p resultPlace) offset() int64 { return int64(p&^foundAgain) - 1 }

// A resultEntry says where the result of an Id is. The hash is that of the Id; what is found
// by it is compared with the Id itself.
type resultEntry struct {
	hash  uint64
	place resultPlace
}

// maxEntries is how many entries are held in memory.
var maxEntries = 1 << 19

// surplus are the results that are in no output.
type surplus struct {
	foreign, repeated, differing int64
	first                        []surplusPlace
}

type surplusPlace struct {
	place   resultPlace
	differs bool
}

// maxSurplus is how many of them are shown.
const maxSurplus = 100

func (s *surplus) add(place resultPlace, differs bool) {
	if differs {
		s.differing++
	} else {
		s.foreign++
	}
	if s.first = append(s.first, surplusPlace{place, differs}); len(s.first) >= 2*maxSurplus {
		s.trim()
	}
}

// trim leaves the places that are to be shown, in order.
func (s *surplus) trim() {
	slices.SortFunc(s.first, func(a, b surplusPlace) int { return int(a.place.offset() - b.place.offset()) })
	s.first = s.first[:min(len(s.first), maxSurplus)]
}

func newResultStore(folder string) (*resultStore, error) {
	s := &resultStore{folder: folder, seed: maphash.MakeSeed()}
	var err error
	s.file, err = s.newFile()
	return s, err
}

// newFile makes a temporary file, which close closes.
func (s *resultStore) newFile() (*scratch, error) {
	f, err := newScratch(s.folder)
	if err == nil {
		s.files = append(s.files, f)
	}
	return f, err
}

func (s *resultStore) close() (err error) {
	for _, f := range s.files {
		err = errors.Join(err, f.close())
	}
	return err
}

func (s *resultStore) hash(id []byte) uint64 { return maphash.Bytes(s.seed, id) }

// spill puts the entries in memory on disk.
func (s *resultStore) spill() (err error) {
	if s.spilled == nil {
		if s.spilled, err = s.newFile(); err != nil {
			return err
		}
	}
	for _, e := range s.entries {
		if err := s.spilled.writePair(e.hash, uint64(e.place)); err != nil {
			return err
		}
	}
	s.count += int64(len(s.entries))
	s.entries = s.entries[:0]
	return nil
}

// A storedResult is a result in the store.
type storedResult struct {
	feed   int
	entity int64
	at     feed.Position
	packed []byte // its values, until the next read
}

// get reads a result.
func (s *resultStore) get(place resultPlace) (r storedResult, err error) {
	at := place.offset()
	size := 4 << 10
	if at == s.next {
		size = 256 << 10
	}
	data, err := s.view(at, binary.MaxVarintLen64, size)
	if err != nil {
		return r, err
	}
	length, n := binary.Uvarint(data)
	if n <= 0 || length > uint64(s.size-at)-uint64(n) {
		return r, pack.ErrBroken
	}
	if data, err = s.view(at, n+int(length), size); err != nil {
		return r, err
	}
	s.next = at + int64(n) + int64(length)
	return parseStored(data[n : n+int(length)])
}

// parseStored takes a stored result apart, without its length.
func parseStored(data []byte) (storedResult, error) {
	var numbers [5]int64
	for i := range numbers {
		v, n := binary.Uvarint(data)
		if n <= 0 {
			return storedResult{}, pack.ErrBroken
		}
		numbers[i], data = int64(v), data[n:]
	}
	at := feed.Position{Offset: numbers[2], Line: int(numbers[3]), Column: int(numbers[4])}
	return storedResult{int(numbers[0]), numbers[1], at, data}, nil
}

// view returns so many bytes of the file, or all to its end, and reads more of it if it has
// to read.
func (s *resultStore) view(at int64, wanted, size int) ([]byte, error) {
	wanted = int(min(int64(wanted), s.size-at))
	if at < s.windowAt || at+int64(wanted) > s.windowAt+int64(len(s.window)) {
		size = int(min(int64(max(size, wanted)), s.size-at))
		s.window = slices.Grow(s.window[:0], size)[:size]
		s.windowAt = at
		if _, err := s.file.file.ReadAt(s.window, at); err != nil {
			s.window = s.window[:0]
			return nil, err
		}
	}
	return s.window[at-s.windowAt:], nil
}

// load puts the result of an Id into a record.
func load(r *feed.Record, packed, id []byte) error {
	if err := pack.Load(r, packed); err != nil {
		return err
	}
	if !bytes.Equal(r.Entity().Text(feed.ID), id) {
		return errSameHash
	}
	return nil
}

// same reports whether two results, of which the Ids have the same hash, have the same values.
func (s *resultStore) same(a, b resultPlace) (bool, error) {
	first, err := s.get(a)
	if err != nil {
		return false, err
	}
	packed := bytes.Clone(first.packed)
	second, err := s.get(b)
	if err != nil || bytes.Equal(packed, second.packed) {
		return err == nil, err
	}
	var r, other feed.Record
	if err := errors.Join(pack.Load(&r, packed), pack.Load(&other, second.packed)); err != nil {
		return false, err
	}
	if !bytes.Equal(r.Entity().Text(feed.ID), other.Entity().Text(feed.ID)) {
		return false, errSameHash
	}
	return false, nil
}
