package feedtest

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Tokens is a feed in memory. As a feed.Writer it keeps what is written to it.
type Tokens []feed.Token

// WriteToken keeps a copy of the token.
func (t *Tokens) WriteToken(token feed.Token) error {
	*t = append(*t, token.Clone())
	return nil
}

// Close does nothing.
func (t *Tokens) Close() error { return nil }

// Reader returns a reader of the tokens. The offset of a token is its number,
// from 0, and each is on a line of its own.
func (t Tokens) Reader() feed.Reader { return &tokenReader{rest: t} }

type tokenReader struct {
	rest   Tokens
	offset int64
}

func (r *tokenReader) ReadToken() (feed.Token, error) {
	if len(r.rest) == 0 {
		return feed.Token{}, io.EOF
	}
	t := r.rest[0]
	t.Offset = r.offset
	r.rest = r.rest[1:]
	r.offset++
	return t, nil
}

func (r *tokenReader) Position(offset int64) feed.Position { return lineOf(offset) }

// lineOf is the place of a token that comes from no text.
func lineOf(offset int64) feed.Position {
	return feed.Position{Offset: offset, Line: int(offset) + 1, Column: 1}
}

// Entities returns the tokens of entities.
func Entities(entities ...*feed.Entity) Tokens {
	var t Tokens
	for _, e := range entities {
		if err := feed.WriteEntity(&t, e); err != nil {
			panic(err) // Tokens takes everything
		}
	}
	return t
}
