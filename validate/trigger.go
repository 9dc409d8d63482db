package validate

import (
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Nearly all entities are good, and most rules have nothing to say about most of
// them. So a rule is called only where an entity's values give cause to: each field
// triggers the rules whose rows name it, a rule for values only if the value is not
// trivially good (fastcheck.go), and suppresses those that have nothing to say where it
// has a value.

// A ruleSet has a bit for each rule that checks entities, in the order of
// Validator.checks.
type ruleSet uint64

// A triggerTable says which rules an entity triggers.
type triggerTable struct {
	checks   []*Rule                       // the rules for entities that are wanted
	triggers [1 << 6]trigger               // by field
	begins   [feed.NumGroups]ruleSet       // by the group that triggers them
	valued   feed.FieldSet                 // the fields whose values trigger rules
	typed    feed.FieldSet                 // those of them for more than padding
	required [feed.NumGroups]feed.FieldSet // those of them that may be there without a value
	shapes   [1 << 6]shape                 // by a hash of the fields
	always   ruleSet                       // are triggered by every entity
	late     ruleSet                       // by every entity beyond a limit
	texts    [numSuspicions]ruleSet        // by what a text of the request may be

	// Of the entity at hand:
	triggered, suppressed ruleSet
}

// A trigger is what a value of a field does.
type trigger struct {
	on         ruleSet // are triggered
	values     ruleSet // are triggered unless the value is trivially good
	suppresses ruleSet // are suppressed
	check      trivialCheck
}

// addTriggers enters a rule, the i-th of the checks.
func (v *Validator) addTriggers(r *Rule, i int) {
	bit := ruleSet(1) << i
	switch {
	case r.late:
		v.late |= bit
	case r.texts != 0:
		v.texts[r.texts] = bit
	case r.at == nil && r.on == nil && r.values == nil:
		v.always |= bit
	}
	for _, g := range r.at {
		v.begins[g] |= bit
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
		if v.triggers[f].check != nil {
			v.typed = v.typed.With(f)
		}
		if info := f.Info(); info.Required {
			v.required[info.Group] = v.required[info.Group].With(f)
		}
	}
}

// wants reports whether a rule is looked at in the feed at all.
func (v *Validator) wants(r *Rule) bool {
	return (r.check != nil || r.Check != nil) && r.Kinds&v.options.Kind != 0 && v.tallies[r.index].severity != Off &&
		(r.formats == nil || slices.Contains(r.formats, v.format)) &&
		(r.wanted == nil || r.wanted(v.measure))
}

// isTrivial reports whether a value, not empty, is one that no rule for values would
// report.
func (w *trigger) isTrivial(v *Validator, text []byte) bool {
	if w.check != nil {
		return w.check(v, text)
	}
	return !isPadded(text)
}

// triggerAll takes note of a whole entity.
func (v *Validator) triggerAll() {
	e := &v.entity
	e.answered, e.exchangeable = false, v.typed&exchanged != exchanged
	longitude := unknownDegrees // of the response
	values, looked := records.Values(e.Record), v.valued
	if records.Tidy(e.Record) {
		looked = v.typed
	}
	for i := range e.Len() {
		p := e.At(i)
		g := p.Group()
		if g == feed.ResponseGroup {
			e.answered, longitude = true, unknownDegrees
		}
		if i > 0 {
			v.triggered |= v.begins[g]
		}
		set := p.NonEmpty()
		v.triggerFields(set)
		looked := set & looked
		for left := looked & coordinates; left != 0; {
			var f feed.Field
			f, left = left.Next()
			start, end := records.Span(p, f)
			n, ok := wholeDegrees(values[start:end])
			if ok && isWithin(n, coordinateLimits[f&(1<<6-1)]) {
				looked = looked.Without(f)
			}
			switch f {
			case feed.ResponseLongitude:
				longitude = n
			case feed.PointLatitude:
				e.exchangeable = e.exchangeable || !ok || !isFar(n, longitude)
			}
		}
		for looked != 0 {
			var f feed.Field
			f, looked = looked.Next()
			start, end := records.Span(p, f)
			if w := &v.triggers[f&(1<<6-1)]; !w.isTrivial(v, values[start:end]) {
				v.triggered |= w.values
			}
		}
		for empty := v.required[g] &^ set; empty != 0; {
			var f feed.Field
			if f, empty = empty.Next(); p.Has(f) {
				v.triggered |= v.triggers[f&(1<<6-1)].values
			}
		}
	}
}

// A shape is which fields a part has, and what they do whatever their values: those that it has and,
// of coordinates, those that it lacks. Parts have the same fields again and again.
type shape struct {
	fields         feed.FieldSet
	on, suppresses ruleSet
}

// triggerFields takes note of which fields of a part have values.
func (v *Validator) triggerFields(fields feed.FieldSet) {
	const places = uint64(len(v.shapes))
	s := &v.shapes[uint64(fields)*0x9E3779B97F4A7C15>>32%places]
	if s.fields != fields {
		*s = shape{fields: fields}
		for left := fields; left != 0; {
			var f feed.Field
			f, left = left.Next()
			s.on |= v.triggers[f].on
			s.suppresses |= v.triggers[f].suppresses
			if siblings[f]&^fields != 0 {
				s.on |= v.triggers[f].values
			}
		}
	}
	v.triggered |= s.on
	v.suppressed |= s.suppresses
}
