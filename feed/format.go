package feed

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Format is a form of a feed.
type Format uint8

// The formats.
const (
	NoFormat Format = iota
	XML
	CSV  // delimited by commas
	Tab  // delimited by tabs
	Pipe // delimited by pipes
)

var formats = [...]struct {
	name      string
	delimiter byte
}{
	XML:  {"xml", 0},
	CSV:  {"csv", ','},
	Tab:  {"tab", '\t'},
	Pipe: {"pipe", '|'},
}

// String returns the format's name, which is also the service's: xml, csv, tab
// or pipe. NoFormat's is empty.
func (f Format) String() string {
	if int(f) >= len(formats) {
		return unknown("Format", f)
	}
	return formats[f].name
}

// Delimiter returns the byte between the cells of delimited text, and 0 for what is
// not delimited text: XML, NoFormat and unknown formats.
func (f Format) Delimiter() byte {
	if int(f) >= len(formats) {
		return 0
	}
	return formats[f].delimiter
}

// MarshalText implements encoding.TextMarshaler.
func (f Format) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler: it takes the name of a format.
func (f *Format) UnmarshalText(name []byte) error {
	for known := XML; int(known) < len(formats); known++ {
		if formats[known].name == string(name) {
			*f = known
			return nil
		}
	}
	return fmt.Errorf("no format %s; there are xml, csv, tab and pipe", quote.Text(name))
}
