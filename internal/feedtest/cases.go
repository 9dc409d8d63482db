package feedtest

import (
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Case is a small feed and what reading it yields.
type Case struct {
	Name   string // the rule or quirk that it shows
	Format feed.Format
	Input  string // with a mark where each fault or notice of Want is, in order
	UTF16  bool   // the input is stored as UTF-16, low byte first, after a mark
	Want   string // its Log, with a mark for each place
}

// Cases are the shared table: every rule of the format and every quirk of real
// files, in all formats where it can occur. They drive the tests of the readers
// and are the seeds of the fuzz targets.
func Cases() []Case {
	var all []Case
	for _, table := range [][]Case{xmlCases, xmlQuirks, xmlFaults, textCases, textQuirks, textHeaders, textFaults, jsonCases, reverseCases, indexCases, lineCases, lineFaults} {
		all = append(all, table...)
	}
	return all
}

// Open makes a reader of a format.
type Open func(io.Reader, feed.Format, *feed.ReaderOptions) feed.Reader

// Bytes returns the input as it is in the file.
func (c Case) Bytes() string {
	text, _ := Marks(c.Input)
	if c.UTF16 {
		return utf16Bytes(text)
	}
	return text
}

// Run reads the case in hostile ways and compares what comes out with Want,
// places and all.
func (c Case) Run(t testing.TB, open Open) {
	t.Helper()
	_, places := Marks(c.Input)
	want := Located(c.Want, places)
	for how, r := range Hostile(c.Bytes()) {
		var log Log
		log.Read(Check(Expire(open(r, c.Format, &feed.ReaderOptions{Notice: log.Notice}))))
		if got := log.String(); got != want {
			t.Errorf("%s\n%s\nread %s:\n%s\nwant\n%s", c.Name, c.Input, how, got, want)
			return
		}
		for i, f := range log.Faults {
			if f.Position != places[i] {
				t.Errorf("%s: fault %d is at %+v, want %+v", c.Name, i, f.Position, places[i])
			}
		}
	}
}

func utf16Bytes(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

const xmlNamespace = `http://schemas.microsoft.com/search/local/2010/5/geocode`

// document is a feed in XML with the given content, from its second line on.
func document(content string) string {
	return `<GeocodeFeed xmlns="` + xmlNamespace + `" Version="2.0">` + "\n" + content + "\n</GeocodeFeed>\n"
}

// entity is an entity in XML with the given content.
func entity(content string) string {
	return document(`<GeocodeEntity Id="1">` + content + `</GeocodeEntity>`)
}

const versionLine = "Bing Spatial Data Services, 2.0\n"

// text is a feed in delimited text: the header and the rows, a line each.
func text(lines ...string) string {
	return versionLine + strings.Join(lines, "\n") + "\n"
}
