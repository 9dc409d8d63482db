package tablefeed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// largestMapping is how many bytes the JSON of a Mapping may have.
const largestMapping = 1 << 20

// ParseMapping reads a Mapping from JSON as schema/mapping.json describes it. Unknown and
// repeated names are errors. It does not check the fields; see Mapping.Check.
func ParseMapping(r io.Reader) (Mapping, error) {
	limited := io.LimitedReader{R: r, N: largestMapping}
	p := mappingParser{json.NewDecoder(&limited)}
	var m Mapping
	err := p.object("the mapping", func(name string) error {
		to, ok := map[string]*map[string]string{"map": &m.Map, "set": &m.Set, "setIfEmpty": &m.SetIfEmpty}[name]
		if !ok {
			return fmt.Errorf("there is no %s in a mapping; it has map, set and setIfEmpty", quote.Text(name))
		}
		*to = make(map[string]string)
		return p.object(name, func(field string) error {
			text, err := p.text(name, field)
			(*to)[field] = text
			return err
		})
	})
	if err == nil {
		if _, end := p.Token(); end != io.EOF {
			err = errors.New("there is more after the mapping")
		}
	}
	switch {
	case limited.N == 0:
		err = fmt.Errorf("the mapping is larger than %d bytes", largestMapping)
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		err = errors.New("the JSON of the mapping ends too early")
	}
	if err != nil {
		return Mapping{}, err
	}
	return m, nil
}

type mappingParser struct{ *json.Decoder }

// object reads an object, and calls value to read the value of each name.
func (p mappingParser) object(what string, value func(name string) error) error {
	t, err := p.Token()
	switch {
	case err != nil:
		return err
	case t != json.Delim('{'):
		return fmt.Errorf("%s is not an object in braces", what)
	}
	names := make(map[string]bool)
	for p.More() {
		t, err := p.Token()
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
	_, err = p.Token()
	return err
}

// text reads a string that is not empty.
func (p mappingParser) text(what, name string) (string, error) {
	t, err := p.Token()
	if err != nil {
		return "", err
	}
	text, ok := t.(string)
	if !ok || text == "" {
		return "", fmt.Errorf("%s: %s is not a string with something in it", what, quote.Text(name))
	}
	return text, nil
}
