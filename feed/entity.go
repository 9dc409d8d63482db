package feed

// An Entity is one entry of a feed as a struct, for programs that make or use
// feeds. It has the same content as the entity's tokens: every value is text,
// kept as it was written, and an empty string is an absent value. The typed
// accessors (Location.Degrees, GeocodeRequest.Strict, …) and constructors
// (LocationAt, FormatBool, …) go to numbers and booleans and back.
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

// The methods named at return the place of a field in its struct, or nil where
// the struct has none; they are the one link between the fields and the structs.

func (e *Entity) at(f Field) *string {
	switch f {
	case ID:
		return &e.ID
	case StatusCode:
		return &e.StatusCode
	case FaultReason:
		return &e.FaultReason
	case TraceID:
		return &e.TraceID
	}
	return nil
}

func (q *ReverseGeocodeRequest) at(f Field) *string {
	switch f {
	case ReverseCulture:
		return &q.Culture
	case ReverseIncludeEntityTypes:
		return &q.IncludeEntityTypes
	case ReverseIncludeNeighborhood:
		return &q.IncludeNeighborhood
	case ReverseMaxResults:
		return &q.MaxResults
	case ReverseLatitude:
		return &q.Location.Latitude
	case ReverseLongitude:
		return &q.Location.Longitude
	case ReverseMinimumConfidence:
		return &q.MinimumConfidence
	}
	return nil
}

func (q *GeocodeRequest) at(f Field) *string {
	switch f {
	case GeocodeCulture:
		return &q.Culture
	case GeocodeQuery:
		return &q.Query
	case GeocodeIncludeNeighborhood:
		return &q.IncludeNeighborhood
	case GeocodeIncludeQueryParse:
		return &q.IncludeQueryParse
	case GeocodeMaxResults:
		return &q.MaxResults
	case GeocodeStrictMatch:
		return &q.StrictMatch
	case GeocodeMinimumConfidence:
		return &q.MinimumConfidence
	}
	return q.Address.at(f - GeocodeAddressLine)
}

func (r *GeocodeResponse) at(f Field) *string {
	switch f {
	case ResponseName:
		return &r.Name
	case ResponseEntityType:
		return &r.EntityType
	case ResponseConfidence:
		return &r.Confidence
	case ResponseMatchCodes:
		return &r.MatchCodes
	case ResponseSouthLatitude:
		return &r.BoundingBox.SouthLatitude
	case ResponseWestLongitude:
		return &r.BoundingBox.WestLongitude
	case ResponseNorthLatitude:
		return &r.BoundingBox.NorthLatitude
	case ResponseEastLongitude:
		return &r.BoundingBox.EastLongitude
	case ResponseLatitude:
		return &r.Point.Latitude
	case ResponseLongitude:
		return &r.Point.Longitude
	}
	return r.Address.at(f - ResponseAddressLine)
}

// at takes the distance from the AddressLine: both addresses of the schema have
// their fields in the same order.
func (a *Address) at(n Field) *string {
	switch n {
	case 0:
		return &a.AddressLine
	case GeocodeAdminDistrict - GeocodeAddressLine:
		return &a.AdminDistrict
	case GeocodeCountryRegion - GeocodeAddressLine:
		return &a.CountryRegion
	case GeocodeAdminDistrict2 - GeocodeAddressLine:
		return &a.AdminDistrict2
	case GeocodeFormattedAddress - GeocodeAddressLine:
		return &a.FormattedAddress
	case GeocodeLocality - GeocodeAddressLine:
		return &a.Locality
	case GeocodePostalCode - GeocodeAddressLine:
		return &a.PostalCode
	case GeocodePostalTown - GeocodeAddressLine:
		return &a.PostalTown
	case ResponseNeighborhood - ResponseAddressLine:
		return &a.Neighborhood
	case ResponseLandmark - ResponseAddressLine:
		return &a.Landmark
	}
	return nil
}

func (p *GeocodePoint) at(f Field) *string {
	switch f {
	case PointCalculationMethod:
		return &p.CalculationMethod
	case PointLatitude:
		return &p.Latitude
	case PointLongitude:
		return &p.Longitude
	case PointType:
		return &p.Type
	case PointUsageTypes:
		return &p.UsageTypes
	}
	return nil
}

func (p *QueryParsePair) at(f Field) *string {
	switch f {
	case QueryParseProperty:
		return &p.Property
	case QueryParseValue:
		return &p.Value
	}
	return nil
}
