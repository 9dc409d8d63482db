package excerpt

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// A Frame is the text around the entities of a feed.
type Frame struct {
	head    []byte // up to the first entity
	between []byte // two entities, if the text of the first does not end a line
	tail    []byte
	empty   []byte // the whole text of a feed without entities
	key     string
	lines   bool // the text of an entity is whole lines
}

// Key is equal for feeds of one format whose entities mean the same under the head of
// either: it is the start tag of the root element, or the header.
func (f *Frame) Key() string { return f.key }

// newFrame returns the frame of a feed by the text before its first entity. The root
// element, or the header, is at begin.
func newFrame(format feed.Format, head []byte, begin int) *Frame {
	switch format {
	case feed.XML:
		return newXMLFrame(head, begin)
	case feed.JSONLines:
		return newJSONFrame()
	}
	return newLinesFrame(head, begin)
}

// newXMLFrame returns the frame of a document.
func newXMLFrame(head []byte, begin int) *Frame {
	tag := startTag(head[begin:])
	content := head[begin+len(tag):]
	indent := content[len(bytes.TrimRight(content, " \t\r\n")):]
	newline := lineEnd(indent)
	if i := bytes.LastIndex(indent, newline); len(newline) > 0 {
		indent = indent[i:]
	}
	name := tag[1:]
	if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	tail := bytes.Join([][]byte{newline, []byte("</"), name, []byte(">"), newline}, nil)
	return &Frame{head: head, between: indent, tail: tail, key: string(tag)}
}

// startTag returns the start tag that a text begins with.
func startTag(text []byte) []byte {
	var quote byte
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return text[:i+1]
		}
	}
	return text
}

// newLinesFrame returns the frame of delimited text.
func newLinesFrame(head []byte, begin int) *Frame {
	newline := lineEnd(head)
	if len(newline) == 0 {
		newline = []byte("\n")
	}
	key := string(bytes.TrimRight(head[begin:], "\r\n"))
	return &Frame{head: head, between: newline, empty: head, key: key, lines: true}
}

// newJSONFrame returns the frame of JSON Lines: there is nothing around them.
func newJSONFrame() *Frame {
	return &Frame{between: []byte("\n"), key: feed.JSONLines.String(), lines: true}
}

// emptyFrame returns the frame of a feed without entities, of which this is the text.
func emptyFrame(format feed.Format, text []byte, begin int) (*Frame, error) {
	switch {
	case format == feed.JSONLines:
		return newJSONFrame(), nil
	case format != feed.XML:
		return newLinesFrame(text, begin), nil
	}
	var empty bytes.Buffer
	err := feedio.NewWriter(&empty, format, nil).Close()
	return &Frame{empty: empty.Bytes()}, err
}

// lineEnd returns the last line end of a text, nothing if it has none.
func lineEnd(text []byte) []byte {
	i := bytes.LastIndexAny(text, "\r\n")
	switch {
	case i < 0:
		return nil
	case i > 0 && text[i-1] == '\r' && text[i] == '\n':
		return text[i-1 : i+1]
	}
	return text[i : i+1]
}
