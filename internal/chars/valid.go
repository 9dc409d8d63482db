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

// valid reports whether text is UTF-8 without the character bad and the one after it, which
// have three bytes. Letters with accents have two, and are the usual characters that are not
// ASCII.
func valid(text []byte, bad rune) bool {
	for {
		i := asciiPrefix(text)
		if i == len(text) {
			return true
		}
		text = text[i:]
		if len(text) > 1 && text[0]-0xC2 < 0xE0-0xC2 && text[1]&0xC0 == 0x80 {
			text = text[2:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 || r|1 == bad|1 {
			return false
		}
		text = text[size:]
	}
}

// asciiPrefix returns how many bytes text begins with that are ASCII.
func asciiPrefix(text []byte) int {
	i, n := 0, len(text)
	for ; i <= n-32; i += 32 {
		t := text[i : i+32]
		a, b := swar.Load(t[0:8]), swar.Load(t[8:16])
		c, d := swar.Load(t[16:24]), swar.Load(t[24:32])
		if (a|b|c|d)&swar.Highs != 0 {
			break
		}
	}
	for ; i <= n-8; i += 8 {
		if high := swar.Load(text[i:i+8]) & swar.Highs; high != 0 {
			return i + swar.First(high)
		}
	}
	if i == n {
		return n
	}
	if n < 8 {
		for i < n && text[i] < utf8.RuneSelf {
			i++
		}
		return i
	}
	last := swar.Load(text[n-8:]) & swar.Highs >> (8 * (i - (n - 8))) // from i on
	return min(n, i+swar.First(last))
}
