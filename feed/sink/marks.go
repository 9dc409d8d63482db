package sink

import "encoding/binary"

// A Set is what is marked: four bytes, each in all eight bytes of a word, and all
// control characters below U+0020.
type Set [4]uint64

// NewSet returns the set of four bytes and the control characters.
func NewSet(a, b, c, d byte) *Set {
	return &Set{uint64(a) * ones, uint64(b) * ones, uint64(c) * ones, uint64(d) * ones}
}

const ones, highs = 0x0101010101010101, 0x8080808080808080

// Marks tells of rare bytes in a whole text at once, so that each of the many
// short values in it can be judged without a look at its bytes. It has a bit for
// each byte of the text. Its memory serves for the next text.
//
//	text  01234567 89......
//	bits  byte 0   byte 1    the first byte of the text in the lowest bit
type Marks struct{ bits []byte }

// slack are the bytes behind the last that Any may read.
const slack = 8

// Mark marks the bytes of text that are in the set, and perhaps some others. It
// reports whether all of the text is ASCII.
func (m *Marks) Mark(text []byte, s *Set) (ascii bool) {
	whole := len(text) / 8
	if need := whole + 1 + slack; need > len(m.bits) {
		m.bits = make([]byte, 2*need)
	}
	a, b, c, d, high := s[0], s[1], s[2], s[3], uint64(0)
	bits := m.bits[:whole]
	for i := range bits {
		x := binary.LittleEndian.Uint64(text)
		text = text[8:]
		high |= x
		bits[i] = gather(found(x, x^a, x^b, x^c, x^d))
	}
	var last [8]byte
	copy(last[:], text)
	x := binary.LittleEndian.Uint64(last[:])
	m.bits[whole] = gather(found(x, x^a, x^b, x^c, x^d))
	return (high|x)&highs == 0
}

// found marks, with their high bits, the bytes of x that are control characters
// or zero in one of the others. Behind the first of them others may be marked
// falsely.
func found(x, a, b, c, d uint64) uint64 {
	return ((x-' '*ones)&^x | (a-ones)&^a | (b-ones)&^b | (c-ones)&^c | (d-ones)&^d) & highs
}

// gather makes one byte of the high bits of eight.
func gather(x uint64) byte { return byte(x >> 7 * 0x0102040810204080 >> 56) }

// Any reports whether a byte of text[start:end] is marked, or the part is longer
// than a look at the bits can tell.
func (m *Marks) Any(start, end int) bool {
	return end-start > most || binary.LittleEndian.Uint64(m.bits[start>>3:])>>(start&7)<<(64-uint(end-start)) != 0
}

// most is how many bits can be had at once, whatever the first one is.
const most = 56

// AnyOf is Any for parts of any length.
func (m *Marks) AnyOf(start, end int) bool {
	for ; end-start > most; start += most {
		if m.Any(start, start+most) {
			return true
		}
	}
	return m.Any(start, end)
}
