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
// The hashes are a list that is sorted whenever it is full, and at the end: memory that is
// touched for the first time costs more than all else here, and a list has no gaps.
type repeats struct {
	list  []uint64 // hashes; the lowest bit says whether one has come again
	level int      // how many bits are zero
}

const (
	firstHashes = 1 << 14
	mostHashes  = 1 << 20            // 8 MiB
	mostKept    = mostHashes / 4 * 3 // once they are sorted
)

// addAll counts values.
func (r *repeats) addAll(hashes []uint64) {
	for _, hash := range hashes {
		r.add(hash)
	}
}

// add counts a value.
func (r *repeats) add(hash uint64) {
	if bits.LeadingZeros64(hash) < r.level {
		return
	}
	if len(r.list) == cap(r.list) {
		r.makeRoom()
	}
	r.list = append(r.list, hash&^1)
}

// makeRoom makes room for at least a quarter more hashes.
func (r *repeats) makeRoom() {
	r.settle()
	if room := max(firstHashes, 4*cap(r.list)); len(r.list) > cap(r.list)/2 && cap(r.list) < mostHashes || cap(r.list) == 0 {
		r.list = append(make([]uint64, 0, room), r.list...)
	}
}

// settle sorts the list, joins the hashes that are equal, and leaves out every second one as
// long as there are too many.
func (r *repeats) settle() {
	sortNumbers(r.list)
	kept := r.list[:0]
	for _, hash := range r.list {
		if last := len(kept) - 1; last >= 0 && kept[last]&^1 == hash&^1 {
			kept[last] |= 1
			continue
		}
		kept = append(kept, hash)
	}
	for len(kept) > mostKept {
		r.level++
		few := 0 // those that stay are first
		for few < len(kept) && bits.LeadingZeros64(kept[few]) >= r.level {
			few++
		}
		kept = kept[:few]
	}
	r.list = kept
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
	return hash | 1<<1
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
