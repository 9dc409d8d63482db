package jsonscan

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

const quotes, backslashes = '"' * swar.Ones, '\\' * swar.Ones

// PlainEnd returns the index of the next quote, backslash or control character from i on,
// or the length of the text. Up to there a string has no escapes.
func PlainEnd(text []byte, i int) int {
	for ; i < len(text)-7; i += 8 {
		if ends := ^swar.Plain(swar.Load(text[i:i+8]), quotes, backslashes, quotes) & swar.Highs; ends != 0 {
			return i + swar.First(ends)
		}
	}
	for i < len(text) && text[i] >= ' ' && text[i] != '"' && text[i] != '\\' {
		i++
	}
	return i
}

// hexEscape is an escape of a UTF-16 code unit.
const hexEscape = `\u0000`

// escapes are the escapes of one character, each followed by what it means.
const escapes = "\"\"\\\\//b\bf\fn\nr\rt\t"

// escapeSize returns the size of the escape that text begins with; 0 if it is none.
func escapeSize(text []byte) int {
	if len(text) < 2 {
		return 0
	}
	if _, ok := short(text[1]); ok {
		return 2
	}
	if _, ok := Unit(text); ok {
		return len(hexEscape)
	}
	return 0
}

// isCutEscape reports whether a text, which begins with a backslash, ends before its escape does.
func isCutEscape(text []byte) bool {
	if len(text) == 1 {
		return true
	}
	digits := bytes.TrimLeft(text[2:], "0123456789abcdefABCDEF")
	return text[1] == 'u' && len(digits) == 0 && len(text) < len(hexEscape)
}

// short returns what the escape of one character means.
func short(c byte) (byte, bool) {
	for i := 0; i < len(escapes); i += 2 {
		if escapes[i] == c {
			return escapes[i+1], true
		}
	}
	return 0, false
}

// Unit returns the UTF-16 code unit of the escape that text begins with.
func Unit(text []byte) (rune, bool) {
	if len(text) < len(hexEscape) || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range text[len(`\u`):len(hexEscape)] {
		switch {
		case isDigit(c):
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// AppendText appends what a string means, given with its quotes, which a Scanner has found
// to be one. Half is the index of the first escape that is half of a surrogate pair, and
// means nothing; -1 if there is none.
func AppendText(dst, quoted []byte) (text []byte, half int) {
	half = -1
	for i := 1; ; {
		n := PlainEnd(quoted, i)
		dst = append(dst, quoted[i:n]...)
		i = n
		if i >= len(quoted)-1 || quoted[i] != '\\' {
			return dst, half
		}
		if c, ok := short(quoted[i+1]); ok {
			dst = append(dst, c)
			i += 2
			continue
		}
		r, _ := Unit(quoted[i:])
		size := len(hexEscape)
		if utf16.IsSurrogate(r) {
			low, _ := Unit(quoted[i+size:])
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				if half < 0 {
					half = i
				}
			} else {
				size *= 2
			}
		}
		dst = utf8.AppendRune(dst, r)
		i += size
	}
}

// AppendString appends what the string means that begins at text[i], and returns where it
// ends; 0 if there is none, or half of a surrogate pair in it.
func AppendString(dst, text []byte, i int) (out []byte, end int) {
	if i >= len(text) || text[i] != '"' {
		return dst, 0
	}
	if end = StringEnd(text, i); end == 0 {
		return dst, 0
	}
	out, half := AppendText(dst, text[i:end])
	if half >= 0 {
		return dst, 0
	}
	return out, end
}

// NumberEnd returns where the number ends that begins at text[i]; 0 if there is none.
func NumberEnd(text []byte, i int) int {
	digits := func() bool {
		start := i
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		return i > start
	}
	at := func(c byte) bool {
		if i < len(text) && text[i] == c {
			i++
			return true
		}
		return false
	}
	at('-')
	whole := i
	if !digits() || text[whole] == '0' && i > whole+1 {
		return 0
	}
	if at('.') && !digits() {
		return 0
	}
	if at('e') || at('E') {
		if !at('+') {
			at('-')
		}
		if !digits() {
			return 0
		}
	}
	return i
}

// IsNumber reports whether a text is a number of JSON.
func IsNumber(text []byte) bool { return len(text) > 0 && NumberEnd(text, 0) == len(text) }
