package dataflow

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// A number is a count, given as a number or as text. What is none is 0: not known.
type number int64

// UnmarshalJSON reads the number in either form.
func (n *number) UnmarshalJSON(text []byte) error {
	return n.UnmarshalText([]byte(strings.Trim(string(text), `"`)))
}

// UnmarshalText reads the number as XML holds it.
func (n *number) UnmarshalText(text []byte) error {
	i, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		i = 0
	}
	*n = number(max(i, 0))
	return nil
}

// Words are a text. In JSON, what is none is empty.
type words string

// UnmarshalJSON reads a text.
func (w *words) UnmarshalJSON(text []byte) error {
	var s string
	if json.Unmarshal(text, &s) != nil {
		s = ""
	}
	*w = words(s)
	return nil
}

// A list is an array in JSON. What is none is empty, and so is an element that is
// not what it should be.
type list[T any] []T

// UnmarshalJSON reads an array.
func (l *list[T]) UnmarshalJSON(text []byte) error {
	var elements []json.RawMessage
	if json.Unmarshal(text, &elements) != nil {
		return nil
	}
	for _, e := range elements {
		var v T
		if json.Unmarshal(e, &v) != nil {
			v = *new(T)
		}
		*l = append(*l, v)
	}
	return nil
}

type jsonDocument struct {
	document
	ResourceSets list[struct{ Resources list[resource] }]
}

func parseJSON(body []byte) (*document, error) {
	var d jsonDocument
	if err := json.Unmarshal(body, &d); err != nil {
		return nil, errors.New(brokenJSON(body))
	}
	for _, set := range d.ResourceSets {
		d.resources = append(d.resources, set.Resources...)
	}
	return &d.document, nil
}

// brokenJSON says what is wrong with an answer that is not a document in JSON. The
// library's own words differ from one version of Go to the next.
func brokenJSON(body []byte) string {
	if json.Valid(body) {
		return "the answer is JSON, but not of a job"
	}
	return "the answer is broken JSON"
}
