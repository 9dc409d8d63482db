package feed

import (
	"math/bits"
	"strconv"
)

// A Field is one value of the schema: an attribute or a text element in XML, a column or
// a key of a JSON cell in delimited text. The constants are in the order in which XML is
// written.
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

	// The last three are columns of delimited text that hold no single value of
	// their own. They are never the field of a token.

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

// Info returns the field's row of the schema table. For a number that is not a field it
// returns the zero FieldInfo, that of NoField.
func (f Field) Info() FieldInfo {
	if f >= NumFields {
		f = NoField
	}
	return fields[f]
}

// unknown is the String of a number that has no name.
func unknown[N ~uint8](kind string, n N) string { return kind + "(" + strconv.Itoa(int(n)) + ")" }

// A FieldSet is a set of fields.
type FieldSet uint64

const _ = uint(64 - NumFields) // a FieldSet has a bit for every field

// SetOf returns the set of the fields.
func SetOf(fields ...Field) (s FieldSet) {
	for _, f := range fields {
		s = s.With(f)
	}
	return s
}

// Set returns the fields of the group that tokens have.
func (g Group) Set() FieldSet { return SetOf(g.fields()...) }

// Has reports whether the set holds f.
func (s FieldSet) Has(f Field) bool { return s&(1<<f) != 0 }

// With returns the set with f in it.
func (s FieldSet) With(f Field) FieldSet { return s | 1<<f }

// Without returns the set without f.
func (s FieldSet) Without(f Field) FieldSet { return s &^ (1 << f) }

// Next returns the first field of the set, in the order of the schema, and the set
// without it; NoField for the empty set.
func (s FieldSet) Next() (Field, FieldSet) {
	return Field(bits.TrailingZeros64(uint64(s)) & 63), s & (s - 1)
}
