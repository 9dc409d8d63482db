package validate

import (
	"bytes"
	"encoding/binary"
)

// This file looks for characters that XML 1.0 cannot hold, in values of which nearly
// none has one: at eight bytes at a time, for control characters, and closer only where
// a U+FFFE or U+FFFF may begin.

const ones, highs, lows = 0x0101010101010101, 0x8080808080808080, 0x7F7F7F7F7F7F7F7F

// isClean reports whether all characters of text, which is UTF-8, are XML 1.0's Char.
func isClean(text []byte) bool {
	if len(text) < 8 {
		var padded [8]byte
		copy(padded[:], "        ")
		copy(padded[:], text)
		return controls(binary.LittleEndian.Uint64(padded[:])) == 0 && !hasNonCharacter(text)
	}
	all, rest := uint64(0), text
	for ; len(rest) >= 32; rest = rest[32:] {
		a, b := binary.LittleEndian.Uint64(rest), binary.LittleEndian.Uint64(rest[8:])
		c, d := binary.LittleEndian.Uint64(rest[16:]), binary.LittleEndian.Uint64(rest[24:])
		all |= a | b | c | d
		if (below(a)|below(b)|below(c)|below(d))&highs != 0 && controls(a)|controls(b)|controls(c)|controls(d) != 0 {
			return false
		}
	}
	for ; len(rest) >= 8; rest = rest[8:] {
		x := binary.LittleEndian.Uint64(rest)
		all |= x
		if below(x)&highs != 0 && controls(x) != 0 {
			return false
		}
	}
	last := binary.LittleEndian.Uint64(text[len(text)-8:])
	return controls(last) == 0 && ((all|last)&highs == 0 || !hasNonCharacter(text))
}

// below has the high bit of a byte set if it, or one before it, is below a space.
func below(x uint64) uint64 { return (x - ' '*ones) &^ x }

// controls marks, with their high bits, the bytes of x that are below a space and not
// tab, LF or CR. No sum carries into the next byte, as each adds to seven bits what
// makes the eighth for those that are not marked.
func controls(x uint64) uint64 {
	y := x & lows
	printable := y + (0x80-' ')*ones
	other := (y ^ '\t'*ones + lows) & (y ^ '\n'*ones + lows) & (y ^ '\r'*ones + lows)
	return ^(printable | x) & other & highs
}

// hasNonCharacter reports whether text holds U+FFFE or U+FFFF: EF BF BE or
// EF BF BF.
func hasNonCharacter(text []byte) bool {
	for {
		i := bytes.IndexByte(text, 0xEF)
		if i < 0 || i+2 >= len(text) {
			return false
		}
		if text[i+1] == 0xBF && text[i+2] >= 0xBE {
			return true
		}
		text = text[i+1:]
	}
}
