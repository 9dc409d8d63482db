package scan

// What a caller needs that reads whole elements itself, from text in view.

// View returns the text in view that has not been consumed, from the next
// markup on, and the offset of its first byte. It leaves the element whose End
// has been told of. The text is not to be changed; it is void with the next call
// of a method that reads.
func (s *Scanner) View() (text []byte, offset int64) {
	s.close()
	i := s.i
	for i < len(s.data) && isWhite(s.data[i]) {
		i++
	}
	s.i = i
	return s.data[i:], s.base + int64(i)
}

// More brings more text into view. It reports whether there is more.
func (s *Scanner) More() bool { return s.more() == nil }

// Pass consumes an element of size bytes that View's text begins with, and pins
// it. The element has to be well-formed, without namespace declarations, and
// within the root element.
func (s *Scanner) Pass(size int) {
	s.pin = s.i
	s.i += size
	s.inRun = false
}

// AppendValue appends the value of an attribute, normalised, that begins at
// index start of View's text, and returns the index of its closing quote; 0 if
// there is a fault in it or it ends outside of the view.
func (s *Scanner) AppendValue(dst []byte, start int) (value []byte, end int) {
	dst, end, err := s.decodeValue(dst, s.i+start, span{})
	if end == 0 || err != nil {
		return dst, 0
	}
	return dst, end - s.i
}
