package validate

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var placeholderRules = []Rule{
	{
		Code: "placeholder", Severity: Warning, Kinds: both,
		Title: "a word that a program wrote for a missing value",
		Text: `NULL, nan, None, N/A, #N/A, undefined, [object Object] and the like are what
programs write where they have no value, and 98052.0 is a postcode that became a
number. The service looks for places of such names. Query and the fields of a
request's Address are looked at. What may be a real place is left alone: Nan in
Thailand, None in Italy, NA for Namibia or Naples. For "required" and "fill" of a
profile such a value counts as missing; for address-missing it does not, as the
service takes it.`,
		Bad:   `1,12 Elm Street,NULL,98052.0`,
		Good:  `1,12 Elm Street,,98052`,
		check: checkPlaceholders,
		texts: mayBePlaceholders,
	},
}

func checkPlaceholders(e *entity) {
	for _, f := range textFields {
		if text := e.text(f); len(text) > 0 && mayBePlaceholder(text) && e.isPlaceholder(f, text) {
			message, remedy := "%s is what a program writes for a missing value", "leave it out, or put in the value that is missing"
			if last := bytes.TrimSpace(text); isDigit(last[len(last)-1]) {
				message, remedy = "the postcode %s has become a number", "write it as text, with the zeros that it begins with"
			}
			e.report(f, fmt.Sprintf(message, quote.Text(text)), remedy)
		}
	}
}

// placeholders are those that are no place, in any case.
var placeholders = wordSet(`null (null) <null> [null] n/a #n/a <na> <n/a> undefined (undefined) [object#object] \n #ref! #value! #name? #div/0! #null! #num! #nv`)

// wordSet returns a set of words; # within a word in brackets is a space.
func wordSet(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		if w[0] == '[' {
			w = strings.ReplaceAll(w, "#", " ")
		}
		m[w] = true
	}
	return m
}

// longestPlaceholder is how long one is, with some space around it.
const longestPlaceholder = 24

// mayBePlaceholder is a quick look that leaves few values to isPlaceholder.
func mayBePlaceholder(text []byte) bool {
	text = trim(text)
	n := len(text)
	if n == 0 || n > longestPlaceholder {
		return false
	}
	last := text[n-1]
	switch c := text[0]; {
	case c|0x20 == 'n': // NA, nan, NaT, N/A, null, none
		return n > 1 && n <= len("none") && (text[1]|0x20 == 'a' || text[1] == '/' || n == len("none") && (text[1]|0x20 == 'u' || text[1]|0x20 == 'o'))
	case c|0x20 == 'u':
		return n == len("undefined")
	case c == '0': // the zeros before a value that is missing
		return last > '9' || last == '0' && n > 2 && text[n-2] == '.'
	case c >= '1' && c <= '9': // a number in a form that programs give it
		return n > 2 && (last == '0' && text[n-2] == '.' || last <= '9' && (text[1] == '.' || text[1] == 'E'))
	case c < '0':
		return last < '0' || last|0x20 >= 'a' && last|0x20 <= 'v' || last == '!' || last == '?' || last == '_'
	}
	return text[0] == '[' || text[0] == '<' || text[0] == '\\' || text[0] == '?' || text[0] == '_' || text[0] == 0xC2
}

// isPlaceholder reports whether a value of a field of the entity is a placeholder.
func (e *entity) isPlaceholder(f feed.Field, text []byte) bool {
	if len(text) > longestPlaceholder {
		return false
	}
	word := string(bytes.TrimSpace(text))
	if placeholders[strings.ToLower(word)] || isPunctuation(word) {
		return true
	}
	switch strings.ToLower(word) {
	case "nan":
		return (word == "nan" || word == "NaN") && !(isPlaceName(f) && e.isIn("th", "tha", "thailand", "cn", "chn", "china"))
	case "nat":
		return word == "NaT"
	case "none":
		return !(isPlaceName(f) && e.isIn("it", "ita", "italy", "italia"))
	case "na":
		return word == "NA" && e.isMissingNA(f)
	}
	return f == feed.GeocodePostalCode && isMangledPostcode(word)
}

// isMissingNA reports whether NA in a field means that a value is not available: it is
// Namibia as a country, Naples as a district of Italy, and may be either in a Query.
func (e *entity) isMissingNA(f feed.Field) bool {
	switch f {
	case feed.GeocodeCountryRegion, feed.GeocodeQuery:
		return false
	case feed.GeocodeAdminDistrict, feed.GeocodeAdminDistrict2:
		return len(e.text(feed.GeocodeCountryRegion)) > 0 && !e.isIn("it", "ita", "italy", "italia")
	}
	return true
}

// isPlaceName reports whether a field holds the name of a place.
func isPlaceName(f feed.Field) bool {
	switch f {
	case feed.GeocodePostalCode, feed.GeocodeAddressLine, feed.GeocodeCountryRegion:
		return false
	}
	return true
}

// isIn reports whether the request says that it is in a country, by one of its names.
func (e *entity) isIn(names ...string) bool {
	country := strings.ToLower(string(bytes.TrimSpace(e.text(feed.GeocodeCountryRegion))))
	for _, name := range names {
		if country == name {
			return true
		}
	}
	return false
}

// isPunctuation reports whether text has nothing but signs that people and programs put
// for nothing.
func isPunctuation(text string) bool { return text != "" && strings.Trim(text, "-._?*#/") == "" }

// isMangledPostcode reports whether text is a postcode that went through numbers: with a
// fraction of zero, an exponent, or zeros before a missing value.
func isMangledPostcode(text string) bool {
	if whole, ok := strings.CutSuffix(text, ".0"); ok {
		return whole != "" && isAll([]byte(whole), isDigit)
	}
	switch word := strings.ToLower(strings.TrimLeft(text, "0")); word {
	case "nan", "none", "null", "na", "<na>", "n/a":
		return true
	}
	mantissa, exponent, ok := strings.Cut(text, "E+")
	return ok && mantissa != "" && exponent != "" && isAll([]byte(strings.Replace(mantissa, ".", "", 1)), isDigit) && isAll([]byte(exponent), isDigit)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// isHollow reports whether a value is there and says nothing: it is a placeholder, or
// nothing but spaces of any kind.
func (e *entity) isHollow(f feed.Field, text []byte) bool {
	return len(bytes.TrimFunc(text, isBlank)) == 0 || textSet.Has(f) && mayBePlaceholder(text) && e.isPlaceholder(f, text)
}
