package validate

import "encoding/binary"

// This file looks for signs of damage, of which texts have nearly none. A reference has a
// letter or a number sign after its ampersand, and a question mark in place of a letter
// has a letter after it. All that UTF-8 becomes when it is read as Windows-1252 begins
// with C3 and has two characters that are not ASCII. U+FFFD is EF BF BD: as the others, it
// has three bytes in a row that are not ASCII. Letters with an accent have two.

// mayBeDamaged is a quick look at the values from low to high, and maybe at some before
// them, that leaves few to damage.
func mayBeDamaged(values []byte, low, high int) bool {
	if high < 32 {
		var padded [32]byte
		copy(padded[:], values[low:high])
		return hasSigns(&padded)
	}
	for ; low < high-32; low += 30 { // a sign may begin in the last two bytes
		if hasSigns((*[32]byte)(values[low:])) {
			return true
		}
	}
	return hasSigns((*[32]byte)(values[high-32:]))
}

// hasSigns reports whether a text has a sign of damage. It looks closely only where there
// is an ampersand, a question mark, or a byte that is not ASCII two after another one.
func hasSigns(text *[32]byte) bool {
	a, b := binary.LittleEndian.Uint64(text[0:]), binary.LittleEndian.Uint64(text[8:])
	c, d := binary.LittleEndian.Uint64(text[16:]), binary.LittleEndian.Uint64(text[24:])
	third, fourth, fifth := binary.LittleEndian.Uint64(text[2:]), binary.LittleEndian.Uint64(text[10:]), binary.LittleEndian.Uint64(text[18:])
	few := a&third | b&fourth | c&fifth | d&(d>>16) |
		bytesOf(a, '&') | bytesOf(a, '?') | bytesOf(b, '&') | bytesOf(b, '?') |
		bytesOf(c, '&') | bytesOf(c, '?') | bytesOf(d, '&') | bytesOf(d, '?')
	return few&highs != 0 &&
		(hasSign(a, binary.LittleEndian.Uint64(text[1:]), third) || hasSign(b, binary.LittleEndian.Uint64(text[9:]), fourth) ||
			hasSign(c, binary.LittleEndian.Uint64(text[17:]), fifth) || hasSign(d, d>>8, d>>16))
}

// hasSign reports whether a sign begins with one of the eight bytes of x. Each has the one
// after it in next, and the one after that in third.
func hasSign(x, next, third uint64) bool {
	reference := bytesOf(x, '&') & (bytesOf(next, '#') | bytesFrom(next|' '*ones, 'a'))
	lost := bytesOf(x, '?') & bytesFrom(next, 'a')
	misread := bytesOf(x, 0xC3) & next & third
	replaced := bytesOf(x, 0xEF) & bytesOf(next, 0xBF) & bytesOf(third, 0xBD)
	return (reference|lost|misread|replaced)&highs != 0
}

// bytesOf has the high bit set of the bytes of x that are b. It may have it set of another
// byte where the one before is b, and says nothing with the other bits.
func bytesOf(x uint64, b byte) uint64 {
	x ^= uint64(b) * ones
	return (x - ones) &^ x
}

// bytesFrom has the high bit set of the bytes of x that are b, which is ASCII, or higher.
// It says nothing with the other bits.
func bytesFrom(x uint64, b byte) uint64 {
	return x | (x&lows + (0x80-uint64(b))*ones)
}
