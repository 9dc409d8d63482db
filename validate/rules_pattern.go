package validate

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var patternRules = []Rule{
	{
		Code: "field-pattern", Severity: Error, Kinds: both,
		Title: "a value that does not match the profile's pattern",
		Text: `The profile's "patterns" gives fields a regular expression (RE2, as in Go) that
each of their values must match from beginning to end; (?i) before it makes it
the same in any case. Empty values are not looked at: "required" is for those.
A leading zero that a spreadsheet took from a postcode shows here.`,
		Bad:    `<Address PostalCode="2826" />   (with "patterns": {"GeocodeRequest/Address/PostalCode": "[0-9]{5}"})`,
		Good:   `<Address PostalCode="02826" />`,
		check:  checkPatterns,
		wanted: func(m *measure) bool { return m.patterns != nil },
	},
}

// A pattern is what the values of a field must match.
type pattern struct {
	field feed.Field
	text  string // as the profile has it
	whole *regexp.Regexp
}

func (m *measure) takePatterns(p *Profile) error {
	for _, name := range slices.Sorted(maps.Keys(p.Patterns)) {
		at := pointer("/patterns").member(name)
		f, err := fieldByName(at, name)
		if err != nil {
			return err
		}
		text := p.Patterns[name]
		whole, err := compileWhole(text)
		if err != nil {
			return at.fault("%s is not a regular expression: %s", quote.Text(text), whyNoPattern(err))
		}
		m.patterns = append(m.patterns, pattern{f, text, whole})
	}
	slices.SortFunc(m.patterns, func(a, b pattern) int { return int(a.field) - int(b.field) })
	return nil
}

// compileWhole compiles a regular expression so that it matches only a text in full. The
// expression is parsed before the anchors are added, because an open \Q would turn them
// into text.
func compileWhole(text string) (*regexp.Regexp, error) {
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return regexp.Compile(`\A(?:` + parsed.String() + `)\z`)
}

func whyNoPattern(err error) string {
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		return fmt.Sprintf("%s in %s", wrong.Code, quote.Text(wrong.Expr))
	}
	return err.Error()
}

func checkPatterns(e *entity) {
	for i := range e.v.measure.patterns {
		want := &e.v.measure.patterns[i]
		for p := range e.partsOf(want.field.Info().Group) {
			if text := trim(p.Text(want.field)); len(text) > 0 && !want.whole.Match(text) {
				e.reportPart(p, want.field, fmt.Sprintf("the value %s does not match the profile's pattern %s", quote.Text(text), quote.Text(want.text)), "correct the value, or the pattern")
			}
		}
	}
}
