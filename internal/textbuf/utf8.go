package textbuf

import (
	"bytes"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

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
