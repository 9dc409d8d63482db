package tablefeed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// largestMapping is how many bytes the JSON of a Mapping may have.
const largestMapping = 1 << 20

// ParseMapping reads a Mapping from JSON as schema/mapping.json describes it. Unknown and
// repeated names are errors. It does not check the fields; see Mapping.Check. An error of the
// text is a *feed.Fault with its line and column.
func ParseMapping(r io.Reader) (Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, largestMapping+1))
	if err != nil {
		return Mapping{}, err
	}
	text = bytes.TrimPrefix(text, cells.Mark)
	p := &mappingParser{decoder: json.NewDecoder(bytes.NewReader(text)), text: text}
	m, err := p.mapping()
	switch {
	case err == nil:
		return m, nil
	case len(text) > largestMapping:
		err = fmt.Errorf("the mapping is larger than %d bytes", largestMapping)
	case endsEarly(err):
		err = errors.New("the JSON of the mapping ends too early")
	}
	at := textbuf.After(feed.Position{Line: 1, Column: 1}, text[:p.at])
	return Mapping{}, &feed.Fault{Cause: feed.JSONSyntax, Position: at, Message: err.Error()}
}

// endsEarly reports whether an error of encoding/json says that the text ends too early, which
// newer versions of Go say as a syntax error.
func endsEarly(err error) bool {
	var syntax *json.SyntaxError
	return err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input"
}

// A mappingParser reads the JSON of a Mapping.
type mappingParser struct {
	decoder *json.Decoder
	text    []byte
	at      int // where the token begins that was read last
}

// token reads the next token.
func (p *mappingParser) token() (json.Token, error) {
	p.at = int(p.decoder.InputOffset())
	p.at = len(p.text) - len(bytes.TrimLeft(p.text[p.at:], " \t\r\n,:"))
	return p.decoder.Token()
}

// mapping reads all of the text.
func (p *mappingParser) mapping() (m Mapping, err error) {
	err = p.object("the mapping", func(name string) error {
		to, ok := map[string]*map[string]string{"map": &m.Map, "set": &m.Set, "setIfEmpty": &m.SetIfEmpty}[name]
		if !ok {
			return fmt.Errorf("there is no %s in a mapping; it has map, set and setIfEmpty", quote.Text(name))
		}
		*to = make(map[string]string)
		return p.object(name, func(field string) error {
			text, err := p.string(name, field)
			(*to)[field] = text
			return err
		})
	})
	if err != nil {
		return m, err
	}
	if _, end := p.token(); end != io.EOF {
		return m, errors.New("there is more after the mapping")
	}
	return m, nil
}

// object reads an object, and calls value to read the value of each name.
func (p *mappingParser) object(what string, value func(name string) error) error {
	t, err := p.token()
	switch {
	case err != nil:
		return err
	case t != json.Delim('{'):
		return fmt.Errorf("%s is not an object in braces", what)
	}
	names := make(map[string]bool)
	for p.decoder.More() {
		t, err := p.token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if names[strings.ToLower(name)] {
			return fmt.Errorf("%s has %s twice", what, quote.Text(name))
		}
		names[strings.ToLower(name)] = true
		if err := value(name); err != nil {
			return err
		}
	}
	_, err = p.token()
	return err
}

// string reads a string that is not empty.
func (p *mappingParser) string(what, name string) (string, error) {
	t, err := p.token()
	if err != nil {
		return "", err
	}
	text, ok := t.(string)
	if !ok || text == "" {
		return "", fmt.Errorf("%s: %s is not a string with something in it", what, quote.Text(name))
	}
	return text, nil
}
