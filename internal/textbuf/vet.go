package textbuf

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/chars"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// validPrefix returns how many bytes of text are whole characters of the set.
func validPrefix(text []byte, set Chars) int {
	if whole := wholeChars(text); set == AnyChars && chars.Valid(text[:whole]) {
		return whole
	}
	i := 0
	for i < len(text) {
		i += plainPrefix(text[i:])
		if i < len(text) && text[i] >= ' ' && text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size <= 1 || set == XMLChars && !IsXMLChar(r) {
			return i
		}
		i += size
	}
	return i
}

// IsPlainXML reports whether XML 1.0 can hold all characters of a text, and none of them is
// a control character below a space.
func IsPlainXML(text []byte) bool { return chars.PlainXML(text) }

// wholeChars returns the length of text without a character that is cut at its
// end.
func wholeChars(text []byte) int {
	for i := len(text) - 1; i >= 0 && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return i
			}
			break
		}
	}
	return len(text)
}

// plainPrefix returns how many bytes text begins with that are printable ASCII or
// LF: the bytes that need no closer look. It may stop up to seven bytes before
// the end.
func plainPrefix(text []byte) int {
	i := 0
	for ; i < len(text)-15; i += 16 {
		if odd(swar.Load(text[i:i+8]))|odd(swar.Load(text[i+8:i+16])) != 0 {
			break
		}
	}
	for ; i < len(text)-7; i += 8 {
		if x := odd(swar.Load(text[i : i+8])); x != 0 {
			return i + swar.First(x)
		}
	}
	return i
}

// odd marks the bytes of x that are not ASCII, or are below a space and not LF.
func odd(x uint64) uint64 {
	return (x | ^swar.NotBelow(x, ' ')&swar.Differ(x, '\n'*swar.Ones)) & swar.Highs
}

// IsXMLChar reports whether XML 1.0 can hold the character: its production
// Char.
func IsXMLChar(r rune) bool {
	return r >= 0x20 && r < 0xD800 || r == '\n' || r == '\t' || r == '\r' || r >= 0xE000 && r < 0xFFFE || r >= 0x10000 && r <= utf8.MaxRune
}

// maybeCut reports whether text may be the beginning of a character.
func maybeCut(text []byte) bool { return !utf8.FullRune(text) }

// invalid returns the fault of the byte at an offset in view.
func (w *Window) invalid(offset int64) *feed.Fault {
	bad := w.buffer[offset-w.base:]
	f := &feed.Fault{
		Cause:    feed.EncodingInvalid,
		Position: w.Position(offset),
		Fatal:    true,
	}
	r, size := utf8.DecodeRune(bad)
	switch letter := windows1252(bad[0]); {
	case w.reader.encoding >= UTF16LE && isSurrogate(bad):
		f.Message = "half of a surrogate pair in UTF-16"
		f.Remedy = "save the file as UTF-8"
	case w.reader.page != nil && bad[0] >= utf8.RuneSelf && size == 1:
		f.Message = fmt.Sprintf("byte 0x%02X is no character of %v", bad[0], w.reader.given)
		f.Remedy = "look at what is there: the text may be in another encoding"
	case r != utf8.RuneError || size > 1:
		f.Cause = feed.XMLSyntax
		f.Message = fmt.Sprintf("XML cannot hold the character %U", r)
		f.Remedy = "remove it"
	case maybeCut(bad):
		f.Message = fmt.Sprintf("the text ends within a character (byte 0x%02X)", bad[0])
		f.Remedy = "the file is cut; make it again"
	case letter != 0 && !(isLead(bad[0]) && bad[1]&0xC0 == 0x80):
		f.Message = fmt.Sprintf("byte 0x%02X is not UTF-8; in Windows-1252 it would be %s", bad[0], nameOf(letter))
		f.Remedy = "save the file as UTF-8, or give its encoding, such as -encoding windows-1252"
	default:
		f.Message = fmt.Sprintf("byte 0x%02X is not UTF-8", bad[0])
		f.Remedy = "save the file as UTF-8"
	}
	return f
}

