// Package chars tells quickly whether text is valid.
package chars

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Valid is utf8.Valid, and quicker where the text is mostly ASCII, but not all.
func Valid(text []byte) bool { return valid(text, utf8.MaxRune+1) }

// ValidXML is Valid that also finds the two non-characters that XML cannot hold
// outside of its control characters, U+FFFE and U+FFFF.
func ValidXML(text []byte) bool { return valid(text, 0xFFFE) }

// valid reports whether text is UTF-8 without the character bad and the one behind
// it.
func valid(text []byte, bad rune) bool {
	const highs = 0x8080808080808080
	for i := 0; i < len(text); {
		for ; i < len(text)-7; i += 8 {
			if high := binary.LittleEndian.Uint64(text[i:i+8]) & highs; high != 0 {
				i += bits.TrailingZeros64(high) / 8
				break
			}
		}
		if i == len(text) {
			break
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || r|1 == bad|1 {
			return false
		}
		i += size
	}
	return true
}
