package validate

import (
	"bytes"
	"encoding/binary"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// powers[n] is 10 to the n.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// degrees returns the number that text is. Results have a dozen of them in an
// entity, so the plain ones, a sign and up to 18 digits with a point, are not
// left to the general parser; they may be a last place beside what it gives.
func degrees(text []byte) (float64, bool) {
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) < 2 || len(digits) > 19 {
		return slowDegrees(text)
	}
	var n uint64
	point := len(digits)
	for i, b := range digits {
		if d := uint64(b - '0'); d <= 9 {
			n = n*10 + d
		} else if b == '.' && point == len(digits) {
			point = i
		} else {
			return slowDegrees(text)
		}
	}
	f := float64(n)
	if point < len(digits) {
		f /= powers[len(digits)-point-1]
	}
	if text[0] == '-' {
		f = -f
	}
	return f, true
}

// wholeDegrees returns the whole part of text, cut towards zero, where it is a
// plain number, and reports whether it is: a sign, up to three digits and a point
// with digits behind it.
func wholeDegrees(text []byte) (n int, ok bool) {
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	i := 0
	for i < len(digits) && i < 3 && digits[i]-'0' <= 9 {
		n = n*10 + int(digits[i]-'0')
		i++
	}
	if i == 0 || i+1 >= len(digits) || digits[i] != '.' || !areDigits(digits[i+1:]) {
		return 0, false
	}
	if text[0] == '-' {
		n = -n
	}
	return n, true
}

// areDigits looks at eight bytes at a time, the last ones once more where they are
// no eight.
func areDigits(text []byte) bool {
	if len(text) < 8 {
		for _, b := range text {
			if b-'0' > 9 {
				return false
			}
		}
		return true
	}
	const highs, zeros, behind = 0x8080808080808080, 0x3030303030303030, 0x4646464646464646
	odd := uint64(0)
	for i := 0; ; i = min(i+8, len(text)-8) {
		x := binary.LittleEndian.Uint64(text[i:])
		odd |= x | (x + behind) | (x - zeros)
		if i+8 == len(text) {
			return odd&highs == 0
		}
	}
}

// isWithin reports whether text is plainly a number of degrees less than limit
// from zero, and not near to zero. Other texts may be good as well.
func isWithin(text []byte, limit int) bool {
	n, ok := wholeDegrees(text)
	return ok && n != 0 && -limit < n && n < limit
}

func slowDegrees(text []byte) (float64, bool) {
	if text = trim(text); len(text) == 0 {
		return 0, false
	}
	f, err := feed.ParseDegrees(string(text))
	return f, err == nil
}

// inRange reports whether a number of degrees is within a type's range.
func inRange(degrees float64, t feed.Type) bool {
	limit := 180.0
	if t == feed.LatitudeType {
		limit = 90
	}
	return -limit <= degrees && degrees <= limit
}

// isDecimalComma reports whether text is a number but for a comma in place of
// its point.
func isDecimalComma(text []byte) bool {
	if bytes.Count(text, []byte(",")) != 1 {
		return false
	}
	_, ok := degrees(bytes.Replace(text, []byte(","), []byte("."), 1))
	return ok
}

// coordinateFault returns what is wrong with a latitude or longitude and what to
// do, or "".
func coordinateFault(text []byte, t feed.Type) (message, remedy string) {
	name, limit := "longitude", "-180 to 180"
	if t == feed.LatitudeType {
		name, limit = "latitude", "-90 to 90"
	}
	f, ok := degrees(text)
	switch {
	case !ok && isDecimalComma(trim(text)):
		return "the " + name + " " + feed.Quote(text) + " has a decimal comma", "write a decimal point"
	case !ok:
		return "the " + name + " " + feed.Quote(text) + " is not a number", "write degrees, such as 47.64"
	case !inRange(f, t):
		return "the " + name + " " + feed.Quote(text) + " is not within " + limit, "write degrees within it"
	}
	return "", ""
}

// areSwapped reports whether two texts are a latitude and a longitude that have
// each other's place: the latitude is out of its range and would fit were they
// exchanged.
func areSwapped(latitude, longitude []byte) bool {
	lat, ok1 := degrees(latitude)
	lon, ok2 := degrees(longitude)
	return ok1 && ok2 && !inRange(lat, feed.LatitudeType) && inRange(lat, feed.LongitudeType) && inRange(lon, feed.LatitudeType)
}
