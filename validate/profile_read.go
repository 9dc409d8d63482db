package validate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// readProfile reads the JSON value of a profile, in which no key may stand twice.
// The place of what is wrong stands in front of the error.
func readProfile(data []byte) (any, error) {
	if err := checkJSON(data); err != nil {
		return nil, err
	}
	r := profileReader{data: data, d: json.NewDecoder(bytes.NewReader(data))}
	r.d.UseNumber()
	return r.value()
}

// take takes the values of a profile that the schema allows.
func (p *Profile) take(value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, p)
}

// A profileReader reads well-formed JSON.
type profileReader struct {
	data []byte
	d    *json.Decoder
	at   int64 // where the last token begins
}

// token reads the next token.
func (r *profileReader) token() (json.Token, error) {
	rest := r.data[r.d.InputOffset():]
	r.at = int64(len(r.data) - len(bytes.TrimLeft(rest, " \t\r\n,:")))
	return r.d.Token()
}

// value reads the next value.
func (r *profileReader) value() (any, error) {
	t, err := r.token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return r.object()
		}
		return r.array()
	case json.Number:
		return r.number(string(t))
	}
	return t, nil
}

func (r *profileReader) object() (any, error) {
	object := make(map[string]any)
	for r.d.More() {
		key, err := r.token()
		if err != nil {
			return nil, err
		}
		name := key.(string)
		if _, ok := object[name]; ok {
			return nil, r.fault("the key %s stands twice; remove one", feed.Quote(name))
		}
		if object[name], err = r.value(); err != nil {
			return nil, err
		}
	}
	return object, r.end()
}

func (r *profileReader) array() (any, error) {
	array := []any{}
	for r.d.More() {
		value, err := r.value()
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	return array, r.end()
}

// end reads the bracket that ends an object or array.
func (r *profileReader) end() error {
	_, err := r.token()
	return err
}

// mostWhole is the largest whole number that is told from its neighbours.
const mostWhole = 1 << 53

// number returns a number's value: as an integer where it is one, such as 1e2.
func (r *profileReader) number(text string) (any, error) {
	f, err := json.Number(text).Float64()
	switch {
	case err != nil:
		return nil, r.fault("the number %s is too large", feed.Quote(text))
	case f == math.Trunc(f) && math.Abs(f) <= mostWhole:
		return int64(f), nil
	}
	return f, nil
}

// fault returns an error at the last token.
func (r *profileReader) fault(format string, args ...any) error {
	return fmt.Errorf("%s: %s", lineOf(r.data, r.at), fmt.Sprintf(format, args...))
}

// checkJSON makes sure that there is one JSON value and nothing behind it.
func checkJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	var value json.RawMessage
	if err := d.Decode(&value); err != nil {
		return profileError(data, d, err)
	}
	if rest := bytes.TrimLeft(data[d.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return fmt.Errorf("%s: more than one JSON value", lineOf(data, int64(len(data)-len(rest))))
	}
	return nil
}

func profileError(data []byte, d *json.Decoder, err error) error {
	var syntax *json.SyntaxError
	at := d.InputOffset()
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset - 1
	case err == io.EOF, err == io.ErrUnexpectedEOF:
		at, err = int64(len(data)), errors.New("the JSON ends early")
	}
	return fmt.Errorf("%s: %s", lineOf(data, at), strings.TrimPrefix(err.Error(), "json: "))
}

// lineOf returns the line and column of an offset of a profile's JSON.
func lineOf(data []byte, offset int64) string {
	before := string(data[:min(max(offset, 0), int64(len(data)))])
	line := strings.Count(before, "\n")
	return fmt.Sprintf("%d:%d", line+1, len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))+1)
}
