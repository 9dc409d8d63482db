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
		cdata, maybeCDATA := s.hasPrefix(s.i, "<![CDATA[")
		doctype, maybeDoctype := s.hasPrefix(s.i, "<!DOCTYPE")
		switch {
		case comment:
			return NoEvent, s.comment()
		case cdata && len(s.open.list) > 0:
			s.begin(section, len("<![CDATA["))
			return NoEvent, nil
		case cdata:
			return NoEvent, s.syntax(s.i, "a CDATA section outside of the root element", "remove it")
		case doctype && s.phase < content:
			return s.doctype()
		case !maybeComment && !maybeCDATA && !maybeDoctype:
			return NoEvent, s.syntax(s.i, `"<!" begins neither a comment nor a CDATA section`, `write "<" as &lt; if it is text`)
		}
		if err := s.more(); err != nil {
			return NoEvent, s.within(err, s.i, "markup")
		}
	}
}

// begin consumes the first n bytes of a construct that is consumed as it comes.
func (s *Scanner) begin(c construct, n int) {
	s.opening = opening{feed.Position{Offset: s.base + int64(s.i)}, c}
	s.i += n
}

// comment reads the comment at i.
func (s *Scanner) comment() error {
	s.begin(skipped, len("<!--"))
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
	s.opening.construct = none
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

// atStart reports whether there is nothing before i.
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

// skipInstruction consumes the instruction whose target is from at to end.
func (s *Scanner) skipInstruction(at, end int) error {
	if end == at {
		return s.unexpected(at, `after "<?"`, "a processing instruction begins with its name")
	}
	if c := s.data[end]; !isWhite(c) && !(c == '?' && s.data[end+1] == '>') {
		return s.unexpected(end, "in the name of a processing instruction", "a name is of letters, digits, -, . and _")
	}
	s.begin(skipped, end-s.i)
	if err := s.skipTo("?>", "a processing instruction"); err != nil {
		return err
	}
	s.i += len("?>")
	s.opening.construct = none
	return nil
}

// The message and remedy for a document type declaration, passed over or not.
const (
	DoctypeMessage = "a document type declaration (DOCTYPE)"
	DoctypeRemedy  = "remove it; feeds have none, and it is not read"
)

// doctype reads the document type declaration at i. One that only names a document
// type, and perhaps where it is defined, is passed over:
//
//	<!DOCTYPE GeocodeFeed>
//	<!DOCTYPE GeocodeFeed SYSTEM "feed.dtd">
//	<!DOCTYPE GeocodeFeed PUBLIC "-//Feeds//EN" "feed.dtd">
//
// One that declares anything itself, between brackets, ends the reading: what follows
// cannot be read without it.
func (s *Scanner) doctype() (Event, error) {
	if s.phase == typed {
		return NoEvent, s.syntax(s.i, "a second document type declaration", "remove both")
	}
	d, err := s.declared("<!DOCTYPE", "a document type declaration", (*declaration).documentType)
	switch {
	case err != nil:
		return NoEvent, err
	case d.wrong:
		return NoEvent, s.fault(feed.XMLDoctype, s.i, DoctypeMessage, DoctypeRemedy)
	}
	s.phase = typed
	s.Offset = s.base + int64(s.i)
	s.i = d.i
	return Doctype, nil
}

func (d *declaration) documentType() {
	d.white()
	d.one(func(c byte) bool { return c >= 0x80 || class[c]&nameStart != 0 })
	d.any(func(c byte) bool { return c >= 0x80 || c == ':' || class[c]&nameByte != 0 })
	switch {
	case d.next("SYSTEM"):
		d.must("SYSTEM")
		d.literal()
	case d.next("PUBLIC"):
		d.must("PUBLIC")
		d.literal()
		d.literal()
	}
	d.optionalWhite()
	d.must(">")
}

// literal reads white space and a text in quotes.
func (d *declaration) literal() {
	d.white()
	d.one(func(c byte) bool { return c == '"' || c == '\'' })
	if d.wrong {
		return
	}
	quote := d.data[d.i-1]
	d.any(func(c byte) bool { return c != quote })
	d.one(func(c byte) bool { return c == quote })
}

// declaration reads the XML declaration at i.
func (s *Scanner) declaration() (Event, error) {
	d, err := s.declared("<?xml", "the XML declaration", (*declaration).read)
	switch {
	case err != nil:
		return NoEvent, err
	case d.wrong:
		return NoEvent, s.syntax(d.i, "the XML declaration is malformed", `write <?xml version="1.0" encoding="utf-8"?>`)
	}
	s.Encoding = string(d.data[d.encoding.start:d.encoding.end])
	s.Offset = s.base + int64(d.encodingName)
	s.i = d.i
	return Declaration, nil
}

// declared reads the declaration at i, which begins with start, once it is in view as
// far as it is right. It is not consumed.
func (s *Scanner) declared(start, construct string, read func(*declaration)) (declaration, error) {
	for {
		d := declaration{data: s.data, i: s.i + len(start)}
		if read(&d); !d.cut() {
			return d, nil
		}
		if err := s.more(); err != nil {
			return d, s.within(err, s.i, construct)
		}
	}
}

// A declaration is an XML or document type declaration that is being read. Reading stops where
// something is wrong or data ends.
type declaration struct {
	data  []byte
	i     int
	wrong bool // data[i] is not what must be there

	encodingName int  // where encoding="…" begins
	encoding     span // its value
}

// cut reports whether the declaration is not whole in data.
func (d *declaration) cut() bool { return d.wrong && d.i == len(d.data) }

func (d *declaration) read() {
	d.white()
	d.must("version")
	d.quoted((*declaration).version)
	if d.next("encoding") {
		d.encodingName = d.i
		d.must("encoding")
		d.quoted((*declaration).name)
	}
	if d.next("standalone") {
		d.must("standalone")
		d.quoted((*declaration).yesNo)
	}
	d.optionalWhite()
	d.must("?>")
}

// must reads text.
func (d *declaration) must(text string) {
	for k := 0; k < len(text) && !d.wrong; k++ {
		d.one(func(c byte) bool { return c == text[k] })
	}
}

// one reads one byte.
func (d *declaration) one(is func(c byte) bool) {
	if d.wrong = d.wrong || d.i == len(d.data) || !is(d.data[d.i]); !d.wrong {
		d.i++
	}
}

// any reads bytes as long as they are right.
func (d *declaration) any(is func(c byte) bool) {
	for !d.wrong && d.i < len(d.data) && is(d.data[d.i]) {
		d.i++
	}
}

func (d *declaration) white() {
	d.one(isWhite)
	d.any(isWhite)
}

func (d *declaration) optionalWhite() { d.any(isWhite) }

// next reads white space and reports whether what begins as name does follows.
func (d *declaration) next(name string) bool {
	d.optionalWhite()
	return !d.wrong && d.i < len(d.data) && d.data[d.i] == name[0] && isWhite(d.data[d.i-1])
}

// quoted reads = and a value in quotes.
func (d *declaration) quoted(value func(*declaration)) {
	d.optionalWhite()
	d.must("=")
	d.optionalWhite()
	if d.wrong {
		return
	}
	d.one(func(c byte) bool { return c == '"' || c == '\'' })
	if d.wrong {
		return
	}
	quote := d.data[d.i-1]
	value(d)
	d.one(func(c byte) bool { return c == quote })
}

// version reads a version number. The fifth edition of XML 1.0 wants 1. and
// digits; parsers in use let other numbers pass, as earlier editions let them,
// and read the document as one of version 1.0. So does this one.
func (d *declaration) version() {
	d.any(func(c byte) bool { return c < 0x80 && class[c]&nameByte != 0 })
}

// name reads the name of an encoding.
func (d *declaration) name() {
	start := d.i
	d.one(func(c byte) bool { return class[c]&nameStart != 0 && c != '_' })
	d.any(func(c byte) bool { return class[c]&nameByte != 0 })
	d.encoding = spanOf(start, d.i)
}

func (d *declaration) yesNo() {
	if d.i < len(d.data) && d.data[d.i] == 'y' {
		d.must("yes")
		return
	}
	d.must("no")
}
