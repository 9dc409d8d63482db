// Package jsonscan finds the tokens of a text in JSON, and what is wrong with it. It takes
// exactly what RFC 8259 does, one value, and knows nothing of feeds.
package jsonscan

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// A Kind is what a token is: the byte that it begins with, but for numbers.
type Kind byte

// The kinds of tokens.
const (
	End       Kind = 0
	Object    Kind = '{'
	ObjectEnd Kind = '}'
	Array     Kind = '['
	ArrayEnd  Kind = ']'
	String    Kind = '"'
	Number    Kind = '0'
	True      Kind = 't'
	False     Kind = 'f'
	Null      Kind = 'n'
)

// Remedies of what is wrong in many ways.
const (
	sample  = `write an object such as {"id":"1"}`
	quoted  = "write it in quotes"
	noComma = "remove the comma before it"
	oneLine = "write each entity on one line of its own; if the file is cut, make it again"
)

// A Token is a part of the text, from Start to End: a string with its quotes.
type Token struct {
	Kind       Kind
	Start, End int
	Key        bool // it is the key of a member
}

// An Error says what is wrong with a text, and where.
type Error struct {
	Offset          int
	Message, Remedy string
	TooDeep         bool // more objects and arrays are open than there may be
}

// A Scanner finds the tokens of a text. Set it up with Reset.
type Scanner struct {
	text  []byte
	at    int
	state state
	stack []Kind // the objects and arrays that are open
	most  int    // of them
}

// A state says what may come next.
type state uint8

const (
	aValue    state = iota
	firstKey        // or the end of the object
	aKey            // after a comma
	firstItem       // or the end of the array
	afterItem       // a comma, or an end
	atEnd           // nothing
)

// Reset begins with a text, in which at most so many objects and arrays may be open at once.
func (s *Scanner) Reset(text []byte, most int) {
	*s = Scanner{text: text, stack: s.stack[:0], most: most}
}

// Depth returns how many objects and arrays are open.
func (s *Scanner) Depth() int { return len(s.stack) }

// Next returns the next token; End after the last one. After an error it must not be called.
func (s *Scanner) Next() (Token, *Error) {
	s.space()
	if s.state == afterItem {
		if s.take(',') {
			if s.state = aValue; s.top() == Object {
				s.state = aKey
			}
			s.space()
		} else if s.peek() != s.closer() {
			return Token{}, s.unexpected(fmt.Sprintf("\",\" or %q", string(s.closer())), sample)
		}
	}
	c := s.peek()
	switch s.state {
	case atEnd:
		if s.at < len(s.text) {
			return Token{}, s.fault("text after the object", oneLine)
		}
		return Token{Kind: End, Start: s.at, End: s.at}, nil
	case firstKey, aKey:
		if c != '"' && (c != '}' || s.state == aKey) {
			remedy := sample
			if c == '}' {
				remedy = noComma
			}
			return Token{}, s.unexpected("a key in quotes", remedy)
		}
	}
	if c == s.closer() && (s.state == firstKey || s.state == firstItem || s.state == afterItem) {
		s.at++
		s.stack = s.stack[:len(s.stack)-1]
		s.valueEnded()
		return Token{Kind: Kind(c), Start: s.at - 1, End: s.at}, nil
	}
	if s.state == firstKey || s.state == aKey {
		return s.key()
	}
	return s.value(c)
}

// key returns the token of a key, after which the colon is passed.
func (s *Scanner) key() (Token, *Error) {
	t := Token{Kind: String, Start: s.at, Key: true}
	if err := s.string(); err != nil {
		return t, err
	}
	t.End = s.at
	s.space()
	if !s.take(':') {
		return t, s.unexpected(`":"`, sample)
	}
	s.state = aValue
	return t, nil
}

