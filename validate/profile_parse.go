package validate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// ParseProfile reads a profile's JSON, which may begin with a byte order mark. It fills
// in limits that the JSON does not set. The error names the place: a line and column
// where the text is not JSON, otherwise a JSON pointer, written without escapes. If there
// are several faults, ParseProfile always reports the same one. The profile may also set
// severities for rules of your own if they are passed as own.
func ParseProfile(data []byte, own ...Rule) (*Profile, error) {
	value, err := parseJSON(data)
	if err != nil {
		return nil, err
	}
	p := new(Profile)
	if err := p.take(value); err != nil {
		return nil, err
	}
	if err := p.Check(own...); err != nil {
		return nil, err
	}
	p.Limits = p.limits()
	return p, nil
}

// A pointer names a value of a profile. It is a JSON pointer for people: "/" and "~" in a
// name are not escaped.
type pointer string

func (at pointer) member(name string) pointer { return at + "/" + pointer(name) }
func (at pointer) item(i int) pointer         { return pointer(fmt.Sprintf("%s/%d", at, i)) }

// fault returns an error at the place.
func (at pointer) fault(format string, args ...any) error {
	return fmt.Errorf("%s: %s", oneLine(at.String()), fmt.Sprintf(format, args...))
}

func (at pointer) String() string {
	if at == "" {
		return "the profile"
	}
	return string(at)
}

// want returns an error if a value is not of the wanted kind.
func (at pointer) want(v jsonValue, kind jsonKind) error {
	if v.kind != kind {
		return at.fault("must be %s and is %s", kind, v.kind)
	}
	return nil
}

// A taker takes the value of a profile's member.
type taker func(at pointer, v jsonValue) error

// takeMembers gives each member of an object to its taker.
func takeMembers(at pointer, v jsonValue, members map[string]taker) error {
	return takeObject(at, v, func(at pointer, name string, v jsonValue) error {
		take, ok := members[name]
		if !ok {
			return at.fault("there is no such member%s", didYouMean(name, members))
		}
		return take(at, v)
	})
}

// didYouMean suggests the member whose name differs only in case.
func didYouMean(name string, members map[string]taker) string {
	for known := range members {
		if strings.EqualFold(name, known) {
			return "; it is written " + known
		}
	}
	return ""
}

func takeObject(at pointer, v jsonValue, take func(at pointer, name string, v jsonValue) error) error {
	if err := at.want(v, jsonObject); err != nil {
		return err
	}
	for _, m := range v.members {
		if err := take(at.member(m.name), m.name, m.value); err != nil {
			return err
		}
	}
	return nil
}

// take takes the members of a profile, in order. Check decides whether they make sense.
func (p *Profile) take(v jsonValue) error {
	return takeMembers("", v, map[string]taker{
		"$schema": func(at pointer, v jsonValue) error { return at.want(v, jsonString) },
		"name":    func(at pointer, v jsonValue) error { return at.want(v, jsonString) },
		"extends": func(at pointer, v jsonValue) error {
			if err := takeString(at, v, &p.Extends); err != nil {
				return err
			}
			return checkExtends(p.Extends)
		},
		"limits": func(at pointer, v jsonValue) error {
			return takeMembers(at, v, map[string]taker{
				"entities": func(at pointer, v jsonValue) error { return takeLimit(at, v, &p.Limits.Entities, mostEntities) },
				"bytes":    func(at pointer, v jsonValue) error { return takeLimit(at, v, &p.Limits.Bytes, mostBytes) },
			})
		},
		"severity": func(at pointer, v jsonValue) error {
			p.Severity = make(map[string]Severity)
			return takeObject(at, v, func(at pointer, name string, v jsonValue) error {
				s := p.Severity[name]
				if err := at.want(v, jsonString); err != nil {
					return err
				} else if err := s.UnmarshalText([]byte(v.text)); err != nil {
					return at.fault("%v", err)
				}
				p.Severity[name] = s
				return nil
			})
		},
		"cultures": func(at pointer, v jsonValue) error { return takeStrings(at, v, &p.Cultures) },
		"required": func(at pointer, v jsonValue) error { return takeStrings(at, v, &p.Required) },
		"fill": func(at pointer, v jsonValue) error {
			p.Fill = make(map[string]float64)
			return takeObject(at, v, func(at pointer, name string, v jsonValue) (err error) {
				p.Fill[name], err = takeNumber(at, v)
				return err
			})
		},
		"patterns": func(at pointer, v jsonValue) error {
			p.Patterns = make(map[string]string)
			return takeObject(at, v, func(at pointer, name string, v jsonValue) error {
				pattern := ""
				err := takeString(at, v, &pattern)
				p.Patterns[name] = pattern
				return err
			})
		},
	})
}

