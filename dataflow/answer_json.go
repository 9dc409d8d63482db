package dataflow

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A number is a count that may be given as a JSON number or string; null and an
// empty string are 0.
type number int64

// UnmarshalJSON reads the number in any of these forms.
func (n *number) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*n = 0
		return nil
	}
	return n.UnmarshalText([]byte(strings.Trim(string(text), `"`)))
}

// UnmarshalText reads the number as XML holds it.
func (n *number) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == "" {
		*n = 0
		return nil
	}
	i, err := strconv.ParseInt(s, 10, 64)
	if err != nil || i < 0 {
		return fmt.Errorf("%q where a count should stand", oneLine(s))
	}
	*n = number(i)
	return nil
}

type jsonDocument struct {
	document
	ResourceSets []struct{ Resources []resource }
}

func parseJSON(body []byte) (*document, error) {
	var d jsonDocument
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, fmt.Errorf("the answer is broken JSON: %s", oneLine(err.Error()))
	}
	for _, set := range d.ResourceSets {
		d.resources = append(d.resources, set.Resources...)
	}
	return &d.document, nil
}
