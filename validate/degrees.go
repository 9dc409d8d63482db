package validate

import (
	"bytes"
	"math/bits"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// powers[n] is 10 to the n.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// degrees parses text as a number. An entity of results has a dozen of them, so plain
// ones (a sign and up to 18 digits with a point) do not go through the general parser;
// the result may differ from its result in the last place.
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

// unknownDegrees is what wholeDegrees returns for a text that is not a plain number. It is
// out of every range.
const unknownDegrees = 1 << 10

// wholeDegrees returns the integer part of text, truncated toward zero, if text is a
// plain number: a sign, up to three digits, a point and more digits, eight to 24 bytes
// without the sign. It reads three words, which may overlap, and does not branch on the
// length, which the processor could not predict.
func wholeDegrees(text []byte) int {
	sign := 0
	if len(text) > 0 && text[0] == '-' {
		sign, text = 1, text[1:]
	}
	if len(text) < 8 || len(text) > 24 {
		return unknownDegrees
	}
	const zeros, dot, six = '0' * swar.Ones, '.' ^ '0', 6 * swar.Ones
	last := len(text) - 8
	a, b, c := swar.Load(text)^zeros, swar.Load(text[min(8, last):])^zeros, swar.Load(text[last:])^zeros
	x := a ^ dot*swar.Ones
	point := bits.TrailingZeros64((x-swar.Ones)&^x&swar.Highs) &^ 7 // of the first word's bits
	if point == 0 || point > 24 {
		return unknownDegrees
	}
	a ^= dot << (point & 63) // makes the point a zero, in each word that has it
	if point >= 8*last {
		c ^= dot << ((point - 8*last) & 63)
		b = c
	}
	if (a|b|c|(a+six)|(b+six)|(c+six))&(0xF0*swar.Ones) != 0 { // a byte is more than 9
		return unknownDegrees
	}
	a <<= (24 - point) & 63
	n := int(a&15*100 + a>>8&15*10 + a>>16&15)
	return (n ^ -sign) + sign
}

// isWithin reports whether a number with integer part n is certainly within a limit and
// not near zero.
func isWithin(n, limit int) bool { return n != 0 && -limit < n && n < limit }

func slowDegrees(text []byte) (float64, bool) {
	if text = trim(text); len(text) == 0 {
		return 0, false
	}
	f, err := value.ParseDegrees(string(text))
	return f, err == nil
}

// limitOf returns how many degrees from zero a type's values may be; 0 if they are no
// degrees.
func limitOf(t feed.Type) int {
	switch t {
	case feed.LatitudeType:
		return 90
	case feed.LongitudeType:
		return 180
	}
	return 0
}

// inRange reports whether a number of degrees is within a type's range.
func inRange(degrees float64, t feed.Type) bool {
	limit := float64(limitOf(t))
	return -limit <= degrees && degrees <= limit
}

// isDecimalComma reports whether text is a number except for a comma in place of
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
		return "the " + name + " " + quote.Text(text) + " has a decimal comma", "write a decimal point"
	case !ok:
		return "the " + name + " " + quote.Text(text) + " is not a number", "write degrees, such as 47.64"
	case !inRange(f, t):
		return "the " + name + " " + quote.Text(text) + " is not within " + limit, "write degrees within it"
	}
	return "", ""
}

// areSwapped reports whether a latitude and a longitude are swapped: the latitude is out
// of range, and both would be in range the other way around.
func areSwapped(latitude, longitude []byte) bool {
	lat, ok1 := degrees(latitude)
	lon, ok2 := degrees(longitude)
	return ok1 && ok2 && !inRange(lat, feed.LatitudeType) && inRange(lat, feed.LongitudeType) && inRange(lon, feed.LatitudeType)
}
