package validate

import (
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Profile is what a feed is checked against. Make one with Enterprise, Basic or
// ParseProfile, or as a struct literal. ParseProfile reads its JSON form, which
// schema/profile.schema.json describes. Do not change a profile that is in use.
type Profile struct {
	// Extends names the built-in profile, enterprise or basic, whose limits apply where the
	// profile sets none; enterprise if empty.
	Extends string `json:"extends,omitempty"`
	Limits  Limits `json:"limits,omitzero"`
	// Severity has the severities that differ from the rules' own, by code.
	Severity map[string]Severity `json:"severity,omitempty"`
	Cultures []string            `json:"cultures,omitzero"`  // the allowed ones; nil for all
	Required []string            `json:"required,omitempty"` // fields, by their names
	Fill     map[string]float64  `json:"fill,omitempty"`     // percent, by the names of fields
	// Patterns has regular expressions by field name, in the syntax of package regexp. Each
	// value of the field must match in full.
	Patterns map[string]string `json:"patterns,omitempty"`
}

// Limits are the limits of a job. Zero means the limit of the extended profile.
type Limits struct {
	Entities int64 `json:"entities,omitzero"`
	Bytes    int64 `json:"bytes,omitzero"` // uncompressed
}

// The highest limits that a profile may set.
const (
	mostEntities = 1_000_000_000_000
	mostBytes    = 1_000_000_000_000_000
)

// Enterprise returns the profile of an enterprise key: 200,000 entities and
// 300 MB in a job.
func Enterprise() *Profile {
	return &Profile{Limits: Limits{Entities: 200_000, Bytes: 300_000_000}}
}

// Basic returns the profile of a basic key: 50 entities in a job.
func Basic() *Profile {
	return &Profile{Limits: Limits{Entities: 50, Bytes: 300_000_000}}
}

// ProfileByName returns a built-in profile: enterprise or basic.
func ProfileByName(name string) (*Profile, bool) {
	switch name {
	case "enterprise":
		return Enterprise(), true
	case "basic":
		return Basic(), true
	}
	return nil, false
}

// limits returns the profile's limits, its own or inherited.
func (p *Profile) limits() Limits {
	base := Enterprise()
	if named, ok := ProfileByName(p.Extends); ok {
		base = named
	}
	l := p.Limits
	if l.Entities == 0 {
		l.Entities = base.Limits.Entities
	}
	if l.Bytes == 0 {
		l.Bytes = base.Limits.Bytes
	}
	return l
}

// Check returns the first fault of the profile, with its place as a JSON pointer. A
// Validator with such a profile returns the same error instead of reading a feed. A nil
// Profile is Enterprise. The profile may also set severities for rules of your own if they
// are passed as own.
func (p *Profile) Check(own ...Rule) error {
	rules, err := withOwn(own)
	if err == nil {
		_, err = p.measure(rules)
	}
	return err
}

func checkExtends(name string) error {
	if _, ok := ProfileByName(name); !ok {
		return pointer("/extends").fault("there is no profile %s to extend; there are enterprise and basic", quote.Text(name))
	}
	return nil
}

func (l Limits) check(at pointer) error {
	for _, limit := range []struct {
		name     string
		is, most int64
	}{{"entities", l.Entities, mostEntities}, {"bytes", l.Bytes, mostBytes}} {
		if limit.is < 0 || limit.is > limit.most {
			return at.member(limit.name).fault("must be a whole number from 1 to %d and is %d", limit.most, limit.is)
		}
	}
	return nil
}

// A measure is a profile in the form that the rules use.
type measure struct {
	limits   Limits
	severity map[string]Severity
	cultures []string
	allowed  map[string]bool // cultures, in lower case; nil for all
	required []feed.Field
	fills    []fill // in the order of the schema
	patterns []pattern
}

// measure checks a profile, which may name any of these rules, and turns it into the form that
// the rules use.
func (p *Profile) measure(rules []Rule) (*measure, error) {
	if p == nil {
		p = Enterprise()
	}
	m := &measure{limits: p.limits(), severity: p.Severity, cultures: p.Cultures}
	if p.Extends != "" {
		if err := checkExtends(p.Extends); err != nil {
			return nil, err
		}
	}
	if err := p.Limits.check("/limits"); err != nil {
		return nil, err
	}
	if err := p.checkSeverity(rules); err != nil {
		return nil, err
	}
	for _, step := range []func(*Profile) error{m.takeCultures, m.takeRequired, m.takeFill, m.takePatterns} {
		if err := step(p); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (p *Profile) checkSeverity(rules []Rule) error {
	for _, code := range slices.Sorted(maps.Keys(p.Severity)) {
		at := pointer("/severity").member(code)
		if find(rules, code) == nil {
			return at.fault("there is no such rule%s", hint(code, rules))
		}
		if s := p.Severity[code]; s >= numSeverities {
			return at.fault("there is no severity %d; there are error, warning, note and off", s)
		}
	}
	return nil
}

func (m *measure) takeCultures(p *Profile) error {
	if p.Cultures == nil {
		return nil
	}
	at := pointer("/cultures")
	if len(p.Cultures) == 0 {
		return at.fault("the list is empty; leave it out to allow all cultures")
	}
	m.allowed = make(map[string]bool)
	for i, c := range p.Cultures {
		if !isCulture([]byte(c)) {
			return at.item(i).fault("%s is not shaped like a culture such as en-US", quote.Text(c))
		}
		m.allowed[strings.ToLower(c)] = true
	}
	return nil
}

func (m *measure) takeRequired(p *Profile) error {
	at := pointer("/required")
	for i, name := range p.Required {
		f, err := fieldByName(at.item(i), name)
		if err != nil {
			return err
		}
		if first := slices.Index(p.Required, name); first < i {
			return at.item(i).fault("%s is in the list already; remove one", quote.Text(name))
		}
		m.required = append(m.required, f)
	}
	return nil
}

func (m *measure) takeFill(p *Profile) error {
	for _, name := range slices.Sorted(maps.Keys(p.Fill)) {
		at := pointer("/fill").member(name)
		f, err := fieldByName(at, name)
		if err != nil {
			return err
		}
		percent := p.Fill[name]
		if math.IsNaN(percent) || percent < 0 || percent > 100 {
			return at.fault("must be from 0 to 100 percent and is %v", percent)
		}
		m.fills = append(m.fills, fill{field: f, percent: percent})
	}
	slices.SortFunc(m.fills, func(a, b fill) int { return int(a.field) - int(b.field) })
	return nil
}

// fieldByName returns the field that a profile names.
func fieldByName(at pointer, name string) (feed.Field, error) {
	f, ok := valuesByName()[name]
	if ok {
		return f, nil
	}
	for known := range valuesByName() {
		if strings.EqualFold(name, known) {
			return f, at.fault("there is no field %s; it is written %s", quote.Text(name), known)
		}
	}
	return f, at.fault("there is no field %s", quote.Text(name))
}

// minIDs is how many Ids are always remembered.
const minIDs = 800_000

// idLimit returns how many Ids are remembered.
func (m *measure) idLimit() int { return int(max(minIDs, min(4*m.limits.Entities, mostIDs))) }

// valuesByName are the fields that hold values of their own.
var valuesByName = sync.OnceValue(func() map[string]feed.Field {
	m := make(map[string]feed.Field)
	for g := range feed.NumGroups {
		for _, f := range g.Fields() {
			m[f.String()] = f
		}
	}
	return m
})
