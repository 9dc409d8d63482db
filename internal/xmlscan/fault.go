package xmlscan

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

const (
	cutRemedy  = "the file is cut; make it again"
	nameRemedy = "a name is of letters, digits, -, . and _, with one colon at most, after a prefix"
)

// syntax returns the fault of a document that is not well-formed at data[i].
func (s *Scanner) syntax(i int, message, remedy string) *feed.Fault {
	return s.fault(feed.XMLSyntax, i, message, remedy)
}

func (s *Scanner) fault(cause feed.Cause, i int, message, remedy string) *feed.Fault {
	return &feed.Fault{
		Cause:    cause,
		Position: s.window.Position(s.base + int64(i)),
		Message:  message,
		Remedy:   remedy,
		Fatal:    true,
	}
}

// tooLarge returns the fault of what begins at data[i] and reaches beyond the
// limit.
func (s *Scanner) tooLarge(i int) *feed.Fault {
	what := "the entity"
	if s.pin < 0 {
		what = "the tag"
	}
	return s.fault(feed.ValueTooLarge, i, fmt.Sprintf("%s is larger than the limit of %d bytes", what, s.limits.Entity), "shorten it; a quote or an end tag may be missing")
}

// within turns the end of the text inside of a construct into a fault where the
// construct, which begins at data[i], opened.
func (s *Scanner) within(err error, i int, construct string) error {
	if err != io.EOF {
		return err
	}
	return s.syntax(i, "the document ends within "+construct, cutRemedy)
}

// withinOpening is within for the construct that is being consumed.
func (s *Scanner) withinOpening(err error, construct string) error {
	if err != io.EOF {
		return err
	}
	s.opening.place(s.window)
	f := s.syntax(s.i, "the document ends within "+construct, cutRemedy)
	f.Position = s.opening.Position
	return f
}

// cut returns the fault of a text that ends before its root element does.
func (s *Scanner) cut() *feed.Fault {
	at := s.open.position(s.window)
	return s.syntax(s.i, fmt.Sprintf("the document ends within element %s (opened at %d:%d)", Short(s.open.innermost()), at.Line, at.Column), cutRemedy)
}

func (s *Scanner) noRoot() *feed.Fault {
	f := s.syntax(s.i, "the document has no root element", cutRemedy)
	if f.Line == 1 && f.Column == 1 {
		f.Message, f.Remedy = "the document is empty", "XML has a root element"
	}
	return f
}

// outside returns the fault of text at i that is in no element.
func (s *Scanner) outside() *feed.Fault {
	if s.phase > blank {
		return s.syntax(s.i, "text outside of the root element", "remove it")
	}
	s.NotXML = true
	return s.syntax(s.i, `the text does not begin with "<": it is not XML`, "")
}

// unexpected returns the fault of a character of markup that is not allowed where it is.
func (s *Scanner) unexpected(i int, where, remedy string) *feed.Fault {
	r, _ := utf8.DecodeRune(s.data[i:])
	return s.syntax(i, fmt.Sprintf("%q is not allowed %s", string(r), where), remedy)
}

// shortLimit is how many code points of a name a message shows.
const shortLimit = 60

// Short returns a name for use in a message: cut where it is long, and with U+FFFD for
// bytes that are no characters.
func Short(name []byte) string {
	name = bytes.ToValidUTF8(name, []byte("\uFFFD"))
	n := 0
	for i := range string(name) {
		if n++; n > shortLimit {
			return string(name[:i]) + "…"
		}
	}
	return string(name)
}

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
