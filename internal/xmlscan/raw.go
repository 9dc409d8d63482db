package xmlscan

import "github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"

// What a caller needs to read whole elements itself, from text that has not been vetted.

// Peek returns the text that has been read and not consumed, from the next
// markup on, the offset of its first byte, and the white space before it. It leaves the
// element whose End is at hand. The text need not be of whole, valid characters. It must
// not be changed, and is void after the next call of another method. Advance or Unpeek
// must follow.
func (s *Scanner) Peek() (raw []byte, offset int64, white []byte) {
	s.leave()
	s.pin = -1
	s.base = s.window.Base()
	data, from := s.window.Raw(), s.i
	i := from
	for i < len(data) && isWhite(data[i]) {
		i++
	}
	s.window.Vouch(i)
	s.i, s.data = i, data[:min(len(data), i+s.limits.Entity)]
	return s.data[i:], s.base + int64(i), data[from:i]
}

// PeekMore is Peek once more, after a read. Ok is false if that brought nothing, or the
// text may not be longer.
func (s *Scanner) PeekMore() (raw []byte, offset int64, ok bool) {
	s.open.place(s.base+int64(s.i), s.window)
	s.opening.place(s.window)
	ok = s.window.ReadRaw(s.i, s.limits.Entity)
	s.i, s.base = 0, s.window.Base()
	s.data = s.window.Raw()
	s.data = s.data[:min(len(s.data), s.limits.Entity)]
	return s.data, s.base, ok
}

// AppendValue appends the value of an attribute, without its references, that begins at
// index start of the text that Peek returned, and the index of its closing quote. The
// index is 0 if there is a fault in it, a control character, or its end is not there.
func (s *Scanner) AppendValue(dst []byte, start int) (value []byte, end int) {
	value, end, err := s.decodeValue(dst, s.i+start, span{})
	if end == 0 || err != nil || !textbuf.IsPlainXML(s.data[s.i+start:end]) {
		return dst, 0
	}
	return value, end - s.i
}

// Advance consumes an element of size bytes that the text of Peek begins with, and pins
// it. It must be well-formed, of valid characters, without namespace declarations, and
// within the root element.
func (s *Scanner) Advance(size int) {
	s.pin = s.i
	s.i += size
	s.text.endRun()
	s.window.Vouch(s.i)
	s.view(s.pin)
}

// Unpeek goes back to scanning, as if only white space had been looked at.
func (s *Scanner) Unpeek() { s.view(s.i) }
