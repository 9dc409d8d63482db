package validate

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file tells plain values, which nearly all are, from those that the rules have
// to look at.

// judges tell, by type, whether a value, not empty, is plain: one that no rule for
// values would report, space-padded among them. They may err only in that they call
// a good value not plain.
var judges = [...]func(v *Validator, text []byte) bool{
	feed.BooleanType: func(_ *Validator, text []byte) bool {
		switch string(text) {
		case "true", "false", "1", "0":
			return true
		}
		return !isPadded(text) && (isTrue(text) || isFalse(text))
	},
	feed.ByteType: func(_ *Validator, text []byte) bool {
		return '1' <= text[0] && text[0] <= '9' && (len(text) == 1 || len(text) == 2 && text[0] == '1' && '0' <= text[1] && text[1] <= '9')
	},
	feed.LatitudeType: func(_ *Validator, text []byte) bool {
		return isWithin(text, 90) || !isPadded(text) && isLatitude(text)
	},
	feed.LongitudeType: func(_ *Validator, text []byte) bool {
		return isWithin(text, 180) || !isPadded(text) && isLongitude(text)
	},
	feed.ConfidenceType:  func(_ *Validator, text []byte) bool { return string(text) == "High" || string(text) == "Medium" },
	feed.CultureType:     (*Validator).isPlainCulture,
	feed.EntityTypesType: (*Validator).arePlainTypes,
	feed.MatchCodesType:  func(_ *Validator, text []byte) bool { return string(text) == "Good" },
}

// isLatitude reports whether text is a latitude, and not that of the place 0,0.
func isLatitude(text []byte) bool {
	d, ok := degrees(text)
	return ok && inRange(d, feed.LatitudeType) && d != 0
}

func isLongitude(text []byte) bool {
	d, ok := degrees(text)
	return ok && inRange(d, feed.LongitudeType)
}

// isPlainCulture remembers good cultures.
func (v *Validator) isPlainCulture(text []byte) bool {
	known := v.cultures.of(text)
	if bytes.Equal(text, *known) {
		return true
	}
	if !isCulture(text) || bytes.IndexByte(text, '_') >= 0 {
		return false
	}
	language, _, _ := cutPart(text)
	if !isLanguage(language) {
		return false
	}
	*known = append((*known)[:0], text...)
	return true
}

// arePlainTypes remembers good lists of entity types.
func (v *Validator) arePlainTypes(text []byte) bool {
	known := v.entityTypes.of(text)
	if bytes.Equal(text, *known) {
		return true
	}
	if isPadded(text) || len(unknownTypes(text)) > 0 {
		return false
	}
	*known = append((*known)[:0], text...)
	return true
}
