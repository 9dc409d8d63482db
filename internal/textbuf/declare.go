package textbuf

import (
	"bytes"
	"io"
	"regexp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// XMLToUTF8 is ToUTF8 of a document, whose XML declaration then says utf-8.
func XMLToUTF8(r io.Reader, e feed.Encoding) (io.Reader, error) {
	const declaration = 1 << 10 // it is not longer
	text := &Peeker{r: ToUTF8(r, e)}
	prefix, err := text.Peek(declaration)
	text.ahead = declareUTF8(prefix)
	return text, err
}

// declarationEncoding matches an XML declaration that names an encoding.
var declarationEncoding = regexp.MustCompile(`^<\?xml[ \t\r\n][^<>]*?[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*("[A-Za-z0-9._-]*"|'[A-Za-z0-9._-]*')[^<>]*?(\?>)`)

// declareUTF8 returns the beginning of a document that was turned into UTF-8, with
// utf-8 in place of the encoding that its XML declaration names, if it names one.
// What follows keeps its place, as spaces make up for a longer name.
func declareUTF8(prefix []byte) []byte {
	m := declarationEncoding.FindSubmatchIndex(prefix)
	if m == nil {
		return prefix
	}
	const name = `"utf-8"`
	spaces := bytes.Repeat([]byte{' '}, max(0, m[3]-m[2]-len(name)))
	return bytes.Join([][]byte{prefix[:m[2]], []byte(name), prefix[m[3]:m[4]], spaces, prefix[m[4]:]}, nil)
}
