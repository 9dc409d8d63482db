package stats

import (
	"bytes"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// maxValues is how many different values a Counter counts in a list. Those after that are
// counted as others.
const maxValues = 1000

// longest is how many bytes of a value are kept. What is longer is cut, and counted with others
// that begin so.
const longest = 200

// A block remembers so many values from one piece to the next, and keeps memory for texts of
// so many bytes.
const (
	spareValues = 512
	spareTexts  = 1 << 20
)

// values count how often each value is there. They allocate nothing for a value, once their
// memory has grown.
type values struct {
	texts  []byte // of all values, one after the other
	all    []counted
	table  []int32 // of all, from 1, by their hashes; 0 is free; a power of two, at most half full
	order  []int32 // of all: those that have a count, in the order in which they came
	most   int     // of all; 0 for any number
	others int64

	// Those that were counted of late, by quick hashes.
	short [1 << recentBits]shortValue
	long  [1 << recentBits]int32 // of all, from 1
}

// A counted value has a text, and how often that is there.
type counted struct {
	start, end int
	hash       uint64
	count      int64
}

// A shortValue is a value of at most eight bytes.
type shortValue struct {
	word   uint64 // its bytes, the first one lowest
	length int32  // 0 if there is none
	index  int32  // of all
}

const recentBits = 5

// addSpan counts the value that is from start to end in a text.
func (v *values) addSpan(text []byte, start, end int) {
	length := end - start
	if length > 8 || start+8 > len(text) {
		v.add(text[start:end])
		return
	}
	word := swar.Load(text[start:]) & (1<<(8*length) - 1)
	recent := &v.short[(word^uint64(length))*partSeed>>(64-recentBits)]
	if recent.word != word || int(recent.length) != length {
		*recent = shortValue{word, int32(length), v.place(text[start:end])}
	}
	v.addAt(recent.index, 1)
}

// add counts a value.
func (v *values) add(text []byte) {
	recent := &v.long[quickHash(text)]
	if i := *recent - 1; i < 0 || string(v.text(i)) != string(text) {
		*recent = v.place(text) + 1
	}
	v.addAt(*recent-1, 1)
}

// quickHash returns a number that values which are often in a list hardly have in common.
func quickHash(text []byte) uint64 {
	n := len(text)
	if n < 8 {
		return shortWord(text) * partSeed >> (64 - recentBits)
	}
	return (swar.Load(text) ^ swar.Load(text[n-8:])>>1 ^ uint64(n)) * partSeed >> (64 - recentBits)
}

// text returns the text of a value.
func (v *values) text(i int32) []byte { return v.texts[v.all[i].start:v.all[i].end] }

func (v *values) addAt(i int32, n int64) {
	c := &v.all[i]
	if c.count == 0 {
		v.order = append(v.order, i)
	}
	c.count += n
}

// place returns the index of a value, which it enters if need be.
func (v *values) place(text []byte) int32 {
	hash := hashText(valueSeed, text)
	if i, ok := v.find(hash, text); ok {
		return i
	}
	return v.enter(hash, text)
}

// find returns the index of a value.
func (v *values) find(hash uint64, text []byte) (i int32, ok bool) {
	if len(v.table) == 0 {
		return 0, false
	}
	mask := uint64(len(v.table) - 1)
	for at := hash & mask; v.table[at] != 0; at = (at + 1) & mask {
		if i := v.table[at] - 1; v.all[i].hash == hash && string(v.text(i)) == string(text) {
			return i, true
		}
	}
	return 0, false
}

// enter adds a value that is not there.
func (v *values) enter(hash uint64, text []byte) int32 {
	start := len(v.texts)
	v.texts = append(v.texts, text...)
	v.all = append(v.all, counted{start, len(v.texts), hash, 0})
	if len(v.all) > len(v.table)/2 {
		v.table = make([]int32, max(16, 2*len(v.table)))
		for i := range v.all {
			v.link(int32(i))
		}
	} else {
		v.link(int32(len(v.all) - 1))
	}
	return int32(len(v.all) - 1)
}

// link puts a value into the table.
func (v *values) link(i int32) {
	mask := uint64(len(v.table) - 1)
	at := v.all[i].hash & mask
	for v.table[at] != 0 {
		at = (at + 1) & mask
	}
	v.table[at] = i + 1
}

// addAll adds what a block has counted, in the order in which it came to it.
func (v *values) addAll(from *values) {
	for _, i := range from.order {
		v.addCounted(from.all[i].hash, from.text(i), from.all[i].count)
	}
}

// addLists adds what a block has counted: the members of lists that are separated by commas.
func (v *values) addLists(from *values) {
	for _, i := range from.order {
		for text, more := from.text(i), true; more; {
			var member []byte
			member, text, more = bytes.Cut(text, comma)
			if member = cut(bytes.TrimSpace(member)); len(member) > 0 {
				v.addCounted(hashText(valueSeed, member), member, from.all[i].count)
			}
		}
	}
}

var comma = []byte(",")

// addCounted counts a value n times, unless it is one too many.
func (v *values) addCounted(hash uint64, text []byte, n int64) {
	i, ok := v.find(hash, text)
	if !ok {
		if len(v.all) == v.most {
			v.others += n
			return
		}
		i = v.enter(hash, text)
	}
	v.addAt(i, n)
}

// cut returns the beginning of a long value, up to the end of a character.
func cut(text []byte) []byte {
	if len(text) <= longest {
		return text
	}
	end := longest
	for end > longest-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// clear sets the counts to zero. It keeps the values, which are likely to come again, unless
// there are many.
func (v *values) clear() {
	for _, i := range v.order {
		v.all[i].count = 0
	}
	v.order = v.order[:0]
	if len(v.all) <= spareValues && len(v.texts) <= spareTexts {
		return
	}
	v.texts, v.all = v.texts[:0], v.all[:0]
	clear(v.table)
	v.short, v.long = [1 << recentBits]shortValue{}, [1 << recentBits]int32{}
	if cap(v.texts) > spareTexts {
		*v = values{most: v.most}
	}
}

// counts returns the counts by value. Under "" are the others.
func (v *values) counts() map[string]int64 {
	m := make(map[string]int64, len(v.order)+1)
	for _, i := range v.order {
		m[string(v.text(i))] = v.all[i].count
	}
	if v.others > 0 {
		m[""] = v.others
	}
	return m
}
