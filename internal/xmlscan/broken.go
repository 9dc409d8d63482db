package xmlscan

import (
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Bytes that are no characters, letters of Windows-1252 say, are scanned as some
// character within what is pinned, and in tags of children of the root element, which
// their caller may be about to pin. The caller asks for them with Broken. Anywhere
// else the view ends before them, and what needs more ends with a fault.

// strictEnd returns where the view has to end because of bytes that are no characters.
func (s *Scanner) strictEnd() int {
	if s.pin >= 0 || s.inChild {
		return math.MaxInt
	}
	return int(min(s.window.FirstBroken()-s.base, math.MaxInt))
}

// brokenFault returns the fault of the byte that the view ends before.
func (s *Scanner) brokenFault() *feed.Fault {
	f := s.window.Broken(s.window.FirstBroken())
	f.Fatal = true
	return f
}

// Broken returns the fault, not fatal, of the first byte that is no character, if one
// has been consumed since it was asked last. It is to be asked after every Next.
func (s *Scanner) Broken() (f *feed.Fault, ok bool) {
	if s.window.FirstBroken() >= s.Consumed() {
		return nil, false
	}
	at, _ := s.window.BrokenIn(s.base, s.Consumed())
	return s.window.Broken(at), true
}
