package textbuf

import (
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An Encoder is a writer of UTF-8 whose output is in another encoding.
type Encoder struct {
	w        io.Writer
	encoding feed.Encoding
	bytes    map[rune]byte // of the characters of a code page that are not ASCII
	cut      []byte        // the beginning of a character
	out      []byte
}

// NewEncoder returns an Encoder of what goes to w. The text gets no byte order mark but one
// that is written.
func NewEncoder(w io.Writer, e feed.Encoding) *Encoder {
	x := &Encoder{w: w, encoding: e}
	if page := codePages[e]; page != nil {
		x.bytes = make(map[rune]byte, len(page))
		for i, r := range page {
			if r != utf8.RuneError {
				x.bytes[r] = byte(utf8.RuneSelf + i)
			}
		}
	}
	return x
}

// Write writes text. A character may be split between two writes. The error for one that the
// encoding does not have is a *feed.Fault.
func (x *Encoder) Write(p []byte) (int, error) {
	x.out = x.out[:0]
	text := p
	if len(x.cut) > 0 {
		text = append(x.cut, p...)
	}
	for len(text) > 0 && utf8.FullRune(text) {
		r, size := utf8.DecodeRune(text)
		if err := x.add(r); err != nil {
			return 0, err
		}
		text = text[size:]
	}
	x.cut = append([]byte(nil), text...)
	if _, err := x.w.Write(x.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// add adds a character.
func (x *Encoder) add(r rune) error {
	switch {
	case x.encoding == feed.UTF16LE || x.encoding == feed.UTF16BE:
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			x.addUnit(uint16(high))
			r = low
		}
		x.addUnit(uint16(r))
	case x.bytes == nil:
		x.out = utf8.AppendRune(x.out, r)
	case r < utf8.RuneSelf:
		x.out = append(x.out, byte(r))
	default:
		b, ok := x.bytes[r]
		if !ok {
			return &feed.Fault{Cause: feed.Unwritable, Message: fmt.Sprintf("%v does not have the character %q of the output", x.encoding, r), Remedy: "write the output in UTF-8"}
		}
		x.out = append(x.out, b)
	}
	return nil
}

func (x *Encoder) addUnit(u uint16) {
	if x.encoding == feed.UTF16LE {
		x.out = append(x.out, byte(u), byte(u>>8))
	} else {
		x.out = append(x.out, byte(u>>8), byte(u))
	}
}
