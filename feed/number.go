package feed

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// LocationAt returns the place at a latitude and longitude in degrees.
func LocationAt(latitude, longitude float64) Location {
	return Location{value.FormatDegrees(latitude), value.FormatDegrees(longitude)}
}

// Degrees returns the place as numbers, in degrees.
func (l Location) Degrees() (latitude, longitude float64, err error) {
	if latitude, err = value.ParseDegrees(l.Latitude); err != nil {
		return 0, 0, fmt.Errorf("latitude: %w", err)
	}
	if longitude, err = value.ParseDegrees(l.Longitude); err != nil {
		return 0, 0, fmt.Errorf("longitude: %w", err)
	}
	return latitude, longitude, nil
}

// BoundingBoxOf returns the area between two corners, in degrees.
func BoundingBoxOf(south, west, north, east float64) BoundingBox {
	return BoundingBox{value.FormatDegrees(south), value.FormatDegrees(west), value.FormatDegrees(north), value.FormatDegrees(east)}
}

// Degrees returns the area's borders as numbers, in degrees.
func (b BoundingBox) Degrees() (south, west, north, east float64, err error) {
	if south, west, err = (Location{b.SouthLatitude, b.WestLongitude}).Degrees(); err != nil {
		return 0, 0, 0, 0, fmt.Errorf("south-west corner: %w", err)
	}
	if north, east, err = (Location{b.NorthLatitude, b.EastLongitude}).Degrees(); err != nil {
		return 0, 0, 0, 0, fmt.Errorf("north-east corner: %w", err)
	}
	return south, west, north, east, nil
}

// Strict returns StrictMatch; false where it is absent, the service's default.
func (q *GeocodeRequest) Strict() (bool, error) { return boolOr(q.StrictMatch, false) }

func boolOr(text string, absent bool) (bool, error) {
	if text == "" {
		return absent, nil
	}
	return value.ParseBool(text)
}
