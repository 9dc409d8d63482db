package textbuf

import (
	"math"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A byte that is no part of a character, a letter of Windows-1252 say or a part of what
// stands for half a surrogate pair of UTF-16, need not end the reading: where the text is divided, by bytes of ASCII, does not depend
// on it. A lenient Window brings such bytes into view like others, and remembers
// where the first one is. Who reads a row, or whatever is refused as a whole, asks
// BrokenIn about it: usually a comparison.

// none is an offset beyond all others.
const none = math.MaxInt64

// Lenient makes the Window bring bytes into view that are no characters. It is to
// be called before the first Fill.
func (w *Window) Lenient() { w.lenient = true }

// BrokenIn returns the offset of the first byte that is no part of a character
// between two offsets in view; ok is false if there is none. It is to be asked
// about all of the text, in its order.
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

// brokenFrom looks for the first byte in view, at an offset or behind it, that is
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
