package xmlscan

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
	wrong bool // data[i] is not what must stand there

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
