package xmlscan

import (
	"bytes"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// declarationOrComment reads what begins with "<!": a comment, the beginning of a
// CDATA section, or a document type declaration.
func (s *Scanner) declarationOrComment() (Event, error) {
	for {
		comment, maybeComment := s.hasPrefix(s.i, "<!--")
		section, maybeSection := s.hasPrefix(s.i, "<![CDATA[")
		doctype, maybeDoctype := s.hasPrefix(s.i, "<!DOCTYPE")
		switch {
		case comment:
			return NoEvent, s.comment()
		case section && len(s.open.list) > 0:
			s.section = true
			s.begin(len("<![CDATA["))
			return NoEvent, nil
		case section:
			return NoEvent, s.syntax(s.i, "a CDATA section outside of the root element", "remove it")
		case doctype && !s.rooted:
			return s.doctype()
		case !maybeComment && !maybeSection && !maybeDoctype:
			return NoEvent, s.syntax(s.i, `"<!" begins neither a comment nor a CDATA section`, `write "<" as &lt; if it is text`)
		}
		if err := s.more(); err != nil {
			return NoEvent, s.within(err, s.i, "markup")
		}
	}
}

// begin consumes the first n bytes of a construct that is consumed as it comes.
func (s *Scanner) begin(n int) {
	s.opening = opening{feed.Position{Offset: s.base + int64(s.i)}, true}
	s.i += n
}

// comment reads the comment at i.
func (s *Scanner) comment() error {
	s.begin(len("<!--"))
	if err := s.skipTo("--", "a comment"); err != nil {
		return err
	}
	for s.i+len("--") == len(s.data) {
		if err := s.more(); err != nil {
			return s.withinOpening(err, "a comment")
		}
	}
	if s.data[s.i+len("--")] != '>' {
		return s.syntax(s.i, `"--" within a comment`, `write "- -", or end the comment with "-->"`)
	}
	s.i += len("-->")
	s.opening.in = false
	return nil
}

// skipTo consumes all before the mark, which has two bytes.
func (s *Scanner) skipTo(mark, construct string) error {
	for {
		n := bytes.Index(s.data[s.i:], []byte(mark))
		if n >= 0 {
			s.i += n
			return nil
		}
		if end := len(s.data); end > s.i {
			s.i = end - 1 // the mark may begin with the last byte
			if s.data[s.i] != mark[0] {
				s.i = end
			}
		}
		if err := s.more(); err != nil {
			return s.withinOpening(err, construct)
		}
	}
}

// instruction reads the processing instruction at i, or the XML declaration.
func (s *Scanner) instruction() (Event, error) {
	for {
		at := s.i + len("<?")
		end := ncName(s.data, at)
		if end+1 < len(s.data) {
			target := s.data[at:end]
			switch {
			case string(target) == "xml" && s.atStart():
				return s.declaration()
			case strings.EqualFold(string(target), "xml"):
				return NoEvent, s.reserved(target)
			}
			return NoEvent, s.skipInstruction(at, end)
		}
		if err := s.more(); err != nil {
			return NoEvent, s.within(err, s.i, "a processing instruction")
		}
	}
}

// atStart reports whether nothing stands before i.
func (s *Scanner) atStart() bool {
	p := s.window.Position(s.base + int64(s.i))
	return p.Line == 1 && p.Column == 1
}

func (s *Scanner) reserved(target []byte) error {
	if string(target) == "xml" {
		return s.syntax(s.i, "an XML declaration that is not at the start", "move it to the very start of the document, or remove it")
	}
	return s.syntax(s.i, "a processing instruction named "+string(target), "the XML declaration is written <?xml …?>; other instructions need another name")
}

// skipInstruction consumes the instruction whose target stands from at to end.
func (s *Scanner) skipInstruction(at, end int) error {
	if end == at {
		return s.unexpected(at, `behind "<?"`, "a processing instruction begins with its name")
	}
	if c := s.data[end]; !isWhite(c) && !(c == '?' && s.data[end+1] == '>') {
		return s.unexpected(end, "in the name of a processing instruction", "a name is of letters, digits, -, . and _")
	}
	s.begin(end - s.i)
	if err := s.skipTo("?>", "a processing instruction"); err != nil {
		return err
	}
	s.i += len("?>")
	s.opening.in = false
	return nil
}
