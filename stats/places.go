package stats

import (
	"cmp"
	"math"
	"slices"
)

// places are what is known of where all responses are.
type places struct {
	any          bool
	south, north float64
	bands        [numBands]band
	shared       sharedPlaces
}

// A band is half a degree of longitude: the places in it that are furthest west and east.
type band struct {
	any        bool
	west, east float64
}

const numBands = 720

// add adds a place of an entity; it is added once for each entity.
func (p *places) add(at *place) {
	lat, lon := at.lat, at.lon
	if !p.any {
		p.any, p.south, p.north = true, lat, lat
	}
	p.south, p.north = min(p.south, lat), max(p.north, lat)
	b := &p.bands[min(int((lon+180)*2), numBands-1)]
	if !b.any {
		*b = band{true, lon, lon}
	}
	b.west, b.east = min(b.west, lon), max(b.east, lon)
	p.shared.add(at)
}

// box returns the box of all places: west, south, east, north. West is above east where it
// crosses the antimeridian, which it does if all places are within 180 degrees of longitude
// only that way.
func (p *places) box() *[4]float64 {
	if !p.any {
		return nil
	}
	west, east := math.Inf(1), math.Inf(-1)
	gap, gapWest, gapEast := 0.0, 0.0, 0.0 // the widest one, and the places at its sides
	for i := range p.bands {
		b := &p.bands[i]
		if !b.any {
			continue
		}
		if !math.IsInf(east, 0) && b.west-east > gap {
			gap, gapWest, gapEast = b.west-east, east, b.west
		}
		west, east = min(west, b.west), max(east, b.east)
	}
	if east-west > 180 && 360-gap < 180 {
		west, east = gapEast, gapWest
	}
	return &[4]float64{west, p.south, east, p.north}
}

// sharedPlaces count how many entities have a response at each place, which they know by its
// hash; where it is they remember only of places that are shared. Where there are too many
// places to remember, the counts of all are lessened, so that the rarest half is forgotten:
// counts are then too low, at most by what they were lessened.
type sharedPlaces struct {
	slots    []uint64 // hashes; 0 is free
	index    []int32  // of the places of slots in counts, from 1; 0 if one entity has the place
	count    int      // of slots that are not free
	counts   []sharedPlace
	lessened int64
	sorted   []int64 // counts
	seen     uint64
}

// A sharedPlace is one that several entities have, or had when counts were lessened.
type sharedPlace struct {
	lat, lon float64
	entities int64
}

const (
	firstPlaces = 1 << 10
	mostPlaces  = 1 << 18 // 2 MiB
)

// look looks at the slots of places that are about to be added, as slots that are far from
// each other in memory come much faster if they are asked for at once.
func (s *sharedPlaces) look(places []place) {
	if mask := uint64(len(s.slots) - 1); len(s.slots) > 0 {
		for i := range places {
			s.seen ^= s.slots[places[i].hash&mask]
		}
	}
}

func (s *sharedPlaces) add(p *place) {
	if s.count >= len(s.slots)/4*3 {
		s.makeRoom()
	}
	at := s.find(p.hash)
	switch i := s.index[at]; {
	case s.slots[at] == 0:
		s.slots[at] = p.hash
		s.count++
	case i == 0:
		s.share(at, sharedPlace{p.lat, p.lon, 2})
	default:
		s.counts[i-1].entities++
	}
}

// share puts a place that is shared into a slot, which has its hash.
func (s *sharedPlaces) share(at uint64, p sharedPlace) {
	if n := len(s.counts); n == cap(s.counts) {
		s.counts = append(make([]sharedPlace, 0, max(64, 2*n)), s.counts...)
	}
	s.counts = append(s.counts, p)
	s.index[at] = int32(len(s.counts))
}

// find returns where a hash is, or is to be.
func (s *sharedPlaces) find(hash uint64) uint64 {
	mask := uint64(len(s.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		if slot := s.slots[at]; slot == 0 || slot == hash {
			return at
		}
	}
}

// makeRoom makes the table larger or, where it may not be, forgets the rarest places.
func (s *sharedPlaces) makeRoom() {
	if len(s.slots) == mostPlaces {
		s.lessen()
		return
	}
	old, index := s.slots, s.index
	size := max(firstPlaces, 4*len(old))
	s.slots, s.index = make([]uint64, size), make([]int32, size)
	for i, hash := range old {
		if hash != 0 {
			at := s.find(hash)
			s.slots[at], s.index[at] = hash, index[i]
		}
	}
}

// lessen lessens the counts of all places, and so forgets the rarest half.
func (s *sharedPlaces) lessen() {
	less := s.median()
	s.lessened += less
	clear(s.slots)
	clear(s.index)
	counts := s.counts
	s.counts = counts[:0]
	for _, p := range counts {
		if p.entities -= less; p.entities > 0 {
			hash := newPlace(p.lat, p.lon).hash
			at := s.find(hash)
			s.slots[at] = hash
			s.share(at, p)
		}
	}
	s.count = len(s.counts)
}

// median returns the count of the place in the middle.
func (s *sharedPlaces) median() int64 {
	single := s.count - len(s.counts)
	if single > s.count/2 {
		return 1
	}
	s.sorted = s.sorted[:0]
	for _, p := range s.counts {
		s.sorted = append(s.sorted, p.entities)
	}
	slices.Sort(s.sorted)
	return s.sorted[s.count/2-single]
}

// topPlaces is how many shared points are shown.
const topPlaces = 10

// top returns the places of the most entities, at least two each.
func (s *sharedPlaces) top() []SharedPoint {
	all := []SharedPoint{}
	for _, p := range s.counts {
		if p.entities > 1 {
			all = append(all, SharedPoint{p.lat, p.lon, p.entities})
		}
	}
	slices.SortFunc(all, func(a, b SharedPoint) int {
		return cmp.Or(cmp.Compare(b.Entities, a.Entities), cmp.Compare(a.Latitude, b.Latitude), cmp.Compare(a.Longitude, b.Longitude))
	})
	return slices.Clone(all[:min(topPlaces, len(all))])
}
