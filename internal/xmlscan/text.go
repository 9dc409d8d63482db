package xmlscan

import (
	"io"
	"unicode/utf8"
)

// text is what Collect gathers.
type text struct {
	collect bool
	value   []byte
	offset  int64 // of the first byte of value
}

// Collect turns the gathering of text on, and forgets what was gathered, or off.
// While it is on there are no Text events. It must be off outside of the root
// element.
func (s *Scanner) Collect(on bool) {
	s.text.collect = on
	if on {
		s.text.value = s.text.value[:0]
	}
}

// Resume turns the gathering of text on again without forgetting.
func (s *Scanner) Resume() { s.text.collect = true }

// Collected returns the text gathered and where it begins. The bytes live until
// the next Collect.
func (s *Scanner) Collected() (value []byte, offset int64) { return s.text.value, s.text.offset }

// characters reads character data up to the next markup, or to what a Text event
// is to tell of.
func (s *Scanner) characters() (told bool, err error) {
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
		case c == '<' && !s.section:
			return false, nil
		case c == '&' && !s.section:
			told, err = s.takeReference()
		case c == ']':
			told, err = s.takeBracket()
		case c == '\r':
			err = s.takeReturn()
		default: // a "<" or "&" of a CDATA section
			told = s.take(1)
		}
		if told || err != nil {
			return told, err
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
	case s.section:
		return s.withinOpening(err, "a CDATA section")
	case err == io.EOF && len(s.open.list) > 0:
		return s.cut()
	}
	return err
}

// take consumes n plain bytes. It reports whether to tell of them; then it stops
// at the first that is not white space.
func (s *Scanner) take(n int) (told bool) {
	switch {
	case s.text.collect:
		s.gather()
		s.text.value = append(s.text.value, s.data[s.i:s.i+n]...)
	case !s.inRun:
		for k, c := range s.data[s.i : s.i+n] {
			if !isWhite(c) {
				return s.tell(k)
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

// tell stops at the byte skip behind i, for a Text event to tell of.
func (s *Scanner) tell(skip int) bool {
	s.i += skip
	s.Offset = s.base + int64(s.i)
	s.inRun = true
	return true
}

// takeReference consumes the reference at i.
func (s *Scanner) takeReference() (told bool, err error) {
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
	case s.text.collect:
		s.gather()
		s.text.value = utf8.AppendRune(s.text.value, r)
	case !s.inRun && !(r < utf8.RuneSelf && isWhite(byte(r))):
		return s.tell(0), nil
	}
	s.i = end
	return false, nil
}

// takeBracket consumes the bracket at i, and with it the end of a CDATA section.
func (s *Scanner) takeBracket() (told bool, err error) {
	ends, short := s.hasPrefix(s.i, "]]>")
	for short && err == nil {
		if err = s.more(); err == nil {
			ends, short = s.hasPrefix(s.i, "]]>")
		}
	}
	switch {
	case err != nil && (s.section || err != io.EOF):
		return false, s.endInText(err)
	case !ends:
		return s.take(1), nil
	case !s.section:
		return false, s.syntax(s.i, `"]]>" in text`, "write it as ]]&gt;")
	}
	s.section, s.opening.in = false, false
	s.i += len("]]>")
	return false, nil
}

// takeReturn consumes the line end at i: a CR, with the LF behind it if there is
// one.
func (s *Scanner) takeReturn() error {
	if !s.text.collect {
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
