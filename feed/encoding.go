package feed

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

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

// ParseEncoding returns the encoding of a name, in any case. AnyUnicode has none.
func ParseEncoding(name string) (Encoding, error) {
	for e := UTF8; int(e) < len(encodings); e++ {
		if strings.EqualFold(encodings[e], name) {
			return e, nil
		}
	}
	names := encodings[UTF8:]
	return AnyUnicode, fmt.Errorf("no encoding %s; there are %s and %s", quote.Text(name), strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}
