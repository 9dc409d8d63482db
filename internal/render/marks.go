package render

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// A Set is what wants a closer look: three characters of ASCII and all control
// characters below U+0020, which are marked, and the characters of one lead byte.
type Set struct {
	a, b, c uint64 // each in all eight bytes
	lead    byte
	visible []byte // of the three, all but quotes and control characters
}

// NewSet returns the set of three characters of ASCII, the control characters, and
// the characters that begin with a lead byte, if that is not 0.
func NewSet(a, b, c, lead byte) *Set {
	s := &Set{a: swar.Repeat(a), b: swar.Repeat(b), c: swar.Repeat(c), lead: lead}
	for _, v := range []byte{a, b, c} {
		if v >= ' ' && v != '"' {
			s.visible = append(s.visible, v)
		}
	}
	return s
}

// hasLead reports whether text has a character of the lead byte.
func (s *Set) hasLead(text []byte) bool {
	return s.lead != 0 && bytes.IndexByte(text, s.lead) >= 0
}

// Marks finds rare bytes in a whole text at once, so that each of the many
// short values in it can be judged without a look at its bytes. It has a bit for
// each byte of the text. Its memory serves for the next text.
//
//	text  01234567 89......
//	bits  byte 0   byte 1    the first byte of the text in the lowest bit
type Marks struct {
	bits []byte
	none bool // no byte is marked, whatever the bits say
}

// slack are the bytes after the last that Any may read.
const slack = 8

// Mark marks the ASCII of text that is in the set. It reports whether all of the
// text is ASCII.
func (m *Marks) Mark(text []byte, s *Set) (ascii bool) {
	m.none = false
	m.grow(text)
	whole := len(text) / 8
	high := s.mark(m.bits[:whole], text)
	var last [8]byte
	copy(last[:], text[whole*8:])
	x := swar.Load(last[:])
	m.bits[whole] = swar.Gather(^swar.Plain(x, s.a, s.b, s.c) & swar.Highs)
	return (high|x)&swar.Highs == 0
}

// MarkFew is Mark of a text that is known to have, of the set, neither quotes nor control
// characters. It reports false where the rest is not rare; Mark is then to be called.
func (m *Marks) MarkFew(text []byte, s *Set) bool {
	const few = 32
	m.none = true
	n := 0
	for _, v := range s.visible {
		for at := 0; ; at++ {
			next := bytes.IndexByte(text[at:], v)
			if next < 0 {
				break
			}
			if m.none {
				m.none = false
				m.clear(text)
			}
			if n++; n > few {
				return false
			}
			at += next
			m.bits[at>>3] |= 1 << (at & 7)
		}
	}
	return true
}

// clear makes room for the bits of a text, none of which is set.
func (m *Marks) clear(text []byte) {
	m.grow(text)
	clear(m.bits[:len(text)/8+1])
}

// grow makes room for the bits of a text.
func (m *Marks) grow(text []byte) {
	if need := len(text)/8 + 1 + slack; need > len(m.bits) {
		m.bits = make([]byte, 2*need)
	}
}

// mark marks the text as far as it comes in eights of bytes, one for each of bits. It
// returns the bits that any byte of these has.
func (s *Set) mark(bits, text []byte) (high uint64) {
	a, b, c := s.a, s.b, s.c
	for i := 0; i < len(text)-7; i += 8 {
		x := swar.Load(text[i : i+8])
		high |= x
		bits[i>>3] = swar.Gather(^swar.Plain(x, a, b, c) & swar.Highs)
	}
	return high
}

// Any reports whether a byte of text[start:end] is marked, or may be: the part is longer
// than a look at the bits can show.
func (m *Marks) Any(start, end int) bool {
	n := uint(end - start)
	return !m.none && (n > most || swar.Load(m.bits[uint(start)>>3:])>>(start&7)&(1<<(n&63)-1) != 0)
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
