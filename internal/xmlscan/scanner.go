package xmlscan

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// An Event is what Next found.
type Event uint8

// The events.
const (
	NoEvent     Event = iota
	Declaration       // the XML declaration; Encoding is what it says
	Doctype           // a document type declaration that declares nothing itself
	Start             // a start tag
	Empty             // the tag of an empty element; no End follows
	End               // an end tag
	Text              // character data that is not white space: once in a run
)

// A Scanner reads one document.
//
// The view is the part of the window that may be scanned; all indices count in
// it and are void after more:
//
//	data:  .....................................................
//	       ^ pin, if any        ^ i: first byte not consumed    ^ len(data)
//
// A construct (a tag, a reference) is consumed only when it is whole in view;
// where it is not, more brings text and the construct is scanned again. Comments,
// processing instructions, CDATA sections and text are consumed as they come.
// What is before the pin, or before i if there is none, may be discarded by more. The view
// never reaches further than the limit after that place, so that what is too large does
// not depend on how the text arrives.
//
// What has happened is kept as four states: the phase of the document, the event at hand,
// the construct that is being consumed, and the mode of text. Each call of Next begins by
// leaving the element whose end is at hand, goes on within a construct or a run of text, if
// it is in one, and else scans the next markup.
type Scanner struct {
	window *textbuf.Window
	data   []byte
	base   int64 // offset of data[0]
	i      int
	pin    int // -1 if there is none

	names  *Names
	limits feed.Limits

	phase   phase
	event   Event   // the one at hand
	opening opening // the construct that is being consumed as it comes
	inChild bool    // the tag of a child of the root element is being scanned

	// Encoding is what the XML declaration names as the encoding; empty if it
	// names none.
	Encoding string
	// NotXML is set with the fault of a text that does not begin as XML does.
	NotXML bool
	// Offset is where the event at hand begins: its "<", for Text the first
	// byte that is not white space.
	Offset int64
	// Symbol is that of the tag's local name.
	Symbol Symbol
	// Namespace is that of the element whose Start is at hand; empty if none.
	Namespace string
	// Attrs are the attributes of the Start at hand, in their order.
	Attrs []Attr

	tag    tag
	text   text
	open   elements
	scope  scope
	unique uniqueness

	// Of a fork: the root element, which is open from the beginning, and its name; empty
	// for others.
	root     element
	rootName string
}

// A phase is how far a document has been read. It only goes from one to a later one.
type phase uint8

const (
	blank   phase = iota // nothing but white space
	prolog               // something, but not the root element
	typed                // a document type declaration, but not the root element
	content              // the root element has begun
	epilog               // the root element has ended
)

// A span is a part of the view.
type span struct{ start, end int32 }

func spanOf(start, end int) span { return span{int32(start), int32(end)} }

// maxView keeps indices of the view within 32 bits.
const maxView = 1 << 30

// New returns a Scanner of the text that r yields, in an encoding.
func New(r io.Reader, names *Names, limits feed.Limits, e feed.Encoding) *Scanner {
	limits = limits.WithDefaults()
	limits.Entity = min(limits.Entity, maxView)
	window := textbuf.NewWindow(r, textbuf.XMLChars, e)
	window.Lenient()
	return &Scanner{
		window: window,
		names:  names,
		limits: limits,
		pin:    -1,
		scope:  newScope(),
		unique: newUniqueness(),
	}
}

// SourceEncoding returns how the text is stored. It is known after the first
// Next.
func (s *Scanner) SourceEncoding() textbuf.Encoding { return s.window.Encoding() }

// GivenEncoding returns what New was given.
func (s *Scanner) GivenEncoding() feed.Encoding { return s.window.Given() }

// Depth returns the number of open elements, the one whose Start or End (not
// Empty) is at hand included.
func (s *Scanner) Depth() int { return len(s.open.list) }

// Pin keeps in view all from the tag at hand to Unpin, no more than the limit of
// an entity.
func (s *Scanner) Pin() { s.pin = int(s.Offset - s.base) }

// Unpin ends a Pin.
func (s *Scanner) Unpin() { s.pin = -1 }

// Pinned returns what has been read since the pinned tag began.
func (s *Scanner) Pinned() []byte {
	if s.pin < 0 {
		return nil
	}
	return s.data[s.pin:s.i]
}

// Position returns the line and column of an offset in view: from the pin, or
// else the event at hand, on.
func (s *Scanner) Position(offset int64) feed.Position { return s.window.Position(offset) }

// Consumed returns the offset of the first byte that has not been read.
func (s *Scanner) Consumed() int64 { return s.base + int64(s.i) }

// TextAt returns up to n bytes of the text from an offset in view on.
func (s *Scanner) TextAt(offset int64, n int) []byte {
	for len(s.data)-int(offset-s.base) < n {
		if s.more() != nil {
			break
		}
	}
	rest := s.data[offset-s.base:]
	return rest[:min(n, len(rest))]
}

// TextFromTag returns up to n bytes of the text from the tag at hand on. All that is
// known of the tag stays valid.
func (s *Scanner) TextFromTag(n int) []byte {
	if s.pin < 0 {
		s.Pin()
		defer s.Unpin()
	}
	return s.TextAt(s.Offset, n)
}

// Name returns the qualified name of the tag at hand.
func (s *Scanner) Name() []byte { return s.data[s.tag.name.start:s.tag.name.end] }

