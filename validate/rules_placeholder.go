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
		if text := e.text(f); e.isPlaceholder(f, text) {
			e.reportPlaceholder(f, text)
		}
	}
}

func (e *entity) reportPlaceholder(f feed.Field, text []byte) {
	message, remedy := "%s is what a program writes for a missing value", "leave it out, or put in the value that is missing"
	if last := bytes.TrimSpace(text); isDigit(last[len(last)-1]) {
		message, remedy = "the postcode %s has become a number", "write it as text, with the zeros that it begins with"
	}
	e.report(f, fmt.Sprintf(message, quote.Text(text)), remedy)
}

// placeholders are words that are never a place (true), in upper or lower case, and words
// that are placeholders only where isPlaceholder says so (false).
var placeholders = func() map[string]bool {
	m := make(map[string]bool)
	for word := range strings.SplitSeq(`null,(null),<null>,[null],n/a,#n/a,<na>,<n/a>,undefined,(undefined),[object object],\n,#ref!,#value!,#name?,#div/0!,#null!,#num!,#nv`, ",") {
		m[word] = true
	}
	for word := range strings.SplitSeq("nan,nat,none,na", ",") {
		m[word] = false
	}
	return m
}()

// longestPlaceholder is the length of the longest placeholder, with some space around it.
const longestPlaceholder = 24

// isPlaceholder reports whether a value of a field of the entity is a placeholder.
func (e *entity) isPlaceholder(f feed.Field, text []byte) bool {
	return len(text) > 0 && (mayBePlaceholder(text) || f == feed.GeocodePostalCode && mayBeMangled(text)) &&
		len(text) <= longestPlaceholder && e.isPlaceholderWord(f, string(bytes.TrimSpace(text)))
}

// isPlaceholderWord is isPlaceholder for a word without space around it.
func (e *entity) isPlaceholderWord(f feed.Field, word string) bool {
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

// isMissingNA reports whether NA in a field means "not available". As a country it is
// Namibia, as a district of Italy Naples, and in a Query it may be either.
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

// isIn reports whether the request's country is one of the names.
func (e *entity) isIn(names ...string) bool {
	country := strings.ToLower(string(bytes.TrimSpace(e.text(feed.GeocodeCountryRegion))))
	for _, name := range names {
		if country == name {
			return true
		}
	}
	return false
}

// punctuation has the signs that people and programs write for a missing value.
const punctuation = "-._?*#/"

func isPunctuation(text string) bool { return text != "" && strings.Trim(text, punctuation) == "" }

// missing are the words for a missing value that may come after zeros.
var missing = map[string]bool{"nan": true, "none": true, "null": true, "na": true, "<na>": true, "n/a": true}

// isMangledPostcode reports whether text is a postcode that was once converted to a
// number: it has a zero fraction, an exponent after a single digit and its fraction, or
// zeros before a missing value.
func isMangledPostcode(text string) bool {
	if whole, ok := strings.CutSuffix(text, ".0"); ok {
		return whole != "" && isAll([]byte(whole), isDigit)
	}
	if missing[strings.ToLower(strings.TrimLeft(text, "0"))] {
		return true
	}
	mantissa, exponent, ok := strings.Cut(text, "E+")
	if !ok || mantissa == "" || exponent == "" || len(mantissa) > 1 && mantissa[1] != '.' {
		return false
	}
	return isAll([]byte(strings.Replace(mantissa, ".", "", 1)), isDigit) && isAll([]byte(exponent), isDigit)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// isHollow reports whether a value is meaningless: a placeholder, or only spaces of any
// kind.
func (e *entity) isHollow(f feed.Field, text []byte) bool {
	return len(bytes.TrimFunc(text, isBlank)) == 0 || textSet.Has(f) && e.isPlaceholder(f, text)
}
