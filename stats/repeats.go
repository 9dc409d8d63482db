package stats

import (
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// repeats count how many different values there are more than once, by their hashes. Where
// there are too many to remember, only those are remembered whose hashes begin with some zero
// bits, and stand for all: with each further bit for twice as many. Which ones these are, and
// so the count, does not depend on the order of the values.
type repeats struct {
	slots []uint64 // a hash, the lowest bit of which says whether it has come again; 0 is free
	count int
	twice int
	level int // how many bits are zero
	seen  uint64
}

const (
	firstSlots = 1 << 10
	mostSlots  = 1 << 20 // 8 MiB
)

// addAll counts values. It looks at all their slots first, as slots that are far from each
// other in memory come much faster if they are asked for at once.
func (r *repeats) addAll(hashes []uint64) {
	if mask := uint64(len(r.slots) - 1); len(r.slots) > 0 {
		for _, hash := range hashes {
			r.seen ^= r.slots[homeOf(hash)&mask]
		}
	}
	for _, hash := range hashes {
		r.add(hash)
	}
}

// add counts a value.
func (r *repeats) add(hash uint64) {
	hash &^= 1
	if hash == 0 || bits.LeadingZeros64(hash) < r.level {
		return
	}
	if r.count >= len(r.slots)/4*3 {
		r.makeRoom()
		if bits.LeadingZeros64(hash) < r.level {
			return
		}
	}
	at := r.find(hash)
	switch {
	case r.slots[at] == 0:
		r.slots[at] = hash
		r.count++
	case r.slots[at]&1 == 0:
		r.slots[at] |= 1
		r.twice++
	}
}

// find returns where a hash is, or is to be.
func (r *repeats) find(hash uint64) uint64 {
	mask := uint64(len(r.slots) - 1)
	for at := homeOf(hash) & mask; ; at = (at + 1) & mask {
		if s := r.slots[at]; s == 0 || s&^1 == hash {
			return at
		}
	}
}

// makeRoom makes the table larger or, where it may not be, leaves out every second value.
func (r *repeats) makeRoom() {
	if len(r.slots) == mostSlots {
		r.level++
		r.count -= sweep(r.slots, homeOf, func(s uint64) bool {
			dropped := bits.LeadingZeros64(s) < r.level
			if dropped {
				r.twice -= int(s & 1)
			}
			return dropped
		})
		return
	}
	old := r.slots
	r.slots = make([]uint64, max(firstSlots, 4*len(old)))
	for _, s := range old {
		if s != 0 {
			r.slots[r.find(s&^1)] = s
		}
	}
}

// homeOf returns where the slot of a hash is looked for first, but for the size of the table.
func homeOf(slot uint64) uint64 { return slot >> 8 }

// repeated returns how many values came more than once.
func (r *repeats) repeated() int64 { return int64(r.twice) << r.level }

// isEstimate reports whether that is an estimate.
func (r *repeats) isEstimate() bool { return r.level > 0 }

// The hashes are the same in every run, so that estimates are, too.
const (
	idSeed   = 0x9E3779B97F4A7C15
	partSeed = 0xD1B54A32D192ED03
	factor   = 0xA0761D6478BD642F
)

// hashPart adds the values of a request to a hash, which is not 0 then.
func (b *block) hashPart(hash uint64, p feed.Part) uint64 {
	hash = mix(hash^partSeed, uint64(p.Group())+factor)
	for set := p.NonEmpty(); set != 0; {
		var f feed.Field
		f, set = set.Next()
		start, end := records.Span(p, f)
		hash = hashText(hash^uint64(f)<<56, b.text[start:end])
	}
	return hash | 1<<1
}

// hashText adds a text to a hash.
func hashText(hash uint64, text []byte) uint64 {
	hash ^= uint64(len(text)) * partSeed
	for ; len(text) >= 8; text = text[8:] {
		hash = mix(hash^swar.Load(text), factor)
	}
	var last uint64
	for i, b := range text {
		last |= uint64(b) << (8 * i)
	}
	return mix(mix(hash^last, factor)^partSeed, factor)
}

// mix multiplies, and folds the product.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
