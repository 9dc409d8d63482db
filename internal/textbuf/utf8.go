package textbuf

import (
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
