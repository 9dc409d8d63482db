package dataflowtest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
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

// respond appends the responses that it makes up for an entity: none where it cannot be located.
// They depend on the request and the seed only, so that the same feed has the same
// results however often it is sent.
func respond(dst []response, q question, h uint64) []response {
	if p, ok := q.request(feed.ReverseGroup); ok {
		return reverse(dst, p, h)
	}
	if p, ok := q.request(feed.GeocodeGroup); ok {
		return geocode(dst, p, h)
	}
	return dst
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
func geocode(dst []response, p request, h uint64) []response {
	asks := wordsOf(p)
	var made response
	var isQuery bool
	made.address, isQuery = requested(p)
	made.level = made.address.level()
	if isQuery && p.isTrue(feed.GeocodeIncludeQueryParse) {
		made.pairs = made.address.pairs()
	}
	made.confidence, made.matchCodes = confidence(h, p.text(feed.GeocodeMinimumConfidence)), "Good"
	area := made.address.locate(p.text(feed.GeocodeCulture), h)
	n := maxResults(p.text(feed.GeocodeMaxResults), 2, 1)
	var codes []string
	if asks(ambiguousWord) {
		codes = append(codes, "Ambiguous")
		n = maxResults(p.text(feed.GeocodeMaxResults), 3, 3)
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
	strict := p.isTrue(feed.GeocodeStrictMatch)
	if asks(notLocatedWord) || strict && asks(upHierarchyWord) || !suffices(made.confidence, p.text(feed.GeocodeMinimumConfidence)) {
		return dst
	}
	near := p.isTrue(feed.GeocodeIncludeNeighborhood)
	for i := range n {
		r := made
		r.finish(area.place(chance.Mix(h+uint64(i))), chance.Mix(h+uint64(i)), near)
		if r.level == countryRegion || r.level == division1 {
			r.box = area
		}
		dst = append(dst, r)
	}
	return dst
}

// reverse makes up a response to a place. There is none for the sea at 0, 0, and
// none where no known entity type is asked for.
func reverse(dst []response, p request, h uint64) []response {
	at := placeOf(p)
	made := response{level: addressLevel, confidence: confidence(h, p.text(feed.ReverseMinimumConfidence)), matchCodes: "Good"}
	if types := value.List(p.text(feed.ReverseIncludeEntityTypes)); len(types) > 0 {
		made.level = mostExact(types)
	}
	if at == (place{}) || made.level == "" {
		return dst
	}
	if country, division := regionsAt(at); country != nil {
		made.address.country = country.name
		if division != nil {
			made.address.district = division.code
		}
	}
	made.finish(at, h, p.isTrue(feed.ReverseIncludeNeighborhood))
	return append(dst, made)
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
		division = &known[chance.Mix(h+4)%uint64(len(known))]
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

// wordFields are where the words are looked for.
var wordFields = [...]feed.Field{feed.GeocodeQuery, feed.GeocodeAddressLine, feed.GeocodeLocality, feed.GeocodeAdminDistrict, feed.GeocodePostalCode}

// wordsOf returns a function that reports whether a request has a word somewhere, in any
// case.
func wordsOf(p request) func(word string) bool {
	var texts [len(wordFields)]string
	hyphen := false
	for i, f := range wordFields {
		texts[i] = p.text(f)
		hyphen = hyphen || strings.IndexByte(texts[i], '-') >= 0
	}
	return func(word string) bool {
		return (hyphen || word == ambiguousWord) && slices.ContainsFunc(texts[:], func(text string) bool { return containsFold(text, word) })
	}
}

// containsFold reports whether a text has a word of small letters in it, in any case.
func containsFold(text, word string) bool {
	for i := range len(text) - len(word) + 1 {
		if text[i]|' ' == word[0] && strings.EqualFold(text[i:i+len(word)], word) {
			return true
		}
	}
	return false
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
	if minimum == "" {
		return true
	}
	rank := func(c string) int {
		return slices.IndexFunc(confidences, func(known string) bool { return strings.EqualFold(known, strings.TrimSpace(c)) })
	}
	return rank(confidence) >= rank(minimum)
}

// maxResults is how many responses there are: as many as there could be, but no
// more than asked for.
func maxResults(text string, most, unasked int) int {
	if text == "" {
		return unasked
	}
	asked, err := strconv.Atoi(text)
	if err != nil || asked < 1 {
		return unasked
	}
	return min(asked, most)
}

// pick returns one of some texts, evenly.
func pick(h uint64, texts ...string) string { return texts[h%uint64(len(texts))] }
