package feedtest

import (
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A town is where the entities of realistic feeds are.
type town struct{ name, postcode, district, district2, country, culture string }

var towns = []town{
	{"Bielefeld", "33602", "NW", "Detmold", "Germany", "de-DE"},
	{"Görlitz", "02826", "SN", "Görlitz", "Germany", "de-DE"},
	{"Besançon", "25000", "Bourgogne-Franche-Comté", "Doubs", "France", "fr-FR"},
	{"Duluth", "55802", "MN", "St. Louis Co.", "United States", "en-US"},
	{"Walla Walla", "99362", "WA", "Walla Walla Co.", "United States", "en-US"},
	{"Aberystwyth", "SY23 2AX", "Wales", "Ceredigion", "United Kingdom", "en-GB"},
	{"Jyväskylä", "40100", "Central Finland", "Jyväskylä", "Finland", "fi"},
	{"Łódź", "90-001", "Łódzkie", "Łódź", "Poland", "pl"},
	{"Scarborough", "00000", "Tobago", "", "Trinidad & Tobago", "en-US"},
}

var (
	streets     = []string{"Lindenweg", "Harbour Road", "Rue du Moulin", "2nd Ave N", "Mill Lane", "Kauppakatu", "O'Connell Street", "Quai No. 3, Shed B", "Old \"Toll\" Road"}
	landmarks   = []string{"Old Water Tower", "Central Station", "Müller & Söhne", "Botanical Garden"}
	confidences = []string{"High", "High", "High", "Medium", "Low"}
	matches     = []string{"Good", "Good", "Good", "Ambiguous", "UpHierarchy", "Ambiguous, Good"}
	booleans    = []string{"true", "false", "1", "0"}
)

func (s *stream) town() town { return towns[s.IntN(len(towns))] }

func (s *stream) requestEntity() { s.request(s.town()) }

// request adds one of the three kinds of requests.
func (s *stream) request(at town) {
	switch n := s.IntN(10); {
	case n < 6:
		s.addressRequest(at)
	case n < 8:
		s.queryRequest(at)
	default:
		s.reverseRequest(at)
	}
}

func (s *stream) addressRequest(at town) {
	s.start(feed.GeocodeStart)
	s.value(feed.GeocodeCulture, at.culture)
	if s.chance(20) {
		s.value(feed.GeocodeStrictMatch, s.pick(booleans))
	}
	s.value(feed.GeocodeAddressLine, s.houseNumber(), " ", s.pick(streets))
	s.value(feed.GeocodeAdminDistrict, at.district)
	s.value(feed.GeocodeCountryRegion, at.country)
	s.value(feed.GeocodeLocality, at.name)
	s.value(feed.GeocodePostalCode, at.postcode)
	if s.chance(20) {
		s.value(feed.GeocodeMinimumConfidence, s.pick(confidences))
	}
}

func (s *stream) queryRequest(at town) {
	s.start(feed.GeocodeStart)
	s.value(feed.GeocodeCulture, at.culture)
	s.value(feed.GeocodeQuery, s.pick(landmarks), ", ", at.name)
	s.value(feed.GeocodeIncludeNeighborhood, s.pick(booleans))
	s.value(feed.GeocodeIncludeQueryParse, s.pick(booleans))
	s.value(feed.GeocodeMaxResults, strconv.Itoa(1+s.IntN(20)))
}

func (s *stream) reverseRequest(at town) {
	s.start(feed.ReverseStart)
	s.value(feed.ReverseCulture, at.culture)
	s.value(feed.ReverseIncludeEntityTypes, "Address,Neighborhood")
	s.degrees(feed.ReverseLatitude, -90, 90)
	s.degrees(feed.ReverseLongitude, -180, 180)
	if s.chance(50) {
		s.value(feed.ReverseMinimumConfidence, s.pick(confidences))
	}
}

func (s *stream) houseNumber() string { return strconv.Itoa(1 + s.IntN(2000)) }

func (s *stream) resultEntity() {
	if s.chance(2) {
		s.failure()
		return
	}
	at := s.town()
	s.request(at)
	s.response(at)
	for s.chance(10) {
		s.response(s.town())
	}
	s.value(feed.StatusCode, "Success")
	s.trace()
}

func (s *stream) failure() {
	s.start(feed.GeocodeStart)
	s.value(feed.GeocodeCulture, s.town().culture)
	s.value(feed.StatusCode, "BadRequest")
	s.value(feed.FaultReason, "To geocode a location, you must specify at least one address field.")
	s.trace()
}

func (s *stream) trace() {
	s.value(feed.TraceID, strconv.FormatUint(s.Uint64()|1<<63, 16), "|LT", pad(s.IntN(1000), 6), "|02.00.", pad(s.IntN(100), 2), ".300|NODE06, NODE78")
}

func (s *stream) response(at town) {
	number, street := s.houseNumber(), s.pick(streets)
	s.start(feed.ResponseStart)
	s.value(feed.ResponseName, street, " ", number, ", ", at.postcode, " ", at.name)
	s.value(feed.ResponseEntityType, "Address")
	s.value(feed.ResponseConfidence, s.pick(confidences))
	s.value(feed.ResponseMatchCodes, s.pick(matches))
	s.value(feed.ResponseAddressLine, street, " ", number)
	s.value(feed.ResponseAdminDistrict, at.district)
	s.value(feed.ResponseCountryRegion, at.country)
	if at.district2 != "" {
		s.value(feed.ResponseAdminDistrict2, at.district2)
	}
	s.value(feed.ResponseFormattedAddress, street, " ", number, ", ", at.postcode, " ", at.name)
	s.value(feed.ResponseLocality, at.name)
	s.value(feed.ResponsePostalCode, at.postcode)
	s.point("InterpolationOffset", "Display")
	if s.chance(60) {
		s.point("Interpolation", "Route")
	}
	if s.chance(20) {
		s.pair("AddressLine", number+" "+street)
		s.pair("Locality", at.name)
	}
	s.place()
}

func (s *stream) point(method, usage string) {
	s.start(feed.PointStart)
	s.value(feed.PointCalculationMethod, method)
	s.degrees(feed.PointLatitude, -90, 90)
	s.degrees(feed.PointLongitude, -180, 180)
	s.value(feed.PointType, "Point")
	s.value(feed.PointUsageTypes, usage)
}

func (s *stream) pair(property, value string) {
	s.start(feed.QueryParseStart)
	s.value(feed.QueryParseProperty, property)
	s.value(feed.QueryParseValue, value)
}

// place adds a bounding box and the point within it.
func (s *stream) place() {
	latitude, longitude := s.Float64()*160-80, s.Float64()*340-170
	s.degrees(feed.ResponseSouthLatitude, latitude-0.1, latitude)
	s.degrees(feed.ResponseWestLongitude, longitude-0.1, longitude)
	s.degrees(feed.ResponseNorthLatitude, latitude, latitude+0.1)
	s.degrees(feed.ResponseEastLongitude, longitude, longitude+0.1)
	s.degrees(feed.ResponseLatitude, latitude, latitude)
	s.degrees(feed.ResponseLongitude, longitude, longitude)
}
