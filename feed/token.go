package feed

import "bytes"

// A Kind says what a Token is.
type Kind uint8

// The kinds of tokens. A feed is a sequence of them:
//
//	feed     = { entity }
//	entity   = EntityStart { request | response | entity value } EntityEnd
//	request  = ( GeocodeStart | ReverseStart ) { request value }
//	response = ResponseStart { response value | PointStart { point value } | QueryParseStart { pair value } }
//
// A value is a FieldValue whose field belongs to the group. A group ends at the first value
// or start that is not part of it. Readers yield the Id right after EntityStart, empty if
// the entity has none, then the groups in the order of the input, then the entity's other
// values in the order of the schema.
const (
	NoToken Kind = iota
	EntityStart
	ReverseStart
	GeocodeStart
	ResponseStart
	PointStart
	QueryParseStart
	FieldValue
	EntityEnd
)

var kindNames = [...]string{
	"NoToken", "EntityStart", "ReverseStart", "GeocodeStart", "ResponseStart", "PointStart", "QueryParseStart", "FieldValue", "EntityEnd",
}

// String returns the kind's name.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return unknown("Kind", k)
	}
	return kindNames[k]
}

// Start returns the kind of the token that opens the group.
func (g Group) Start() Kind { return EntityStart + Kind(g) }

// Group returns the group that a start token opens.
func (k Kind) Group() Group { return Group(k - EntityStart) }

// A Token is one step of a feed.
type Token struct {
	Kind  Kind
	Field Field // of a FieldValue
	// Text is the value of a FieldValue, without quotes or escapes. It belongs
	// to the reader and is valid until the next read; Clone keeps it. An element
	// that lacks a required attribute yields that attribute with an empty Text;
	// other empty values are not yielded.
	Text []byte
	// Offset is where the token begins, in bytes of the uncompressed text as
	// UTF-8: at a tag, a row, an attribute's name, or a cell's first byte or
	// opening quote. Reader.Position turns it into a line and column.
	Offset int64
}

// Clone returns the token with a Text of its own.
func (t Token) Clone() Token {
	t.Text = bytes.Clone(t.Text)
	return t
}
