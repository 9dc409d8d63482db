package feed

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// A Position is a place in a text: of its first byte.
type Position struct {
	Offset int64 // bytes before it, in the uncompressed text as UTF-8
	Line   int   // from 1; 0 where the place is not known
	Column int   // code points, from 1; a byte that is no part of one counts like one
}

// After returns the position behind text, which stands at p. A line ends with LF,
// CR LF or a lone CR. The text must not end between CR and LF, unless the rest is
// counted without that LF, and not within a character of UTF-8.
func (p Position) After(text []byte) Position {
	p.Offset += int64(len(text))
	lf := bytes.Count(text, []byte{'\n'})
	last := -1
	if lf > 0 { // a search from the end is slow where it finds nothing
		last = bytes.LastIndexByte(text, '\n')
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		lf += bytes.Count(text, []byte{'\r'}) - pairs(text)
		last = max(last, bytes.LastIndexByte(text, '\r'))
	}
	p.Line += lf
	if last >= 0 {
		p.Column = 1
	}
	p.Column += characters(text[last+1:])
	return p
}

// pairs counts the CR LF of a text, eight bytes at a time: bytes.Count is slow where many
// are near to each other.
func pairs(text []byte) (n int) {
	const (
		crs = 0x0D0D0D0D0D0D0D0D
		lfs = 0x0A0A0A0A0A0A0A0A
		low = 0x7F7F7F7F7F7F7F7F
	)
	i := 0
	for ; i < len(text)-8; i += 8 {
		differs := (binary.LittleEndian.Uint64(text[i:i+8]) ^ crs) | (binary.LittleEndian.Uint64(text[i+1:i+9]) ^ lfs)
		n += bits.OnesCount64(^(differs&low + low | differs | low)) // a bit for each byte that is 0
	}
	for ; i < len(text)-1; i++ {
		if text[i] == '\r' && text[i+1] == '\n' {
			n++
		}
	}
	return n
}

// characters counts the characters of text: the bytes that do not continue one, eight
// at a time. Where some continue none, each byte that is no part of a character counts.
func characters(text []byte) (n int) {
	const lowest = 0x0101010101010101
	n = len(text)
	i := 0
	for ; i < len(text)-7; i += 8 {
		x := binary.LittleEndian.Uint64(text[i : i+8])
		n -= bits.OnesCount64(x >> 7 &^ (x >> 6) & lowest)
	}
	for _, b := range text[i:] {
		if b&0xC0 == 0x80 {
			n--
		}
	}
	if n < len(text) && !utf8.Valid(text) {
		return utf8.RuneCount(text)
	}
	return n
}

// Plus returns the position that is at q in a text that begins at p and at line 1,
// column 1, offset 0 by itself.
func (p Position) Plus(q Position) Position {
	if q.Line == 1 {
		q.Column += p.Column - 1
	}
	return Position{Offset: p.Offset + q.Offset, Line: p.Line + q.Line - 1, Column: q.Column}
}
