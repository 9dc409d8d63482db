package dataflowtest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// ask returns what comes back for an entity with some request.
func (s *server) ask(request string) *feed.Entity {
	s.t.Helper()
	const root = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="1">`
	_, text := s.results("xml", root+request+"</GeocodeEntity></GeocodeFeed>", "succeeded")
	for e, err := range feed.Entities(feedio.NewReader(strings.NewReader(text), feed.XML, nil)) {
		if err != nil {
			s.t.Fatalf("%v in\n%s", err, text)
		}
		return e
	}
	s.t.Fatalf("no entity in\n%s", text)
	return nil
}

func geocodeRequest(attrs, address string) string {
	if address != "" {
		address = "<Address " + address + "/>"
	}
	return "<GeocodeRequest " + attrs + ">" + address + "</GeocodeRequest>"
}

// TestPlacesAreWhereAsked shows that made-up places are in the country or state
// that a request names, or else in that of its culture.
func TestPlacesAreWhereAsked(t *testing.T) {
	s := serve(t, dataflowtest.Options{PerDay: 1000})
	for _, c := range []struct {
		attrs, address           string
		south, west, north, east float64
		country                  string
	}{
		{"", `CountryRegion="Deutschland" Locality="Bremen"`, 47.2, 5.8, 55.1, 15.1, "Germany"},
		{"", `CountryRegion="de"`, 47.2, 5.8, 55.1, 15.1, "Germany"},
		{"", `CountryRegion="U.S.A." AdminDistrict="wa" AddressLine="1 Elm Street"`, 45.5, -124.8, 49.1, -116.9, "United States"},
		{"", `AdminDistrict="Ontario"`, 41.6, -95.2, 56.9, -74.3, "Canada"},
		{"", `Locality="Walla Walla" AdminDistrict="WA"`, 45.5, -124.8, 49.1, -116.9, "United States"},
		{`Culture="pt-BR"`, `Locality="Recife"`, -33.8, -74, 5.3, -28.8, "Brazil"},
		{`Culture="fr"`, `Locality="Lyon"`, 41.3, -5.2, 51.1, 9.6, "France"},
		{`Query="Rathausplatz 1, Wien, Österreich"`, "", 46.3, 9.5, 49.1, 17.2, "Austria"},
		{`Query="Main St, Dayton, OH 45402"`, "", 38.3, -84.9, 42.4, -80.5, "United States"},
		{`Query="Atlanta, Georgia"`, "", 30.3, -85.7, 35.1, -80.8, "United States"},
		{`Query="1 Elm Street"`, "", 18.9, -179.2, 71.4, -66.9, "United States"},
	} {
		for seed := range uint64(3) {
			s := serve(t, dataflowtest.Options{Seed: seed})
			e := s.ask(geocodeRequest(c.attrs, c.address))
			if len(e.Responses) != 1 {
				t.Errorf("%s %s: %d responses", c.attrs, c.address, len(e.Responses))
				continue
			}
			r := e.Responses[0]
			latitude, longitude, err := r.Point.Degrees()
			if err != nil || latitude < c.south || latitude > c.north || longitude < c.west || longitude > c.east || r.Address.CountryRegion != c.country {
				t.Errorf("%s %s: %v, %v in %s", c.attrs, c.address, latitude, longitude, r.Address.CountryRegion)
			}
		}
	}
	if e := s.ask(geocodeRequest("", `CountryRegion="Atlantis" Locality="Poseidonis"`)); e.Responses[0].Address.CountryRegion != "Atlantis" {
		t.Errorf("%+v", e.Responses[0])
	}
}

// TestWholeAddress shows that a response has all parts of its address, and two
// points, for display and for the route.
func TestWholeAddress(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	e := s.ask(geocodeRequest(`IncludeNeighborhood="1"`, `AddressLine="77 Mill Lane" AdminDistrict="WA" Locality="Walla Walla" PostalCode="99362" PostalTown="x"`))
	r := e.Responses[0]
	a := r.Address
	for name, got := range map[string][2]string{
		"AddressLine": {a.AddressLine, "77 Mill Lane"}, "AdminDistrict": {a.AdminDistrict, "WA"}, "CountryRegion": {a.CountryRegion, "United States"},
		"FormattedAddress": {a.FormattedAddress, "77 Mill Lane, Walla Walla, WA 99362"}, "Locality": {a.Locality, "Walla Walla"},
		"PostalCode": {a.PostalCode, "99362"}, "PostalTown": {a.PostalTown, "x"}, "EntityType": {r.EntityType, "Address"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s is %q, want %q", name, got[0], got[1])
		}
	}
	if a.AdminDistrict2 == "" || a.Neighborhood == "" || len(r.GeocodePoints) != 2 || r.GeocodePoints[0].UsageTypes != "Display" || r.GeocodePoints[1].UsageTypes != "Route" {
		t.Errorf("%+v", r)
	}
	if !strings.HasPrefix(e.TraceID[32:], "|CH") || strings.Count(e.TraceID, "|") != 3 {
		t.Errorf("TraceId %q", e.TraceID)
	}
	for _, asked := range []string{`IncludeNeighborhood="0"`, ``} {
		e := s.ask(geocodeRequest(asked+` Culture=""`, `Locality="York" AddressLine=""`))
		if e.Geocode.IncludeNeighborhood != "" || e.Responses[0].Address.Neighborhood != "" {
			t.Errorf("%s: %+v", asked, e)
		}
	}
}

// TestOutcomes shows the words that ask for an answer of some kind.
func TestOutcomes(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	for _, c := range []struct{ attrs, address, want string }{
		{`Query="1 Elm St"`, "", "1 Medium Good"},
		{`Query="1 Elm St" MaxResults="5"`, "", "2 High Good"},
		{`Query="Not-Located"`, "", "0"},
		{``, `AddressLine="1 Elm St" Locality="not-located"`, "0"},
		{`Query="ambiguous"`, "", "3 High Ambiguous"},
		{`Query="ambiguous" MaxResults="2"`, "", "2 High Ambiguous"},
		{`Query="ambiguous up-hierarchy"`, "", "3 Medium Ambiguous, UpHierarchy"},
		{``, `AddressLine="low-confidence"`, "1 Low Good"},
		{``, `AddressLine="1 up-hierarchy St" Locality="York"`, "1 Medium UpHierarchy"},
		{`StrictMatch="true"`, `AddressLine="1 up-hierarchy St" Locality="York"`, "0"},
	} {
		e := s.ask(geocodeRequest(c.attrs, c.address))
		got := strconv.Itoa(len(e.Responses))
		if len(e.Responses) > 0 {
			got = fmt.Sprint(got, " ", e.Responses[0].Confidence, " ", e.Responses[0].MatchCodes)
		}
		if got != c.want || e.StatusCode != "Success" {
			t.Errorf("%s %s: %s %s, want %s", c.attrs, c.address, e.StatusCode, got, c.want)
		}
	}
	e := s.ask("<GeocodeRequest Query=\"low-confidence\"><ConfidenceFilter MinimumConfidence=\"medium\"/></GeocodeRequest>")
	if len(e.Responses) != 0 {
		t.Errorf("less sure than asked for: %+v", e.Responses)
	}
	if e := s.ask(geocodeRequest("", `AddressLine="1 up-hierarchy St" Locality="York" PostalCode="1"`)); e.Responses[0].EntityType != "PopulatedPlace" || e.Responses[0].Address.AddressLine != "" {
		t.Errorf("%+v", e.Responses[0])
	}
}

// TestReverse shows that a reverse request has an address of its entity types, in
// the country of its place.
func TestReverse(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	for _, c := range []struct{ types, latitude, longitude, want string }{
		{"", "47.6", "-122.1", "Address United States WA true true false"},
		{"neighborhood", "52.5", "13.4", "Neighborhood Germany false true true"},
		{"AdminDivision1, PopulatedPlace", "52.5", "13.4", "PopulatedPlace Germany false true false"},
		{"CountryRegion", "-23", "-46", "CountryRegion Brazil false false false"},
		{"Postcode1", "-33", "151", "Postcode1 Australia false true false"},
	} {
		e := s.ask(fmt.Sprintf(`<ReverseGeocodeRequest IncludeEntityTypes=%q><Location Latitude=%q Longitude=%q/></ReverseGeocodeRequest>`, c.types, c.latitude, c.longitude))
		r := e.Responses[0]
		got := strings.Join([]string{r.EntityType, r.Address.CountryRegion, ""}, " ")
		if c.types == "" {
			got += r.Address.AdminDistrict + " "
		}
		got += fmt.Sprint(r.Address.AddressLine != "", " ", r.Address.Locality != "", " ", r.Address.Neighborhood != "")
		if got != c.want || r.Point.Latitude != c.latitude || r.Point.Longitude != c.longitude {
			t.Errorf("%s: %s at %v, want %s", c.types, got, r.Point, c.want)
		}
	}
	for _, nowhere := range []string{`><Location Latitude="0" Longitude="0.0"/>`, ` IncludeEntityTypes="Volcano"><Location Latitude="1" Longitude="1"/>`} {
		if e := s.ask("<ReverseGeocodeRequest" + nowhere + "</ReverseGeocodeRequest>"); len(e.Responses) != 0 || e.StatusCode != "Success" {
			t.Errorf("%s: %+v", nowhere, e)
		}
	}
}

// TestQueryParse shows that the parts of a query are told where that is asked for.
func TestQueryParse(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	e := s.ask(geocodeRequest(`IncludeQueryParse="true" Query="1 Elm St, Dayton, OH 45402"`, ""))
	if got := fmt.Sprint(e.Responses[0].QueryParseValues); got != "[{AddressLine 1 Elm St} {Locality Dayton} {AdminDistrict OH} {PostalCode 45402}]" {
		t.Error(got)
	}
}
