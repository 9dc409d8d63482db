package azuremapstest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/countries"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// A batchAnswer is an answer, in the order in which the service writes it.
type batchAnswer struct {
	BatchItems []outcome `json:"batchItems"`
	Summary    struct {
		SuccessfulRequests int `json:"successfulRequests"`
		TotalRequests      int `json:"totalRequests"`
	} `json:"summary"`
}

// An outcome is the answer to an item.
type outcome struct {
	OptionalID *string    `json:"optionalId,omitempty"`
	Type       string     `json:"type,omitempty"`
	Features   *[]any     `json:"features,omitempty"`
	Error      *errorBody `json:"error,omitempty"`
}

func failure(code, message string) outcome {
	return outcome{Error: &errorBody{Code: code, Message: message}}
}

func found(features []any) outcome {
	if features == nil {
		features = []any{}
	}
	return outcome{Type: "FeatureCollection", Features: &features}
}

// forward answers a forward item.
func (e *Emulator) forward(item *batchItem, language string) outcome {
	query, structured := item.query(), item.structured()
	switch {
	case query == "" && structured == "":
		o := failure("Invalid or malformed query", "query is missing or empty")
		o.Error.Target, o.Error.Details = new(string), &[]outcome{}
		return o
	case query != "" && structured != "":
		return failure("Conflicting Parameters", fmt.Sprintf("When 'query' is present, only the following parameters are valid: 'bbox, location, view, top'. '%s' was passed", structured))
	case strings.EqualFold(query, "nothing"):
		return found(nil)
	}
	request := feed.Entity{Geocode: &feed.GeocodeRequest{
		Culture: language, Query: query, MaxResults: strconv.Itoa(item.top()), IncludeNeighborhood: "true",
		Address: feed.Address{
			AddressLine: item.AddressLine, Locality: item.Locality, PostalCode: item.PostalCode,
			AdminDistrict: item.AdminDistrict, AdminDistrict2: item.AdminDistrict2, PostalTown: item.AdminDistrict3, CountryRegion: item.CountryRegion,
		},
	}}
	var features []any
	for i, r := range e.responses(&request) {
		if i < item.top() {
			features = append(features, forwardFeature(&r))
		}
	}
	return found(features)
}

// reverse answers a reverse item. The message shows the pair as the service does: the other
// way round than it was sent.
func (e *Emulator) reverse(item *batchItem, language string) outcome {
	var at [2]float64
	wrong := len(item.Coordinates) != 2
	for i := range item.Coordinates[:min(2, len(item.Coordinates))] {
		at[i], _ = item.Coordinates[i].Float64()
	}
	if wrong || math.Abs(at[0]) > 180 || math.Abs(at[1]) > 90 {
		return failure("BadRequest", "The provided coordinates in coordinates are invalid, out of range, or not in the expected format")
	}
	request := feed.Entity{Reverse: &feed.ReverseGeocodeRequest{
		Culture: language, IncludeEntityTypes: strings.Join(item.ResultTypes, ","), IncludeNeighborhood: "true",
		Location: feed.Location{Latitude: item.Coordinates[1].String(), Longitude: item.Coordinates[0].String()},
	}}
	var features []any
	for i, r := range e.responses(&request) {
		features = append(features, reverseFeature(&r, i+len(r.Name)))
	}
	return found(features)
}

// responses makes up responses.
func (e *Emulator) responses(request *feed.Entity) []feed.GeocodeResponse {
	r := recorder{}
	if feed.WriteEntity(&r, request) != nil {
		return nil
	}
	responses, err := dataflowtest.Internal.Responses(&private.Granted, &r.record, e.o.Seed)
	if err != nil {
		return nil
	}
	return responses
}

// A recorder is a writer that fills a record.
type recorder struct{ record feed.Record }

// WriteToken implements feed.Writer.
func (r *recorder) WriteToken(t feed.Token) error {
	_, err := r.record.Add(t)
	return err
}

// Close implements feed.Writer.
func (r *recorder) Close() error { return nil }

type geometry struct {
	Type        string         `json:"type"`
	Coordinates [2]json.Number `json:"coordinates"`
}

func geometryOf(l feed.Location) geometry {
	return geometry{"Point", [2]json.Number{json.Number(l.Longitude), json.Number(l.Latitude)}}
}

// bounds returns a box, with as many digits as the service writes.
func bounds(b feed.BoundingBox) (box [4]json.Number) {
	for i, text := range [4]string{b.WestLongitude, b.SouthLatitude, b.EastLongitude, b.NorthLatitude} {
		degrees, _ := strconv.ParseFloat(text, 64)
		box[i] = json.Number(strconv.FormatFloat(degrees+math.Copysign(3.0617e-9, -degrees)*float64(i+1), 'f', -1, 64))
	}
	return box
}

type feature struct {
	Type       string          `json:"type"`
	Geometry   geometry        `json:"geometry"`
	BBox       *[4]json.Number `json:"bbox,omitempty"`
	Properties any             `json:"properties"`
}

// A forwardProperties has its members in the order of forward answers.
type forwardProperties struct {
	Type          string         `json:"type"`
	Confidence    string         `json:"confidence"`
	MatchCodes    []string       `json:"matchCodes"`
	GeocodePoints []any          `json:"geocodePoints"`
	Address       forwardAddress `json:"address"`
}

type forwardPoint struct {
	CalculationMethod string   `json:"calculationMethod"`
	UsageTypes        []string `json:"usageTypes"`
	Geometry          geometry `json:"geometry"`
}

