// Package tokens lets a reader of records be read token by token.
package tokens

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// A Source fills a record with the next entity, or goes on with an open one, as
// feed.RecordReader's ReadRecord does.
type Source func(*feed.Record) error

// A View shows the entities of a Source as tokens: an entity is read as a whole before its
// first token is shown. So faults within it come before its tokens, and the tokens of an
// entity that cannot be read to its end do not come. The zero View is ready.
type View struct {
	record feed.Record
	inside bool          // between EntityStart and EntityEnd
	part   int           // whose tokens are shown; Len: the entity's own after the groups
	values feed.FieldSet // of the part, still to be shown
}

// Next returns the next token of src. Its Text lives until the next call.
func (v *View) Next(src Source) (feed.Token, error) {
	if v.values != 0 {
		return v.value(), nil
	}
	if !v.inside {
		return v.start(src)
	}
	v.part++
	switch size := v.record.Len(); {
	case v.part < size:
		p := v.record.At(v.part)
		v.values = p.Present()
		return feed.Token{Kind: p.Group().Start(), Offset: p.Offset()}, nil
	case v.part == size:
		if v.values = v.record.Entity().Present().Without(feed.ID); v.values != 0 {
			return v.value(), nil
		}
	}
	v.inside = false
	return feed.Token{Kind: feed.EntityEnd, Offset: v.record.End()}, nil
}

// start reads the next entity and returns its first token.
func (v *View) start(src Source) (feed.Token, error) {
	if err := src(&v.record); err != nil {
		return feed.Token{}, err
	}
	entity := v.record.Entity()
	v.inside, v.part = true, 0
	v.values = entity.Present() & feed.SetOf(feed.ID)
	return feed.Token{Kind: feed.EntityStart, Offset: entity.Offset()}, nil
}

// value returns the next value of the part.
func (v *View) value() feed.Token {
	var f feed.Field
	f, v.values = v.values.Next()
	p := v.record.Entity()
	if v.part < v.record.Len() {
		p = v.record.At(v.part)
	}
	start, end := records.Span(p, f)
	return feed.Token{Kind: feed.FieldValue, Field: f, Text: records.Values(&v.record)[start:end:end], Offset: p.Place(f)}
}

// Inside reports whether an entity has been begun, some of whose tokens have not been
// shown.
func (v *View) Inside() bool { return v.inside || v.record.Open() }

// ReadRecord reads what feed.RecordReader's ReadRecord does: the next entity, or where
// tokens of one have been shown, what is left of that.
func (v *View) ReadRecord(src Source, r *feed.Record) error {
	if !v.Inside() {
		return src(r)
	}
	for {
		t, err := v.Next(src)
		if err != nil {
			return err
		}
		if whole, err := r.Add(t); whole || err != nil {
			return err
		}
	}
}
