package validate

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file looks for characters that XML 1.0 cannot hold, in values of which nearly
// none has one: at eight bytes at a time, for control characters, and closer only where
// a U+FFFE or U+FFFF may begin.

// isClean reports whether all characters of text, which is UTF-8, are XML 1.0's Char.
func isClean(text []byte) bool {
	if len(text) < 8 {
		var padded [8]byte
		copy(padded[:], "        ")
		copy(padded[:], text)
		return controls(swar.Load(padded[:])) == 0 && !hasNonCharacter(text)
	}
	all, rest := uint64(0), text
	for ; len(rest) >= 32; rest = rest[32:] {
		a, b := swar.Load(rest), swar.Load(rest[8:])
		c, d := swar.Load(rest[16:]), swar.Load(rest[24:])
		all |= a | b | c | d
		if (below(a)|below(b)|below(c)|below(d))&swar.Highs != 0 && controls(a)|controls(b)|controls(c)|controls(d) != 0 {
			return false
		}
	}
	for ; len(rest) >= 8; rest = rest[8:] {
		x := swar.Load(rest)
		all |= x
		if below(x)&swar.Highs != 0 && controls(x) != 0 {
			return false
		}
	}
	last := swar.Load(text[len(text)-8:])
	return controls(last) == 0 && ((all|last)&swar.Highs == 0 || !hasNonCharacter(text))
}

// below has the high bit of a byte set if it, or one before it, is below a space.
func below(x uint64) uint64 { return (x - ' '*swar.Ones) &^ x }

// controls marks, with their high bits, the bytes of x that are below a space and not
// tab, LF or CR.
func controls(x uint64) uint64 {
	return ^(swar.NotBelow(x, ' ') | x) & swar.Differ(x, '\t'*swar.Ones) & swar.Differ(x, '\n'*swar.Ones) & swar.Differ(x, '\r'*swar.Ones) & swar.Highs
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
