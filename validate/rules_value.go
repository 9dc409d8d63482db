package validate

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

var valueRules = []Rule{
	{
		Code: "confidence-invalid", Severity: Error, Kinds: both,
		Title: "a confidence other than Low, Medium or High",
		Text: `MinimumConfidence leaves out results of less confidence, and knows three values,
in any case. A ConfidenceFilter without its value breaks the schema.`,
		Bad:    `<ConfidenceFilter MinimumConfidence="Very high" />`,
		Good:   `<ConfidenceFilter MinimumConfidence="High" />`,
		check:  checkConfidence,
		values: append([]feed.Field{feed.ResponseConfidence}, confidenceFields...),
	},
	{
		Code: "boolean-invalid", Severity: Error, Kinds: both,
		Title: "a boolean other than true, false, 1 or 0",
		Text: `IncludeNeighborhood, IncludeQueryParse and StrictMatch are booleans of XML
Schema; the service takes true, false, 1 and 0, in any case.`,
		Bad:    `StrictMatch="yes"`,
		Good:   `StrictMatch="true"`,
		check:  checkBoolean,
		values: booleanFields,
	},
	{
		Code: "max-results-invalid", Severity: Error, Kinds: both,
		Title:  "a MaxResults that is not 1 to 20",
		Text:   `The service returns at most 20 responses for an entity.`,
		Bad:    `MaxResults="100"`,
		Good:   `MaxResults="20"`,
		check:  checkMaxResults,
		values: byteFields,
	},
	{
		Code: "entity-type-unknown", Severity: Warning, Kinds: both,
		Title: "an entity type outside of the documented list",
		Text: `IncludeEntityTypes names, between commas, what a reverse request may return. The
documentation of the sister service for single points lists Address,
Neighborhood, PopulatedPlace, Postcode1, AdminDivision1, AdminDivision2 and
CountryRegion. That of the feed closes no list, so another one may work.`,
		Bad:    `IncludeEntityTypes="City"`,
		Good:   `IncludeEntityTypes="PopulatedPlace"`,
		check:  checkEntityTypes,
		values: entityTypesFields,
	},
}

// requestFields are the fields of both requests, by type.
var requestFields = func() map[feed.Type][]feed.Field {
	m := make(map[feed.Type][]feed.Field)
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		for _, f := range g.Fields() {
			m[f.Info().Type] = append(m[f.Info().Type], f)
		}
	}
	return m
}()

var (
	confidenceFields  = requestFields[feed.ConfidenceType]
	booleanFields     = requestFields[feed.BooleanType]
	byteFields        = requestFields[feed.ByteType]
	entityTypesFields = requestFields[feed.EntityTypesType]
	cultureFields     = requestFields[feed.CultureType]
)

func checkConfidence(e *entity) {
	for _, f := range confidenceFields {
		text := e.text(f)
		if len(text) > 0 && !isConfidence(text) {
			e.report(f, fmt.Sprintf("%s is not a confidence", quote.Text(text)), "write Low, Medium or High")
		}
		if g := f.Info().Group; len(text) == 0 && e.has[g] && e.part(g).Has(f) && e.knows(g) {
			e.report(f, "a ConfidenceFilter has no MinimumConfidence", "write Low, Medium or High, or leave out the filter")
		}
	}
	if e.v.options.Kind == Upload {
		return
	}
	for _, r := range e.responses {
		if text := r.Text(feed.ResponseConfidence); len(text) > 0 && !isConfidence(text) {
			e.reportPart(r.Part, feed.ResponseConfidence, fmt.Sprintf("%s is not a confidence", quote.Text(text)), "the service writes Low, Medium or High")
		}
	}
}

func isConfidence(text []byte) bool {
	text = trim(text)
	return isWord(text, "High") || isWord(text, "Medium") || isWord(text, "Low")
}

func checkBoolean(e *entity) {
	for _, f := range booleanFields {
		if text := e.text(f); len(text) > 0 && !isTrue(text) && !isFalse(text) {
			e.report(f, fmt.Sprintf("%s is not a boolean", quote.Text(text)), "write true, false, 1 or 0")
		}
	}
}

func isFalse(text []byte) bool {
	text = trim(text)
	return len(text) == 1 && text[0] == '0' || isWord(text, "false")
}

func checkMaxResults(e *entity) {
	for _, f := range byteFields {
		text := e.text(f)
		if len(text) == 0 {
			continue
		}
		if n, err := value.ParseMaxResults(string(trim(text))); err != nil || n < 1 || n > 20 {
			e.report(f, fmt.Sprintf("MaxResults is %s", quote.Text(text)), "write a whole number from 1 to 20")
		}
	}
}

// entityTypes are the documented ones.
var entityTypes = []string{"Address", "Neighborhood", "PopulatedPlace", "Postcode1", "AdminDivision1", "AdminDivision2", "CountryRegion"}

func checkEntityTypes(e *entity) {
	for _, f := range entityTypesFields {
		if unknown := unknownTypes(e.text(f)); len(unknown) > 0 {
			e.report(f, "not among the documented entity types: "+strings.Join(unknown, ", "), "they are "+strings.Join(entityTypes, ", "))
		}
	}
}

// maxNamed is how many unknown members of a list a message names.
const maxNamed = 5

// unknownTypes returns, quoted, the first members of a list that are not documented
// types.
func unknownTypes(list []byte) (names []string) {
	if len(list) == 0 {
		return nil
	}
	for name := range bytes.SplitSeq(list, []byte(",")) {
		if name = trim(name); !isEntityType(name) && len(names) < maxNamed {
			names = append(names, quote.Text(name))
		}
	}
	return names
}

func isEntityType(name []byte) bool {
	for _, t := range entityTypes {
		if isWord(name, t) {
			return true
		}
	}
	return false
}
