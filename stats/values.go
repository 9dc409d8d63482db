package stats

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// maxValues is how many different values a Counter counts in a list. Those after that are
// counted as others.
const maxValues = 1000

// longest is how many bytes of a value are kept. What is longer is cut, and counted with others
// that begin so.
const longest = 200

// spareValues is how many values a block remembers from one piece to the next.
const spareValues = 512

// values count how often each value is there.
type values struct {
	index  map[string]int32
	texts  []string
	counts []int64
	order  []int32                // those that have a count, in the order in which they came
	recent [1 << recentBits]int32 // of texts, from 1, that were counted of late, by their quick hash
	most   int                    // of texts; 0 for any number
	others int64
}

const recentBits = 5

// add counts a value.
func (v *values) add(text []byte) {
	if len(text) > longest {
		text = cut(text)
	}
	recent := &v.recent[quickHash(text)]
	if i := *recent - 1; i >= 0 && v.texts[i] == string(text) {
		v.addAt(i, 1)
		return
	}
	i, ok := v.index[string(text)]
	if !ok {
		i = v.enter(string(text))
	}
	*recent = i + 1
	v.addAt(i, 1)
}

// quickHash returns a number that values which are often in a list hardly have in common.
func quickHash(text []byte) uint64 {
	n := len(text)
	if n < 8 {
		var x uint64
		if n > 0 {
			x = uint64(text[0])<<16 | uint64(text[n/2])<<8 | uint64(text[n-1])
		}
		return (x ^ uint64(n)<<24) * partSeed >> (64 - recentBits)
	}
	return (swar.Load(text) ^ swar.Load(text[n-8:])>>1 ^ uint64(n)) * partSeed >> (64 - recentBits)
}

func (v *values) enter(text string) int32 {
	if v.index == nil {
		v.index = make(map[string]int32)
	}
	i := int32(len(v.texts))
	v.index[text] = i
	v.texts = append(v.texts, text)
	v.counts = append(v.counts, 0)
	return i
}

func (v *values) addAt(i int32, n int64) {
	if v.counts[i] == 0 {
		v.order = append(v.order, i)
	}
	v.counts[i] += n
}

// cut returns the beginning of a long value, up to the end of a character.
func cut(text []byte) []byte {
	end := longest
	for end > longest-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// addAll adds what a block has counted, in the order in which it came to it.
func (v *values) addAll(from *values) {
	for _, i := range from.order {
		n, text := from.counts[i], from.texts[i]
		at, ok := v.index[text]
		switch {
		case ok:
		case v.most > 0 && len(v.texts) == v.most:
			v.others += n
			continue
		default:
			at = v.enter(text)
		}
		v.addAt(at, n)
	}
}

// clear sets the counts to zero. It keeps the values, which are likely to come again, unless
// there are many.
func (v *values) clear() {
	for _, i := range v.order {
		v.counts[i] = 0
	}
	v.order = v.order[:0]
	if len(v.texts) > spareValues {
		*v = values{most: v.most}
	}
}

// all returns the counts by value. Under "" are the others.
func (v *values) all() map[string]int64 {
	m := make(map[string]int64, len(v.order)+1)
	for _, i := range v.order {
		m[v.texts[i]] = v.counts[i]
	}
	if v.others > 0 {
		m[""] = v.others
	}
	return m
}
