package validate

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/source"
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
		formats: []feed.Format{feed.CSV, feed.Tab, feed.Pipe},
	},
	{
		Code: "space-padded", Severity: Warning, Kinds: both,
		Title: "a value that begins or ends with a space",
		Text: `Around values that are not quoted the service takes spaces away. Within quotes,
and in XML, they are part of the value: an Id with one is another Id. Values of
the Id and of the requests are looked at.`,
		Bad:    `1,"1 Main Street ",Leeds`,
		Good:   `1,1 Main Street,Leeds`,
		check:  checkPadding,
		values: paddedFields,
	},
}

func checkControl(e *entity) {
	if isClean(e.Values()) {
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
		if !source.IsXMLChar(r) {
			e.add(Problem{Offset: t.Offset, Field: e.path(t.Field), Value: clip(string(t.Text)),
				Message: fmt.Sprintf("character %d of the value is %U, which XML cannot hold", n, r), Remedy: "remove it"})
			return
		}
		i += size
	}
}

// isClean reports whether all characters of text, which is UTF-8, are XML 1.0's
// Char. It looks at 32 bytes at a time, and closer only where one of them is below
// a space or where a U+FFFE or U+FFFF may begin.
func isClean(text []byte) bool {
	const spaces, highs = 0x2020202020202020, 0x8080808080808080
	i, all := 0, uint64(0)
	for ; i+32 <= len(text); i += 32 {
		four := text[i : i+32]
		a, b := binary.LittleEndian.Uint64(four), binary.LittleEndian.Uint64(four[8:])
		c, d := binary.LittleEndian.Uint64(four[16:]), binary.LittleEndian.Uint64(four[24:])
		all |= a | b | c | d
		below := (a-spaces)&^a | (b-spaces)&^b | (c-spaces)&^c | (d-spaces)&^d
		if below&highs != 0 && !isCleanASCII(four) {
			return false
		}
	}
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		all |= x
		if (x-spaces)&^x&highs != 0 && !isCleanASCII(text[i:i+8]) {
			return false
		}
	}
	rest := text[i:]
	if all&highs == 0 {
		text = rest // where alone they may be
	}
	return isCleanASCII(rest) && !hasNonCharacter(text)
}

func isCleanASCII(text []byte) bool {
	for _, b := range text {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			return false
		}
	}
	return true
}

// hasNonCharacter reports whether text holds U+FFFE or U+FFFF: EF BF BE or
// EF BF BF.
func hasNonCharacter(text []byte) bool {
	for {
		i := bytes.IndexByte(text, 0xEF)
		if i < 0 || i+2 >= len(text) {
			return false
		}
		if text[i+1] == 0xBF && text[i+2] >= 0xBE {
			return true
		}
		text = text[i+1:]
	}
}

// paddedFields are the Id and the fields of the requests.
var paddedFields = slices.Concat([]feed.Field{feed.ID}, feed.ReverseGroup.Fields(), feed.GeocodeGroup.Fields())

func checkPadding(e *entity) {
	for _, f := range paddedFields {
		if text := e.text(f); isPadded(text) {
			e.report(f, fmt.Sprintf("the value %s is padded with spaces", feed.Quote(text)), "take them away")
		}
	}
}

func isPadded(text []byte) bool {
	n := len(text)
	return n > 0 && (text[0] == ' ' || text[n-1] == ' ')
}
