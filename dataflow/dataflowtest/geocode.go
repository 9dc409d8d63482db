package dataflowtest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// A response is what is made up for a request.
type response struct {
	level
	confidence string
	matchCodes string
	address    address
	at         place
	box        box
	pairs      [][2]string // of the query as it was understood
}

// respond makes up the responses for an entity: none where it cannot be located.
// They depend on the request and the seed only, so that the same feed has the same
// results however often it is sent.
func respond(r *feed.Record, h uint64) []response {
	if p, ok := r.Request(feed.ReverseGroup); ok {
		return reverse(p, h)
	}
	if p, ok := r.Request(feed.GeocodeGroup); ok {
		return geocode(p, h)
	}
	return nil
}

// Words of a request that ask for what the service does with requests that it
// cannot answer well; see the package's documentation.
const (
	notLocatedWord    = "not-located"
	ambiguousWord     = "ambiguous"
	lowConfidenceWord = "low-confidence"
	upHierarchyWord   = "up-hierarchy"
)

// geocode makes up responses to an address or a query.
func geocode(p feed.Part, h uint64) []response {
	asks := wordsOf(p)
	var made response
	var isQuery bool
	made.address, isQuery = requested(p)
	made.level = made.address.level()
	if isQuery {
		if yes, _ := value.ParseBool(string(p.Text(feed.GeocodeIncludeQueryParse))); yes {
			made.pairs = made.address.pairs()
		}
	}
	made.confidence, made.matchCodes = confidence(h, string(p.Text(feed.GeocodeMinimumConfidence))), "Good"
	area := made.address.locate(string(p.Text(feed.GeocodeCulture)), h)
	n := maxResults(p.Text(feed.GeocodeMaxResults), 2, 1)
	var codes []string
	if asks(ambiguousWord) {
		codes = append(codes, "Ambiguous")
		n = maxResults(p.Text(feed.GeocodeMaxResults), 3, 3)
	}
	if asks(upHierarchyWord) {
		codes = append(codes, "UpHierarchy")
		made.confidence, made.level = "Medium", upFrom(made.level)
	}
	if codes != nil {
		made.matchCodes = strings.Join(codes, ", ")
	}
	if asks(lowConfidenceWord) {
		made.confidence = "Low"
	}
	strict, _ := value.ParseBool(string(p.Text(feed.GeocodeStrictMatch)))
	if asks(notLocatedWord) || strict && asks(upHierarchyWord) || !suffices(made.confidence, string(p.Text(feed.GeocodeMinimumConfidence))) {
		return nil
	}
	near := isTrue(p.Text(feed.GeocodeIncludeNeighborhood))
	responses := make([]response, n)
	for i := range responses {
		r := made
		r.finish(area.place(mix(h+uint64(i))), mix(h+uint64(i)), near)
		if r.level == countryRegion || r.level == division1 {
			r.box = area
		}
		responses[i] = r
	}
	return responses
}

// reverse makes up a response to a place. There is none for the sea at 0, 0, and
// none where no known entity type is asked for.
func reverse(p feed.Part, h uint64) []response {
	at := placeOf(p)
	made := response{level: addressLevel, confidence: confidence(h, string(p.Text(feed.ReverseMinimumConfidence))), matchCodes: "Good"}
	if types := value.List(string(p.Text(feed.ReverseIncludeEntityTypes))); len(types) > 0 {
		made.level = mostExact(types)
	}
	if at == (place{}) || made.level == "" {
		return nil
	}
	if country, division := regionsAt(at); country != nil {
		made.address.country = country.name
		if division != nil {
			made.address.district = division.code
		}
	}
	made.finish(at, h, isTrue(p.Text(feed.ReverseIncludeNeighborhood)))
	return []response{made}
}

// finish completes a response that is of a place.
func (r *response) finish(at place, h uint64, near bool) {
	r.at = at
	r.address.complete(h)
	if !near && r.level != neighborhood {
		r.address.neighborhood = ""
	}
	r.address.cut(r.level)
	for _, l := range levels {
		if l.level == r.level {
			r.box = around(at, l.half)
		}
	}
}

// locate finds out where an address is, names its country, and its division where
// it has none and those of the country are known.
func (a *address) locate(culture string, h uint64) (area box) {
	country := countryNamed(a.country)
	if country == nil && a.country != "" {
		return world
	}
	division, of := divisionNamed(a.district, country)
	if country = of; country == nil {
		country = countryOfCulture(culture)
		division, _ = divisionNamed(a.district, country)
	}
	a.country = country.name
	if known := divisions[country.code]; a.district == "" && len(known) > 0 && a.level() != countryRegion {
		division = &known[mix(h+4)%uint64(len(known))]
		a.district = division.code
	}
	if division != nil {
		return division.box
	}
	return country.box
}

// pairs are the parts of a query as they were understood.
func (a *address) pairs() (pairs [][2]string) {
	for _, p := range [][2]string{
		{"AddressLine", a.line}, {"Locality", a.locality}, {"AdminDistrict", a.district}, {"PostalCode", a.postalCode}, {"CountryRegion", a.country},
	} {
		if p[1] != "" {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// wordsOf returns what tells whether a request has a word somewhere, in any case.
func wordsOf(p feed.Part) func(word string) bool {
	var text []byte
	for _, f := range []feed.Field{feed.GeocodeQuery, feed.GeocodeAddressLine, feed.GeocodeLocality, feed.GeocodeAdminDistrict, feed.GeocodePostalCode} {
		text = append(append(text, p.Text(f)...), '\n')
	}
	lower := strings.ToLower(string(text))
	return func(word string) bool { return strings.Contains(lower, word) }
}

// upFrom is what a response is of where a level cannot be found.
func upFrom(l level) level {
	if l == addressLevel || l == postcode {
		return populated
	}
	return countryRegion
}

// mostExact returns the first of the levels that is one of some entity types, ""
// if none is.
func mostExact(types []string) level {
	for _, l := range levels {
		if slices.ContainsFunc(types, func(t string) bool { return strings.EqualFold(t, string(l.level)) }) {
			return l.level
		}
	}
	return ""
}

var confidences = []string{"Low", "Medium", "High"}

// confidence is how sure a response is: a third of them would be Medium, but for
// requests that want more.
func confidence(h uint64, minimum string) string {
	made := pick(h, "High", "High", "Medium")
	if !suffices(made, minimum) {
		return "High"
	}
	return made
}

func suffices(confidence, minimum string) bool {
	rank := func(c string) int {
		return slices.IndexFunc(confidences, func(known string) bool { return strings.EqualFold(known, strings.TrimSpace(c)) })
	}
	return rank(confidence) >= rank(minimum)
}

// maxResults is how many responses there are: as many as there could be, but no
// more than asked for.
func maxResults(text []byte, most, unasked int) int {
	asked, err := strconv.Atoi(string(text))
	if err != nil || asked < 1 {
		return unasked
	}
	return min(asked, most)
}

func isTrue(text []byte) bool {
	yes, err := value.ParseBool(string(text))
	return err == nil && yes
}

// pick returns one of some texts, evenly.
func pick(h uint64, texts ...string) string { return texts[h%uint64(len(texts))] }
