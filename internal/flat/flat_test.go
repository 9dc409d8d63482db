package flat

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestNames shows that no two fields have the same name, in any case, and some of the names.
func TestNames(t *testing.T) {
	seen := make(map[string]feed.Field)
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		name := strings.ToLower(Name(f))
		if other, ok := seen[name]; ok {
			t.Errorf("%v and %v are both %s", other, f, Name(f))
		}
		if seen[name] = f; name == "" || strings.ContainsAny(name, "/ _") {
			t.Errorf("%v is %q", f, name)
		}
	}
	for f, want := range map[feed.Field]string{
		feed.ID:                     "Id",
		feed.GeocodeQuery:           "RequestQuery",
		feed.GeocodeCulture:         "RequestCulture",
		feed.ReverseCulture:         "ReverseCulture",
		feed.ReverseLatitude:        "RequestLatitude",
		feed.ResponseAddressLine:    "AddressLine",
		feed.ResponseLatitude:       "Latitude",
		feed.ResponseSouthLatitude:  "SouthLatitude",
		feed.PointCalculationMethod: "CalculationMethod",
		feed.PointLatitude:          "PointLatitude",
		feed.ResponseGeocodePoints:  "GeocodePoints",
		feed.StatusCode:             "StatusCode",
		feed.NoField:                "",
		feed.NumFields:              "",
	} {
		if got := Name(f); got != want {
			t.Errorf("%v is %s, want %s", f, got, want)
		}
	}
}
