package feed_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// documentedColumns and extensionColumns are the columns as the facts list them,
// written down a second time so that the table is held against something.
const documentedColumns = `Id
GeocodeRequest/Culture
GeocodeRequest/Query
GeocodeRequest/Address/AddressLine
GeocodeRequest/Address/AdminDistrict
GeocodeRequest/Address/CountryRegion
GeocodeRequest/Address/AdminDistrict2
GeocodeRequest/Address/FormattedAddress
GeocodeRequest/Address/Locality
GeocodeRequest/Address/PostalCode
GeocodeRequest/Address/PostalTown
GeocodeRequest/ConfidenceFilter/MinimumConfidence
GeocodeRequest/StrictMatch
ReverseGeocodeRequest/IncludeEntityTypes
ReverseGeocodeRequest/Location/Latitude
ReverseGeocodeRequest/Location/Longitude
GeocodeResponse/Address/AddressLine
GeocodeResponse/Address/AdminDistrict
GeocodeResponse/Address/CountryRegion
GeocodeResponse/Address/AdminDistrict2
GeocodeResponse/Address/FormattedAddress
GeocodeResponse/Address/Locality
GeocodeResponse/Address/PostalCode
GeocodeResponse/Address/PostalTown
GeocodeResponse/Address/Neighborhood
GeocodeResponse/Address/Landmark
GeocodeResponse/Confidence
GeocodeResponse/Name
GeocodeResponse/EntityType
GeocodeResponse/MatchCodes
GeocodeResponse/Point/Latitude
GeocodeResponse/Point/Longitude
GeocodeResponse/BoundingBox/SouthLatitude
GeocodeResponse/BoundingBox/WestLongitude
GeocodeResponse/BoundingBox/NorthLatitude
GeocodeResponse/BoundingBox/EastLongitude
GeocodeResponse/QueryParseValues
GeocodeResponse/GeocodePoints
StatusCode
FaultReason
TraceId
`

const extensionColumns = `GeocodeRequest/IncludeNeighborhood
GeocodeRequest/IncludeQueryParse
GeocodeRequest/MaxResults
ReverseGeocodeRequest/Culture
ReverseGeocodeRequest/ConfidenceFilter/MinimumConfidence
ReverseGeocodeRequest/IncludeNeighborhood
ReverseGeocodeRequest/MaxResults
GeocodeResponse/Index
`

// drawing is the order in which XML is written, an element a line; ! marks what
// is required.
const drawing = `GeocodeEntity @Id!
ReverseGeocodeRequest @Culture @IncludeEntityTypes @IncludeNeighborhood @MaxResults
ReverseGeocodeRequest/Location @Latitude! @Longitude!
ReverseGeocodeRequest/ConfidenceFilter @MinimumConfidence!
GeocodeRequest @Culture @Query @IncludeNeighborhood @IncludeQueryParse @MaxResults @StrictMatch
GeocodeRequest/Address @AddressLine @AdminDistrict @CountryRegion @AdminDistrict2 @FormattedAddress @Locality @PostalCode @PostalTown
GeocodeRequest/ConfidenceFilter @MinimumConfidence!
GeocodeResponse @Name @EntityType @Confidence @MatchCodes
GeocodeResponse/Address @AddressLine @AdminDistrict @CountryRegion @AdminDistrict2 @FormattedAddress @Locality @PostalCode @PostalTown @Neighborhood @Landmark
GeocodePoint @CalculationMethod! @Latitude! @Longitude! @Type! @UsageTypes!
QueryParseValue @Property! @Value!
GeocodeResponse/BoundingBox @SouthLatitude! @WestLongitude! @NorthLatitude! @EastLongitude!
GeocodeResponse/Point @Latitude! @Longitude!
GeocodeEntity/StatusCode text
GeocodeEntity/FaultReason text
GeocodeEntity/TraceId text
`

func TestColumnsAreTheDocumentedOnes(t *testing.T) {
	for _, c := range []struct {
		layout feed.Layout
		want   string
	}{
		{feed.NoLayout, ""},
		{feed.Documented, documentedColumns},
		{feed.Extended, documentedColumns + extensionColumns},
	} {
		var got strings.Builder
		for _, f := range feed.Columns(c.layout) {
			got.WriteString(f.String() + "\n")
		}
		if got.String() != c.want {
			t.Errorf("layout %d:\n%s\nwant\n%s", c.layout, got.String(), c.want)
		}
	}
}

func TestFieldsStandInTheOrderOfXML(t *testing.T) {
	var got strings.Builder
	last := ""
	for f := feed.ID; f <= feed.TraceID; f++ {
		if e := element(f); e != last {
			got.WriteString("\n" + e)
			last = e
		}
		got.WriteString(" " + place(f))
	}
	if got := got.String()[1:] + "\n"; got != drawing {
		t.Errorf("%s\nwant\n%s", got, drawing)
	}
}

// element is the path of the element that a field is an attribute or text of.
func element(f feed.Field) string {
	path := f.Info().Group.Element()
	if e := f.Info().Element; e != "" {
		path += "/" + e
	}
	return path
}

