package validate

import (
	"fmt"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

var requestRules = []Rule{
	{
		Code: "request-missing", Severity: Error, Kinds: both,
		Title: "an entity of XML or JSON Lines with neither request",
		Text: `An entity asks for something with a GeocodeRequest or a ReverseGeocodeRequest;
without one there is nothing that the service could do. In results an entity
that has a response or a status may lack it.`,
		Bad:     `<GeocodeEntity Id="1" />`,
		Good:    `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /></GeocodeEntity>`,
		check:   checkRequestMissing,
		without: []feed.Group{feed.GeocodeGroup, feed.ReverseGroup},
		formats: []feed.Format{feed.XML, feed.JSONLines},
	},
	{
		Code: "request-both", Severity: Warning, Kinds: both,
		Title: "an entity with both requests",
		Text: `An entity is to be geocoded or its address is to be found. The service does not
say which of two requests it answers.`,
		Bad:   `<GeocodeRequest Query="Leeds" /><ReverseGeocodeRequest>…</ReverseGeocodeRequest>`,
		Good:  `<GeocodeRequest Query="Leeds" />`,
		check: checkRequestBoth,
		at:    []feed.Group{feed.ReverseGroup},
	},
	{
		Code: "address-missing", Severity: Error, Kinds: both,
		Title: "nothing to geocode: neither a Query nor an address field",
		Text: `The service refuses the entity with BadRequest and the reason "To geocode a
location, you must specify at least one address field." An empty value counts as
none, and a row of delimited text with nothing but an Id is such a request too.`,
		Bad:    `<GeocodeRequest Culture="en-US" Query=""><Address /></GeocodeRequest>`,
		Good:   `<GeocodeRequest Culture="en-US"><Address Locality="Leeds" /></GeocodeRequest>`,
		check:  checkAddressMissing,
		unless: append([]feed.Field{feed.GeocodeQuery}, addressFields...),
	},
	{
		Code: "query-and-address", Severity: Warning, Kinds: both,
		Title: "a Query beside address fields",
		Text: `A request has either a free-text Query or the fields of an Address; with both
it is not known which one the service uses.`,
		Bad:   `<GeocodeRequest Query="Leeds"><Address Locality="Leeds" /></GeocodeRequest>`,
		Good:  `<GeocodeRequest><Address Locality="Leeds" /></GeocodeRequest>`,
		check: checkQueryAndAddress,
		on:    []feed.Field{feed.GeocodeQuery},
		with:  addressFields,
	},
	{
		Code: "formatted-address-in-request", Severity: Error, Kinds: both,
		Title: "a FormattedAddress in a request",
		Text: `The service refuses the entity with the reason "The Address.FormattedAddress
property must not be specified because it is an output-only property." An address
in one line belongs in the Query.`,
		Bad:   `<Address FormattedAddress="1 Main Street, Leeds" />`,
		Good:  `<GeocodeRequest Query="1 Main Street, Leeds" />`,
		check: checkFormattedAddress,
		on:    []feed.Field{feed.GeocodeFormattedAddress},
	},
	{
		Code: "strict-match-without-region", Severity: Warning, Kinds: both,
		Title: "StrictMatch without a CountryRegion or an AdminDistrict",
		Text: `StrictMatch keeps the results to the country and the district of the request's
Address. Without either of them it has nothing to keep them to.`,
		Bad:    `<GeocodeRequest StrictMatch="true"><Address Locality="Leeds" /></GeocodeRequest>`,
		Good:   `<GeocodeRequest StrictMatch="true"><Address Locality="Leeds" CountryRegion="UK" /></GeocodeRequest>`,
		check:  checkStrictMatch,
		on:     []feed.Field{feed.GeocodeStrictMatch},
		unless: regionFields,
	},
	{
		Code: "query-parse-without-query", Severity: Warning, Kinds: both,
		Title: "IncludeQueryParse without a Query",
		Text: `IncludeQueryParse asks how the service took the Query apart. Without a Query
there is nothing to take apart.`,
		Bad:    `<GeocodeRequest IncludeQueryParse="true"><Address Locality="Leeds" /></GeocodeRequest>`,
		Good:   `<GeocodeRequest IncludeQueryParse="true" Query="Leeds" />`,
		check:  checkQueryParse,
		on:     []feed.Field{feed.GeocodeIncludeQueryParse},
		unless: []feed.Field{feed.GeocodeQuery},
	},
	{
		Code: "response-in-request", Severity: Warning, Kinds: Upload,
		Title: "result values in a feed for upload",
		Text: `Responses and status are the service's to fill in. In an upload they are usually
an older result, or a template pre-filled with 0, and swell it for nothing. A
feed of results is checked with the kind "results".`,
		Bad:   `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /><StatusCode>Success</StatusCode></GeocodeEntity>`,
		Good:  `<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds" /></GeocodeEntity>`,
		check: checkResponseInRequest,
		on:    resultFields,
	},
}

// addressFields are the address fields of a geocode request.
var addressFields = func() (fields []feed.Field) {
	for _, f := range feed.GeocodeGroup.Fields() {
		if f.Info().Element == "Address" {
			fields = append(fields, f)
		}
	}
	return fields
}()

// regionFields are the fields to which StrictMatch confines the search.
var regionFields = []feed.Field{feed.GeocodeCountryRegion, feed.GeocodeAdminDistrict}

// isIdle reports whether the entity has neither request but needs one: in results a
// response or a status is enough.
func (e *entity) isIdle() bool {
	return !e.has[feed.GeocodeGroup] && !e.has[feed.ReverseGroup] && !(e.results && e.v.options.Kind == Results)
}

func checkRequestMissing(e *entity) {
	if e.isIdle() && !e.v.marks.has(hiddenRequest) && e.knows(feed.GeocodeGroup) && e.knows(feed.ReverseGroup) {
		e.reportEntity("", "the entity has neither a GeocodeRequest nor a ReverseGeocodeRequest", "add the one that is meant")
	}
}

func checkRequestBoth(e *entity) {
	if e.has[feed.GeocodeGroup] && e.has[feed.ReverseGroup] {
		second := e.part(feed.GeocodeGroup)
		if reverse := e.part(feed.ReverseGroup); reverse.Offset() > second.Offset() {
			second = reverse
		}
		e.reportPart(second, feed.NoField, "the entity has both a GeocodeRequest and a ReverseGeocodeRequest", "make two entities of it, or remove the one that is not meant")
	}
}

func checkAddressMissing(e *entity) {
	if !e.has[feed.GeocodeGroup] && !(e.inText() && e.isIdle()) || !e.knows(feed.GeocodeGroup) {
		return
	}
	if e.given(feed.GeocodeQuery) != feed.NoField || e.given(addressFields...) != feed.NoField {
		return
	}
	e.reportEntity("GeocodeRequest/Address",
		`there is neither a Query nor an address field; the service answers "To geocode a location, you must specify at least one address field."`,
		"fill in one, or remove the entity")
}

func checkQueryAndAddress(e *entity) {
	if e.given(feed.GeocodeQuery) == feed.NoField {
		return
	}
	if f := e.given(addressFields...); f != feed.NoField {
		e.report(feed.GeocodeQuery, fmt.Sprintf("the request has both a Query and an address (%s)", f.Info().Attr), "leave out one of them")
	}
}

func checkFormattedAddress(e *entity) {
	if e.given(feed.GeocodeFormattedAddress) != feed.NoField {
		e.report(feed.GeocodeFormattedAddress,
			`a request must not have a FormattedAddress; the service answers "The Address.FormattedAddress property must not be specified because it is an output-only property."`,
			"move it into the Query")
	}
}

func checkStrictMatch(e *entity) {
	if isTrue(e.text(feed.GeocodeStrictMatch)) && e.knows(feed.GeocodeGroup) && e.given(regionFields...) == feed.NoField {
		e.report(feed.GeocodeStrictMatch, "StrictMatch has neither a CountryRegion nor an AdminDistrict to keep to", "add one, or leave out StrictMatch")
	}
}

func checkQueryParse(e *entity) {
	if isTrue(e.text(feed.GeocodeIncludeQueryParse)) && e.knows(feed.GeocodeGroup) && e.given(feed.GeocodeQuery) == feed.NoField {
		e.report(feed.GeocodeIncludeQueryParse, "IncludeQueryParse has no Query to take apart", "leave it out, or ask with a Query")
	}
}

func isTrue(text []byte) bool {
	text = trim(text)
	return len(text) == 1 && text[0] == '1' || isWord(text, "true")
}

// resultFields are those that the service fills in.
var resultFields = slices.Concat(statusFields, feed.ResponseGroup.Fields(), feed.PointGroup.Fields(), feed.QueryParseGroup.Fields())

func checkResponseInRequest(e *entity) {
	p, f := e.firstResult()
	e.reportPart(p, f, "a feed for upload has result values", "leave out responses and status, or check the feed as results")
}
