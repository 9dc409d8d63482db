package feed

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseDegrees returns the number that a latitude or longitude is, in degrees.
// It takes what XML Schema's double takes, but for infinities, NaN and white
// space around the number; it does not judge the range.
func ParseDegrees(text string) (float64, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || strings.ContainsAny(text, "xXpP_") {
		return 0, fmt.Errorf("%s is not a number of degrees", Quote(text))
	}
	return f, nil
}

// FormatDegrees returns degrees as text: the shortest that reads back as the
// same number, without an exponent.
func FormatDegrees(degrees float64) string { return strconv.FormatFloat(degrees, 'f', -1, 64) }

// ParseBool returns the boolean that a value is: true, false, 1 or 0, in any
// case.
func ParseBool(text string) (bool, error) {
	switch {
	case text == "1" || strings.EqualFold(text, "true"):
		return true, nil
	case text == "0" || strings.EqualFold(text, "false"):
		return false, nil
	}
	return false, fmt.Errorf("%s is not true, false, 1 or 0", Quote(text))
}

// FormatBool returns a boolean as the service writes it: true or false.
func FormatBool(b bool) string { return strconv.FormatBool(b) }

// ParseMaxResults returns the number that a MaxResults is. It takes what XML
// Schema's unsignedByte takes; the service wants 1 to 20.
func ParseMaxResults(text string) (int, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "+"), 10, 8)
	if err != nil {
		return 0, fmt.Errorf("%s is not a whole number from 0 to 255", Quote(text))
	}
	return int(n), nil
}

// LocationAt returns the place at a latitude and longitude in degrees.
func LocationAt(latitude, longitude float64) Location {
	return Location{FormatDegrees(latitude), FormatDegrees(longitude)}
}

// Degrees returns the place as numbers, in degrees.
func (l Location) Degrees() (latitude, longitude float64, err error) {
	if latitude, err = ParseDegrees(l.Latitude); err != nil {
		return 0, 0, fmt.Errorf("latitude: %w", err)
	}
	if longitude, err = ParseDegrees(l.Longitude); err != nil {
		return 0, 0, fmt.Errorf("longitude: %w", err)
	}
	return latitude, longitude, nil
}

// BoundingBoxOf returns the area between two corners, in degrees.
func BoundingBoxOf(south, west, north, east float64) BoundingBox {
	return BoundingBox{FormatDegrees(south), FormatDegrees(west), FormatDegrees(north), FormatDegrees(east)}
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
	return ParseBool(text)
}

// List splits a comma-separated value, such as MatchCodes or UsageTypes, into
// its members without the spaces around them; an empty value has none.
func List(text string) []string {
	if text == "" {
		return nil
	}
	members := strings.Split(text, ",")
	for i, m := range members {
		members[i] = strings.TrimSpace(m)
	}
	return members
}