func takeString(at pointer, v jsonValue, target *string) error {
	*target = v.text
	return at.want(v, jsonString)
}

func takeStrings(at pointer, v jsonValue, target *[]string) error {
	if err := at.want(v, jsonArray); err != nil {
		return err
	}
	*target = make([]string, len(v.items))
	for i := range v.items {
		if err := takeString(at.item(i), v.items[i], &(*target)[i]); err != nil {
			return err
		}
	}
	return nil
}

func takeNumber(at pointer, v jsonValue) (float64, error) {
	if err := at.want(v, jsonNumber); err != nil {
		return 0, err
	}
	f, err := json.Number(v.text).Float64()
	if err != nil {
		return 0, at.fault("the number %s is too large", v.text)
	}
	return f, nil
}

// takeLimit takes an integer from 1 to most, in any notation, such as 1e2.
func takeLimit(at pointer, v jsonValue, target *int64, most int64) error {
	f, err := takeNumber(at, v)
	if err != nil {
		return err
	}
	if f != math.Trunc(f) || f < 1 || f > float64(most) {
		return at.fault("must be a whole number from 1 to %d and is %s", most, v.text)
	}
	*target = int64(f)
	return nil
}

// This parser keeps the places and the order of values, so that the first of several
// faults is reported, with its place. It has its own messages, because those of
// encoding/json differ between versions of Go.

// A jsonValue is a value of a profile's JSON.
type jsonValue struct {
	kind    jsonKind
	text    string // of a string, or a number as it is written
	items   []jsonValue
	members []jsonMember // in the order of the text
}

type jsonMember struct {
	name  string
	value jsonValue
}

type jsonKind string

const (
	jsonObject jsonKind = "an object"
	jsonArray  jsonKind = "a list"
	jsonString jsonKind = "a string"
	jsonNumber jsonKind = "a number"
	jsonBool   jsonKind = "true or false"
	jsonNull   jsonKind = "null"
)

// parseJSON reads the single value of a text, skipping a byte order mark. A name must not
// occur twice in an object.
func parseJSON(data []byte) (v jsonValue, err error) {
	r := jsonParser{data: bytes.TrimPrefix(data, []byte("\uFEFF"))}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case jsonFault:
			err = fmt.Errorf("%s: %s", lineOf(r.data, e.at), e.message)
		default:
			panic(e)
		}
	}()
	if !utf8.Valid(r.data) {
		r.fail(invalidAt(r.data), "this byte is not UTF-8; save the file as UTF-8")
	}
	v = r.value(0)
	if r.space(); r.at < len(r.data) {
		r.fail(r.at, "something follows the value; a profile is one JSON object")
	}
	return v, nil
}

func invalidAt(data []byte) int {
	for i := 0; ; {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}
}

// A jsonParser parses a text. It panics with a jsonFault where the text is wrong.
type jsonParser struct {
	data []byte
	at   int
}

type jsonFault struct {
	at      int
	message string
}

func (r *jsonParser) fail(at int, format string, args ...any) {
	panic(jsonFault{at, fmt.Sprintf(format, args...)})
}

// space skips white space.
func (r *jsonParser) space() {
	for r.at < len(r.data) && strings.IndexByte(" \t\r\n", r.data[r.at]) >= 0 {
		r.at++
	}
}

// next returns the byte after white space.
func (r *jsonParser) next() byte {
	if r.space(); r.at == len(r.data) {
		r.fail(r.at, "the JSON ends early")
	}
	return r.data[r.at]
}

