package textbuf

import (
	"bytes"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// What a text needs that is read in pieces.

// Rest gives up the text from an offset in view on, at which the Window then
// stands with nothing in view. It returns what yields that text, as UTF-8.
func (w *Window) Rest(offset int64) (rest io.Reader, at feed.Position) {
	at = w.Position(offset)
	after := w.reader
	rest = &Peeker{r: &after, ahead: bytes.Clone(w.buffer[offset-w.base:]), err: w.readErr}
	w.stand(at, w.store[:0])
	return rest, at
}

// Continue goes on with a text, which is UTF-8 and stands at a position.
func (w *Window) Continue(rest io.Reader, at feed.Position) {
	w.reader = decoder{r: rest, given: w.reader.given, page: w.reader.page, encoding: w.reader.encoding, begun: true, decoded: true}
	w.stand(at, w.store[:0])
}

// Reset begins anew with a text that is in memory as a whole, and UTF-8. It is
// used, not copied.
func (w *Window) Reset(text []byte) {
	w.stand(start.Position, text)
	w.readErr = io.EOF
}

// stand lets the Window begin at a position, with raw bytes.
func (w *Window) stand(at feed.Position, raw []byte) {
	w.buffer, w.Data = raw, raw[:0]
	w.base, w.cut, w.readErr, w.err, w.empty, w.broken = at.Offset, false, nil, nil, 0, none
	w.anchor = position{Position: at}
	w.memo = w.anchor
}
