package validate

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// ParseProfile reads a profile's JSON, which may begin with a byte order mark. What the
// profile does not say of its limits is filled in. The error names the place: a line and
// column where the text is not JSON, otherwise a JSON pointer, written without its
// escapes. Of several faults it is always the same one that is reported. The profile may
// have severities of rules of your own, too, if they are given.
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

// A pointer names a value of a profile. It is a JSON pointer, for people: "/" and "~"
// within a name stay as they are.
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

// want returns an error where a value is of another kind than wanted.
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

// didYouMean names the member that is meant by another case of its name.
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

// take takes the members of a profile, in their order. That they make sense is left to
// Check.
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

// takeLimit takes a whole number from 1 to most, written in any way, such as 1e2.
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
