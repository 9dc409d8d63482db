package xmlfeed

import (
	"encoding/binary"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed/source"
)

// escapes says how ASCII is written: an empty text stands for the byte itself.
type escapes struct {
	texts [utf8.RuneSelf]string
	// words are the characters that are escaped and are at least a space, each
	// in all eight bytes of a word.
	words [3]uint64
}

// illegal marks the bytes that cannot be written.
const illegal = "illegal"

var (
	attrEscapes = newEscapes(`&<"`, map[byte]string{'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;"})
	textEscapes = newEscapes("&<>", map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"})
)

const ones, highs = 0x0101010101010101, 0x8080808080808080

func newEscapes(printable string, special map[byte]string) *escapes {
	var e escapes
	for c := range byte(utf8.RuneSelf) {
		if e.texts[c] = special[c]; e.texts[c] == "" && !source.IsXMLChar(rune(c)) {
			e.texts[c] = illegal
		}
	}
	for i := range e.words {
		e.words[i] = uint64(printable[i]) * ones
	}
	return &e
}

// plain returns how many bytes text begins with that are written as they are;
// it may stop earlier.
func (e *escapes) plain(text []byte) int {
	a, b, c := e.words[0], e.words[1], e.words[2]
	i := 0
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		// A high bit is set where a byte is not ASCII, below a space, or one of
		// the three.
		if (x|(x-' '*ones)|((x^a)-ones)|((x^b)-ones)|((x^c)-ones))&highs != 0 {
			break
		}
	}
	return i
}

// escape writes text. It returns the index of what XML cannot hold, and -1 if
// there is nothing.
func (w *Writer) escape(text []byte, escapes *escapes) (bad int) {
	plain := 0 // text[plain:i] is to be written as it is
	for i := escapes.plain(text); i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && size == 1 || !source.IsXMLChar(r) {
				return i
			}
			i += size
			continue
		}
		if e := escapes.texts[c]; e == illegal {
			return i
		} else if e != "" {
			w.out = append(append(w.out, text[plain:i]...), e...)
			plain = i + 1
		}
		i++
	}
	w.out = append(w.out, text[plain:]...)
	return -1
}
