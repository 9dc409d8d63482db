package value

import (
	"bytes"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/internal/short"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// Degrees returns the number that a latitude or longitude is, as ParseDegrees does, without
// the white space around it. It allocates nothing for texts that are numbers.
func Degrees(text []byte) (float64, bool) {
	digits := text
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) < 2 || len(digits) > mostDigits {
		return slowDegrees(text)
	}
	var n uint64
	whole := 0
	for whole < len(digits) && digits[whole]-'0' <= 9 {
		n = n*10 + uint64(digits[whole]-'0')
		whole++
	}
	decimals := 0
	if whole < len(digits) {
		if digits[whole] != '.' {
			return slowDegrees(text)
		}
		rest := digits[whole+1:]
		decimals = len(rest)
		for len(rest) >= 8 {
			eight, ok := swar.Number(swar.Load(rest))
			if !ok {
				return slowDegrees(text)
			}
			n = n*1e8 + eight
			rest = rest[8:]
		}
		for _, b := range rest {
			if b-'0' > 9 {
				return slowDegrees(text)
			}
			n = n*10 + uint64(b-'0')
		}
	}
	if n > mostExact {
		return slowDegrees(text)
	}
	f := float64(n) / powers[decimals]
	if len(digits) < len(text) {
		f = -f
	}
	return f, true
}

// A whole number up to mostExact is a float64 exactly. Such a number divided by a power of ten
// that is exact, too, is the nearest float64.
const (
	mostExact  = 1 << 53
	mostDigits = 19 // of a number that a uint64 holds
)

// powers[n] is 10 to the n.
var powers = [mostDigits + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19}

func slowDegrees(text []byte) (float64, bool) {
	text = bytes.Trim(text, " \t\r\n")
	digits := text
	if len(digits) > 0 && (digits[0] == '-' || digits[0] == '+') {
		digits = digits[1:]
	}
	if len(digits) == 0 || digits[0] > '9' || len(digits) > 1 && digits[1]|0x20 == 'x' || bytes.IndexByte(digits, '_') >= 0 {
		// infinities, NaN, hexadecimals and the separators of Go
		return 0, false
	}
	f, err := strconv.ParseFloat(string(text), 64)
	return f, err == nil
}

// Place returns the coordinates that a latitude and a longitude are, if both are numbers
// within their ranges.
func Place(latitude, longitude []byte) (lat, lon float64, ok bool) {
	if len(latitude) == 0 || len(longitude) == 0 {
		return 0, 0, false
	}
	lat, ok1 := Degrees(latitude)
	lon, ok2 := Degrees(longitude)
	return lat, lon, ok1 && ok2 && -maxLatitude <= lat && lat <= maxLatitude && -maxLongitude <= lon && lon <= maxLongitude
}

const maxLatitude, maxLongitude = 90, 180

// IsPlace reports whether a latitude and a longitude are coordinates, as Place does.
func IsPlace(latitude, longitude []byte) bool {
	lat, ok1 := decimal(latitude)
	lon, ok2 := decimal(longitude)
	if ok1 && ok2 && lat < maxLatitude && lon < maxLongitude {
		return true
	}
	_, _, ok := Place(latitude, longitude)
	return ok
}

// decimal takes a quick look at a number. It returns what is before its point, without the
// sign. Ok is true if the text is a number of JSON with few digits before a point and some after
// it, as coordinates are; else nothing is known.
func decimal(text []byte) (whole int, ok bool) {
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	for i, b := range text {
		if b-'0' <= 9 {
			whole = whole*10 + int(b-'0')
			continue
		}
		fraction := text[i+1:]
		return whole, b == '.' && 1 <= i && i <= 3 && (i == 1 || text[0] != '0') && len(fraction) > 0 && areDigits(fraction)
	}
	return 0, false
}

// areDigits reports whether all of text are digits.
func areDigits(text []byte) bool {
	if n := len(text); n >= 8 {
		last := swar.Load(text[n-8:])
		for ; len(text) > 8; text = text[8:] {
			if !swar.AreDigits(swar.Load(text)) {
				return false
			}
		}
		return swar.AreDigits(last)
	}
	for _, b := range text {
		if b-'0' > 9 {
			return false
		}
	}
	return true
}

// AppendNumber appends a number of degrees as JSON has it: with its own digits or, where JSON
// does not allow how it is written, as the shortest number of the same value. If Degrees does not
// take the text, ok is false, and nothing is appended. The bytes after the text are as with
// short.Append.
func AppendNumber(dst, text []byte) (_ []byte, ok bool) {
	if _, ok := decimal(text); ok {
		return short.Append(dst, text), true
	}
	if _, ok := Degrees(text); !ok {
		return dst, false
	}
	text = bytes.Trim(text, " \t\r\n")
	unsigned, sign := text, 0
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		unsigned, sign = text[1:], 1
	}
	whole := digitsEnd(unsigned)
	point := whole < len(unsigned) && unsigned[whole] == '.'
	isJSON := (sign == 0 || text[0] == '-') && (whole == 1 || whole > 1 && unsigned[0] != '0') &&
		(!point || digitsEnd(unsigned[whole+1:]) > 0)
	if isJSON {
		return append(dst, text...), true
	}
	if sign == 1 && text[0] == '-' {
		dst = append(dst, '-')
	}
	return appendShortest(dst, unsigned, whole, point), true
}

// appendShortest appends a number without a sign, of so many digits before the point or the
// exponent.
func appendShortest(dst, text []byte, whole int, point bool) []byte {
	digits := bytes.TrimLeft(text[:whole], "0")
	if len(digits) == 0 {
		digits = zero
	}
	dst = append(dst, digits...)
	rest := text[whole:]
	if point {
		end := 1 + digitsEnd(rest[1:])
		if fraction := bytes.TrimRight(rest[1:end], "0"); len(fraction) > 0 {
			dst = append(append(dst, '.'), fraction...)
		}
		rest = rest[end:]
	}
	if len(rest) == 0 {
		return dst
	}
	exponent, negative := bytes.CutPrefix(rest[1:], minus)
	exponent = bytes.TrimLeft(bytes.TrimPrefix(exponent, plus), "0")
	if len(exponent) == 0 {
		return dst
	}
	dst = append(dst, 'e')
	if negative {
		dst = append(dst, '-')
	}
	return append(dst, exponent...)
}

var zero, minus, plus = []byte("0"), []byte("-"), []byte("+")

// digitsEnd returns how many digits text begins with.
func digitsEnd(text []byte) int {
	i := 0
	for i < len(text) && '0' <= text[i] && text[i] <= '9' {
		i++
	}
	return i
}
