package xmlfeed

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// escapes says how ASCII is written: an empty text stands for the byte itself.
type escapes [utf8.RuneSelf]string

// illegal marks the bytes that cannot be written.
const illegal = "illegal"

var (
	attrEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;"})
	textEscapes = newEscapes(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"})
)

// marked is what a value, if it is UTF-8, wants a closer look for: the ASCII that is
// not written as it is, and the lead byte of the two characters behind U+FFFD, which
// XML cannot hold.
var marked = render.NewSet('&', '<', '"', 0xEF)

func newEscapes(special map[byte]string) *escapes {
	var e escapes
	for c := range byte(utf8.RuneSelf) {
		if e[c] = special[c]; e[c] == "" && !textbuf.IsXMLChar(rune(c)) {
			e[c] = illegal
		}
	}
	return &e
}

// escape writes text. It returns the index of what XML cannot hold, and fine if
// there is nothing.
func (w *Writer) escape(text []byte, escapes *escapes) (bad int) {
	plain := 0 // text[plain:i] is to be written as it is
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && size == 1 || !textbuf.IsXMLChar(r) {
				return i
			}
			i += size
			continue
		}
		if e := escapes[c]; e == illegal {
			return i
		} else if e != "" {
			w.sink.Out = append(append(w.sink.Out, text[plain:i]...), e...)
			plain = i + 1
		}
		i++
	}
	w.sink.Out = append(w.sink.Out, text[plain:]...)
	return fine
}
