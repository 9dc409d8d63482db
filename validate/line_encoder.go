package validate

import (
	"bytes"
	"encoding/json"
	"io"
)

// A lineEncoder writes JSON objects, one in a line.
type lineEncoder struct {
	w    io.Writer
	line bytes.Buffer
	e    *json.Encoder
}

func newLineEncoder(w io.Writer) *lineEncoder {
	l := &lineEncoder{w: w}
	l.e = json.NewEncoder(&l.line)
	l.e.SetEscapeHTML(false)
	return l
}

// encode writes an object. It writes a line as a whole.
func (l *lineEncoder) encode(v any) error {
	l.line.Reset()
	if err := l.e.Encode(v); err != nil {
		return err
	}
	_, err := l.w.Write(plainReplacements(l.line.Bytes()))
	return err
}

// plainReplacements writes U+FFFD in JSON as the character. For a byte that is not UTF-8,
// which the name of a file may have, Go 1.26 writes an escape and Go 1.27 the character.
func plainReplacements(line []byte) []byte {
	const escape = `\ufffd`
	if !bytes.Contains(line, []byte(escape)) {
		return line
	}
	plain := make([]byte, 0, len(line))
	for i := 0; i < len(line); {
		switch {
		case bytes.HasPrefix(line[i:], []byte(escape)):
			plain = append(plain, "\uFFFD"...)
			i += len(escape)
		case line[i] == '\\': // another escape, perhaps of a backslash
			plain = append(plain, line[i:i+2]...)
			i += 2
		default:
			plain = append(plain, line[i])
			i++
		}
	}
	return plain
}
