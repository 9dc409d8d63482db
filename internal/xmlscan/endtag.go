package xmlscan

import "fmt"

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
			s.inRun = false
			s.ending = true
			return End, nil
		}
		if err := s.more(); err != nil {
			return NoEvent, s.within(err, s.i, "an end tag")
		}
	}
}

// scanEndTag returns the index behind the end tag, 0 if it is not whole in view.
func (s *Scanner) scanEndTag() (int, error) {
	data, i := s.data, s.i+len("</")
	if len(s.open.list) > 0 {
		name := s.open.innermost()
		end := i + len(name)
		if end < len(data) && data[end] == '>' && string(data[i:end]) == string(name) {
			s.tag = spanOf(i, end)
			return end + 1, nil
		}
	}
	end, _ := qName(data, i)
	if end == len(data) {
		return 0, nil
	}
	if end == i {
		return 0, s.unexpected(i, "behind \"</\"", "an end tag is </ and the name of its element")
	}
	if err := s.matches(data[i:end]); err != nil {
		return 0, err
	}
	s.tag = spanOf(i, end)
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
