package delimfeed

import "github.com/xeipuuwjyxo/geocodefeed/feed"

// The documented layout has no columns for a reverse request's Culture and
// MinimumConfidence: the service's samples put them under the geocode request's.
// Such a shared cell belongs to the reverse request where the row has another
// value of that and none of the geocode request; to the geocode request
// otherwise. Reader, Writer and Survey all ask this file.

// shared are the pairs of fields that share a column: the first's.
var shared = [...]struct{ geocode, reverse feed.Field }{
	{feed.GeocodeCulture, feed.ReverseCulture},
	{feed.GeocodeMinimumConfidence, feed.ReverseMinimumConfidence},
}

var (
	sharedGeocode = feed.SetOf(shared[0].geocode, shared[1].geocode)
	sharedReverse = feed.SetOf(shared[0].reverse, shared[1].reverse)
)

// shares reports whether a header with these columns shares any.
func shares(columns feed.FieldSet) bool { return columns&sharedReverse == 0 }

// reverseOwns reports whether the shared cells of a row with these values are
// the reverse request's.
func reverseOwns(values feed.FieldSet) bool {
	return values&schema.reverse&^sharedReverse != 0 && values&schema.geocode&^sharedGeocode == 0
}

// lost returns the values of the wanted ones that sharing would not give back,
// in a row where others are written.
func lost(wanted, others feed.FieldSet) feed.FieldSet {
	if reverseOwns(others) {
		return wanted & sharedGeocode
	}
	return wanted & sharedReverse
}
