package feedtest

import (
	"math/rand/v2"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Chars says which characters the values of a random feed may hold.
type Chars uint8

// The sets of characters.
const (
	XMLChars Chars = iota // those that XML can hold
	AnyChars              // all of Unicode
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x9E3779B97F4A7C15)) }

// Random returns a feed of n random entities, the same for the same seed: any
// field present or absent, empty requests, responses and points, and values of
// all kinds that some format must quote, escape or refuse. The tokens of an
// entity come in the order of the schema.
func Random(seed uint64, n int, chars Chars) Tokens {
	r := random{Rand: newRand(seed), chars: chars}
	for range n {
		r.entity()
	}
	return r.tokens
}

type random struct {
	*rand.Rand
	chars  Chars
	tokens Tokens
	many   float64 // probability of a field to be present in this entity
}

func (r *random) chance(p float64) bool { return r.Float64() < p }

func (r *random) entity() {
	r.many = []float64{0, 0.1, 0.3, 0.8, 1}[r.IntN(5)]
	r.add(feed.Token{Kind: feed.EntityStart})
	r.add(feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: []byte(r.id())})
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if r.chance(0.5) {
			r.part(g)
		}
	}
	for range r.IntN(4) {
		r.response()
	}
	for _, f := range feed.EntityGroup.Fields() {
		if f != feed.ID {
			r.maybe(f)
		}
	}
	r.add(feed.Token{Kind: feed.EntityEnd})
}

func (r *random) response() {
	r.part(feed.ResponseGroup)
	for _, g := range []feed.Group{feed.PointGroup, feed.QueryParseGroup} {
		for range max(0, r.IntN(5)-2) {
			r.part(g)
		}
	}
}

func (r *random) part(g feed.Group) {
	r.add(feed.Token{Kind: g.Start()})
	for _, f := range g.Fields() {
		r.maybe(f)
	}
}

func (r *random) maybe(f feed.Field) {
	if r.chance(r.many) {
		r.add(feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(r.value())})
	}
}

func (r *random) add(t feed.Token) { r.tokens = append(r.tokens, t) }

func (r *random) id() string {
	if r.chance(0.1) {
		return ""
	}
	return r.value()
}

// value returns a nasty value as it is, or several joined.
func (r *random) value() string {
	if r.chance(0.7) {
		return r.nasty()
	}
	var b strings.Builder
	for range 1 + r.IntN(4) {
		b.WriteString(r.nasty())
	}
	return b.String()
}

func (r *random) nasty() string {
	values := XMLValues
	if r.chars == AnyChars && r.chance(0.1) {
		values = OtherValues
	}
	return values[r.IntN(len(values))]
}
