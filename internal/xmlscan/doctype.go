package xmlscan

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// What is said of a document type declaration, whether it is passed over or not.
const (
	DoctypeMessage = "a document type declaration (DOCTYPE)"
	DoctypeRemedy  = "remove it; feeds have none, and it is not read"
)

// doctype reads the document type declaration at i. One that only names a document
// type, and perhaps where it stands, is passed over:
//
//	<!DOCTYPE GeocodeFeed>
//	<!DOCTYPE GeocodeFeed SYSTEM "feed.dtd">
//	<!DOCTYPE GeocodeFeed PUBLIC "-//Feeds//EN" "feed.dtd">
//
// What stands behind one that declares anything itself, between brackets, cannot be
// read without it: it ends the reading.
func (s *Scanner) doctype() (Event, error) {
	if s.typed {
		return NoEvent, s.syntax(s.i, "a second document type declaration", "remove both")
	}
	d, err := s.declared("<!DOCTYPE", "a document type declaration", (*declaration).documentType)
	switch {
	case err != nil:
		return NoEvent, err
	case d.wrong:
		return NoEvent, s.fault(feed.XMLDoctype, s.i, DoctypeMessage, DoctypeRemedy)
	}
	s.typed = true
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
