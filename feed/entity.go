package feed

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// An Entity is one entry of a feed as a struct, for programs that make or use
// feeds. It has the same content as the entity's tokens: every value is text,
// kept as it was written, and an empty string is an absent value. The typed
// accessors (Location.Degrees, GeocodeRequest.Strict) and constructors (LocationAt,
// BoundingBoxOf) go to numbers and booleans and back; Get and Set reach a value by its
// Field.
type Entity struct {
	ID        string
	Reverse   *ReverseGeocodeRequest
	Geocode   *GeocodeRequest
	Responses []GeocodeResponse

	StatusCode  string
	FaultReason string
	TraceID     string
}

// ReverseGeocodeRequest asks for the address of a place.
type ReverseGeocodeRequest struct {
	Culture             string
	IncludeEntityTypes  string // comma-separated
	IncludeNeighborhood string
	MaxResults          string
	Location            Location
	MinimumConfidence   string // of the ConfidenceFilter
}

// GeocodeRequest asks for the place of an address or of a free-text query.
type GeocodeRequest struct {
	Culture             string
	Query               string
	IncludeNeighborhood string
	IncludeQueryParse   string
	MaxResults          string
	StrictMatch         string
	Address             Address
	MinimumConfidence   string // of the ConfidenceFilter
}

// Address is an address, of a request or of a response. Requests have no
// Neighborhood and no Landmark: WriteEntity refuses one that does.
type Address struct {
	AddressLine      string
	AdminDistrict    string
	CountryRegion    string
	AdminDistrict2   string
	FormattedAddress string
	Locality         string
	PostalCode       string
	PostalTown       string
	Neighborhood     string
	Landmark         string
}

// GeocodeResponse is one answer of the service.
type GeocodeResponse struct {
	Name             string
	EntityType       string
	Confidence       string
	MatchCodes       string // comma-separated
	Address          Address
	GeocodePoints    []GeocodePoint
	QueryParseValues []QueryParsePair
	BoundingBox      BoundingBox
	Point            Location
}

// Location is a place in degrees.
type Location struct{ Latitude, Longitude string }

// BoundingBox is an area in degrees.
type BoundingBox struct{ SouthLatitude, WestLongitude, NorthLatitude, EastLongitude string }

// GeocodePoint is a place with what it is good for.
type GeocodePoint struct {
	CalculationMethod string
	Location
	Type       string
	UsageTypes string // comma-separated
}

// QueryParsePair is a part of a query as the service understood it.
type QueryParsePair struct{ Property, Value string }

// LocationAt returns the place at a latitude and longitude in degrees.
func LocationAt(latitude, longitude float64) Location {
	return Location{value.FormatDegrees(latitude), value.FormatDegrees(longitude)}
}

// Degrees returns the place as numbers, in degrees.
func (l Location) Degrees() (latitude, longitude float64, err error) {
	if latitude, err = value.ParseDegrees(l.Latitude); err != nil {
		return 0, 0, fmt.Errorf("latitude: %w", err)
	}
	if longitude, err = value.ParseDegrees(l.Longitude); err != nil {
		return 0, 0, fmt.Errorf("longitude: %w", err)
	}
	return latitude, longitude, nil
}

// BoundingBoxOf returns the area between two corners, in degrees.
func BoundingBoxOf(south, west, north, east float64) BoundingBox {
	return BoundingBox{value.FormatDegrees(south), value.FormatDegrees(west), value.FormatDegrees(north), value.FormatDegrees(east)}
}

// Degrees returns the area's borders as numbers, in degrees.
func (b BoundingBox) Degrees() (south, west, north, east float64, err error) {
	if south, west, err = (Location{b.SouthLatitude, b.WestLongitude}).Degrees(); err != nil {
		return 0, 0, 0, 0, fmt.Errorf("south-west corner: %w", err)
	}
	if north, east, err = (Location{b.NorthLatitude, b.EastLongitude}).Degrees(); err != nil {
		return 0, 0, 0, 0, fmt.Errorf("north-east corner: %w", err)
	}
	return south, west, north, east, nil
}

// Strict returns StrictMatch; false where it is absent, the service's default.
func (q *GeocodeRequest) Strict() (bool, error) { return boolOr(q.StrictMatch, false) }

func boolOr(text string, absent bool) (bool, error) {
	if text == "" {
		return absent, nil
	}
	return value.ParseBool(text)
}
