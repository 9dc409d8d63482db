package validate

import (
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Nearly all entities are good, and most rules have nothing to say on most of
// them. So a rule is looked at only where an entity's values give cause to:
// each field raises the rules that its rows name, a rule for values only if the
// value is not plain.

// A ruleSet has a bit for each rule that looks at entities, in the order of
// Validator.checks.
type ruleSet uint64

// A watch is what a value of a field does.
type watch struct {
	on      ruleSet // are raised
	values  ruleSet // are raised unless the value is plain
	settles ruleSet // need not be looked at
	judge   judge
}

// watchFor enters a rule, the i-th of the checks.
func (v *Validator) watchFor(r *Rule, i int) {
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
		v.watches[f].on |= bit
	}
	for _, f := range r.values {
		v.watches[f].values |= bit
		v.watches[f].judge = judgeOf(f)
	}
	for _, f := range r.unless {
		v.watches[f].settles |= bit
	}
	for f := range feed.NumFields {
		if v.watches[f].values == 0 {
			continue
		}
		v.valued = v.valued.With(f)
		if v.watches[f].judge != nil {
			v.judged = v.judged.With(f)
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

// isPlain reports whether a value, not empty, is one that no rule for values would
// report.
func (w *watch) isPlain(v *Validator, text []byte) bool {
	if w.judge != nil {
		return w.judge(v, text)
	}
	return !isPadded(text)
}

// seeAll takes note of a whole entity.
func (v *Validator) seeAll() {
	e := &v.entity
	e.answered, e.exchangeable = false, v.judged&exchanged != exchanged
	longitude := unknownDegrees // of the response
	values, looked := records.Values(e.Record), v.valued
	if records.Tidy(e.Record) {
		looked = v.judged
	}
	for i := range e.Len() {
		p := e.At(i)
		g := p.Group()
		if g == feed.ResponseGroup {
			e.answered, longitude = true, unknownDegrees
		}
		if i > 0 {
			v.raised |= v.begins[g]
		}
		set := p.NonEmpty()
		v.seeSet(set)
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
			if w := &v.watches[f&(1<<6-1)]; !w.isPlain(v, values[start:end]) {
				v.raised |= w.values
			}
		}
		for empty := v.required[g] &^ set; empty != 0; {
			var f feed.Field
			if f, empty = empty.Next(); p.Has(f) {
				v.raised |= v.watches[f&(1<<6-1)].values
			}
		}
	}
}

// A sight is what the fields of a part do, whatever their values: those that it has and,
// of coordinates, those that it lacks. Parts have the same fields again and again.
type sight struct {
	fields      feed.FieldSet
	on, settles ruleSet
}

// seeSet takes note of which fields of a part have values.
func (v *Validator) seeSet(fields feed.FieldSet) {
	const places = uint64(len(v.sights))
	s := &v.sights[uint64(fields)*0x9E3779B97F4A7C15>>32%places]
	if s.fields != fields {
		*s = sight{fields: fields}
		for left := fields; left != 0; {
			var f feed.Field
			f, left = left.Next()
			s.on |= v.watches[f].on
			s.settles |= v.watches[f].settles
			if siblings[f]&^fields != 0 {
				s.on |= v.watches[f].values
			}
		}
	}
	v.raised |= s.on
	v.settled |= s.settles
}
