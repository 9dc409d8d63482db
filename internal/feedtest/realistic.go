package feedtest

import (
	"io"
	"math/rand/v2"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Requests returns a feed of n entities as programs upload them: addresses,
// queries and places to reverse, about 300 bytes of XML each. It is the same for
// the same seed and takes no memory that grows with n.
func Requests(seed uint64, n int) feed.Reader { return newStream(seed, n, (*stream).requestEntity) }

// Results returns a feed of n entities as the service gives them back: responses
// with points, query-parse pairs and a bounding box, and some failures, about
// 1,200 bytes of XML each. It is the same for the same seed and takes no memory
// that grows with n.
func Results(seed uint64, n int) feed.Reader { return newStream(seed, n, (*stream).resultEntity) }

// A stream makes entities as they are read. The offset of a token is its number.
type stream struct {
	*rand.Rand
	make   func(*stream)
	left   int // entities to make
	number int // of the entity at hand
	tokens []feed.Token
	next   int // of tokens
	text   []byte
	offset int64
}

func newStream(seed uint64, n int, make func(*stream)) feed.Reader {
	return &stream{Rand: newRand(seed), make: make, left: n}
}

func (s *stream) ReadToken() (feed.Token, error) {
	if s.next == len(s.tokens) {
		if s.left == 0 {
			return feed.Token{}, io.EOF
		}
		s.refill()
	}
	t := s.tokens[s.next]
	t.Offset = s.offset
	s.next++
	s.offset++
	return t, nil
}

func (s *stream) Position(offset int64) feed.Position { return lineOf(offset) }

func (s *stream) refill() {
	s.left--
	s.number++
	s.tokens, s.next, s.text = s.tokens[:0], 0, s.text[:0]
	s.start(feed.EntityStart)
	s.value(feed.ID, pad(s.number, 7))
	s.make(s)
	s.start(feed.EntityEnd)
}

func (s *stream) start(k feed.Kind) { s.tokens = append(s.tokens, feed.Token{Kind: k}) }

// value adds a value made of parts.
func (s *stream) value(f feed.Field, parts ...string) {
	from := len(s.text)
	for _, p := range parts {
		s.text = append(s.text, p...)
	}
	s.tokens = append(s.tokens, feed.Token{Kind: feed.FieldValue, Field: f, Text: s.text[from:len(s.text):len(s.text)]})
}

// degrees adds a number between from and to.
func (s *stream) degrees(f feed.Field, from, to float64) {
	start := len(s.text)
	s.text = strconv.AppendFloat(s.text, from+s.Float64()*(to-from), 'f', 13, 64)
	s.tokens = append(s.tokens, feed.Token{Kind: feed.FieldValue, Field: f, Text: s.text[start:len(s.text):len(s.text)]})
}

func (s *stream) pick(from []string) string { return from[s.IntN(len(from))] }

func (s *stream) chance(percent int) bool { return s.IntN(100) < percent }

func pad(n, width int) string {
	text := strconv.Itoa(n)
	return "0000000000"[:max(0, width-len(text))] + text
}
