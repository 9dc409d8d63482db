package xmlscan

import (
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// text is what Collect gathers.
type text struct {
	mode   mode
	value  []byte
	offset int64 // of the first byte of value
}

// A mode is what becomes of character data.
type mode uint8

const (
	watching  mode = iota // a Text event says that there is a run
	told                  // one has said so of the run at hand
	gathering             // it is gathered
)

// endRun ends the run of text at hand.
func (t *text) endRun() {
	if t.mode == told {
		t.mode = watching
	}
}

// Collect turns the gathering of text on, and forgets what was gathered, or off.
// While it is on there are no Text events. It must be off outside of the root
// element.
func (s *Scanner) Collect(on bool) {
	s.text.mode = watching
	if on {
		s.text.mode, s.text.value = gathering, s.text.value[:0]
	}
}

// Resume turns the gathering of text on again without forgetting.
func (s *Scanner) Resume() { s.text.mode = gathering }

// Collected returns the text gathered and where it begins. The bytes live until
// the next Collect.
func (s *Scanner) Collected() (value []byte, offset int64) { return s.text.value, s.text.offset }

// characters reads character data up to the next markup, or to what a Text event
// reports.
func (s *Scanner) characters() (tell bool, err error) {
	for {
		if n := s.plain(); n > 0 {
			if s.take(n) {
				return true, nil
			}
			continue
		}
		if s.i == len(s.data) {
			if err := s.more(); err != nil {
				return false, s.endInText(err)
			}
			continue
		}
		switch c := s.data[s.i]; {
		case c == '<' && s.opening.construct != section:
			return false, nil
		case c == '&' && s.opening.construct != section:
			tell, err = s.takeReference()
		case c == ']':
			tell, err = s.takeBracket()
		case c == '\r':
			err = s.takeReturn()
		default: // a "<" or "&" of a CDATA section
			tell = s.take(1)
		}
		if tell || err != nil {
			return tell, err
		}
	}
}

// plain returns how many bytes of character data from i on need no closer look.
func (s *Scanner) plain() int {
	rest := s.data[s.i:]
	for n, c := range rest {
		if class[c]&textStop != 0 {
			return n
		}
	}
	return len(rest)
}

// endInText says what the end of the text means within character data: in an
// element, Next finds the same again.
func (s *Scanner) endInText(err error) error {
	switch {
	case s.opening.construct == section:
		return s.withinOpening(err, "a CDATA section")
	case err == io.EOF && len(s.open.list) > 0:
		return s.cut()
	}
	return err
}

// take consumes n plain bytes. It returns true if a Text event reports them; then it stops
// at the first that is not white space.
func (s *Scanner) take(n int) (tell bool) {
	switch {
	case s.text.mode == gathering:
		s.gather()
		s.text.value = append(s.text.value, s.data[s.i:s.i+n]...)
	case s.text.mode != told:
		for k, c := range s.data[s.i : s.i+n] {
			if !isWhite(c) {
				return s.found(k)
			}
		}
	}
	s.i += n
	return false
}

// gather notes where collected text begins.
func (s *Scanner) gather() {
	if len(s.text.value) == 0 {
		s.text.offset = s.base + int64(s.i)
	}
}

// found stops at the byte skip after i, for a Text event to report.
func (s *Scanner) found(skip int) bool {
	s.i += skip
	s.Offset = s.base + int64(s.i)
	s.text.mode = told
	return true
}

// takeReference consumes the reference at i.
func (s *Scanner) takeReference() (tell bool, err error) {
	r, end, err := s.reference(s.i)
	for end == 0 && err == nil {
		if err = s.more(); err != nil {
			return false, s.within(err, s.i, "a reference")
		}
		r, end, err = s.reference(s.i)
	}
	switch {
	case err != nil:
		return false, err
	case s.text.mode == gathering:
		s.gather()
		s.text.value = utf8.AppendRune(s.text.value, r)
	case s.text.mode != told && !(r < utf8.RuneSelf && isWhite(byte(r))):
		return s.found(0), nil
	}
	s.i = end
	return false, nil
}

// takeBracket consumes the bracket at i, and with it the end of a CDATA section.
func (s *Scanner) takeBracket() (tell bool, err error) {
	ends, short := s.hasPrefix(s.i, "]]>")
	for short && err == nil {
		if err = s.more(); err == nil {
			ends, short = s.hasPrefix(s.i, "]]>")
		}
	}
	switch {
	case err != nil && (s.opening.construct == section || err != io.EOF):
		return false, s.endInText(err)
	case !ends:
		return s.take(1), nil
	case s.opening.construct != section:
		return false, s.syntax(s.i, `"]]>" in text`, "write it as ]]&gt;")
	}
	s.opening.construct = none
	s.i += len("]]>")
	return false, nil
}

// takeReturn consumes the line end at i: a CR, with the LF after it if there is
// one.
func (s *Scanner) takeReturn() error {
	if s.text.mode != gathering {
		s.i++
		return nil
	}
	for s.i+1 == len(s.data) {
		if err := s.more(); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	s.gather()
	s.text.value = append(s.text.value, '\n')
	s.i++
	if s.i < len(s.data) && s.data[s.i] == '\n' {
		s.i++
	}
	return nil
}

// reference reads the reference at data[i], an ampersand, and returns its
// character and the index after it; 0 if it is not whole in view.
func (s *Scanner) reference(i int) (r rune, end int, err error) {
	if has, _ := s.hasPrefix(i, "&amp;"); has { // usually
		return '&', i + len("&amp;"), nil
	}
	if i+1 == len(s.data) {
		return 0, 0, nil
	}
	if s.data[i+1] == '#' {
		return s.characterReference(i)
	}
	end = ncName(s.data, i+1)
	if end == len(s.data) {
		return 0, 0, nil
	}
	if end == i+1 || s.data[end] != ';' {
		return 0, 0, s.syntax(i, `"&" stands alone`, "write it as &amp;")
	}
	name := s.data[i+1 : end]
	if r = entity(name); r == 0 {
		return 0, 0, s.syntax(i, fmt.Sprintf("the entity &%s; is not declared", Short(name)), "write the character itself, or & as &amp;")
	}
	return r, end + 1, nil
}

// entity returns the character that one of XML's own five entities means.
func entity(name []byte) rune {
	switch string(name) {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	return 0
}

// characterReference reads &#…; or &#x…; at data[i].
func (s *Scanner) characterReference(i int) (r rune, end int, err error) {
	data, at := s.data, i+len("&#")
	base, digits := rune(10), uint8(digit)
	if at < len(data) && data[at] == 'x' {
		at++
		base, digits = 16, hexDigit
	}
	end = at
	for end < len(data) && class[data[end]]&digits != 0 {
		if r <= utf8.MaxRune { // no further, so that it cannot overflow
			r = r*base + digitValue(data[end])
		}
		end++
	}
	if end == len(data) {
		return 0, 0, nil
	}
	if end == at || data[end] != ';' {
		return 0, 0, s.syntax(i, "a character reference that is not of the form &#10; or &#xA;", "write & as &amp; if none is meant")
	}
	if !textbuf.IsXMLChar(r) {
		return 0, 0, s.syntax(i, fmt.Sprintf("%s is no character that XML can hold", Short(data[i:end+1])), "remove it")
	}
	return r, end + 1, nil
}

func digitValue(c byte) rune {
	switch {
	case c >= 'a':
		return rune(c - 'a' + 10)
	case c >= 'A':
		return rune(c - 'A' + 10)
	}
	return rune(c - '0')
}
