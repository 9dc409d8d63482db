package feedtest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Mark is what marks a place in the text of a test.
const Mark = "§"

// Marks returns text without its marks, and the places where they stood, counted
// character by character: a line ends with LF, CR LF or a lone CR. A byte order
// mark at the beginning counts in offsets but not in columns.
func Marks(text string) (plain string, places []feed.Position) {
	var b strings.Builder
	at := feed.Position{Line: 1, Column: 1}
	for len(text) > 0 {
		if rest, ok := strings.CutPrefix(text, Mark); ok {
			places = append(places, at)
			text = rest
			continue
		}
		_, size := utf8.DecodeRuneInString(text)
		b.WriteString(text[:size])
		at = step(at, text, size)
		text = text[size:]
	}
	return b.String(), places
}

// step returns the position after the first character of text, which is at p.
func step(p feed.Position, text string, size int) feed.Position {
	mark := p.Offset == 0 && strings.HasPrefix(text, "\uFEFF")
	p.Offset += int64(size)
	switch rest := strings.TrimPrefix(text[size:], Mark); {
	case text[0] == '\n' || text[0] == '\r' && !strings.HasPrefix(rest, "\n"):
		p.Line++
		p.Column = 1
	case !mark:
		p.Column++
	}
	return p
}

// Located replaces each mark in a message or log by the line and column of the
// next place.
func Located(message string, places []feed.Position) string {
	for _, p := range places {
		message = strings.Replace(message, Mark, lineColumn(p), 1)
	}
	return message
}

func lineColumn(p feed.Position) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
