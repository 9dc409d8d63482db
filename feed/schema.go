package feed

import (
	"slices"
	"strings"
	"sync"
)

// A Group is a part of an entity whose values belong together.
type Group uint8

// The groups. An entity has one EntityGroup, at most one of each request, and
// any number of the others.
const (
	EntityGroup     Group = iota // Id, StatusCode, FaultReason, TraceId
	ReverseGroup                 // ReverseGeocodeRequest
	GeocodeGroup                 // GeocodeRequest
	ResponseGroup                // GeocodeResponse
	PointGroup                   // GeocodePoint of a response
	QueryParseGroup              // QueryParseValue of a response

	// NumGroups is one more than the last Group.
	NumGroups
)

// Element returns the local name of the XML element that is the group.
func (g Group) Element() string {
	if g >= NumGroups {
		return unknown("Group", g)
	}
	return groupElements[g]
}

var groupElements = [NumGroups]string{
	"GeocodeEntity", "ReverseGeocodeRequest", "GeocodeRequest", "GeocodeResponse", "GeocodePoint", "QueryParseValue",
}

// A Type is what the service expects of a value. Readers and writers ignore it: values are
// carried as text.
type Type uint8

// The types of values.
const (
	TextType        Type = iota
	BooleanType          // true, false, 1 or 0
	ByteType             // a whole number from 0 to 255
	LatitudeType         // degrees north, -90 to 90
	LongitudeType        // degrees east, -180 to 180
	ConfidenceType       // Low, Medium or High
	CultureType          // a language tag such as en-US
	EntityTypesType      // a comma-separated list of entity types
	MatchCodesType       // a comma-separated list of match codes
)

// A Layout is a set of columns of delimited text.
type Layout uint8

// The layouts. A column of the documented layout is one of the extended layout
// too.
const (
	NoLayout   Layout = iota // no column of its own: the value is in a JSON cell
	Documented               // the columns that the service documents
	Extended                 // the further columns that this project defines
)

// FieldInfo is a row of the schema table: all that the codecs and the validator
// know of a field.
type FieldInfo struct {
	Field Field
	Name  string // column path; for the parts of a JSON cell, the path in XML

	// Where it is in XML: attribute Attr of the group's element, or of its child
	// Element; if Attr is empty, the text of Element.
	Group   Group
	Element string
	Attr    string
	// Alias is the attribute's name in version 1.0, still read.
	Alias string
	// Required is set if the schema requires the attribute wherever its element
	// occurs.
	Required bool
	Type     Type
	List     bool // the value is a list of words, separated by commas

	// Where it is in delimited text: in its own column of a layout, at Column in
	// the order of writing (from 1), or in a JSON cell of column Cell, under the
	// key Attr.
	Layout Layout
	Column int
	Cell   Field
}

// InXML reports whether the field occurs in XML, and so in tokens: all do except the
// columns of JSON cells and of the response index.
func (i FieldInfo) InXML() bool { return i.Attr != "" || i.Element != "" }

// Keys returns where the field is in JSON: the keys that lead to it from the entity's
// object. They are the names of XML with a small first letter, but for those of the arrays
// in which responses, points and pairs are.
func (i FieldInfo) Keys() []string {
	if i.Name == "" {
		return nil
	}
	names := strings.Split(i.Name, "/")
	keys := make([]string, len(names))
	for at, name := range names {
		if keys[at] = arrayKeys[name]; keys[at] == "" {
			keys[at] = strings.ToLower(name[:1]) + name[1:]
		}
	}
	return keys
}

// arrayKeys are the keys of arrays in JSON, by the name of the element that may occur
// several times.
var arrayKeys = map[string]string{
	ResponseGroup.Element():   "responses",
	PointGroup.Element():      "geocodePoints",
	QueryParseGroup.Element(): "queryParseValues",
}

