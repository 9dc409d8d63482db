package validate

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var profileRules = []Rule{
	{
		Code: "field-required", Severity: Error, Kinds: both,
		Title: "a field without a value that the profile requires",
		Text: `The profile's "required" names fields that must have a value: in every entity
for the Id and the status, in every request or response of its kind for the
others. A service does not ask for it; it keeps a pipeline's own promises.`,
		Bad:    `<Address Locality="Leeds" />   (with "required": ["GeocodeRequest/Address/CountryRegion"])`,
		Good:   `<Address Locality="Leeds" CountryRegion="UK" />`,
		check:  checkRequired,
		wanted: func(m *measure) bool { return m.required != nil },
	},
	{
		Code: "culture-not-allowed", Severity: Error, Kinds: both,
		Title: "a culture outside of the profile's list",
		Text: `The profile's "cultures" names the only ones that requests may have, in any case.
Without such a list every culture is allowed.`,
		Bad:    `Culture="fr-FR"   (with "cultures": ["de-DE", "de-AT"])`,
		Good:   `Culture="de-AT"`,
		check:  checkCultureAllowed,
		on:     cultureFields,
		wanted: func(m *measure) bool { return m.allowed != nil },
	},
	{
		Code: "field-fill", Severity: Warning, Kinds: both, ofFeed: true,
		Title: "a field filled in fewer entities than the profile requires",
		Text: `The profile's "fill" says in what part of the entities, in percent, a field must
have a value: of all entities for the Id and the status, of those with such a
request or response for the others. A column that a query left empty shows here
rather than in the results. It is reported at the beginning of the feed.`,
		Bad:    `3 of 10 requests with a PostalCode   (with "fill": {"GeocodeRequest/Address/PostalCode": 90})`,
		Good:   `10 of 10 requests with a PostalCode`,
		check:  countFills,
		wanted: func(m *measure) bool { return m.fills != nil },
	},
}

func checkRequired(e *entity) {
	for _, f := range e.v.measure.required {
		g := f.Info().Group
		if !e.knows(g) || f == feed.ID && e.v.reportsNoID() {
			continue
		}
		for p := range e.partsOf(g) {
			if e.isHollow(f, p.Text(f)) {
				e.reportPart(p, f, "there is no value, and the profile requires one", "fill it in")
			}
		}
	}
}

// reportsNoID reports whether another rule, at least as severe, reports a missing Id:
// once in the header for all entities, or in each.
func (v *Validator) reportsNoID() bool {
	other := "id-missing"
	if v.known.has(noIDColumn) {
		other = "column-missing"
	}
	return v.severityOf(other) >= v.severityOf("field-required")
}

// partsOf yields the parts that have the fields of a group: the entity itself,
// its request, its responses, points or pairs.
func (e *entity) partsOf(g feed.Group) func(yield func(feed.Part) bool) {
	if g >= feed.ResponseGroup {
		return e.Parts(g)
	}
	return func(yield func(feed.Part) bool) {
		if e.has[g] {
			yield(e.part(g))
		}
	}
}

func checkCultureAllowed(e *entity) {
	allowed := e.v.measure.allowed
	for _, f := range cultureFields {
		if text := e.text(f); len(text) > 0 && !allowed[strings.ToLower(string(trim(text)))] {
			e.report(f, fmt.Sprintf("the profile does not allow the culture %s", quote.Text(text)), "use one of "+strings.Join(e.v.measure.cultures, ", "))
		}
	}
}

// A fill counts how often a field has a value.
type fill struct {
	field           feed.Field
	percent         float64
	filled, counted int64
}

func countFills(e *entity) {
	for i := range e.v.fills {
		e.v.fills[i].count(e)
	}
}

// count counts an entity, as filled if one of its parts has the value.
func (f *fill) count(e *entity) {
	any, filled := false, false
	for p := range e.partsOf(f.field.Info().Group) {
		any = true
		filled = filled || !e.isHollow(f.field, p.Text(f.field))
	}
	if any {
		f.counted++
	}
	if filled {
		f.filled++
	}
}

// judge reports, at the end of the feed, a field that too few entities fill in.
func (f *fill) judge(v *Validator) {
	if f.counted == 0 || float64(f.filled)*100 >= f.percent*float64(f.counted) {
		return
	}
	message := fmt.Sprintf("%d of %d entities have a value, less than the profile's %v %%", f.filled, f.counted, f.percent)
	v.reportFeed("field-fill", v.begin(), v.entity.path(f.field), message, "look for where the values were lost")
}
