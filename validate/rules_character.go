package validate

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

var characterRules = []Rule{
	{
		Code: "control-character", Severity: Error, Kinds: both,
		Title: "a character that XML cannot hold",
		Text: `The service works with XML inside, which has no place for control characters
(but tab and line ends) and for the two non-characters U+FFFE and U+FFFF. They
come from copied text and binary data. In XML itself they are xml-syntax.`,
		Bad:     `1,"1 Main Street\u000B",Leeds`,
		Good:    `1,1 Main Street,Leeds`,
		check:   checkControl,
		texts:   mayBeControls,
		formats: []feed.Format{feed.CSV, feed.Tab, feed.Pipe, feed.Table, feed.JSONLines},
	},
	{
		Code: "space-padded", Severity: Warning, Kinds: both,
		Title: "a value that begins or ends with a space",
		Text: `The service removes spaces around values that are not quoted. Within quotes,
and in XML, they are part of the value: an Id with one is another Id. Values of
the Id and of the requests are looked at.`,
		Bad:    `1,"1 Main Street ",Leeds`,
		Good:   `1,1 Main Street,Leeds`,
		check:  checkPadding,
		values: paddedFields,
	},
	{
		Code: "line-end-in-value", Severity: Off, Kinds: both,
		Title: "a line end within a value",
		Text: `Line ends are allowed, and in XML, where an attribute has them as &#10; and
&#13;, they last as long as every program on the way writes them so. Some write
them as they are or escape the & (REXML, XML::Simple, xml-js, fast-xml-parser),
and the next reader gets a space, or the letters of the reference. In delimited
text they need quotes. The rule is off; a profile turns it on:
{"severity": {"line-end-in-value": "note"}}.`,
		Bad:   `Query="1 Main Street&#10;Leeds"`,
		Good:  `Query="1 Main Street, Leeds"`,
		check: checkLineEnds,
	},
}

func checkLineEnds(e *entity) {
	if values := records.Values(e.Record); !hasLineEnd(values) {
		return
	}
	for i := range e.Len() {
		p := e.At(i)
		for set := p.NonEmpty(); set != 0; {
			var f feed.Field
			if f, set = set.Next(); hasLineEnd(p.Text(f)) {
				e.reportPart(p, f, fmt.Sprintf("the value %s has a line end", quote.Text(p.Text(f))), "write a comma and a space in its place")
			}
		}
	}
}

func hasLineEnd(text []byte) bool {
	return bytes.IndexByte(text, '\n') >= 0 || bytes.IndexByte(text, '\r') >= 0
}

func checkControl(e *entity) {
	if isClean(records.Values(e.Record)) {
		return
	}
	for t := range e.Tokens() {
		if t.Kind == feed.FieldValue && !isClean(t.Text) {
			e.reportControl(t)
		}
	}
}

func (e *entity) reportControl(t feed.Token) {
	for i, n := 0, 1; i < len(t.Text); n++ {
		r, size := utf8.DecodeRune(t.Text[i:])
		if !textbuf.IsXMLChar(r) {
			if e.count() {
				e.queue(Problem{Offset: t.Offset, Field: e.path(t.Field), Value: clip(string(t.Text)),
					Message: fmt.Sprintf("character %d of the value is %U, which XML cannot hold", n, r), Remedy: "remove it"})
			}
			return
		}
		i += size
	}
}

// paddedFields are the Id and the fields of the requests.
var paddedFields = slices.Concat([]feed.Field{feed.ID}, feed.ReverseGroup.Fields(), feed.GeocodeGroup.Fields())

func checkPadding(e *entity) {
	for _, f := range paddedFields {
		if text := e.text(f); isPadded(text) {
			e.report(f, fmt.Sprintf("the value %s is padded with spaces", quote.Text(text)), "remove them")
		}
	}
}

func isPadded(text []byte) bool {
	n := len(text)
	return n > 0 && (text[0] == ' ' || text[n-1] == ' ')
}
