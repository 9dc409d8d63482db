package beamfeed

import (
	"cmp"
	"encoding/binary"
	"iter"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// places are where the parts and values of an entity are in its file: for each token but the
// last its kind and field, and the offset, line and column as differences from the one
// before. They are only looked at where there is something to report.
//
// They also have the values that are there and empty, which the struct of an entity does not
// keep, and the rules look at: the first byte says whether there are any.
type places []byte

// hollow is set in the first byte of places, and in the kind of a value that is empty.
const hollow = 0x80

// part returns the part that the spot is in.
func (s spot) part() spot {
	s.field = feed.NoField
	return s
}

// A spot says which part or value of an entity a token is: the same one, whatever order the
// parts are in, and whatever else the entity has.
type spot struct {
	field          feed.Field // NoField for the beginning of a part
	group          feed.Group
	response, item int
}

// A spotter says of the tokens of an entity, one after the other, which spot each is.
type spotter struct {
	response int
	items    [feed.NumGroups]int
}

func (s *spotter) next(t feed.Token) spot {
	if t.Kind == feed.EntityEnd {
		return spot{group: feed.NumGroups}
	}
	at := spot{field: t.Field, group: t.Field.Info().Group}
	if t.Kind != feed.FieldValue {
		at.group = t.Kind.Group()
		if at.group == feed.ResponseGroup {
			s.response++
			clear(s.items[:])
		}
		s.items[at.group]++
	}
	if at.group >= feed.ResponseGroup {
		at.response = s.response
	}
	if at.group > feed.ResponseGroup {
		at.item = s.items[at.group]
	}
	return at
}

// A placer makes places.
type placer struct {
	tokens []feed.Token
	at     []feed.Position // of the tokens
	order  []int           // the tokens in the order of their offsets
}

// of returns the places of a record that a reader has read, from that of the entity on. The
// reader is asked for positions in their order, which may not be that of the tokens: to go
// back takes it longer than to go on.
func (p *placer) of(r *feed.Record, src feed.Reader, entity feed.Position) places {
	p.tokens, p.order = p.tokens[:0], p.order[:0]
	for t := range r.Tokens() {
		if t.Kind != feed.EntityEnd {
			p.order = append(p.order, len(p.tokens))
			p.tokens = append(p.tokens, t)
		}
	}
	slices.SortStableFunc(p.order, func(i, j int) int { return cmp.Compare(p.tokens[i].Offset, p.tokens[j].Offset) })
	p.at = slices.Grow(p.at[:0], len(p.tokens))[:len(p.tokens)]
	last := entity
	for _, i := range p.order {
		if offset := p.tokens[i].Offset; offset != last.Offset {
			last = src.Position(offset)
		}
		p.at[i] = last
	}
	return p.encode(entity)
}

// encode returns the tokens and their positions as places.
func (p *placer) encode(before feed.Position) places {
	data := make(places, 1, 1+5*len(p.tokens))
	for i, t := range p.tokens {
		kind, at := byte(t.Kind), p.at[i]
		if t.Kind == feed.FieldValue && len(t.Text) == 0 && t.Field != feed.ID {
			kind |= hollow
			data[0] = hollow
		}
		data = append(data, kind, byte(t.Field))
		data = binary.AppendVarint(data, at.Offset-before.Offset)
		data = binary.AppendVarint(data, int64(at.Line-before.Line))
		data = binary.AppendVarint(data, int64(at.Column-before.Column))
		before = at
	}
	return data
}

// A placed is a token of places.
type placed struct {
	spot   spot
	hollow bool
	at     feed.Position
}

// all yields the tokens, of an entity that begins at a position.
func (p places) all(at feed.Position) iter.Seq[placed] {
	return func(yield func(placed) bool) {
		var s spotter
		d := decoder{rest: p[min(1, len(p)):]}
		for len(d.rest) > 0 {
			kind := d.byte()
			t := feed.Token{Kind: feed.Kind(kind &^ hollow), Field: feed.Field(d.byte())}
			at.Offset += d.number()
			at.Line += int(d.number())
			at.Column += int(d.number())
			if !yield(placed{s.next(t), kind&hollow != 0, at}) {
				return
			}
		}
	}
}

// find returns where a spot is; where there is no such spot, where its part begins, or the
// entity.
func (p places) find(want spot, entity feed.Position) feed.Position {
	best := entity
	for t := range p.all(entity) {
		switch t.spot {
		case want:
			return t.at
		case want.part():
			best = t.at
		}
	}
	return best
}

// hollows returns the values that are there and empty.
func (p places) hollows() (all []spot) {
	if len(p) == 0 || p[0] != hollow {
		return nil
	}
	for t := range p.all(feed.Position{}) {
		if t.hollow {
			all = append(all, t.spot)
		}
	}
	return all
}
