package validate

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestPointsSwappedInAnyForm writes the coordinates of an exchanged point, and of its
// response, in all forms that a number may have.
func TestPointsSwappedInAnyForm(t *testing.T) {
	for _, longitude := range []string{"125.5", "1.255e2", "1.255E+02", "+125.50", "0.1255e3", " 125.5 ", "125.50000000"} {
		for _, at := range []string{"80.0", "8.0e1", "8.00E+01", "+80", "80.", "80.00000000000", "80.0000000"} {
			for _, c := range []struct{ pointLatitude, pointLongitude, latitude, longitude string }{
				{longitude, "47.6", "47.6", "125.5"}, // out of its range
				{"80.0", "10.0", "10.0", at},         // near the response's Point when exchanged
				{at, "10.0", "10.0", "80.0"},
			} {
				text := xmlFeed(fmt.Sprintf(`<GeocodeEntity Id="1"><GeocodeResponse Name="n"><GeocodePoint Latitude="%s" Longitude="%s" /><Point Latitude="%s" Longitude="%s" /></GeocodeResponse></GeocodeEntity>`,
					c.pointLatitude, c.pointLongitude, c.latitude, c.longitude))
				for _, p := range []*Profile{Enterprise(), {Severity: map[string]Severity{"response-coordinate-invalid": Off}}} {
					v := New(feed.XML, &Options{Kind: Results, Profile: p})
					if err := v.Run(context.Background(), newReader(feed.XML, strings.NewReader(text), nil)); err != nil || v.Counts()["points-swapped"] == nil {
						t.Errorf("%v: %v, %v", c, v.Counts(), err)
					}
				}
			}
		}
	}
}
