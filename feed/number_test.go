package feed_test

import (
	"math"
	"slices"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func TestParseDegrees(t *testing.T) {
	for text, want := range map[string]float64{
		"47.640049": 47.640049, "-122.1297": -122.1297, "0": 0, "+1": 1, ".5": 0.5, "5.": 5, "1e2": 100, "1E-2": 0.01, "-0": 0, "200": 200, "007": 7,
	} {
		if got, err := feed.ParseDegrees(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "47,64", "INF", "-Inf", "NaN", "infinity", "1e999", "0x1p4", "1_0", "47.6 N", "--1", "1.2.3", "４７", " 1"} {
		_, err := feed.ParseDegrees(text)
		if want := feed.Quote(text) + " is not a number of degrees"; err == nil || err.Error() != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFormatDegrees(t *testing.T) {
	for degrees, want := range map[float64]string{0: "0", -122.1297: "-122.1297", 47.6401305198669: "47.6401305198669", 1e-7: "0.0000001", 1e21: "1000000000000000000000"} {
		if got := feed.FormatDegrees(degrees); got != want {
			t.Errorf("%v: %s", degrees, got)
		}
		if got, err := feed.ParseDegrees(want); got != degrees || err != nil {
			t.Errorf("%s: %v, %v", want, got, err)
		}
	}
}

func TestBooleans(t *testing.T) {
	for text, want := range map[string]bool{"true": true, "1": true, "TRUE": true, "True": true, "false": false, "0": false, "FALSE": false} {
		if got, err := feed.ParseBool(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "yes", "t", "T", "01", " true"} {
		if _, err := feed.ParseBool(text); err == nil || err.Error() != feed.Quote(text)+" is not true, false, 1 or 0" {
			t.Errorf("%q: %v", text, err)
		}
	}
	if feed.FormatBool(true) != "true" || feed.FormatBool(false) != "false" {
		t.Error(feed.FormatBool(true), feed.FormatBool(false))
	}
	for text, want := range map[string]bool{"": false, "1": true, "False": false} {
		if got, err := (&feed.GeocodeRequest{StrictMatch: text}).Strict(); got != want || err != nil {
			t.Errorf("StrictMatch %q: %v, %v", text, got, err)
		}
	}
	if _, err := (&feed.GeocodeRequest{StrictMatch: "maybe"}).Strict(); err == nil {
		t.Error("StrictMatch maybe is taken")
	}
}

func TestMaxResults(t *testing.T) {
	for text, want := range map[string]int{"1": 1, "20": 20, "0": 0, "255": 255, "+5": 5, "007": 7} {
		if got, err := feed.ParseMaxResults(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-1", "256", "1.0", "five", "1_0", "++1", " 5"} {
		if _, err := feed.ParseMaxResults(text); err == nil || err.Error() != feed.Quote(text)+" is not a whole number from 0 to 255" {
			t.Errorf("%q: %v", text, err)
		}
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

func TestList(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, "Good": {"Good"}, "Ambiguous, Good": {"Ambiguous", "Good"}, " Display ,Route ": {"Display", "Route"}, "a,,b,": {"a", "", "b", ""},
	} {
		if got := feed.List(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
