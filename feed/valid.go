package feed

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// Valid reports whether every value is UTF-8. As none begins within a character,
// they are where the text of all is.
func (r *Record) Valid() bool { return !r.torn && valid(r.text) }

// valid is utf8.Valid, and quicker where the text is mostly ASCII, but not all.
func valid(text []byte) bool {
	const highs = 0x8080808080808080
	for i := 0; i < len(text); {
		for ; i+8 <= len(text); i += 8 {
			if high := binary.LittleEndian.Uint64(text[i:]) & highs; high != 0 {
				i += bits.TrailingZeros64(high) / 8
				break
			}
		}
		if i == len(text) {
			break
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return false
		}
		i += size
	}
	return true
}
