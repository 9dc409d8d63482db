package textbuf

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// A position is a feed.Position that can be counted on from, wherever the text
// before it was cut.
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
	if p.afterCR && text[0] == '\n' {
		p.Offset++
		text = text[1:]
		p.afterCR = false
		return p.after(text)
	}
	return position{After(p.Position, text), text[len(text)-1] == '\r'}
}
