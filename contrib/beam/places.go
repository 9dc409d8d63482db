package beamfeed

import (
	"encoding/binary"
	"iter"

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

// placesOf returns the places of a record that a reader has read, from that of the entity on.
func placesOf(r *feed.Record, src feed.Reader, entity feed.Position) places {
	p := places{0}
	before := entity
	for t := range r.Tokens() {
		if t.Kind == feed.EntityEnd {
			break
		}
		at := before
		if t.Offset != before.Offset {
			at = src.Position(t.Offset)
		}
		kind := byte(t.Kind)
		if t.Kind == feed.FieldValue && len(t.Text) == 0 && t.Field != feed.ID {
			kind |= hollow
			p[0] = hollow
		}
		p = append(p, kind, byte(t.Field))
		p = binary.AppendVarint(p, at.Offset-before.Offset)
		p = binary.AppendVarint(p, int64(at.Line-before.Line))
		p = binary.AppendVarint(p, int64(at.Column-before.Column))
		before = at
	}
	return p
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
