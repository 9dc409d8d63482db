// Package chance has numbers that look random and depend on a seed and on texts alone. By
// them the emulators make up places, and decide when a fault happens.
package chance

import "strconv"

// A Hash is the state of the hash FNV-1a.
type Hash uint64

const (
	offset Hash = 14695981039346656037
	prime  Hash = 1099511628211
)

// Seeded returns the hash of a seed.
func Seeded(seed uint64) Hash {
	var digits [20]byte
	return offset.add(string(strconv.AppendUint(digits[:0], seed, 10)))
}

// Next returns the hash of what was hashed and a further text.
func (h Hash) Next(text string) Hash { return h.add("\x00").add(text) }

func (h Hash) add(text string) Hash {
	for i := range len(text) {
		h = (h ^ Hash(text[i])) * prime
	}
	return h
}

// Number returns a number that depends on all that was hashed, evenly spread.
func (h Hash) Number() uint64 { return Mix(uint64(h)) }

// Of returns the Number of a seed and texts.
func Of(seed uint64, texts ...string) uint64 {
	h := Seeded(seed)
	for _, t := range texts {
		h = h.Next(t)
	}
	return h.Number()
}

// Mix spreads a number over all bits.
func Mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