// Next returns the next event. At the end of a well-formed document the error is
// io.EOF; a document that is not well-formed is a *feed.Fault, which is Fatal,
// and errors of the reader pass through. What belongs to an event lives until the
// next call.
func (s *Scanner) Next() (Event, error) {
	s.leave()
	s.data = s.data[:max(s.i, min(len(s.data), s.strictEnd()))]
	for {
		if s.text.mode != watching || s.opening.construct == section {
			if tell, err := s.characters(); tell || err != nil {
				return Text, err
			}
		}
		i := s.i
		for i < len(s.data) && isWhite(s.data[i]) {
			i++
		}
		s.i = i
		if len(s.data)-i < 2 && !(i < len(s.data) && s.data[i] != '<') {
			if err := s.more(); err != nil {
				return NoEvent, s.atEnd(err)
			}
			continue
		}
		if s.data[i] != '<' {
			if len(s.open.list) == 0 {
				return NoEvent, s.outside()
			}
			if tell, err := s.characters(); tell || err != nil {
				return Text, err
			}
			continue
		}
		s.phase = max(s.phase, prolog)
		event, err := s.markup(s.data[i+1])
		if event != NoEvent || err != nil {
			s.event = event
			return event, err
		}
	}
}

// markup reads what begins with "<" and c. It returns NoEvent for what nobody needs to know
// of, and for the beginning of a CDATA section.
func (s *Scanner) markup(c byte) (Event, error) {
	switch c {
	case '/':
		return s.endTag()
	case '!':
		return s.declarationOrComment()
	case '?':
		return s.instruction()
	}
	return s.startTag()
}

// more brings more text into view. The error is that of Window.Fill, or a fault
// where the view may not grow.
func (s *Scanner) more() error {
	keep := s.i
	if s.pin >= 0 {
		keep = s.pin
	}
	had := len(s.data)
	s.view(keep)
	if len(s.data) > had {
		return nil
	}
	if had < len(s.window.Data) {
		if had < keep+s.limits.Entity {
			return s.brokenFault()
		}
		return s.tooLarge(keep)
	}
	s.open.place(s.base+int64(keep), s.window)
	s.opening.place(s.window)
	if err := s.fill(keep, s.halfMore()); err != nil {
		if err == textbuf.ErrWindowFull {
			return s.tooLarge(0) // what was kept begins the view now
		}
		return err
	}
	return nil
}

// halfMore returns how many more bytes to ask for: as constructs are scanned
// again with more text, half of a large one's, so that the sum of all scanning
// stays linear.
func (s *Scanner) halfMore() int {
	const large = 1 << 10
	if at := len(s.data) - s.i; at > large {
		return at / 2
	}
	return 1
}

// fill discards what is before keep and reads want bytes, or fewer if there
// are no more.
func (s *Scanner) fill(keep, want int) error {
	had := len(s.data) - keep
	s.i -= keep
	s.tag.name.start -= int32(keep)
	s.tag.name.end -= int32(keep)
	if s.pin >= 0 {
		s.pin -= keep
	}
	s.moveAttrs(int32(keep))
	err := s.window.Fill(keep, s.limits.Entity)
	for more := err; more == nil && len(s.window.Data)-had < want; {
		more = s.window.Fill(0, s.limits.Entity)
	}
	s.view(0)
	if err == nil && len(s.data) == had {
		return s.brokenFault()
	}
	return err
}

// moveAttrs keeps the attributes of the tag at hand valid where the view begins so many
// bytes later. Where the tag is not in view any more they are void.
func (s *Scanner) moveAttrs(by int32) {
	for i := range s.Attrs {
		a := &s.Attrs[i]
		a.name.start, a.name.end = a.name.start-by, a.name.end-by
		if a.colon > 0 {
			a.colon -= by
		}
		if !a.decoded {
			a.value.start, a.value.end = a.value.start-by, a.value.end-by
		}
	}
}

// view lets data reach as far as it may where keep is the first byte kept.
func (s *Scanner) view(keep int) {
	s.base = s.window.Base()
	s.data = s.window.Data[:min(len(s.window.Data), keep+s.limits.Entity, s.strictEnd())]
}

// atEnd turns the end of the text into what it means between constructs.
func (s *Scanner) atEnd(err error) error {
	switch {
	case err != io.EOF:
		return err
	case s.i < len(s.data):
		return s.syntax(s.i, `the document ends with "<"`, cutRemedy)
	case s.phase < content:
		return s.noRoot()
	case len(s.open.list) > 1 || len(s.open.list) > 0 && s.rootName == "":
		return s.cut()
	}
	return io.EOF
}

// leave leaves the element whose End or Empty is at hand.
func (s *Scanner) leave() {
	switch s.event {
	case End:
		s.tag.outer = s.open.pop()
	case Empty:
	default:
		return
	}
	s.event = NoEvent
	if len(s.open.list) == 0 {
		s.phase = epilog
	}
	if len(s.scope.bindings) > s.tag.outer {
		s.scope.leave(s.tag.outer)
	}
}

// hasPrefix reports whether the text from data[i] on begins with prefix, and
// whether more text is needed to know.
func (s *Scanner) hasPrefix(i int, prefix string) (has, short bool) {
	rest := s.data[i:]
	if len(rest) < len(prefix) {
		return false, prefix[:len(rest)] == string(rest)
	}
	return string(rest[:len(prefix)]) == prefix, false
}
