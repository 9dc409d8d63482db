// Package chars quickly checks whether text is valid.
package chars

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// Valid is utf8.Valid, and quicker for text that is largely ASCII.
func Valid(text []byte) bool { return valid(text, asciiPrefix, utf8.MaxRune+1) }

// PlainXML is Valid that also finds control characters below a space, and the two other
// characters that XML cannot hold, U+FFFE and U+FFFF.
func PlainXML(text []byte) bool { return valid(text, printablePrefix, 0xFFFE) }

// valid reports whether text is UTF-8, whose ASCII is what prefix takes, without the
// character bad and the one after it, which have three bytes. Letters with accents have two,
// and are the usual characters that are not ASCII.
func valid(text []byte, prefix func([]byte) int, bad rune) bool {
	for {
		i := prefix(text)
		if i == len(text) {
			return true
		}
		text = text[i:]
		if len(text) > 1 && text[0]-0xC2 < 0xE0-0xC2 && text[1]&0xC0 == 0x80 {
			text = text[2:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 || r < ' ' || r|1 == bad|1 {
			return false
		}
		text = text[size:]
	}
}

// printablePrefix returns how many bytes text begins with that are ASCII and not below a
// space.
func printablePrefix(text []byte) int {
	i, n := 0, len(text)
	for ; i <= n-32; i += 32 {
		t := text[i : i+32]
		a, b := unprintable(swar.Load(t[0:8])), unprintable(swar.Load(t[8:16]))
		c, d := unprintable(swar.Load(t[16:24])), unprintable(swar.Load(t[24:32]))
		if (a|b|c|d)&swar.Highs != 0 {
			break
		}
	}
	for ; i <= n-8; i += 8 {
		if odd := unprintable(swar.Load(text[i:i+8])) & swar.Highs; odd != 0 {
			return i + swar.First(odd)
		}
	}
	for i < n && text[i]-' ' < utf8.RuneSelf-' ' {
		i++
	}
	return i
}

// unprintable marks the first byte of x that is not ASCII or below a space, and possibly
// others after it. The bits between the marks have no meaning.
func unprintable(x uint64) uint64 { return x - ' '*swar.Ones | x }

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
