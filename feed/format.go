package feed

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Format is a file format of feeds.
type Format uint8

// The formats.
const (
	NoFormat Format = iota
	XML
	CSV       // delimited by commas
	Tab       // delimited by tabs
	Pipe      // delimited by pipes
	JSONLines // an object of JSON on each line
	// Table is a user's own table, which package tablefeed reads by a mapping. It is never
	// written.
	Table
)

var formats = [...]struct {
	name      string
	delimiter byte
}{
	XML:       {"xml", 0},
	CSV:       {"csv", ','},
	Tab:       {"tab", '\t'},
	Pipe:      {"pipe", '|'},
	JSONLines: {"jsonl", 0},

	Table: {"table", 0},
}

// String returns the format's name: xml, csv, tab or pipe, which are also the service's, or
// jsonl; for a Table it is table, and for NoFormat it is empty.
func (f Format) String() string {
	if int(f) >= len(formats) {
		return unknown("Format", f)
	}
	return formats[f].name
}

// Delimiter returns the byte between the cells of delimited text; 0 for other formats, and
// for Table, in which it differs.
func (f Format) Delimiter() byte {
	if int(f) >= len(formats) {
		return 0
	}
	return formats[f].delimiter
}

// OfService reports whether the service takes feeds of the format, and gives them back.
func (f Format) OfService() bool { return f >= XML && f <= Pipe }

// MarshalText implements encoding.TextMarshaler.
func (f Format) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler: it accepts the name of a format of
// feeds, which Table is not.
func (f *Format) UnmarshalText(name []byte) error {
	for known := XML; known < Table; known++ {
		if formats[known].name == string(name) {
			*f = known
			return nil
		}
	}
	return fmt.Errorf("no format %s; there are xml, csv, tab, pipe and jsonl", quote.Text(name))
}

// An Encoding is how the characters of a text are stored as bytes.
type Encoding uint8

// The encodings.
const (
	// AnyUnicode is the default: UTF-8, or UTF-16 if the text begins with its
	// byte order mark.
	AnyUnicode Encoding = iota
	UTF8
	UTF16LE // low byte first, with or without a mark
	UTF16BE // high byte first, with or without a mark
	Windows1250
	Windows1251
	Windows1252
	ISO8859_1
	ISO8859_15
)

// encodings are the names, in lower case.
var encodings = [...]string{
	AnyUnicode:  "unicode",
	UTF8:        "utf-8",
	UTF16LE:     "utf-16le",
	UTF16BE:     "utf-16be",
	Windows1250: "windows-1250",
	Windows1251: "windows-1251",
	Windows1252: "windows-1252",
	ISO8859_1:   "iso-8859-1",
	ISO8859_15:  "iso-8859-15",
}

// String returns the encoding's name: utf-8, utf-16le, windows-1252 and so on.
func (e Encoding) String() string {
	if int(e) >= len(encodings) {
		return fmt.Sprintf("Encoding(%d)", e)
	}
	return encodings[e]
}

// MarshalText implements encoding.TextMarshaler.
func (e Encoding) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler: it accepts the name of an encoding,
// in any case. AnyUnicode has none.
func (e *Encoding) UnmarshalText(name []byte) error {
	for known := UTF8; int(known) < len(encodings); known++ {
		if strings.EqualFold(encodings[known], string(name)) {
			*e = known
			return nil
		}
	}
	names := encodings[UTF8:]
	return fmt.Errorf("no encoding %s; there are %s and %s", quote.Text(name), strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}
