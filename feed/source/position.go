package source

import (
	"bytes"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A position is a feed.Position that can be counted on from. A line ends with
// LF, CR LF or a lone CR, in both formats.
type position struct {
	feed.Position
	afterCR bool // the byte before it is a CR, whose line end an LF would belong to
}

var start = position{Position: feed.Position{Line: 1, Column: 1}}

// after returns the position behind text, which stands at p.
func (p position) after(text []byte) position {
	if len(text) == 0 {
		return p
	}
	p.Offset += int64(len(text))
	if p.afterCR && text[0] == '\n' {
		text = text[1:]
	}
	p.afterCR = false
	if bytes.IndexByte(text, '\r') < 0 {
		return p.afterLines(text, '\n')
	}
	p.afterCR = text[len(text)-1] == '\r'
	p.Line -= bytes.Count(text, []byte("\r\n")) // would be counted twice
	lf := bytes.LastIndexByte(text, '\n')
	p.Line += bytes.Count(text, []byte{'\r'})
	if cr := bytes.LastIndexByte(text, '\r'); cr > lf {
		p.Line += bytes.Count(text, []byte{'\n'})
		p.Column = 1 + utf8.RuneCount(text[cr+1:])
		return p
	}
	return p.afterLines(text, '\n')
}

// afterLines counts text whose last line end is an end byte.
func (p position) afterLines(text []byte, end byte) position {
	p.Line += bytes.Count(text, []byte{end})
	if last := bytes.LastIndexByte(text, end); last >= 0 {
		p.Column = 1
		text = text[last+1:]
	}
	p.Column += utf8.RuneCount(text)
	return p
}