// value returns the token of a value that begins with c.
func (s *Scanner) value(c byte) (t Token, err *Error) {
	t = Token{Kind: Kind(c), Start: s.at}
	switch {
	case c == '{' || c == '[':
		if len(s.stack) == s.most {
			err = s.fault(fmt.Sprintf("more than %d objects and arrays within each other", s.most), "take what is within out")
			err.TooDeep = true
			return t, err
		}
		s.at++
		s.stack = append(s.stack, t.Kind)
		if s.state = firstItem; c == '{' {
			s.state = firstKey
		}
		t.End = s.at
		return t, nil
	case c == '"':
		err = s.string()
	case c == '-' || isDigit(c):
		t.Kind = Number
		if end := NumberEnd(s.text, s.at); end > 0 {
			s.at = end
		} else {
			err = s.fault("a wrong number", quoted)
		}
	case c == 't' && s.word("true"), c == 'f' && s.word("false"), c == 'n' && s.word("null"):
	default:
		err = s.noValue(c)
	}
	t.End = s.at
	s.valueEnded()
	return t, err
}

// noValue returns the error of a character that begins no value, though one is expected.
func (s *Scanner) noValue(c byte) *Error {
	switch {
	case len(s.stack) == 0:
		return s.unexpected(`"{"`, sample)
	case c == ']':
		return s.unexpected("a value", noComma)
	case c == '}' || c == ',' || c == ':':
		return s.unexpected("a value", sample)
	}
	return s.unexpected("a value", quoted)
}

// Skip passes over the rest of the value that a token begins.
func (s *Scanner) Skip(t Token) *Error {
	if t.Kind != Object && t.Kind != Array {
		return nil
	}
	for depth := len(s.stack) - 1; len(s.stack) > depth; {
		if _, err := s.Next(); err != nil {
			return err
		}
	}
	return nil
}

// valueEnded sets the state after a value.
func (s *Scanner) valueEnded() {
	if s.state = afterItem; len(s.stack) == 0 {
		s.state = atEnd
	}
}

// top returns the innermost object or array.
func (s *Scanner) top() Kind {
	if len(s.stack) == 0 {
		return End
	}
	return s.stack[len(s.stack)-1]
}

// closer returns what ends the innermost object or array.
func (s *Scanner) closer() byte {
	if s.top() == Object {
		return '}'
	}
	return ']'
}

// string passes over a string, from its first quote.
func (s *Scanner) string() *Error {
	start := s.at
	s.at++
	for {
		s.at = PlainEnd(s.text, s.at)
		if s.at == len(s.text) {
			return endless(start)
		}
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return nil
		case c != '\\':
			remedy := fmt.Sprintf(`write it as \u%04X`, c)
			return s.fault(fmt.Sprintf("the raw control character U+%04X", c), remedy)
		}
		n := escapeSize(s.text[s.at:])
		switch {
		case n == 0 && isCutEscape(s.text[s.at:]):
			return endless(start)
		case n == 0:
			return s.fault("a wrong escape", `write a backslash as \\`)
		}
		s.at += n
	}
}

// endless returns the error of a string that begins at start and has no end.
func endless(start int) *Error {
	return &Error{Offset: start, Message: "a string without an end", Remedy: "close its quotes"}
}

// word passes over a literal, if it is there.
func (s *Scanner) word(w string) bool {
	if len(s.text)-s.at < len(w) || string(s.text[s.at:s.at+len(w)]) != w {
		return false
	}
	s.at += len(w)
	return true
}

func (s *Scanner) space() {
	for s.at < len(s.text) && IsSpace(s.text[s.at]) {
		s.at++
	}
}

// IsSpace reports whether a byte is white space.
func IsSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// peek returns the next byte, or 0 at the end.
func (s *Scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *Scanner) take(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *Scanner) fault(message, remedy string) *Error {
	return &Error{Offset: s.at, Message: message, Remedy: remedy}
}

func (s *Scanner) unexpected(want, remedy string) *Error {
	if s.at >= len(s.text) {
		return s.fault(fmt.Sprintf("the line ends where %s is expected", want), oneLine)
	}
	r, _ := utf8.DecodeRune(s.text[s.at:])
	return s.fault(fmt.Sprintf("%s where %s is expected", strconv.Quote(string(r)), want), remedy)
}
