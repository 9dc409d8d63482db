package feed_test

import (
	"math"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func TestStrict(t *testing.T) {
	for text, want := range map[string]bool{"": false, "1": true, "False": false} {
		if got, err := (&feed.GeocodeRequest{StrictMatch: text}).Strict(); got != want || err != nil {
			t.Errorf("StrictMatch %q: %v, %v", text, got, err)
		}
	}
	if _, err := (&feed.GeocodeRequest{StrictMatch: "maybe"}).Strict(); err == nil {
		t.Error("StrictMatch maybe is taken")
	}
}

func TestPlaces(t *testing.T) {
	l := feed.LocationAt(47.5, -122.25)
	if l != (feed.Location{Latitude: "47.5", Longitude: "-122.25"}) {
		t.Errorf("%+v", l)
	}
	if latitude, longitude, err := l.Degrees(); latitude != 47.5 || longitude != -122.25 || err != nil {
		t.Error(latitude, longitude, err)
	}
	b := feed.BoundingBoxOf(1, 2.5, 3, -4)
	if b != (feed.BoundingBox{SouthLatitude: "1", WestLongitude: "2.5", NorthLatitude: "3", EastLongitude: "-4"}) {
		t.Errorf("%+v", b)
	}
	if south, west, north, east, err := b.Degrees(); south != 1 || west != 2.5 || north != 3 || east != -4 || err != nil {
		t.Error(south, west, north, east, err)
	}
	if point := (feed.GeocodePoint{Location: l}); point.Latitude != "47.5" {
		t.Errorf("%+v", point)
	}
}

func TestPlacesThatAreNone(t *testing.T) {
	for _, c := range []struct {
		location feed.Location
		want     string
	}{
		{feed.Location{Latitude: "47,5", Longitude: "1"}, `latitude: "47,5" is not a number of degrees`},
		{feed.Location{Latitude: "1"}, `longitude: "" is not a number of degrees`},
	} {
		latitude, longitude, err := c.location.Degrees()
		if err == nil || err.Error() != c.want || math.Abs(latitude)+math.Abs(longitude) != 0 {
			t.Errorf("%v, %v, %v, want %s", latitude, longitude, err, c.want)
		}
	}
	for _, c := range []struct {
		box  feed.BoundingBox
		want string
	}{
		{feed.BoundingBox{"x", "1", "1", "1"}, `south-west corner: latitude: "x" is not a number of degrees`},
		{feed.BoundingBox{"1", "1", "1", "x"}, `north-east corner: longitude: "x" is not a number of degrees`},
	} {
		if _, _, _, _, err := c.box.Degrees(); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