// take skips a byte, if it is next.
func (r *jsonParser) take(b byte) bool {
	if r.next() != b {
		return false
	}
	r.at++
	return true
}

// deepest is how deep values may nest.
const deepest = 50

func (r *jsonParser) value(depth int) jsonValue {
	if depth > deepest {
		r.fail(r.at, "more than %d brackets are open", deepest)
	}
	switch c := r.next(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"':
		return jsonValue{kind: jsonString, text: r.string()}
	case c == '-' || c >= '0' && c <= '9':
		return jsonValue{kind: jsonNumber, text: r.number()}
	}
	for word, kind := range map[string]jsonKind{"true": jsonBool, "false": jsonBool, "null": jsonNull} {
		if rest, ok := bytes.CutPrefix(r.data[r.at:], []byte(word)); ok && (len(rest) == 0 || !isLetterOrDigit(rest[0])) {
			r.at += len(word)
			return jsonValue{kind: kind}
		}
	}
	r.fail(r.at, "a value is missing here; a string is written in double quotes")
	return jsonValue{}
}

func (r *jsonParser) object(depth int) jsonValue {
	v := jsonValue{kind: jsonObject}
	seen := make(map[string]bool)
	for r.at++; !r.take('}'); {
		if len(v.members) > 0 && !r.take(',') {
			r.fail(r.at, "a comma or the closing } is missing before this")
		}
		if r.next() != '"' {
			r.fail(r.at, "the name of a member, in double quotes, is missing here")
		}
		at := r.at
		name := r.string()
		if seen[name] {
			r.fail(at, "the key %s is here twice; remove one", quote.Text(name))
		}
		seen[name] = true
		if !r.take(':') {
			r.fail(r.at, "a colon is missing after the name %s", quote.Text(name))
		}
		v.members = append(v.members, jsonMember{name, r.value(depth + 1)})
	}
	return v
}

func (r *jsonParser) array(depth int) jsonValue {
	v := jsonValue{kind: jsonArray}
	for r.at++; !r.take(']'); {
		if len(v.items) > 0 && !r.take(',') {
			r.fail(r.at, "a comma or the closing ] is missing before this")
		}
		v.items = append(v.items, r.value(depth+1))
	}
	return v
}

// string reads a string. It checks the text itself, so that encoding/json, which resolves
// the escapes, never fails.
func (r *jsonParser) string() (s string) {
	begin := r.at
	for r.at++; ; r.at++ {
		if r.at == len(r.data) {
			r.fail(begin, "this string is not closed")
		}
		switch c := r.data[r.at]; {
		case c == '"':
			r.at++
			if err := json.Unmarshal(r.data[begin:r.at], &s); err != nil {
				r.fail(begin, "this string cannot be read")
			}
			return s
		case c < ' ':
			r.fail(r.at, "a line break, tab or other control character within a string; write it as an escape such as \\n")
		case c == '\\':
			r.escape()
		}
	}
}

// escape skips all but the last byte of an escape.
func (r *jsonParser) escape() {
	rest := r.data[r.at+1:]
	switch {
	case len(rest) > 0 && strings.IndexByte(`"\/bfnrt`, rest[0]) >= 0:
		r.at++
	case len(rest) > 4 && rest[0] == 'u' && isAll(rest[1:5], isHex):
		r.at += 5
	default:
		r.fail(r.at, `an escape that JSON does not have; write a backslash as \\`)
	}
}

func isHex(b byte) bool { return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f' }

// number reads a number and returns it as it is written.
func (r *jsonParser) number() string {
	begin := r.at
	for r.at < len(r.data) && strings.IndexByte("+-.eE0123456789", r.data[r.at]) >= 0 {
		r.at++
	}
	text := r.data[begin:r.at]
	if !json.Valid(text) {
		r.fail(begin, "%s is not a number of JSON", quote.Text(text))
	}
	return string(text)
}

// lineOf returns the line and column of an offset of a profile's JSON.
func lineOf(data []byte, offset int) string {
	before := string(data[:offset])
	line := strings.Count(before, "\n")
	return fmt.Sprintf("%d:%d", line+1, utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])+1)
}
