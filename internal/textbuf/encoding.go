package textbuf

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
)

// An Encoding is what is found in a text whose feed.Encoding was not given.
type Encoding uint8

// The encodings that are found.
const (
	UTF8     Encoding = iota
	UTF8Mark          // UTF-8 after a byte order mark
	UTF16LE           // UTF-16 after a mark, low byte first
	UTF16BE           // UTF-16 after a mark, high byte first
)

// String returns the encoding's name.
func (e Encoding) String() string {
	names := [...]string{"UTF-8", "UTF-8 with a byte order mark", "UTF-16 (little endian)", "UTF-16 (big endian)"}
	if int(e) >= len(names) {
		return "Encoding(" + strconv.Itoa(int(e)) + ")"
	}
	return names[e]
}

// A decoder yields the text that it reads as UTF-8, without its mark.
type decoder struct {
	r        io.Reader
	given    feed.Encoding // what the text is said to be
	page     *[0x80]rune   // of given, if it is a code page
	encoding Encoding      // what it is found to be
	begun    bool
	decoded  bool   // r yields UTF-8, whatever the encoding
	raw      []byte // read and not yet decoded or handed out
	err      error  // of r, after raw
}

// Read reads UTF-8. It needs at least utf8.UTFMax bytes of room.
func (d *decoder) Read(p []byte) (int, error) {
	if !d.begun {
		if err := d.begin(); err != nil {
			return 0, err
		}
	}
	if !d.decoded {
		switch {
		case d.encoding >= UTF16LE:
			return d.readUTF16(p)
		case d.page != nil:
			return d.readCodePage(p)
		}
	}
	if len(d.raw) > 0 {
		n := copy(p, d.raw)
		d.raw = d.raw[n:]
		return n, nil
	}
	if d.err != nil {
		return 0, d.err
	}
	return d.r.Read(p)
}

// begin reads the mark.
func (d *decoder) begin() error {
	d.begun = true
	first := make([]byte, 4)
	n, err := readUpTo(d.r, first)
	d.raw, d.err = first[:n], err
	at := func(i int) int {
		if i < n {
			return int(first[i])
		}
		return -1
	}
	b0, b1 := at(0), at(1)
	found := UTF8
	switch {
	case n == 1 && b0 >= 0xFE && err != io.EOF:
		d.raw = nil // half a mark; what the reader says counts
	case b0 == 0xEF && b1 == 0xBB && at(2) == 0xBF:
		found, d.raw = UTF8Mark, d.raw[3:]
	case b0 == 0xFF && b1 == 0xFE && at(2) == 0 && at(3) == 0:
		return notUTF8("the text is UTF-32", "save the file as UTF-8")
	case b0 == 0xFF && b1 == 0xFE:
		found, d.raw = UTF16LE, d.raw[2:]
	case b0 == 0xFE && b1 == 0xFF:
		found, d.raw = UTF16BE, d.raw[2:]
	case d.given != feed.AnyUnicode:
	case b0 > 0 && b1 == 0:
		return looksLikeUTF16(feed.UTF16LE)
	case b0 == 0 && b1 > 0:
		return looksLikeUTF16(feed.UTF16BE)
	}
	return d.choose(found)
}

// choose settles the encoding. What is found is a byte order mark, or UTF8. If there is a
// mark, only its own encoding may be given.
func (d *decoder) choose(found Encoding) error {
	given := map[feed.Encoding]Encoding{feed.UTF16LE: UTF16LE, feed.UTF16BE: UTF16BE}[d.given]
	switch {
	case d.given == feed.AnyUnicode, found == UTF8Mark && d.given == feed.UTF8:
		d.encoding = found
	case found == UTF8 || found == given:
		d.encoding, d.page = given, codePages[d.given]
	default:
		d.raw = nil
		mark := found.String()
		if found == UTF8Mark {
			mark = UTF8.String()
		}
		return notUTF8(fmt.Sprintf("the text begins with a byte order mark of %s, and is to be read as %v", mark, d.given), "read it without -encoding")
	}
	return nil
}