// fields is the schema. The order of rows is that of the constants; the Column
// numbers are those of the documentation's field table, followed by the extended layout.
var fields = [NumFields]FieldInfo{
	ID: {Name: "Id", Group: EntityGroup, Attr: "Id", Required: true, Layout: Documented, Column: 1},

	ReverseCulture:             {Name: "ReverseGeocodeRequest/Culture", Group: ReverseGroup, Attr: "Culture", Type: CultureType, Layout: Extended, Column: 45},
	ReverseIncludeEntityTypes:  {Name: "ReverseGeocodeRequest/IncludeEntityTypes", Group: ReverseGroup, Attr: "IncludeEntityTypes", Type: EntityTypesType, List: true, Layout: Documented, Column: 14},
	ReverseIncludeNeighborhood: {Name: "ReverseGeocodeRequest/IncludeNeighborhood", Group: ReverseGroup, Attr: "IncludeNeighborhood", Type: BooleanType, Layout: Extended, Column: 47},
	ReverseMaxResults:          {Name: "ReverseGeocodeRequest/MaxResults", Group: ReverseGroup, Attr: "MaxResults", Type: ByteType, Layout: Extended, Column: 48},
	ReverseLatitude:            {Name: "ReverseGeocodeRequest/Location/Latitude", Group: ReverseGroup, Element: "Location", Attr: "Latitude", Required: true, Type: LatitudeType, Layout: Documented, Column: 15},
	ReverseLongitude:           {Name: "ReverseGeocodeRequest/Location/Longitude", Group: ReverseGroup, Element: "Location", Attr: "Longitude", Required: true, Type: LongitudeType, Layout: Documented, Column: 16},
	ReverseMinimumConfidence:   {Name: "ReverseGeocodeRequest/ConfidenceFilter/MinimumConfidence", Group: ReverseGroup, Element: "ConfidenceFilter", Attr: "MinimumConfidence", Required: true, Type: ConfidenceType, Layout: Extended, Column: 46},

	GeocodeCulture:             {Name: "GeocodeRequest/Culture", Group: GeocodeGroup, Attr: "Culture", Type: CultureType, Layout: Documented, Column: 2},
	GeocodeQuery:               {Name: "GeocodeRequest/Query", Group: GeocodeGroup, Attr: "Query", Layout: Documented, Column: 3},
	GeocodeIncludeNeighborhood: {Name: "GeocodeRequest/IncludeNeighborhood", Group: GeocodeGroup, Attr: "IncludeNeighborhood", Type: BooleanType, Layout: Extended, Column: 42},
	GeocodeIncludeQueryParse:   {Name: "GeocodeRequest/IncludeQueryParse", Group: GeocodeGroup, Attr: "IncludeQueryParse", Type: BooleanType, Layout: Extended, Column: 43},
	GeocodeMaxResults:          {Name: "GeocodeRequest/MaxResults", Group: GeocodeGroup, Attr: "MaxResults", Type: ByteType, Layout: Extended, Column: 44},
	GeocodeStrictMatch:         {Name: "GeocodeRequest/StrictMatch", Group: GeocodeGroup, Attr: "StrictMatch", Type: BooleanType, Layout: Documented, Column: 13},
	GeocodeAddressLine:         {Name: "GeocodeRequest/Address/AddressLine", Group: GeocodeGroup, Element: "Address", Attr: "AddressLine", Layout: Documented, Column: 4},
	GeocodeAdminDistrict:       {Name: "GeocodeRequest/Address/AdminDistrict", Group: GeocodeGroup, Element: "Address", Attr: "AdminDistrict", Layout: Documented, Column: 5},
	GeocodeCountryRegion:       {Name: "GeocodeRequest/Address/CountryRegion", Group: GeocodeGroup, Element: "Address", Attr: "CountryRegion", Layout: Documented, Column: 6},
	GeocodeAdminDistrict2:      {Name: "GeocodeRequest/Address/AdminDistrict2", Group: GeocodeGroup, Element: "Address", Attr: "AdminDistrict2", Alias: "District", Layout: Documented, Column: 7},
	GeocodeFormattedAddress:    {Name: "GeocodeRequest/Address/FormattedAddress", Group: GeocodeGroup, Element: "Address", Attr: "FormattedAddress", Layout: Documented, Column: 8},
	GeocodeLocality:            {Name: "GeocodeRequest/Address/Locality", Group: GeocodeGroup, Element: "Address", Attr: "Locality", Layout: Documented, Column: 9},
	GeocodePostalCode:          {Name: "GeocodeRequest/Address/PostalCode", Group: GeocodeGroup, Element: "Address", Attr: "PostalCode", Layout: Documented, Column: 10},
	GeocodePostalTown:          {Name: "GeocodeRequest/Address/PostalTown", Group: GeocodeGroup, Element: "Address", Attr: "PostalTown", Layout: Documented, Column: 11},
	GeocodeMinimumConfidence:   {Name: "GeocodeRequest/ConfidenceFilter/MinimumConfidence", Group: GeocodeGroup, Element: "ConfidenceFilter", Attr: "MinimumConfidence", Required: true, Type: ConfidenceType, Layout: Documented, Column: 12},

	ResponseName:             {Name: "GeocodeResponse/Name", Group: ResponseGroup, Attr: "Name", Layout: Documented, Column: 28},
	ResponseEntityType:       {Name: "GeocodeResponse/EntityType", Group: ResponseGroup, Attr: "EntityType", Layout: Documented, Column: 29},
	ResponseConfidence:       {Name: "GeocodeResponse/Confidence", Group: ResponseGroup, Attr: "Confidence", Type: ConfidenceType, Layout: Documented, Column: 27},
	ResponseMatchCodes:       {Name: "GeocodeResponse/MatchCodes", Group: ResponseGroup, Attr: "MatchCodes", Type: MatchCodesType, List: true, Layout: Documented, Column: 30},
	ResponseAddressLine:      {Name: "GeocodeResponse/Address/AddressLine", Group: ResponseGroup, Element: "Address", Attr: "AddressLine", Layout: Documented, Column: 17},
	ResponseAdminDistrict:    {Name: "GeocodeResponse/Address/AdminDistrict", Group: ResponseGroup, Element: "Address", Attr: "AdminDistrict", Layout: Documented, Column: 18},
	ResponseCountryRegion:    {Name: "GeocodeResponse/Address/CountryRegion", Group: ResponseGroup, Element: "Address", Attr: "CountryRegion", Layout: Documented, Column: 19},
	ResponseAdminDistrict2:   {Name: "GeocodeResponse/Address/AdminDistrict2", Group: ResponseGroup, Element: "Address", Attr: "AdminDistrict2", Alias: "District", Layout: Documented, Column: 20},
	ResponseFormattedAddress: {Name: "GeocodeResponse/Address/FormattedAddress", Group: ResponseGroup, Element: "Address", Attr: "FormattedAddress", Layout: Documented, Column: 21},
	ResponseLocality:         {Name: "GeocodeResponse/Address/Locality", Group: ResponseGroup, Element: "Address", Attr: "Locality", Layout: Documented, Column: 22},
	ResponsePostalCode:       {Name: "GeocodeResponse/Address/PostalCode", Group: ResponseGroup, Element: "Address", Attr: "PostalCode", Layout: Documented, Column: 23},
	ResponsePostalTown:       {Name: "GeocodeResponse/Address/PostalTown", Group: ResponseGroup, Element: "Address", Attr: "PostalTown", Layout: Documented, Column: 24},
	ResponseNeighborhood:     {Name: "GeocodeResponse/Address/Neighborhood", Group: ResponseGroup, Element: "Address", Attr: "Neighborhood", Layout: Documented, Column: 25},
	ResponseLandmark:         {Name: "GeocodeResponse/Address/Landmark", Group: ResponseGroup, Element: "Address", Attr: "Landmark", Layout: Documented, Column: 26},

	PointCalculationMethod: {Name: "GeocodeResponse/GeocodePoint/CalculationMethod", Group: PointGroup, Attr: "CalculationMethod", Required: true, Cell: ResponseGeocodePoints},
	PointLatitude:          {Name: "GeocodeResponse/GeocodePoint/Latitude", Group: PointGroup, Attr: "Latitude", Required: true, Type: LatitudeType, Cell: ResponseGeocodePoints},
	PointLongitude:         {Name: "GeocodeResponse/GeocodePoint/Longitude", Group: PointGroup, Attr: "Longitude", Required: true, Type: LongitudeType, Cell: ResponseGeocodePoints},
	PointType:              {Name: "GeocodeResponse/GeocodePoint/Type", Group: PointGroup, Attr: "Type", Required: true, Cell: ResponseGeocodePoints},
	PointUsageTypes:        {Name: "GeocodeResponse/GeocodePoint/UsageTypes", Group: PointGroup, Attr: "UsageTypes", Required: true, List: true, Cell: ResponseGeocodePoints},

	QueryParseProperty: {Name: "GeocodeResponse/QueryParseValue/Property", Group: QueryParseGroup, Attr: "Property", Required: true, Cell: ResponseQueryParseValues},
	QueryParseValue:    {Name: "GeocodeResponse/QueryParseValue/Value", Group: QueryParseGroup, Attr: "Value", Required: true, Cell: ResponseQueryParseValues},

	ResponseSouthLatitude: {Name: "GeocodeResponse/BoundingBox/SouthLatitude", Group: ResponseGroup, Element: "BoundingBox", Attr: "SouthLatitude", Required: true, Type: LatitudeType, Layout: Documented, Column: 33},
	ResponseWestLongitude: {Name: "GeocodeResponse/BoundingBox/WestLongitude", Group: ResponseGroup, Element: "BoundingBox", Attr: "WestLongitude", Required: true, Type: LongitudeType, Layout: Documented, Column: 34},
	ResponseNorthLatitude: {Name: "GeocodeResponse/BoundingBox/NorthLatitude", Group: ResponseGroup, Element: "BoundingBox", Attr: "NorthLatitude", Required: true, Type: LatitudeType, Layout: Documented, Column: 35},
	ResponseEastLongitude: {Name: "GeocodeResponse/BoundingBox/EastLongitude", Group: ResponseGroup, Element: "BoundingBox", Attr: "EastLongitude", Required: true, Type: LongitudeType, Layout: Documented, Column: 36},
	ResponseLatitude:      {Name: "GeocodeResponse/Point/Latitude", Group: ResponseGroup, Element: "Point", Attr: "Latitude", Required: true, Type: LatitudeType, Layout: Documented, Column: 31},
	ResponseLongitude:     {Name: "GeocodeResponse/Point/Longitude", Group: ResponseGroup, Element: "Point", Attr: "Longitude", Required: true, Type: LongitudeType, Layout: Documented, Column: 32},

	StatusCode:  {Name: "StatusCode", Group: EntityGroup, Element: "StatusCode", Layout: Documented, Column: 39},
	FaultReason: {Name: "FaultReason", Group: EntityGroup, Element: "FaultReason", Layout: Documented, Column: 40},
	TraceID:     {Name: "TraceId", Group: EntityGroup, Element: "TraceId", Layout: Documented, Column: 41},

	ResponseQueryParseValues: {Name: "GeocodeResponse/QueryParseValues", Group: ResponseGroup, Layout: Documented, Column: 37},
	ResponseGeocodePoints:    {Name: "GeocodeResponse/GeocodePoints", Group: ResponseGroup, Layout: Documented, Column: 38},
	ResponseIndex:            {Name: "GeocodeResponse/Index", Group: ResponseGroup, Layout: Extended, Column: 49},
}

func init() {
	for f := range fields {
		fields[f].Field = Field(f)
	}
}

// Columns returns the columns of a layout in the order in which they are written: for
// Documented those that the service documents, for Extended also the ones that this
// project adds and the service does not know. The slice is the caller's.
func Columns(l Layout) []Field {
	var columns []Field
	for f := range NumFields {
		if c := f.Info().Layout; c != NoLayout && c <= l {
			columns = append(columns, f)
		}
	}
	slices.SortFunc(columns, func(a, b Field) int { return a.Info().Column - b.Info().Column })
	return columns
}

// ColumnByName finds a column by its name, in any case. Version 1.0's District means
// AdminDistrict2. Spaces and quotes are not removed.
func ColumnByName(name string) (Field, bool) {
	f, ok := columnsByName()[strings.ToLower(name)]
	return f, ok
}

var columnsByName = sync.OnceValue(func() map[string]Field {
	m := make(map[string]Field)
	for f := range NumFields {
		info := f.Info()
		if info.Layout == NoLayout {
			continue
		}
		m[strings.ToLower(info.Name)] = f
		if info.Alias != "" {
			m[strings.ToLower(strings.TrimSuffix(info.Name, info.Attr)+info.Alias)] = f
		}
	}
	return m
})
