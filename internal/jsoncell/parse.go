package jsoncell

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
)

// Parse parses text, which must not change as long as the Array is used. The keys are those
// that an object may have. If doubled is set, each quote of the text is written twice, as in
// quoted cells.
func (a *Array) Parse(text []byte, keys []string, doubled bool) *Error {
	a.text, a.keys = text, keys
	a.decoded, a.spans = a.decoded[:0], a.spans[:0]
	p := parser{a: a, text: text, quote: 1}
	if doubled {
		p.quote = 2
	}
	return p.array()
}

// A parser is a position in the text. Its methods parse what is there.
type parser struct {
	a     *Array
	text  []byte
	at    int
	quote int // the size of a quote
}

func (p *parser) array() *Error {
	p.space()
	if !p.take('[') {
		return p.unexpected(`"["`)
	}
	if p.space(); !p.take(']') {
		if err := p.objects(); err != nil {
			return err
		}
	}
	if p.space(); p.at < len(p.text) {
		return p.fault("text after the array", "remove it")
	}
	return nil
}

func (p *parser) objects() *Error {
	for {
		p.space()
		if err := p.object(); err != nil {
			return err
		}
		p.space()
		if p.take(']') {
			return nil
		}
		if !p.take(',') {
			return p.unexpected(`"," or "]"`)
		}
	}
}

func (p *parser) object() *Error {
	if !p.take('{') {
		return p.unexpected(`"{"`)
	}
	if p.space(); p.take('}') {
		return nil
	}
	first := len(p.a.spans)
	p.a.spans = append(p.a.spans, make([]span, len(p.a.keys))...)
	for {
		if err := p.member(p.a.spans[first:]); err != nil {
			return err
		}
		p.space()
		if p.take('}') {
			return nil
		}
		if !p.take(',') {
			return p.unexpected(`"," or "}"`)
		}
	}
}

// member parses a key and sets its span to the value.
func (p *parser) member(object []span) *Error {
	p.space()
	start := p.at
	name, err := p.string("a key in quotes")
	if err != nil {
		return err
	}
	if name.start == name.end && p.at < len(p.text) && p.text[p.at] != ':' && !isSpace(p.text[p.at]) {
		// As in {""Latitude"":""47"}.
		return p.faultAt(start, "quotes written twice in a cell without quotes around it", "put quotes around the cell, or write each quote once")
	}
	key, err := p.key(p.a.slice(name), start)
	if err != nil {
		return err
	}
	if object[key].in != absent {
		return p.faultAt(start, fmt.Sprintf("a second key %q", p.a.keys[key]), "keep one of them")
	}
	p.space()
	if !p.take(':') {
		return p.unexpected(`":"`)
	}
	p.space()
	object[key], err = p.value()
	return err
}

// key returns the index of the key with a name, which begins at start.
func (p *parser) key(name []byte, start int) (int, *Error) {
	for i, k := range p.a.keys {
		if string(name) == k {
			return i, nil
		}
	}
	for _, k := range p.a.keys {
		if bytes.EqualFold(name, []byte(k)) {
			return 0, p.faultAt(start, "the unknown key "+quote(name), fmt.Sprintf("write %q; case counts", k))
		}
	}
	return 0, p.faultAt(start, "the unknown key "+quote(name), "remove it")
}

func (p *parser) value() (span, *Error) {
	switch c := p.peek(); {
	case c == '"':
		return p.string("")
	case c == '-' || isDigit(c):
		return p.number()
	case c == '{' || c == '[':
		return span{}, p.fault("an object or array as a value", "write a string")
	case p.word("null"):
		return span{}, p.fault("null", "leave the key out")
	case p.word("true"), p.word("false"):
		return span{}, p.fault("a boolean", "write a string")
	}
	return span{}, p.unexpected("a string or a number")
}

func (p *parser) word(w string) bool { return bytes.HasPrefix(p.text[p.at:], []byte(w)) }

// string parses a string. Want names it in the message if there is none.
func (p *parser) string(want string) (span, *Error) {
	if p.peek() != '"' {
		return span{}, p.unexpected(want)
	}
	start := p.at + p.quote
	p.at = jsonscan.PlainEnd(p.text, start)
	if p.at == len(p.text) {
		return span{}, p.unclosed(start)
	}
	switch c := p.text[p.at]; c {
	case '"':
		end := p.at
		p.at += p.quote
		return span{int32(start), int32(end), inText}, nil
	case '\\':
		return p.escapedString(start)
	default:
		return span{}, p.control(c)
	}
}

