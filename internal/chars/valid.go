// Package chars quickly checks whether text is valid.
package chars

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// Valid is utf8.Valid, and quicker for text that is largely ASCII.
func Valid(text []byte) bool { return valid(text, utf8.MaxRune+1) }

// ValidXML is Valid that also finds the two non-characters that XML cannot hold
// outside of its control characters, U+FFFE and U+FFFF.
func ValidXML(text []byte) bool { return valid(text, 0xFFFE) }

// valid reports whether text is UTF-8 without the character bad and the one after
// it.
func valid(text []byte, bad rune) bool {
	for i := 0; i < len(text); {
		for ; i < len(text)-7; i += 8 {
			if high := swar.Load(text[i:i+8]) & swar.Highs; high != 0 {
				i += swar.First(high)
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
