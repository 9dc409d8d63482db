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

// add adds a place of an entity, which has a number of its own.
func (p *places) add(at *place, entity int64) {
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
	p.shared.add(at, uint32(entity))
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
// hash; where it is they remember only of places that are shared. Where there are too many places
// to remember, the counts of all are lessened, so that the rarest half is forgotten: counts are
// then too low, at most by what they were lessened.
type sharedPlaces struct {
	slots    []sharedPlace
	count    int
	lessened int64
	at       map[uint64][2]float64 // the places of the hashes that are shared
	counts   []uint32              // those of all places, sorted
	seen     uint64
}

type sharedPlace struct {
	hash     uint64
	entities uint32 // 0 if the slot is free
	last     uint32 // the entity that was counted last, by the lower half of its number
}

// home returns where the place is looked for first, but for the size of the table.
func (p sharedPlace) home() uint64 { return p.hash }

const (
	firstPlaces = 1 << 10
	mostPlaces  = 1 << 18 // 4 MiB
)

// look looks at the slots of places that are about to be added, as repeats.addAll does.
func (s *sharedPlaces) look(places []place) {
	if mask := uint64(len(s.slots) - 1); len(s.slots) > 0 {
		for i := range places {
			s.seen ^= s.slots[places[i].hash&mask].hash
		}
	}
}

func (s *sharedPlaces) add(p *place, entity uint32) {
	if s.count >= len(s.slots)/4*3 {
		s.makeRoom()
	}
	slot := &s.slots[s.find(p.hash)]
	switch {
	case slot.entities == 0:
		*slot = sharedPlace{p.hash, 1, entity}
		s.count++
	case slot.last != entity && slot.entities < math.MaxUint32:
		slot.entities++
		if slot.last = entity; slot.entities == 2 {
			if s.at == nil {
				s.at = make(map[uint64][2]float64)
			}
			s.at[p.hash] = [2]float64{p.lat, p.lon}
		}
	}
}

// find returns where a hash is, or is to be.
func (s *sharedPlaces) find(hash uint64) uint64 {
	mask := uint64(len(s.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		if p := &s.slots[at]; p.entities == 0 || p.hash == hash {
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
	old := s.slots
	s.slots = make([]sharedPlace, max(firstPlaces, 4*len(old)))
	for _, p := range old {
		if p.entities > 0 {
			s.slots[s.find(p.hash)] = p
		}
	}
}

// lessen lessens the counts of all places, and so forgets the rarest half.
func (s *sharedPlaces) lessen() {
	s.counts = s.counts[:0]
	for _, p := range s.slots {
		if p.entities > 0 {
			s.counts = append(s.counts, p.entities)
		}
	}
	slices.Sort(s.counts)
	less := s.counts[len(s.counts)/2]
	s.lessened += int64(less)
	s.count -= sweep(s.slots, sharedPlace.home, func(p sharedPlace) bool {
		dropped := p.entities <= less
		if dropped {
			delete(s.at, p.hash)
		}
		return dropped
	})
	for i := range s.slots {
		if p := &s.slots[i]; p.entities > 0 {
			p.entities -= less
		}
	}
}

// topPlaces is how many shared points are shown.
const topPlaces = 10

// top returns the places of the most entities, at least two each.
func (s *sharedPlaces) top() []SharedPoint {
	all := []SharedPoint{}
	for _, p := range s.slots {
		if p.entities > 1 {
			at := s.at[p.hash]
			all = append(all, SharedPoint{at[0], at[1], int64(p.entities)})
		}
	}
	slices.SortFunc(all, func(a, b SharedPoint) int {
		return cmp.Or(cmp.Compare(b.Entities, a.Entities), cmp.Compare(a.Latitude, b.Latitude), cmp.Compare(a.Longitude, b.Longitude))
	})
	return slices.Clone(all[:min(topPlaces, len(all))])
}
