package validate

import (
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Nearly all entities are good, and most rules do not concern most of them. So a rule is
// called only if an entity's values trigger it. A field with a value triggers the rules
// whose rows name it (a rule for values only if the value is not trivially good, see
// fastcheck.go) and suppresses the rules that do not apply when it has a value.

// A ruleSet has a bit for each rule that checks entities, in the order of
// Validator.checks.
type ruleSet uint64

// A triggerTable says which rules an entity triggers.
type triggerTable struct {
	checks   []*Rule                 // the rules for entities that are wanted
	triggers [1 << 6]trigger         // by field
	groups   [feed.NumGroups]trigger // by group
	with     []pair                  // the rules that need two values
	valued   feed.FieldSet           // the fields whose values trigger rules
	typed    feed.FieldSet           // those of them for more than padding
	required feed.FieldSet           // those of them that may be there without a value
	shapes   [1 << shapeBits]shape   // by a hash of their keys
	always   ruleSet                 // are triggered by every entity
	late     ruleSet                 // by every entity beyond a limit
	repeats  ruleSet                 // by an Id that is not known to be new
	texts    [numSuspicions]ruleSet  // by what a text of the request may be

	// Of the entity at hand:
	triggered, suppressed ruleSet
}

// A trigger is the effect of a field's value, or of a group's part, on the rules.
type trigger struct {
	on         ruleSet // are triggered
	values     ruleSet // are triggered unless the value is trivially good
	suppresses ruleSet // are suppressed
	check      trivialCheck
	good       *goodWords // some values that are trivially good
}

// A pair has rules that are triggered only if one of some other fields of the part has a value
// too.
type pair struct {
	rules  ruleSet
	fields feed.FieldSet
}

// addTriggers adds the triggers of a rule, the i-th of the checks.
func (v *Validator) addTriggers(r *Rule, i int) {
	bit := ruleSet(1) << i
	switch {
	case r.late:
		v.late |= bit
	case r.repeats:
		v.repeats = bit
	case r.texts != 0:
		v.texts[r.texts] = bit
	case r.at == nil && r.on == nil && r.values == nil:
		v.always |= bit
	}
	for _, g := range r.at {
		v.groups[g].on |= bit
	}
	for _, g := range r.without {
		v.groups[g].suppresses |= bit
	}
	if r.with != nil {
		v.with = append(v.with, pair{bit, feed.SetOf(r.with...)})
	}
	for _, f := range r.on {
		v.triggers[f].on |= bit
	}
	for _, f := range r.values {
		v.triggers[f].values |= bit
		v.triggers[f].check = trivialCheckOf(f)
	}
	for _, f := range r.unless {
		v.triggers[f].suppresses |= bit
	}
	for f := range feed.NumFields {
		if v.triggers[f].values == 0 {
			continue
		}
		v.valued = v.valued.With(f)
		if v.triggers[f].good == nil {
			v.triggers[f].good = new(goodWords)
		}
		if v.triggers[f].check != nil {
			v.typed = v.typed.With(f)
		}
		if f.Info().Required {
			v.required = v.required.With(f)
		}
	}
}

// wants reports whether a rule applies to the feed at all.
func (v *Validator) wants(r *Rule) bool {
	return (r.check != nil || r.Check != nil) && r.Kinds&v.options.Kind != 0 && v.tallies[r.index].severity != Off &&
		(r.formats == nil || slices.Contains(r.formats, v.format)) &&
		(r.wanted == nil || r.wanted(v.measure))
}

// A shape is a group, the set of fields that have values in a part of it, and the effect of
// that set, whatever the values are: for example, a coordinate without its siblings
// triggers the check of coordinates. Few sets of fields occur, so shapes are cached.
type shape struct {
	key            shapeKey
	on, suppresses ruleSet
}

// A shapeKey has the set of fields and, in the bits above, the group plus one.
type shapeKey uint64

const (
	groupAt   = 61
	shapeBits = 7 // of a hash
)

const _ = uint(groupAt - feed.NumFields)

func shapeKeyOf(g feed.Group, fields feed.FieldSet) shapeKey {
	return shapeKey(fields) | shapeKey(g+1)<<groupAt
}

// shape returns where the shape of a key is, if it is known.
func (t *triggerTable) shape(key shapeKey) *shape {
	return &t.shapes[key*0x9E3779B97F4A7C15>>(64-shapeBits)]
}

// learn makes s the shape of a part.
func (t *triggerTable) learn(s *shape, g feed.Group, fields feed.FieldSet) {
	*s = shape{shapeKeyOf(g, fields), t.groups[g].on, t.groups[g].suppresses}
	for left := fields; left != 0; {
		var f feed.Field
		f, left = left.Next()
		s.on |= t.triggers[f].on
		s.suppresses |= t.triggers[f].suppresses
		if siblings[f]&^fields != 0 {
			s.on |= t.triggers[f].values
		}
	}
	for _, p := range t.with {
		if p.fields&fields == 0 {
			s.on &^= p.rules
		}
	}
}