func place(f feed.Field) string {
	info := f.Info()
	if info.Attr == "" {
		return "text"
	}
	if info.Required {
		return "@" + info.Attr + "!"
	}
	return "@" + info.Attr
}

// TestNamesArePaths shows that a field's name is its path: what is in XML
// and what names the column do not drift apart.
func TestNamesArePaths(t *testing.T) {
	for f := feed.ID; f <= feed.TraceID; f++ {
		info := f.Info()
		want := strings.TrimPrefix(element(f), "GeocodeEntity")
		if info.Group > feed.ResponseGroup {
			want = "GeocodeResponse/" + want
		}
		want = strings.Trim(want+"/"+info.Attr, "/")
		if f.String() != want || info.Field != f || !info.InXML() {
			t.Errorf("field %d: %q, %d, %v, want %q", f, f, info.Field, info.InXML(), want)
		}
	}
}

// TestCells shows which fields stand in JSON cells, and that a cell has a column
// but is no value of its own.
func TestCells(t *testing.T) {
	cells := map[feed.Group]feed.Field{feed.PointGroup: feed.ResponseGeocodePoints, feed.QueryParseGroup: feed.ResponseQueryParseValues}
	for f := feed.ID; f <= feed.TraceID; f++ {
		info := f.Info()
		if info.Cell != cells[info.Group] || (info.Layout == feed.NoLayout) != (info.Cell != feed.NoField) {
			t.Errorf("%v: cell %v, layout %d", f, info.Cell, info.Layout)
		}
	}
	for f := feed.TraceID + 1; f < feed.NumFields; f++ {
		if f.Info().InXML() || f.Info().Layout == feed.NoLayout {
			t.Errorf("%v: in XML %v, layout %d", f, f.Info().InXML(), f.Info().Layout)
		}
	}
}

// TestTypes holds the types against the facts, by the last part of the name.
func TestTypes(t *testing.T) {
	types := map[string]feed.Type{
		"Culture": feed.CultureType, "IncludeEntityTypes": feed.EntityTypesType, "IncludeNeighborhood": feed.BooleanType,
		"IncludeQueryParse": feed.BooleanType, "StrictMatch": feed.BooleanType, "MaxResults": feed.ByteType,
		"Latitude": feed.LatitudeType, "SouthLatitude": feed.LatitudeType, "NorthLatitude": feed.LatitudeType,
		"Longitude": feed.LongitudeType, "WestLongitude": feed.LongitudeType, "EastLongitude": feed.LongitudeType,
		"MinimumConfidence": feed.ConfidenceType, "Confidence": feed.ConfidenceType, "MatchCodes": feed.MatchCodesType,
	}
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		name := f.String()[strings.LastIndexByte(f.String(), '/')+1:]
		if got, want := f.Info().Type, types[name]; got != want {
			t.Errorf("%v: type %d, want %d", f, got, want)
		}
	}
}

// TestGroups shows that group and start token belong together.
func TestGroups(t *testing.T) {
	for g := range feed.NumGroups {
		if k := g.Start(); k.Group() != g || k <= feed.NoToken || k >= feed.FieldValue {
			t.Errorf("%s begins with %v", g.Element(), k)
		}
		for _, f := range g.Fields() {
			if f.Info().Group != g {
				t.Errorf("%s has the field %v", g.Element(), f)
			}
		}
	}
}

func TestColumnByName(t *testing.T) {
	for _, c := range []struct {
		name string
		want feed.Field
	}{
		{"Id", feed.ID},
		{"ID", feed.ID},
		{"geocoderequest/culture", feed.GeocodeCulture},
		{"ReverseGeocodeRequest/Culture", feed.ReverseCulture},
		{"GEOCODERESPONSE/GEOCODEPOINTS", feed.ResponseGeocodePoints},
		{"GeocodeResponse/Index", feed.ResponseIndex},
		{"GeocodeRequest/Address/District", feed.GeocodeAdminDistrict2},
		{"GeocodeResponse/Address/district", feed.ResponseAdminDistrict2},
		{"GeocodeRequest/Address/AdminDistrict2", feed.GeocodeAdminDistrict2},
		{"TraceId", feed.TraceID},

		{"", feed.NoField},
		{" Id", feed.NoField},
		{`"Id"`, feed.NoField},
		{"GeocodeRequest", feed.NoField},
		{"GeocodeRequest/Address/Neighborhood", feed.NoField},
		{"GeocodeRequest/IncludeEntityTypes", feed.NoField},
		{"GeocodeResponse/GeocodePoint/Latitude", feed.NoField},
		{"GeocodeResponse/QueryParseValue/Value", feed.NoField},
		{"GeocodeEntity/Id", feed.NoField},
	} {
		if got, ok := feed.ColumnByName(c.name); got != c.want || ok != (c.want != feed.NoField) {
			t.Errorf("%q: %q, %v, want %q", c.name, got, ok, c.want)
		}
	}
	for _, f := range feed.Columns(feed.Extended) {
		if got, ok := feed.ColumnByName(f.String()); got != f || !ok {
			t.Errorf("%q: %q, %v", f, got, ok)
		}
	}
}