func looksLikeUTF16(e feed.Encoding) error {
	return notUTF8("the text looks like UTF-16 without a byte order mark", fmt.Sprintf("save the file as UTF-8, or use -encoding %v", e))
}

func notUTF8(message, remedy string) error {
	return &feed.Fault{Cause: feed.EncodingNotUTF8, Message: message, Remedy: remedy, Fatal: true}
}

func (d *decoder) readUTF16(p []byte) (n int, err error) {
	for n+utf8.UTFMax <= len(p) {
		r, size := d.decode()
		if size == 0 {
			if n > 0 {
				break // hand out what is there before waiting for more
			}
			if err := d.more(); err != nil {
				return n, err
			}
			continue
		}
		d.raw = d.raw[size:]
		if utf16.IsSurrogate(r) { // no character, as the Window finds
			p[n], p[n+1], p[n+2] = 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF
			n += 3
			continue
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	return n, nil
}

// decode returns the first character of raw, or half of a surrogate pair, and its
// size in bytes; a size of 0 where raw ends before.
func (d *decoder) decode() (rune, int) {
	if len(d.raw) < 2 {
		return 0, 0
	}
	first := d.unit(0)
	if !utf16.IsSurrogate(first) || first >= 0xDC00 {
		return first, 2
	}
	if len(d.raw) < 4 {
		return 0, 0
	}
	if r := utf16.DecodeRune(first, d.unit(2)); r != utf8.RuneError {
		return r, 4
	}
	return first, 2
}

func (d *decoder) unit(i int) rune {
	if d.encoding == UTF16LE {
		return rune(d.raw[i]) | rune(d.raw[i+1])<<8
	}
	return rune(d.raw[i])<<8 | rune(d.raw[i+1])
}

// more reads further bytes into raw.
func (d *decoder) more() error {
	switch {
	case d.err == io.EOF && len(d.raw) > 0:
		d.raw, d.err = nil, &feed.Fault{Cause: feed.EncodingInvalid, Message: "the text ends within a character of UTF-16", Remedy: "make the file again if it is cut, or read it in its own encoding", Fatal: true}
		return d.err
	case d.err != nil:
		return d.err
	}
	buffer := make([]byte, 32<<10)
	had := copy(buffer, d.raw)
	n, err := d.r.Read(buffer[had:])
	d.raw, d.err = buffer[:had+n], err
	return nil
}

// XMLToUTF8 is ToUTF8 of a document, whose XML declaration then says utf-8.
func XMLToUTF8(r io.Reader, e feed.Encoding) (io.Reader, error) {
	const declaration = 1 << 10 // it is not longer
	text := &Peeker{r: ToUTF8(r, e)}
	prefix, err := text.Peek(declaration)
	text.ahead = declareUTF8(prefix)
	return text, err
}

// declarationEncoding matches an XML declaration that names an encoding.
var declarationEncoding = lazy.Regexp(`^<\?xml[ \t\r\n][^<>]*?[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*("[A-Za-z0-9._-]*"|'[A-Za-z0-9._-]*')[^<>]*?(\?>)`)

// declareUTF8 returns the beginning of a document that was turned into UTF-8, with
// utf-8 in place of the encoding that its XML declaration names, if it names one.
// What follows keeps its place, as spaces make up for a longer name.
func declareUTF8(prefix []byte) []byte {
	m := declarationEncoding().FindSubmatchIndex(prefix)
	if m == nil {
		return prefix
	}
	const name = `"utf-8"`
	spaces := bytes.Repeat([]byte{' '}, max(0, m[3]-m[2]-len(name)))
	return bytes.Join([][]byte{prefix[:m[2]], []byte(name), prefix[m[3]:m[4]], spaces, prefix[m[4]:]}, nil)
}
