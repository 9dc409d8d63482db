package pack

import (
	"encoding/binary"
	"errors"
	"iter"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Append appends the entity of a record.
func Append(dst []byte, r *feed.Record) []byte {
	for t := range r.Tokens() {
		dst = AppendToken(dst, t)
	}
	return dst
}

// AppendToken appends one token. Its offset is lost.
func AppendToken(dst []byte, t feed.Token) []byte {
	dst = append(dst, byte(t.Kind))
	if t.Kind == feed.FieldValue {
		dst = append(dst, byte(t.Field))
		dst = binary.AppendUvarint(dst, uint64(len(t.Text)))
		dst = append(dst, t.Text...)
	}
	return dst
}

// ErrBroken is what Tokens yields where the bytes are none of Append's.
var ErrBroken = errors.New("a file of entities is broken")

// Tokens yields the tokens of packed entities. The texts are slices of data.
func Tokens(data []byte) iter.Seq2[feed.Token, error] {
	return func(yield func(feed.Token, error) bool) {
		for len(data) > 0 {
			t, rest, ok := next(data)
			if !ok {
				yield(feed.Token{}, ErrBroken)
				return
			}
			if !yield(t, nil) {
				return
			}
			data = rest
		}
	}
}

func next(data []byte) (t feed.Token, rest []byte, ok bool) {
	t.Kind = feed.Kind(data[0])
	if t.Kind == feed.NoToken || t.Kind > feed.EntityEnd {
		return t, nil, false
	}
	if t.Kind != feed.FieldValue {
		return t, data[1:], true
	}
	if len(data) < 3 || data[1] >= byte(feed.NumFields) {
		return t, nil, false
	}
	t.Field = feed.Field(data[1])
	size, n := binary.Uvarint(data[2:])
	data = data[2+max(n, 0):]
	if n <= 0 || size > uint64(len(data)) {
		return t, nil, false
	}
	t.Text = data[:size:size]
	return t, data[size:], true
}

// Load puts the packed entity into a record.
func Load(r *feed.Record, data []byte) error {
	for t, err := range Tokens(data) {
		if err != nil {
			return err
		}
		if whole, err := r.Add(t); whole || err != nil {
			return err
		}
	}
	return ErrBroken
}
