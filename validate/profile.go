package validate

import (
	"maps"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Profile says what a feed is measured by. Make one with Enterprise, Basic or
// ParseProfile; schema/profile.schema.json describes its JSON form.
type Profile struct {
	// Extends names the built-in profile whose limits stand where the profile
	// has none of its own.
	Extends string `json:"extends"`
	Limits  Limits `json:"limits"`
	// Severity has the severities that differ from the rules' own, by code.
	Severity map[string]Severity `json:"severity"`
	Cultures []string            `json:"cultures"` // the allowed ones; nil for all
	Required []string            `json:"required"` // fields, by their names
	Fill     map[string]float64  `json:"fill"`     // percent, by the names of fields

	required []feed.Field
	allowed  map[string]bool // cultures, in lower case
}

// Limits are those of a job.
type Limits struct {
	Entities int64 `json:"entities"`
	Bytes    int64 `json:"bytes"` // uncompressed
}

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

// ParseProfile reads a profile's JSON. The error names the place, as a line and
// column or as a JSON pointer.
func ParseProfile(data []byte) (*Profile, error) {
	value, err := readProfile(data)
	if err != nil {
		return nil, err
	}
	if err := checkProfile(value); err != nil {
		return nil, err
	}
	p := new(Profile)
	if err := p.take(value); err != nil {
		return nil, err
	}
	p.inherit()
	p.prepare()
	return p, nil
}

// inherit fills in the limits that the profile does not give.
func (p *Profile) inherit() {
	base := Enterprise()
	if named, ok := ProfileByName(p.Extends); ok {
		base = named
	}
	if p.Limits.Entities == 0 {
		p.Limits.Entities = base.Limits.Entities
	}
	if p.Limits.Bytes == 0 {
		p.Limits.Bytes = base.Limits.Bytes
	}
}

func (p *Profile) prepare() {
	for _, name := range p.Required {
		p.required = append(p.required, valuesByName[name])
	}
	if p.Cultures != nil {
		p.allowed = make(map[string]bool)
	}
	for _, c := range p.Cultures {
		p.allowed[strings.ToLower(c)] = true
	}
}

// newFills returns what counts the profile's fill, in the order of the schema.
func (p *Profile) newFills() (fills []fill) {
	for _, name := range slices.SortedFunc(maps.Keys(p.Fill), byField) {
		fills = append(fills, fill{field: valuesByName[name], percent: p.Fill[name]})
	}
	return fills
}

func byField(a, b string) int { return int(valuesByName[a]) - int(valuesByName[b]) }

// minIDs is how many Ids are remembered in any case.
const minIDs = 800_000

// idLimit returns how many Ids are remembered.
func (p *Profile) idLimit() int { return int(max(minIDs, min(4*p.Limits.Entities, mostIDs))) }

// valuesByName are the fields that hold values of their own.
var valuesByName = func() map[string]feed.Field {
	m := make(map[string]feed.Field)
	for g := range feed.NumGroups {
		for _, f := range g.Fields() {
			m[f.String()] = f
		}
	}
	return m
}()