type forwardAddress struct {
	AddressLine      string         `json:"addressLine,omitempty"`
	PostalCode       string         `json:"postalCode,omitempty"`
	Neighborhood     string         `json:"neighborhood,omitempty"`
	Locality         string         `json:"locality,omitempty"`
	FormattedAddress string         `json:"formattedAddress"`
	CountryRegion    forwardCountry `json:"countryRegion"`
	AdminDistricts   []district     `json:"adminDistricts,omitempty"`
}

type forwardCountry struct {
	Name string `json:"name"`
	ISO  string `json:"ISO,omitempty"`
}

type district struct {
	ShortName string `json:"shortName"`
}

// districts returns the districts of an address, the coarsest first.
func districts(a *feed.Address, county string) (list []district) {
	for _, name := range []string{a.AdminDistrict, strings.Replace(a.AdminDistrict2, "Co.", county, 1)} {
		if name != "" {
			list = append(list, district{name})
		}
	}
	return list
}

// codeOf returns the code of a country; empty where it is not known.
func codeOf(name string) string {
	if c := countries.Named(name); c != nil {
		return c.Code
	}
	return ""
}

// nameOf returns the name of a country, which requests know by its code.
func nameOf(name string) string {
	if c := countries.Named(name); c != nil {
		return c.Name
	}
	return name
}

func forwardFeature(r *feed.GeocodeResponse) any {
	box := bounds(r.BoundingBox)
	p := forwardProperties{
		Type: r.EntityType, Confidence: r.Confidence, MatchCodes: codes(r.MatchCodes),
		Address: forwardAddress{
			AddressLine: r.Address.AddressLine, PostalCode: r.Address.PostalCode, Neighborhood: r.Address.Neighborhood, Locality: r.Address.Locality,
			FormattedAddress: r.Address.FormattedAddress,
			CountryRegion:    forwardCountry{nameOf(r.Address.CountryRegion), codeOf(r.Address.CountryRegion)},
			AdminDistricts:   districts(&r.Address, "County"),
		},
	}
	for _, at := range r.GeocodePoints {
		p.GeocodePoints = append(p.GeocodePoints, forwardPoint{at.CalculationMethod, codes(at.UsageTypes), geometryOf(at.Location)})
	}
	return feature{Type: "Feature", Geometry: geometryOf(r.Point), BBox: &box, Properties: p}
}

// codes splits a list of a feed.
func codes(text string) (list []string) {
	for code := range strings.SplitSeq(text, ",") {
		list = append(list, strings.TrimSpace(code))
	}
	return list
}

// A reverseDocument has its members in the order of reverse answers.
type reverseDocument struct {
	Type       string            `json:"type"`
	Geometry   geometry          `json:"geometry"`
	Properties reverseProperties `json:"properties"`
	BBox       [4]json.Number    `json:"bbox"`
}

type reverseProperties struct {
	GeocodePoints []reversePoint `json:"geocodePoints"`
	Address       reverseAddress `json:"address"`
	Confidence    string         `json:"confidence"`
	MatchCodes    []string       `json:"matchCodes"`
	Type          string         `json:"type"`
}

type reversePoint struct {
	Geometry          geometry `json:"geometry"`
	CalculationMethod string   `json:"calculationMethod"`
	UsageTypes        []string `json:"usageTypes"`
}

type reverseAddress struct {
	AddressLine      string         `json:"addressLine,omitempty"`
	AdminDistricts   []district     `json:"adminDistricts,omitempty"`
	CountryRegion    reverseCountry `json:"countryRegion"`
	Intersection     *intersection  `json:"intersection,omitempty"`
	Locality         string         `json:"locality,omitempty"`
	Neighborhood     string         `json:"neighborhood,omitempty"`
	PostalCode       string         `json:"postalCode,omitempty"`
	FormattedAddress string         `json:"formattedAddress"`
}

type reverseCountry struct {
	Name string `json:"name"`
	ISO  string `json:"iso,omitempty"`
}

type intersection struct {
	BaseStreet       string  `json:"baseStreet"`
	DisplayName      string  `json:"displayName"`
	IntersectionType string  `json:"intersectionType"`
	SecondaryStreet1 string  `json:"secondaryStreet1"`
	SecondaryStreet2 *string `json:"secondaryStreet2"`
}

// intersectionOf makes up the streets around an address. Every other one has one only.
func intersectionOf(line string, n int) *intersection {
	_, street, ok := strings.Cut(line, " ")
	if !ok {
		return nil
	}
	first, second := "Elm St", "Oak St"
	if n%2 == 0 {
		return &intersection{street, street + ", near " + first, "Near", first, nil}
	}
	return &intersection{street, street + ", between " + first + " and " + second, "Between", first, &second}
}

func reverseFeature(r *feed.GeocodeResponse, n int) any {
	p := reverseProperties{
		Address: reverseAddress{
			AddressLine: r.Address.AddressLine, AdminDistricts: districts(&r.Address, "Co."),
			CountryRegion: reverseCountry{nameOf(r.Address.CountryRegion), codeOf(r.Address.CountryRegion)},
			Intersection:  intersectionOf(r.Address.AddressLine, n), Locality: r.Address.Locality, Neighborhood: r.Address.Neighborhood,
			PostalCode: r.Address.PostalCode, FormattedAddress: cmp.Or(r.Address.FormattedAddress, r.Name),
		},
		Confidence: r.Confidence, MatchCodes: codes(r.MatchCodes), Type: r.EntityType,
	}
	for i, at := range r.GeocodePoints {
		if i == 0 {
			p.GeocodePoints = append(p.GeocodePoints, reversePoint{geometryOf(at.Location), "Parcel", codes(at.UsageTypes)})
		}
	}
	return reverseDocument{"Feature", geometryOf(r.Point), p, bounds(r.BoundingBox)}
}
