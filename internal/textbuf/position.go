package textbuf

import (
	"bytes"
	"math/bits"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// After returns the position after text, which begins at p. A line ends with LF, CR LF
// or a lone CR. The text must not end inside a character or between CR and LF, unless
// the next call omits that LF.
func After(p feed.Position, text []byte) feed.Position {
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
	i := 0
	for ; i < len(text)-8; i += 8 {
		differs := (swar.Load(text[i:i+8]) ^ '\r'*swar.Ones) | (swar.Load(text[i+1:i+9]) ^ '\n'*swar.Ones)
		n += bits.OnesCount64(^(swar.Differ(differs, 0) | differs) & swar.Highs) // a mark for each byte that is 0
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
	n = len(text)
	i := 0
	for ; i < len(text)-7; i += 8 {
		x := swar.Load(text[i : i+8])
		n -= bits.OnesCount64(x >> 7 &^ (x >> 6) & swar.Ones)
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

// Plus returns the position that is q in a text that begins at p, where q counts from
// the text's own line 1, column 1 and offset 0.
func Plus(p, q feed.Position) feed.Position {
	if q.Line == 1 {
		q.Column += p.Column - 1
	}
	return feed.Position{Offset: p.Offset + q.Offset, Line: p.Line + q.Line - 1, Column: q.Column}
}

// A position is a feed.Position that can be counted on from, wherever the text
// before it was cut.
type position struct {
	feed.Position
	afterCR bool // the byte before it is a CR, whose line end an LF would belong to
}

var start = position{Position: feed.Position{Line: 1, Column: 1}}

// after returns the position after text, which begins at p.
func (p position) after(text []byte) position {
	if len(text) == 0 {
		return p
	}
	if p.afterCR && text[0] == '\n' {
		p.Offset++
		text = text[1:]
		p.afterCR = false
		return p.after(text)
	}
	return position{After(p.Position, text), text[len(text)-1] == '\r'}
}
