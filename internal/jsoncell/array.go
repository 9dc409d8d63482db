// Package jsoncell reads and writes the JSON that stands in cells of delimited
// text: an array of flat objects whose values are strings or numbers. It knows
// nothing of feeds.
package jsoncell

// An Array is the content of a cell. Its memory is used again by the next Parse.
type Array struct {
	text    []byte
	decoded []byte // the strings that have escapes, decoded
	keys    []string
	spans   []span // len(keys) for each object
}

// A span says where a value stands.
type span struct {
	start, end int32
	where      place
}

type place uint8

const (
	nowhere place = iota
	inText
	inDecoded
)

// Len returns the number of objects that have a key.
func (a *Array) Len() int {
	if len(a.keys) == 0 {
		return 0
	}
	return len(a.spans) / len(a.keys)
}

// Value returns the value of a key, by its index, in an object; empty if absent.
// It lives until the next Parse.
func (a *Array) Value(object, key int) []byte {
	return a.slice(a.spans[object*len(a.keys)+key])
}

func (a *Array) slice(s span) []byte {
	switch s.where {
	case inText:
		return a.text[s.start:s.end]
	case inDecoded:
		return a.decoded[s.start:s.end]
	}
	return nil
}

// An Error says what is wrong with a cell.
type Error struct {
	Offset  int    // in bytes of the text
	Message string // a phrase that "at character 3" can follow
	Remedy  string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }
