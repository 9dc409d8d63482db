// Package jsoncell reads and writes JSON in the cells of delimited text: arrays of flat
// objects whose values are strings or numbers. It does not depend on feeds.
package jsoncell

// An Array is the content of a cell. The next Parse reuses its memory.
type Array struct {
	text    []byte
	decoded []byte // the decoded strings that had escapes
	keys    []string
	spans   []span // len(keys) for each object
}

// A span is the range of a value.
type span struct {
	start, end int32
	in         memory
}

// A memory says where the bytes of a value are.
type memory uint8

const (
	absent memory = iota
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

// Value returns the value that an object has for a key, given by its index; empty if absent.
// It is valid until the next Parse.
func (a *Array) Value(object, key int) []byte {
	return a.slice(a.spans[object*len(a.keys)+key])
}

func (a *Array) slice(s span) []byte {
	switch s.in {
	case inText:
		return a.text[s.start:s.end]
	case inDecoded:
		return a.decoded[s.start:s.end]
	}
	return nil
}

// An Error is a fault of a cell.
type Error struct {
	Offset  int    // in the text
	Message string // a phrase that "at character 3" can follow
	Remedy  string
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }
