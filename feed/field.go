package feed

import "strconv"

// A Field is one value of the schema: an attribute or a text element in XML, a
// column or a key of a JSON cell in delimited text. The constants stand in the
// order in which XML is written.
type Field uint8

// The fields of the schema, version 2.0. NoField is the zero Field.
const (
	NoField Field = iota

	ID

	ReverseCulture
	ReverseIncludeEntityTypes
	ReverseIncludeNeighborhood
	ReverseMaxResults
	ReverseLatitude
	ReverseLongitude
	ReverseMinimumConfidence

	GeocodeCulture
	GeocodeQuery
	GeocodeIncludeNeighborhood
	GeocodeIncludeQueryParse
	GeocodeMaxResults
	GeocodeStrictMatch
	GeocodeAddressLine
	GeocodeAdminDistrict
	GeocodeCountryRegion
	GeocodeAdminDistrict2
	GeocodeFormattedAddress
	GeocodeLocality
	GeocodePostalCode
	GeocodePostalTown
	GeocodeMinimumConfidence

	ResponseName
	ResponseEntityType
	ResponseConfidence
	ResponseMatchCodes
	ResponseAddressLine
	ResponseAdminDistrict
	ResponseCountryRegion
	ResponseAdminDistrict2
	ResponseFormattedAddress
	ResponseLocality
	ResponsePostalCode
	ResponsePostalTown
	ResponseNeighborhood
	ResponseLandmark

	PointCalculationMethod
	PointLatitude
	PointLongitude
	PointType
	PointUsageTypes

	QueryParseProperty
	QueryParseValue

	ResponseSouthLatitude
	ResponseWestLongitude
	ResponseNorthLatitude
	ResponseEastLongitude
	ResponseLatitude
	ResponseLongitude

	StatusCode
	FaultReason
	TraceID

	// The last three are cells of delimited text that hold no single value of
	// their own; they name columns, and never stand in a Token.

	ResponseQueryParseValues // the JSON cell of the QueryParseValue pairs
	ResponseGeocodePoints    // the JSON cell of the GeocodePoints
	ResponseIndex            // the number of a response, in the extended layout

	// NumFields is one more than the last Field; arrays indexed by Field have
	// this length.
	NumFields
)

// String returns the field's name: its column path, such as
// "GeocodeRequest/Address/AddressLine".
func (f Field) String() string {
	if f >= NumFields {
		return unknown("Field", f)
	}
	return fields[f].Name
}

// Info returns the field's row of the schema table; the zero FieldInfo, that of
// NoField, for a number that is no field's.
func (f Field) Info() FieldInfo {
	if f >= NumFields {
		f = NoField
	}
	return fields[f]
}

// unknown is the String of a number that has no name.
func unknown[N ~uint8](kind string, n N) string { return kind + "(" + strconv.Itoa(int(n)) + ")" }
