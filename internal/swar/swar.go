// Package swar looks at eight bytes of text at once: as a word, the first byte lowest.
//
// What is found is marked: the high bit of each byte that has a property is set. The
// functions are inlined. Their marks are exact, as no sum carries from one byte into the
// next: each adds to seven bits what makes the eighth.
package swar

import (
	"encoding/binary"
	"math/bits"
)

const (
	Ones  = 0x0101010101010101 // times c: the byte c, eight times
	Highs = 0x8080808080808080 // the marks of all eight bytes; of text, its bytes beyond ASCII
	Lows  = 0x7F7F7F7F7F7F7F7F
)

// Load returns the first eight bytes of text. The compiler makes it one instruction,
// and drops the bounds check where the length of text is known.
func Load(text []byte) uint64 { return binary.LittleEndian.Uint64(text) }

// Repeat returns the byte c, eight times.
func Repeat(c byte) uint64 { return uint64(c) * Ones }

// Plain marks the bytes of x that are neither control characters nor one of three
// characters of ASCII, each of which is given eight times. The bits between the marks
// have no meaning.
func Plain(x, a, b, c uint64) uint64 {
	return Differ(x, a)&Differ(x, b)&Differ(x, c)&NotBelow(x, ' ') | x
}

// Differ marks the bytes of x whose low seven bits differ from those of c, a character
// of ASCII, eight times. The bits between the marks have no meaning.
func Differ(x, c uint64) uint64 { return x&Lows ^ c + Lows }

// NotBelow marks the bytes of x whose low seven bits are c or more; c is of ASCII. The
// bits between the marks have no meaning.
func NotBelow(x uint64, c byte) uint64 { return x&Lows + uint64(0x80-c)*Ones }

// Gather makes one byte of the eight marks of x, which has no other bits: the first
// byte's mark is the lowest bit.
func Gather(x uint64) byte { return byte(x >> 7 * 0x0102040810204080 >> 56) }

// First returns the index of the first byte that is marked in x, which has no other
// bits; 8 if none is.
func First(x uint64) int { return bits.TrailingZeros64(x) / 8 }

// AreDigits reports whether the eight bytes of x are decimal digits.
func AreDigits(x uint64) bool {
	return x&(x+6*Ones)&(0xF0*Ones) == 0x30*Ones // 6 makes 0x40 and more of 0x3A to 0x3F
}

// Number returns the number of eight decimal digits that x is, if it is.
func Number(x uint64) (n uint64, ok bool) {
	if !AreDigits(x) {
		return 0, false
	}
	x = x & (0x0F * Ones) * (10<<8 + 1) >> 8 // two digits in each 16 bits
	x = x & 0x00FF00FF00FF00FF * (100<<16 + 1) >> 16
	return x & 0x0000FFFF0000FFFF * (10_000<<32 + 1) >> 32, true
}