// escapedString parses the rest of a string that begins at start, from its first escape on.
func (p *parser) escapedString(start int) (span, *Error) {
	first := len(p.a.decoded)
	p.a.decoded = append(p.a.decoded, p.text[start:p.at]...)
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '"':
			p.at += p.quote
			return span{int32(first), int32(len(p.a.decoded)), inDecoded}, nil
		case c == '\\':
			if err := p.escape(); err != nil {
				return span{}, err
			}
		case c < ' ':
			return span{}, p.control(c)
		default:
			p.a.decoded = append(p.a.decoded, c)
			p.at++
		}
	}
	return span{}, p.unclosed(start)
}

// escapes are the escapes of one character, each followed by what it means.
const escapes = "\"\"\\\\//b\bf\fn\nr\rt\t"

func (p *parser) escape() *Error {
	if p.at+1 < len(p.text) {
		for i := 0; i < len(escapes); i += 2 {
			if p.text[p.at+1] == escapes[i] {
				p.a.decoded = append(p.a.decoded, escapes[i+1])
				if p.at += 2; escapes[i] == '"' {
					p.at += p.quote - 1
				}
				return nil
			}
		}
	}
	r, ok := jsonscan.Unit(p.text[p.at:])
	if !ok {
		return p.fault("a wrong escape", `write a backslash as \\`)
	}
	size := len(`\u0000`)
	if utf16.IsSurrogate(r) {
		low, _ := jsonscan.Unit(p.text[p.at+size:])
		if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
			return p.fault("half of a surrogate pair", "write the character itself")
		}
		size *= 2
	}
	p.a.decoded = utf8.AppendRune(p.a.decoded, r)
	p.at += size
	return nil
}

func (p *parser) number() (span, *Error) {
	start := p.at
	p.take('-')
	whole := p.at
	if !p.digits() || p.text[whole] == '0' && p.at > whole+1 {
		return span{}, p.wrongNumber(start)
	}
	if p.take('.') && !p.digits() {
		return span{}, p.wrongNumber(start)
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		if !p.digits() {
			return span{}, p.wrongNumber(start)
		}
	}
	return span{int32(start), int32(p.at), inText}, nil
}

func (p *parser) wrongNumber(start int) *Error {
	return p.faultAt(start, "a wrong number", "write it in quotes")
}

// digits moves past digits, and reports whether there were any.
func (p *parser) digits() bool {
	start := p.at
	for isDigit(p.peek()) {
		p.at++
	}
	return p.at > start
}

// peek returns the next byte, or 0 at the end.
func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) take(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) space() {
	for p.at < len(p.text) && isSpace(p.text[p.at]) {
		p.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (p *parser) fault(message, remedy string) *Error { return p.faultAt(p.at, message, remedy) }

func (p *parser) faultAt(offset int, message, remedy string) *Error {
	return &Error{Offset: offset, Message: message, Remedy: remedy}
}

func (p *parser) unexpected(want string) *Error {
	found, remedy := "the end", "complete the array; a cell of several lines needs quotes around it"
	if p.at < len(p.text) {
		r, _ := utf8.DecodeRune(p.text[p.at:])
		found, remedy = strconv.Quote(string(r)), `write an array such as [{"Key":"value"}]`
	}
	return p.fault(fmt.Sprintf("%s where %s is expected", found, want), remedy)
}

func (p *parser) control(c byte) *Error {
	remedy := "remove it" // XML cannot hold it, and so the service cannot, escaped or not
	if isSpace(c) {
		remedy = fmt.Sprintf(`write \u%04X`, c)
	}
	return p.fault(fmt.Sprintf("the raw control character U+%04X", c), remedy)
}

func (p *parser) unclosed(start int) *Error {
	return p.faultAt(start-p.quote, "a string without an end", "close its quotes")
}

// quote shows a key in a message.
func quote(name []byte) string {
	if len(name) > 40 {
		name = bytes.ToValidUTF8(name[:40], nil)
	}
	return strconv.Quote(string(name))
}
