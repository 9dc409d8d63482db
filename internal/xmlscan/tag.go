package xmlscan

import (
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// Start and end tags. A tag that is not whole in view is scanned again with more text:
// what has changed until then is of no consequence.

// A tag is what is known of the tag at hand besides what Scanner shows.
type tag struct {
	name       span   // its qualified name
	colon      int    // that of the name, 0 if it has no prefix
	special    bool   // it declares a namespace or has a prefix in a name
	unnumbered int    // how many of Attrs have no symbol
	decoded    []byte // values of Attrs that are not in the text as they are
	outer      int    // how many bindings there are outside of its element
}

// An Attr is an attribute of a tag.
type Attr struct {
	// Symbol is that of the name; NoSymbol for any name with a prefix.
	Symbol  Symbol
	decoded bool  // value is a part of Scanner.decoded, not of the view
	colon   int32 // index of the name's colon; 0 if it has no prefix
	name    span
	value   span
}

// maxAttrs is how many attributes a tag may have.
const maxAttrs = 1000

// AttrName returns the qualified name of an attribute.
func (s *Scanner) AttrName(a *Attr) []byte { return s.data[a.name.start:a.name.end] }

// AttrOffset returns where an attribute begins.
func (s *Scanner) AttrOffset(a *Attr) int64 { return s.base + int64(a.name.start) }

// AttrValue returns the value of an attribute, normalised.
func (s *Scanner) AttrValue(a *Attr) []byte {
	if a.decoded {
		return s.tag.decoded[a.value.start:a.value.end]
	}
	return s.data[a.value.start:a.value.end]
}

// startTag reads the start tag at i.
func (s *Scanner) startTag() (Event, error) {
	s.inChild = len(s.open.list) == 1
	event, err := s.wholeTag()
	s.inChild = false
	return event, err
}

// wholeTag reads the start tag at i once it is whole in view.
func (s *Scanner) wholeTag() (Event, error) {
	for {
		end, err := s.scanTag()
		if err != nil {
			return NoEvent, err
		}
		if end > 0 {
			return s.judgeTag(end)
		}
		if err := s.more(); err != nil {
			return NoEvent, s.within(err, s.i, "a tag")
		}
	}
}

// scanTag returns the index after the start tag, 0 if it is not whole in view.
func (s *Scanner) scanTag() (int, error) {
	i, err := s.scanName()
	if i == 0 || err != nil {
		return 0, err
	}
	s.tag.decoded, s.tag.special, s.tag.unnumbered = s.tag.decoded[:0], s.tag.colon > 0, 0
	if s.Attrs = s.Attrs[:0]; cap(s.Attrs) == 0 {
		s.Attrs = make([]Attr, 0, 16)
	}
	for seen := uint64(0); ; {
		at := i
		for at < len(s.data) && isWhite(s.data[at]) {
			at++
		}
		switch {
		case at == len(s.data):
			return 0, nil
		case s.data[at] == '>':
			return at + 1, nil
		case s.data[at] == '/':
			return s.scanEmpty(at)
		}
		end, err := s.scanAttr(at, at > i, seen)
		if end == 0 || err != nil {
			return 0, err
		}
		seen |= 1 << s.Attrs[len(s.Attrs)-1].Symbol
		i = end
	}
}

// scanAttr reads the attribute at data[at] and returns the index after it, 0 if
// it is not whole in view. spaced says whether there is white space before it;
// seen are the symbols of the tag's attributes so far, as bits.
func (s *Scanner) scanAttr(at int, spaced bool, seen uint64) (int, error) {
	data := s.data
	end, colon := qName(data, at)
	if end == len(data) {
		return 0, nil
	}
	a := Attr{name: spanOf(at, end), colon: int32(colon)}
	if end > at && colon == 0 {
		a.Symbol = s.names.Symbol(data[at:end])
	}
	switch {
	case !spaced:
		return 0, s.noSpace(at, end)
	case a.Symbol != NoSymbol && seen&(1<<a.Symbol) != 0:
		return 0, s.repeated(at, end)
	case len(s.Attrs) == maxAttrs:
		return 0, s.fault(feed.ValueTooLarge, at, "more than 1,000 attributes in one tag", "")
	}
	start, err := s.scanEquals(at, end)
	if start == 0 || err != nil {
		return 0, err
	}
	a.value, a.decoded, end, err = s.scanValue(start, a.name)
	if end == 0 || err != nil {
		return 0, err
	}
	s.tag.special = s.tag.special || a.Symbol == xmlns || colon > 0
	if a.Symbol == NoSymbol {
		s.tag.unnumbered++
	}
	s.Attrs = append(s.Attrs, a)
	return end + 1, nil
}

// scanName reads the name of the element at i.
func (s *Scanner) scanName() (end int, err error) {
	at := s.i + len("<")
	end, colon := qName(s.data, at)
	switch {
	case end == len(s.data):
		return 0, nil
	case end == at:
		return 0, s.unexpected(at, `after "<"`, `a "<" that begins no tag is written as &lt;`)
	case !endsName(s.data[end]):
		return 0, s.unexpected(end, "in the name of an element", nameRemedy)
	}
	local := at
	if colon > 0 {
		local = colon + 1
	}
	s.tag.name, s.tag.colon, s.Symbol = spanOf(at, end), colon, s.names.Symbol(s.data[local:end])
	return end, nil
}

// endsName reports whether the name of an element may end before c.
func endsName(c byte) bool { return isWhite(c) || c == '>' || c == '/' }

// scanEmpty reads the end of an empty element's tag, whose slash is at i.
func (s *Scanner) scanEmpty(i int) (int, error) {
	if i+1 == len(s.data) {
		return 0, nil
	}
	if s.data[i+1] != '>' {
		return 0, s.unexpected(i, "in a tag", `end the tag with ">" or "/>"`)
	}
	return i + len("/>"), nil
}

// scanEquals reads what is between an attribute's name and its value, and
// returns the index after the opening quote; 0 if that is not in view.
func (s *Scanner) scanEquals(at, i int) (int, error) {
	data := s.data
	if i == at {
		return 0, s.unexpected(at, "in a tag", `a tag holds name="value" pairs; a quote within a value is written as &quot;`)
	}
	for i < len(data) && isWhite(data[i]) {
		i++
	}
	if i == len(data) {
		return 0, nil
	}
	if data[i] != '=' {
		return 0, s.noValue(at, i)
	}
	for i++; i < len(data) && isWhite(data[i]); i++ {
	}
	switch {
	case i == len(data):
		return 0, nil
	case data[i] != '"' && data[i] != '\'':
		end := ncName(data, at)
		return 0, s.syntax(i, fmt.Sprintf("the value of attribute %s is not in quotes", Short(data[at:end])), `write name="value"`)
	case i+1 == len(data):
		return 0, nil
	}
	return i + 1, nil
}

// scanValue reads the value of the attribute name that begins at data[start],
// after its quote. It returns where the value is, in decoded or in the view,
// and the index of the closing quote, 0 if that is not in view.
func (s *Scanner) scanValue(start int, name span) (value span, decoded bool, end int, err error) {
	data, quote := s.data, s.data[start-1]
	end = valueEnd(data, start, quote)
	if end < len(data) && data[end] == quote {
		return spanOf(start, end), false, end, nil
	}
	first := len(s.tag.decoded)
	s.tag.decoded, end, err = s.decodeValue(s.tag.decoded, start, name)
	return spanOf(first, len(s.tag.decoded)), true, end, err
}

// decodeValue is scanValue of a value that may have references and line ends; it
// appends the value.
func (s *Scanner) decodeValue(dst []byte, start int, name span) (value []byte, end int, err error) {
	data, quote := s.data, s.data[start-1]
	end = valueEnd(data, start, quote)
	for end < len(data) && data[end] != quote {
		dst = append(dst, data[start:end]...)
		start = end + 1
		switch c := data[end]; c {
		case '<':
			return dst, 0, s.syntax(end, fmt.Sprintf(`"<" in the value of attribute %s`, Short(data[name.start:name.end])), "write it as &lt;, or close the value with a quote before it")
		case '&':
			var r rune
			if r, start, err = s.reference(end); start == 0 || err != nil {
				return dst, 0, err
			}
			dst = utf8.AppendRune(dst, r)
		default: // tab, LF, CR
			if c == '\r' && start < len(data) && data[start] == '\n' {
				start++
			}
			dst = append(dst, ' ')
		}
		end = valueEnd(data, start, quote)
	}
	if end == len(data) {
		return dst, 0, nil
	}
	return append(dst, data[start:end]...), end, nil
}

// valueEnd returns the index of the first byte from i on that is the quote, "&",
// "<" or below a space, and len(data) if there is none.
func valueEnd(data []byte, i int, quote byte) int {
	for q := swar.Repeat(quote); i < len(data)-7; i += 8 {
		if hits := ^swar.Plain(swar.Load(data[i:i+8]), q, '<'*swar.Ones, '&'*swar.Ones) & swar.Highs; hits != 0 {
			return i + swar.First(hits)
		}
	}
	for ; i < len(data); i++ {
		if c := data[i]; c == quote || class[c]&valueStop != 0 {
			break
		}
	}
	return i
}

// judgeTag checks what needs the whole tag, which ends at end, and takes it.
func (s *Scanner) judgeTag(end int) (Event, error) {
	s.tag.outer = len(s.scope.bindings)
	if err := s.judgeNames(); err != nil {
		return NoEvent, err
	}
	if s.phase == epilog {
		return NoEvent, s.syntax(s.i, fmt.Sprintf("a second root element, %s", Short(s.Name())), "a document has one root element; remove the others")
	}
	if len(s.open.list) >= s.limits.Nesting {
		return NoEvent, s.fault(feed.ValueTooLarge, s.i, fmt.Sprintf("elements are nested deeper than the limit of %d", s.limits.Nesting), "")
	}
	s.phase = content
	s.text.endRun()
	s.Offset = s.base + int64(s.i)
	if s.data[end-len("/>")] == '/' {
		s.i = end
		return Empty, nil
	}
	s.open.push(s.Name(), s.Symbol, s.Offset, s.tag.outer)
	if len(s.open.names)+s.scope.size > s.limits.Entity {
		return NoEvent, s.fault(feed.ValueTooLarge, s.i, fmt.Sprintf("names and namespaces of the open elements are larger than the limit of %d bytes", s.limits.Entity), "close or shorten some")
	}
	s.i = end
	return Start, nil
}

// noSpace returns the fault of an attribute, or of something else, at data[at]
// that comes right after the element's name or a value.
func (s *Scanner) noSpace(at, nameEnd int) *feed.Fault {
	if nameEnd == at {
		return s.unexpected(at, "in a tag", `a tag holds name="value" pairs; a quote within a value is written as &quot;`)
	}
	return s.syntax(at, fmt.Sprintf("no white space before attribute %s", Short(s.data[at:nameEnd])), "put a space there; a quote within a value is written as &quot;")
}

// noValue returns the fault of an attribute at data[at] after whose name there is something
// else than "=", at data[i].
func (s *Scanner) noValue(at, i int) *feed.Fault {
	end, _ := qName(s.data, at)
	if s.data[i] == ':' {
		return s.unexpected(i, "in the name of an attribute", nameRemedy)
	}
	return s.syntax(at, fmt.Sprintf("attribute %s has no value", Short(s.data[at:end])), `write name="value"; a quote within a value is written as &quot;`)
}

func (s *Scanner) repeated(at, nameEnd int) *feed.Fault {
	return s.syntax(at, fmt.Sprintf("a second attribute %s in one tag", Short(s.data[at:nameEnd])), "remove one of them")
}

// endTag reads the end tag at i.
func (s *Scanner) endTag() (Event, error) {
	for {
		end, err := s.scanEndTag()
		if err != nil {
			return NoEvent, err
		}
		if end > 0 {
			s.Offset = s.base + int64(s.i)
			s.Symbol = s.open.list[len(s.open.list)-1].symbol
			s.i = end
			s.text.endRun()
			return End, nil
		}
		if err := s.more(); err != nil {
			return NoEvent, s.within(err, s.i, "an end tag")
		}
	}
}

// scanEndTag returns the index after the end tag, 0 if it is not whole in view.
func (s *Scanner) scanEndTag() (int, error) {
	data, i := s.data, s.i+len("</")
	if len(s.open.list) > 0 {
		name := s.open.innermost()
		end := i + len(name)
		if end < len(data) && data[end] == '>' && string(data[i:end]) == string(name) {
			s.tag.name = spanOf(i, end)
			return end + 1, nil
		}
	}
	end, _ := qName(data, i)
	if end == len(data) {
		return 0, nil
	}
	if end == i {
		return 0, s.unexpected(i, "after \"</\"", "an end tag is </ and the name of its element")
	}
	if err := s.matches(data[i:end]); err != nil {
		return 0, err
	}
	s.tag.name = spanOf(i, end)
	for end < len(data) && isWhite(data[end]) {
		end++
	}
	if end == len(data) {
		return 0, nil
	}
	if data[end] != '>' {
		return 0, s.unexpected(end, "in an end tag", "end it with >")
	}
	return end + 1, nil
}

// matches judges the name of an end tag at i.
func (s *Scanner) matches(name []byte) error {
	if len(s.open.list) == 0 {
		return s.syntax(s.i, fmt.Sprintf("</%s> ends nothing: no element is open", Short(name)), "remove it")
	}
	if want := s.open.innermost(); string(want) != string(name) {
		at := s.open.position(s.window)
		return s.syntax(s.i, fmt.Sprintf("</%s> where </%s> is due, for the element opened in line %d", Short(name), Short(want), at.Line),
			fmt.Sprintf("end %s first", Short(want)))
	}
	return nil
}