// nameOf returns a character as messages show it: in quotes, or by its name if it cannot
// be seen.
func nameOf(r rune) string {
	switch r {
	case 0xA0:
		return "a no-break space"
	case 0xAD:
		return "a soft hyphen"
	}
	return strconv.QuoteRune(r)
}

// isSurrogate reports whether text begins with what a decoder makes of half a
// surrogate pair: its three bytes by the rule of UTF-8, which does not have it.
func isSurrogate(text []byte) bool {
	return len(text) >= 3 && text[0] == 0xED && text[1] >= 0xA0
}

// isLead reports whether b can begin a character of several bytes.
func isLead(b byte) bool { return b >= 0xC2 && b <= 0xF4 }

// windows1252 returns the character of a byte from 0x80 in the code page that Western
// spreadsheets use, or 0.
func windows1252(b byte) rune {
	if b < utf8.RuneSelf {
		return 0
	}
	if r := codePages[feed.Windows1252][b-utf8.RuneSelf]; r != utf8.RuneError {
		return r
	}
	return 0
}

// A byte that is no part of a character, such as a letter of Windows-1252, need not end the
// reading: what divides the text is ASCII and does not depend on it. A lenient Window brings
// such bytes into view like any others, and remembers where the first one is. The reader of
// a row, or of anything that is refused as a whole, asks BrokenIn about it, which is usually
// one comparison.

// none is an offset beyond all others.
const none = math.MaxInt64

// Lenient makes the Window bring bytes into view that are no characters. It must be called
// before the first Fill.
func (w *Window) Lenient() { w.lenient = true }

// BrokenIn returns the offset of the first byte that is no part of a character
// between two offsets in view; ok is false if there is none. It must be asked about all
// of the text, in order.
func (w *Window) BrokenIn(from, to int64) (at int64, ok bool) {
	if w.broken >= to {
		return 0, false
	}
	if w.broken < from {
		w.broken = w.brokenFrom(from)
	}
	if at = w.broken; at >= to {
		return 0, false
	}
	w.broken = w.brokenFrom(to)
	return at, true
}

// brokenFrom returns the offset of the first byte in view, at or after an offset, that is
// no part of a character.
func (w *Window) brokenFrom(offset int64) int64 {
	text := w.Data[offset-w.base:]
	if valid := validPrefix(text, AnyChars); valid < len(text) {
		return offset + int64(valid)
	}
	return none
}

// Broken returns the fault of a byte that BrokenIn has found. It is not fatal.
func (w *Window) Broken(offset int64) *feed.Fault {
	f := w.invalid(offset)
	f.Fatal = false
	return f
}

// FirstBroken returns the offset of the first byte that is no part of a character and
// that BrokenIn has not passed. It is beyond all of Data if there is none in view.
func (w *Window) FirstBroken() int64 { return w.broken }

// admits reports whether the Window brings into view the byte that text begins with,
// which is no part of a character of its set. An XML document that ends within a
// character ends within an element, too: it cannot be read on.
func (w *Window) admits(text []byte) bool {
	if !w.lenient || w.chars == XMLChars && w.cut {
		return false
	}
	r, size := utf8.DecodeRune(text)
	return r == utf8.RuneError && size == 1
}

// ToUTF8 returns the text that r yields in an encoding as UTF-8, without a byte
// order mark. Where a byte has no character, reading ends with a located
// *feed.Fault.
func ToUTF8(r io.Reader, e feed.Encoding) io.Reader {
	return &utf8Text{w: NewWindow(r, AnyChars, e)}
}

type utf8Text struct {
	w    *Window
	read int // of what is in view
}

func (t *utf8Text) Read(p []byte) (int, error) {
	if t.read == len(t.w.Data) {
		err := t.w.Fill(t.read, chunk)
		if t.read = 0; err != nil {
			t.read = len(t.w.Data)
			return 0, err
		}
	}
	n := copy(p, t.w.Data[t.read:])
	t.read += n
	return n, nil
}

// Decoded returns a text that is in memory as UTF-8, up to where it is none.
func Decoded(text []byte, e feed.Encoding) ([]byte, error) {
	w := NewWindow(bytes.NewReader(text), AnyChars, e)
	var err error
	for err == nil {
		err = w.Fill(0, len(text)+1)
	}
	return w.Data, err
}
