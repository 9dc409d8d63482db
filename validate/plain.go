package validate

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file tells plain values, which nearly all are, from those that the rules have
// to look at.

// A judge tells whether a value, not empty, is plain: one that no rule for values would
// report, space-padded among them. It may err only in that it calls a good value not
// plain.
type judge func(v *Validator, text []byte) bool

// judgeOf returns the judge of a field, if it has one.
func judgeOf(f feed.Field) judge {
	if f == feed.StatusCode {
		return func(_ *Validator, text []byte) bool { return string(text) == success }
	}
	return judges[f.Info().Type]
}

// judges are those of the types.
var judges = [...]judge{
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
		return !isPadded(text) && isLatitude(text)
	},
	feed.LongitudeType: func(_ *Validator, text []byte) bool {
		return !isPadded(text) && isLongitude(text)
	},
	feed.ConfidenceType:  func(_ *Validator, text []byte) bool { return string(text) == "High" || string(text) == "Medium" },
	feed.CultureType:     (*Validator).isPlainCulture,
	feed.EntityTypesType: (*Validator).arePlainTypes,
	feed.MatchCodesType:  func(_ *Validator, text []byte) bool { return string(text) == "Good" },
}

// coordinates are the latitudes and longitudes. Of those of a whole entity most are
// known to be plain, by isWithin and their limits, before they are judged.
var coordinates, coordinateLimits = func() (set feed.FieldSet, limits [1 << 6]int) {
	for f := range feed.NumFields {
		if limits[f] = limitOf(f.Info().Type); limits[f] != 0 {
			set = set.With(f)
		}
	}
	return set, limits
}()

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
