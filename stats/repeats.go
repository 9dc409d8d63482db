package stats

import (
	"encoding/binary"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// repeats count how many different values there are more than once, by their hashes. Where
// there are too many to remember, only those are remembered whose hashes begin with some zero
// bits, and stand for all: with each further bit for twice as many. Which ones these are, and
// so the count, does not depend on the order of the values.
//
// The hashes are a list, of which those that are equal are joined when it is full, and at the
// end: memory that is touched for the first time costs more than all else here, and a list
// has no gaps.
type repeats struct {
	list  []uint64 // hashes; the lowest bit says whether one has come again
	level int      // how many bits are zero
	slots []uint16 // where in a bucket a hash is, from 1 on
}

const (
	firstHashes = 1 << 14
	mostHashes  = 1 << 20            // 8 MiB
	mostKept    = mostHashes / 4 * 3 // once those that are equal are joined
	numSlots    = 1 << 13
	mostSlots   = numSlots / 4 * 3 // a bucket of more hashes is sorted
)

// addAll counts values by their hashes, whose lowest bit is 0.
func (r *repeats) addAll(hashes []uint64) {
	for len(hashes) > 0 {
		if len(r.list) == cap(r.list) {
			r.makeRoom()
		}
		n := min(len(hashes), cap(r.list)-len(r.list))
		if r.level == 0 {
			r.list = append(r.list, hashes[:n]...)
		} else {
			r.list = r.appendSome(r.list, hashes[:n])
		}
		hashes = hashes[n:]
	}
}

// appendSome appends the hashes that are remembered.
func (r *repeats) appendSome(dst, hashes []uint64) []uint64 {
	for _, hash := range hashes {
		if bits.LeadingZeros64(hash) >= r.level {
			dst = append(dst, hash)
		}
	}
	return dst
}

// makeRoom makes room for at least a quarter more hashes. What is never touched of a large
// list takes no memory.
func (r *repeats) makeRoom() {
	switch cap(r.list) {
	case 0:
		r.list = make([]uint64, 0, firstHashes)
	case mostHashes:
		r.settle()
	default:
		r.list = append(make([]uint64, 0, mostHashes), r.list...)
	}
}

// settle joins the hashes that are equal, and leaves out every second one as long as there are
// too many.
func (r *repeats) settle() {
	if r.slots == nil {
		r.slots = make([]uint16, numSlots)
	}
	low := uint(64 - 8 - r.level)
	kept, begin := r.list[:0], 0
	for _, end := range partition(r.list, low) {
		if bucket := r.list[begin:end]; len(bucket) > mostSlots {
			sortByBytes(bucket, low)
			kept = joinSorted(kept, bucket)
		} else {
			kept = r.joinFew(kept, bucket)
		}
		begin = end
	}
	for len(kept) > mostKept {
		r.level++
		kept = r.appendSome(kept[:0], kept)
	}
	r.list = kept
}

// joinFew appends the hashes of a bucket that differ.
func (r *repeats) joinFew(dst, bucket []uint64) []uint64 {
	width := bits.Len(uint(len(bucket) * 4 / 3))
	slots, first := r.slots[:1<<width], len(dst)
	clear(slots)
next:
	for _, hash := range bucket {
		at := hash &^ 1 * factor >> (64 - width)
		for ; slots[at] != 0; at = (at + 1) & uint64(len(slots)-1) {
			if same := &dst[first+int(slots[at])-1]; *same&^1 == hash&^1 {
				*same |= 1
				continue next
			}
		}
		dst = append(dst, hash)
		slots[at] = uint16(len(dst) - first)
	}
	return dst
}

// joinSorted appends the hashes of a sorted bucket that differ.
func joinSorted(dst, bucket []uint64) []uint64 {
	for _, hash := range bucket {
		if last := len(dst) - 1; last >= 0 && dst[last]&^1 == hash&^1 {
			dst[last] |= 1
			continue
		}
		dst = append(dst, hash)
	}
	return dst
}

// repeated returns how many values came more than once.
func (r *repeats) repeated() int64 {
	r.settle()
	var twice int64
	for _, hash := range r.list {
		twice += int64(hash & 1)
	}
	return twice << r.level
}

// isEstimate reports whether what repeated has returned is an estimate.
func (r *repeats) isEstimate() bool { return r.level > 0 }

// The hashes are the same in every run, so that estimates are, too.
const (
	idSeed    = 0x9E3779B97F4A7C15
	partSeed  = 0xD1B54A32D192ED03
	valueSeed = 0xE7037ED1A0B428DB
	factor    = 0xA0761D6478BD642F
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
	return hash&^1 | 1<<1
}

// hashText adds a text to a hash.
func hashText(hash uint64, text []byte) uint64 {
	n := len(text)
	hash ^= uint64(n) * partSeed
	if n < 8 {
		return mix(mix(hash^shortWord(text), factor)^partSeed, factor)
	}
	last := swar.Load(text[n-8:])
	for ; len(text) > 8; text = text[8:] {
		hash = mix(hash^swar.Load(text), factor)
	}
	return mix(mix(hash^last, factor)^partSeed, factor)
}

// shortWord returns the bytes of a text of less than eight as a word, the first one lowest.
func shortWord(text []byte) uint64 {
	n := len(text)
	if n >= 4 {
		low, high := binary.LittleEndian.Uint32(text), binary.LittleEndian.Uint32(text[n-4:])
		return uint64(low) | uint64(high)<<(8*(n-4))
	}
	var word uint64
	for i, b := range text {
		word |= uint64(b) << (8 * i)
	}
	return word
}

// mix multiplies, and folds the product.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
