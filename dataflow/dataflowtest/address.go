package dataflowtest

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
)

// An address is what a request or a response says of one.
type address struct {
	line, locality, district, district2, postalCode, postalTown, country, neighborhood string
}

// requested is the address of a request: that of its Address or, where it has
// none, what its Query says.
func requested(p request) (a address, query bool) {
	a = address{
		line: p.trimmed(feed.GeocodeAddressLine), locality: p.trimmed(feed.GeocodeLocality),
		district: p.trimmed(feed.GeocodeAdminDistrict), district2: p.trimmed(feed.GeocodeAdminDistrict2),
		postalCode: p.trimmed(feed.GeocodePostalCode), postalTown: p.trimmed(feed.GeocodePostalTown), country: p.trimmed(feed.GeocodeCountryRegion),
	}
	if a == (address{}) {
		return parseQuery(p.trimmed(feed.GeocodeQuery), countryOfCulture(p.text(feed.GeocodeCulture))), true
	}
	return a, false
}

// parseQuery takes a query apart, from its end: a country, a division with a
// postal code, a locality, and what is left. Home is where the culture is from.
func parseQuery(query string, home *region) (a address) {
	var parts []string
	for part := range strings.SplitSeq(query, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	last := func() string { return parts[len(parts)-1] }
	drop := func() { parts = parts[:len(parts)-1] }
	ofHome := len(parts) > 0 && a.takeDivision(last(), home)
	if !ofHome && len(parts) > 1 && countryNamed(last()) != nil {
		a.country = last()
		drop()
		ofHome = len(parts) > 0 && a.takeDivision(last(), countryNamed(a.country))
	}
	if ofHome {
		drop()
	}
	switch {
	case len(parts) == 0:
	case len(parts) == 1 && !strings.ContainsAny(parts[0], "0123456789"):
		a.locality = parts[0]
	case len(parts) == 1:
		a.line = parts[0]
	default:
		a.locality = last()
		drop()
		a.line = strings.Join(parts, ", ")
	}
	return a
}

// takeDivision takes a part of a query that is a division of a country, such as
// "WA" or "WA 98101".
func (a *address) takeDivision(part string, country *region) bool {
	name, code := part, ""
	if i := strings.IndexAny(part, "0123456789"); i > 0 {
		name, code = strings.TrimSpace(part[:i]), part[i:]
	}
	if d, _ := divisionNamed(name, country); d == nil {
		return false
	}
	a.district, a.postalCode = name, code
	return true
}

// A level is how much of an address a response is of, named as its entity type.
type level string

// The levels.
const (
	addressLevel  level = "Address"
	neighborhood  level = "Neighborhood"
	populated     level = "PopulatedPlace"
	postcode      level = "Postcode1"
	division2     level = "AdminDivision2"
	division1     level = "AdminDivision1"
	countryRegion level = "CountryRegion"
)

// levels are all of them, the most exact first, with half the size of their boxes
// in degrees.
var levels = []struct {
	level
	half float64
}{
	{addressLevel, 0.004}, {neighborhood, 0.02}, {populated, 0.06}, {postcode, 0.1}, {division2, 0.3}, {division1, 1}, {countryRegion, 3},
}

// level is the most exact thing that an address names.
func (a *address) level() level {
	switch {
	case a.line != "":
		return addressLevel
	case a.locality != "" || a.postalTown != "":
		return populated
	case a.postalCode != "":
		return postcode
	case a.district2 != "":
		return division2
	case a.district != "":
		return division1
	}
	return countryRegion
}

// cut leaves of a complete address what a response of a level says.
func (a *address) cut(l level) {
	exactly := func(parts ...*string) {
		for _, p := range parts {
			*p = ""
		}
	}
	switch l {
	case neighborhood, populated:
		exactly(&a.line, &a.postalCode)
	case postcode:
		exactly(&a.line, &a.postalTown)
	case division2:
		exactly(&a.line, &a.postalCode, &a.postalTown, &a.locality)
	case division1:
		exactly(&a.line, &a.postalCode, &a.postalTown, &a.locality, &a.district2)
	case countryRegion:
		exactly(&a.line, &a.postalCode, &a.postalTown, &a.locality, &a.district2, &a.district)
	}
	if l != addressLevel && l != neighborhood && l != populated {
		a.neighborhood = ""
	}
}

var (
	streets       = []string{"Harbour Street", "Mill Lane", "Station Road", "Orchard Way", "Market Square", "Bridge Street", "Hill Road"}
	localities    = []string{"Ashford", "Birkdale", "Carrick", "Dunmore", "Elmstead", "Fairview", "Glenwood"}
	counties      = []string{"Alder Co.", "Birch Co.", "Cedar Co.", "Elm Co.", "Hazel Co."}
	neighborhoods = []string{"Old Town", "Riverside", "Northgate", "Southfield", "Hillcrest"}
)

// complete makes up what an address lacks.
func (a *address) complete(h uint64) {
	fill := func(part *string, text string) {
		if *part == "" {
			*part = text
		}
	}
	if a.line == "" {
		a.line = strconv.FormatUint(1+h%200, 10) + " " + pick(chance.Mix(h), streets...)
	}
	if a.postalCode == "" {
		a.postalCode = strconv.FormatUint(100_000+chance.Mix(h+1)%100_000, 10)[1:]
	}
	fill(&a.locality, pick(h, localities...))
	fill(&a.district2, pick(chance.Mix(h+2), counties...))
	fill(&a.neighborhood, pick(chance.Mix(h+3), neighborhoods...))
}

// appendFormatted appends an address in one line. The service leaves out the country where
// it is the United States.
func (a *address) appendFormatted(dst []byte) []byte {
	known := countryNamed(a.country)
	country := a.country
	if known != nil && known.code == "US" && (a.locality != "" || a.district != "" || a.postalCode != "") {
		country = ""
	}
	district := a.district
	if d, _ := divisionNamed(district, known); d != nil {
		district = d.code
	}
	from := len(dst)
	add := func(part, separator string) {
		if part == "" {
			return
		}
		if len(dst) > from {
			dst = append(dst, separator...)
		}
		dst = append(dst, part...)
	}
	add(a.line, ", ")
	add(cmp.Or(a.locality, a.postalTown), ", ")
	add(district, ", ")
	if district != "" {
		add(a.postalCode, " ")
	} else {
		add(a.postalCode, ", ")
	}
	add(country, ", ")
	return dst
}
