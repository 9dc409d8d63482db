// Package value reads and writes values as numbers, booleans and lists.
package value

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// ParseDegrees returns the number that a latitude or longitude is, in degrees.
// It takes what XML Schema's double takes, but for infinities, NaN and white
// space around the number; it does not judge the range.
func ParseDegrees(text string) (float64, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || strings.ContainsAny(text, "xXpP_") {
		return 0, fmt.Errorf("%s is not a number of degrees", quote.Text(text))
	}
	return f, nil
}

// FormatDegrees returns degrees as text: the shortest that reads back as the
// same number, without an exponent.
func FormatDegrees(degrees float64) string { return string(AppendDegrees(nil, degrees)) }

// AppendDegrees appends what FormatDegrees returns. It is quick for numbers with at most six
// decimals.
func AppendDegrees(dst []byte, degrees float64) []byte {
	const unit = 1e6 // of the last decimal
	n := int64(math.Abs(math.Round(degrees * unit)))
	if float64(n)/unit != math.Abs(degrees) || n <= 0 || n >= 1000*unit {
		return strconv.AppendFloat(dst, degrees, 'f', -1, 64)
	}
	if degrees < 0 {
		dst = append(dst, '-')
	}
	dst = strconv.AppendInt(dst, n/unit, 10)
	if n %= unit; n == 0 {
		return dst
	}
	dst = append(dst, '.')
	for place := int64(unit / 10); n > 0; place /= 10 {
		dst = append(dst, byte('0'+n/place))
		n %= place
	}
	return dst
}

// ParseBool returns the boolean that a value is: true, false, 1 or 0, in any
// case.
func ParseBool(text string) (bool, error) {
	switch {
	case text == "1" || strings.EqualFold(text, "true"):
		return true, nil
	case text == "0" || strings.EqualFold(text, "false"):
		return false, nil
	}
	return false, fmt.Errorf("%s is not true, false, 1 or 0", quote.Text(text))
}

// FormatBool returns a boolean as the service writes it: true or false.
func FormatBool(b bool) string { return strconv.FormatBool(b) }

// ParseMaxResults returns the number that a MaxResults is. It takes what XML
// Schema's unsignedByte takes; the service wants 1 to 20.
func ParseMaxResults(text string) (int, error) {
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "+"), 10, 8)
	if err != nil {
		return 0, fmt.Errorf("%s is not a whole number from 0 to 255", quote.Text(text))
	}
	return int(n), nil
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
