package xmlscan

import (
	"fmt"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// reference reads the reference at data[i], an ampersand, and returns its
// character and the index behind it; 0 if it is not whole in view.
func (s *Scanner) reference(i int) (r rune, end int, err error) {
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

// entity returns the character that one of XML's own five entities stands for.
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
