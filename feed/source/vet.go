package source

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// validPrefix returns how many bytes of text are whole characters of the set.
func validPrefix(text []byte, chars Chars) int {
	i := 0
	for i < len(text) {
		if n := plainPrefix(text[i:]); n > 0 {
			i += n
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 || chars == XMLChars && !IsXMLChar(r) {
			return i
		}
		i += size
	}
	return i
}

// plainPrefix returns how many bytes of text, in steps of eight, are ASCII and
// at least a space: the bytes that need no closer look.
func plainPrefix(text []byte) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		if (x|(x-0x20*ones))&highs != 0 {
			break
		}
	}
	return i
}

// IsXMLChar reports whether XML 1.0 can hold the character: its production
// Char.
func IsXMLChar(r rune) bool {
	return r >= 0x20 && r < 0xD800 || r == '\n' || r == '\t' || r == '\r' || r >= 0xE000 && r < 0xFFFE || r >= 0x10000 && r <= utf8.MaxRune
}

// maybeCut reports whether text may be the beginning of a character.
func maybeCut(text []byte) bool { return !utf8.FullRune(text) }

// invalid returns the fault of the text that goes on, behind Data, with bad.
func (w *Window) invalid(bad []byte) *feed.Fault {
	f := &feed.Fault{
		Cause:    feed.EncodingInvalid,
		Position: w.Position(w.base + int64(len(w.Data))),
		Fatal:    true,
	}
	r, size := utf8.DecodeRune(bad)
	switch letter := windows1252(bad[0]); {
	case r != utf8.RuneError || size > 1:
		f.Cause = feed.XMLSyntax
		f.Message = fmt.Sprintf("the character %U cannot stand in XML", r)
		f.Remedy = "remove it"
	case maybeCut(bad):
		f.Message = fmt.Sprintf("the text ends within a character (byte 0x%02X)", bad[0])
		f.Remedy = "the file is cut; make it again"
	case letter != 0 && !(isLead(bad[0]) && bad[1]&0xC0 == 0x80):
		f.Message = fmt.Sprintf("byte 0x%02X is not UTF-8; it looks like Windows-1252, where it is %q", bad[0], letter)
		f.Remedy = "save the file as UTF-8"
	default:
		f.Message = fmt.Sprintf("byte 0x%02X is not UTF-8", bad[0])
		f.Remedy = "save the file as UTF-8"
	}
	return f
}

// isLead reports whether b can begin a character of several bytes.
func isLead(b byte) bool { return b >= 0xC2 && b <= 0xF4 }

// windows1252 returns the character that a byte from 0x80 stands for in the code
// page that spreadsheets use in the west, or 0.
func windows1252(b byte) rune {
	const low = "€\x00‚ƒ„…†‡ˆ‰Š‹Œ\x00Ž\x00\x00‘’“”•–—˜™š›œ\x00žŸ"
	switch {
	case b >= 0xA0:
		return rune(b)
	case b >= 0x80:
		return []rune(low)[b-0x80]
	}
	return 0
}
