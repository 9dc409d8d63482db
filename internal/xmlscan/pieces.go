package xmlscan

import (
	"bytes"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// What is needed to read a document in pieces of its root element's content.

// Rest gives up the text after the end tag, or the tag of an empty element, that is the
// event at hand, and returns a reader of it and where it begins.
func (s *Scanner) Rest() (io.Reader, feed.Position) {
	s.leave()
	s.open.place(s.Consumed(), s.window)
	rest, at := s.window.Rest(s.Consumed())
	s.restart()
	return rest, at
}

// Continue goes on with a text at a position: where Rest left off, or after that.
func (s *Scanner) Continue(rest io.Reader, at feed.Position) {
	s.window.Continue(rest, at)
	s.restart()
}

// restart looks at the window from its beginning.
func (s *Scanner) restart() {
	s.i, s.pin = 0, -1
	s.text.endRun()
	s.view(0)
}

// Fork returns a Scanner of pieces of the text within the root element, the only
// one that is open. It ends with io.EOF there.
func (s *Scanner) Fork() *Scanner {
	window := textbuf.NewWindow(nil, textbuf.XMLChars, feed.AnyUnicode)
	window.Lenient()
	t := &Scanner{
		window: window,
		names:  s.names,
		limits: s.limits,
		pin:    -1,
		phase:  content,
		scope:  newScope(),
		unique: newUniqueness(),
	}
	for _, b := range s.scope.bindings[len(t.scope.bindings):] {
		t.scope.bind([]byte(b.prefix), []byte(b.namespace))
	}
	root := s.open.list[0]
	t.root, t.rootName = element{bindings: len(t.scope.bindings), symbol: root.symbol}, string(s.open.innermost())
	return t
}

// Piece lets a fork read a text, which it uses.
func (s *Scanner) Piece(text []byte) {
	s.open.list = append(s.open.list[:0], s.root)
	s.open.names = append(s.open.names[:0], s.rootName...)
	s.open.placed = 1
	s.scope.leave(s.root.bindings)
	s.phase, s.event, s.opening, s.text.mode = content, NoEvent, opening{}, watching
	s.window.Reset(text)
	s.restart()
}

// LastEnd returns where the last end tag of a name, with any prefix, ends in text;
// 0 if there is none.
func LastEnd(text []byte, name string) int {
	for before := text; ; {
		i := bytes.LastIndex(before, []byte(name))
		if i < 0 {
			return 0
		}
		before = text[:i]
		rest := bytes.TrimLeft(text[i+len(name):], " \t\r\n")
		if len(rest) > 0 && rest[0] == '>' && endsWithOpening(before) {
			return len(text) - len(rest) + 1
		}
	}
}

// endsWithOpening reports whether text ends with what begins an end tag, up to a
// prefix.
func endsWithOpening(text []byte) bool {
	text = text[max(0, len(text)-longName):]
	open := bytes.LastIndexByte(text, '<')
	return open >= 0 && open+1 < len(text) && text[open+1] == '/'
}
