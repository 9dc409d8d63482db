package feed

import (
	"fmt"
	"path/filepath"
	"strings"

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
	name       string
	delimiter  byte
	extensions []string
}{
	XML:  {"xml", 0, []string{".xml"}},
	CSV:  {"csv", ',', []string{".csv"}},
	Tab:  {"tab", '\t', []string{".tsv", ".tab"}},
	Pipe: {"pipe", '|', []string{".psv", ".pipe"}},
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

// ParseFormat returns the format of a name.
func ParseFormat(name string) (Format, error) {
	for f := XML; int(f) < len(formats); f++ {
		if formats[f].name == name {
			return f, nil
		}
	}
	return NoFormat, fmt.Errorf("no format %s; there are xml, csv, tab and pipe", quote.Text(name))
}

// FormatOfName tells the format of a file by its name, and whether the name says
// that the file is gzip data: .xml .csv .tsv .tab .psv .pipe, each also with
// .gz, in any case. It returns NoFormat where the name does not tell.
func FormatOfName(name string) (f Format, gzip bool) {
	name = strings.ToLower(filepath.Base(name))
	name, gzip = strings.CutSuffix(name, ".gz")
	for f := XML; int(f) < len(formats); f++ {
		for _, e := range formats[f].extensions {
			if strings.HasSuffix(name, e) {
				return f, gzip
			}
		}
	}
	return NoFormat, gzip
}
