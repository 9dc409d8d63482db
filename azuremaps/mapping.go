package azuremaps

import (
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Row says what becomes of a field of a feed.
type Row struct {
	Field feed.Field
	// Azure is the member of an item or of an answer; empty if there is none.
	Azure string
	Note  string
}

// Mapping returns what becomes of each field, requests first. The caller owns the slice.
func Mapping() []Row {
	rows := slices.Clone(requestRows)
	for _, f := range addressFields {
		rows = append(rows, Row{f.field, f.key, changes[f.field]})
	}
	rows = append(rows, responseRows...)
	slices.SortStableFunc(rows, func(a, b Row) int { return int(a.Field) - int(b.Field) })
	return rows
}

const (
	cultureNote      = "the language of the whole batch: items are grouped by it; en-US where there is none"
	filterNote       = "a filter of the responses that come"
	neighborhoodNote = "the neighborhood always comes, and is dropped unless this is true"
)

// requestRows are the fields of requests, but for addressFields, and the Id.
var requestRows = []Row{
	{feed.ID, "", "stays in the feed; the item has a number of its own, optionalId, which proves that the answer is its own"},

	{feed.ReverseCulture, "Accept-Language", cultureNote},
	{feed.ReverseIncludeEntityTypes, "resultTypes", "an unknown type is refused unless -allow-loss IncludeEntityTypes is given"},
	{feed.ReverseIncludeNeighborhood, "", neighborhoodNote},
	{feed.ReverseMaxResults, "", "responses beyond it are left out"},
	{feed.ReverseLatitude, "coordinates[1]", "the number's own text"},
	{feed.ReverseLongitude, "coordinates[0]", "the number's own text"},
	{feed.ReverseMinimumConfidence, "", filterNote},

	{feed.GeocodeCulture, "Accept-Language", cultureNote},
	{feed.GeocodeQuery, "query", "alone: beside an Address, -both query or -both address decides"},
	{feed.GeocodeIncludeNeighborhood, "", neighborhoodNote},
	{feed.GeocodeIncludeQueryParse, "", "lost: the service does not say how it understood a query"},
	{feed.GeocodeMaxResults, "top", "1 to 20; 5 where there is none, 1 for text in the documented layout"},
	{feed.GeocodeStrictMatch, "", filterNote + ": the country and the AdminDistrict have to be those asked for"},
	{feed.GeocodeCountryRegion, "countryRegion", "the code of two letters; an unknown name, and any value beside a Query, is refused unless -allow-loss CountryRegion is given; -country-in-query gives it a place in the query"},
	{feed.GeocodeFormattedAddress, "", "nothing is sent: the old service refuses it too"},
	{feed.GeocodeMinimumConfidence, "", filterNote},
}

// responseRows are the fields of answers.
var responseRows = []Row{
	{feed.ResponseName, "properties.address.formattedAddress", "empty with -no-name"},
	{feed.ResponseEntityType, "properties.type", "as it is, also types that the old service does not have"},
	{feed.ResponseConfidence, "properties.confidence", ""},
	{feed.ResponseMatchCodes, "properties.matchCodes", `joined with ", " in the order in which they come`},
	{feed.ResponseAddressLine, "properties.address.addressLine", ""},
	{feed.ResponseAdminDistrict, "properties.address.adminDistricts[0]", "shortName, or name where there is none"},
	{feed.ResponseCountryRegion, "properties.address.countryRegion.name", "ISO where there is no name"},
	{feed.ResponseAdminDistrict2, "properties.address.adminDistricts[1]", "shortName, or name where there is none"},
	{feed.ResponseFormattedAddress, "properties.address.formattedAddress", ""},
	{feed.ResponseLocality, "properties.address.locality", "empty where the town is only among the adminDistricts"},
	{feed.ResponsePostalCode, "properties.address.postalCode", ""},
	{feed.ResponsePostalTown, "", "never filled"},
	{feed.ResponseNeighborhood, "properties.address.neighborhood", "only if IncludeNeighborhood is true"},
	{feed.ResponseLandmark, "", "never filled"},
	{feed.PointCalculationMethod, "properties.geocodePoints.calculationMethod", "Parcel stays Parcel, where the old service documents ParcelCentroid"},
	{feed.PointLatitude, "properties.geocodePoints.geometry.coordinates[1]", "the number's own text"},
	{feed.PointLongitude, "properties.geocodePoints.geometry.coordinates[0]", "the number's own text"},
	{feed.PointType, "", "always Point"},
	{feed.PointUsageTypes, "properties.geocodePoints.usageTypes", `joined with ", "`},
	{feed.QueryParseProperty, "", "never filled"},
	{feed.QueryParseValue, "", "never filled"},
	{feed.ResponseSouthLatitude, "bbox[1]", "the number's own text"},
	{feed.ResponseWestLongitude, "bbox[0]", "the number's own text"},
	{feed.ResponseNorthLatitude, "bbox[3]", "the number's own text"},
	{feed.ResponseEastLongitude, "bbox[2]", "the number's own text"},
	{feed.ResponseLatitude, "geometry.coordinates[1]", "the number's own text"},
	{feed.ResponseLongitude, "geometry.coordinates[0]", "the number's own text"},
	{feed.StatusCode, "", "Success; NotFound without a feature; BadRequest for an error"},
	{feed.FaultReason, "error", "CODE: MESSAGE, or why there is nothing"},
	{feed.TraceID, "X-MSEdge-Ref", "that of the batch, so it is equal for up to 100 entities"},
}

// Losses returns the kinds of losses in answers, with explanations.
func Losses() []Line {
	lines := make([]Line, 0, numKinds)
	for _, k := range kinds {
		lines = append(lines, Line{Name: k.name, Text: k.text})
	}
	return lines
}
