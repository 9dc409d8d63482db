package validate

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file finds, cheaply, that nearly all values are good. The rules check only the
// rest.

// A trivialCheck reports whether a non-empty value is trivially good: no rule for values,
// space-padded included, would report it. It may return false for a good value, never true
// for a bad one.
type trivialCheck func(v *Validator, text []byte) bool

// trivialCheckOf returns the check of a field, if it has one.
func trivialCheckOf(f feed.Field) trivialCheck {
	switch f {
	case feed.StatusCode:
		return func(_ *Validator, text []byte) bool { return string(text) == success }
	case feed.ResponseConfidence: // a low one is reported
		return func(_ *Validator, text []byte) bool { return string(text) == "High" || string(text) == "Medium" }
	}
	return trivialChecks[f.Info().Type]
}

// trivialChecks has the check of each type.
var trivialChecks = [...]trivialCheck{
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
	feed.ConfidenceType: func(_ *Validator, text []byte) bool {
		return !isPadded(text) && isConfidence(text)
	},
	feed.CultureType:     (*Validator).isTrivialCulture,
	feed.EntityTypesType: (*Validator).areTrivialTypes,
	feed.MatchCodesType:  func(_ *Validator, text []byte) bool { return string(text) == "Good" },
}

// isTrivial reports whether a non-empty value is trivially good, as a trivialCheck does.
func (w *trigger) isTrivial(v *Validator, text []byte, word uint64) bool {
	if w.check == nil {
		return !isPadded(text)
	}
	good := w.check(v, text)
	if good && word != noWord {
		*w.good.place(word) = word
	}
	return good
}

// coordinates are the latitudes and longitudes. For most of those in a complete entity,
// isWithin is enough to know that they are good.
var coordinates, coordinateLimits = func() (set feed.FieldSet, limits [1 << 6]int) {
	for f := range feed.NumFields {
		if limits[f] = limitOf(f.Info().Type); limits[f] != 0 {
			set = set.With(f)
		}
	}
	return set, limits
}()

// isLatitude reports whether text is a latitude other than 0, which may be that of the
// place 0,0.
func isLatitude(text []byte) bool {
	d, ok := degrees(text)
	return ok && inRange(d, feed.LatitudeType) && d != 0
}

func isLongitude(text []byte) bool {
	d, ok := degrees(text)
	return ok && inRange(d, feed.LongitudeType)
}

// isTrivialCulture remembers good cultures.
func (v *Validator) isTrivialCulture(text []byte) bool {
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

// areTrivialTypes remembers good lists of entity types.
func (v *Validator) areTrivialTypes(text []byte) bool {
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

// isClean reports whether all characters of text, which is UTF-8, are allowed in XML 1.0
// (Char). Nearly all values are clean, so it checks eight bytes at a time for control
// characters, and looks closer only where U+FFFE or U+FFFF may begin.
func isClean(text []byte) bool {
	if len(text) < 8 {
		var padded [8]byte
		copy(padded[:], "        ")
		copy(padded[:], text)
		return controls(swar.Load(padded[:])) == 0 && !hasNonCharacter(text)
	}
	all, rest := uint64(0), text
	for ; len(rest) >= 32; rest = rest[32:] {
		a, b := swar.Load(rest), swar.Load(rest[8:])
		c, d := swar.Load(rest[16:]), swar.Load(rest[24:])
		all |= a | b | c | d
		if (below(a)|below(b)|below(c)|below(d))&swar.Highs != 0 && controls(a)|controls(b)|controls(c)|controls(d) != 0 {
			return false
		}
	}
	for ; len(rest) >= 8; rest = rest[8:] {
		x := swar.Load(rest)
		all |= x
		if below(x)&swar.Highs != 0 && controls(x) != 0 {
			return false
		}
	}
	last := swar.Load(text[len(text)-8:])
	return controls(last) == 0 && ((all|last)&swar.Highs == 0 || !hasNonCharacter(text))
}

// below has the high bit of a byte set if it, or one before it, is below a space.
func below(x uint64) uint64 { return (x - ' '*swar.Ones) &^ x }

// controls marks, with their high bits, the bytes of x that are below a space and not
// tab, LF or CR.
func controls(x uint64) uint64 {
	return ^(swar.NotBelow(x, ' ') | x) & swar.Differ(x, '\t'*swar.Ones) & swar.Differ(x, '\n'*swar.Ones) & swar.Differ(x, '\r'*swar.Ones) & swar.Highs
}

// hasNonCharacter reports whether text holds U+FFFE or U+FFFF: EF BF BE or
// EF BF BF.
func hasNonCharacter(text []byte) bool {
	for {
		i := bytes.IndexByte(text, 0xEF)
		if i < 0 || i+2 >= len(text) {
			return false
		}
		if text[i+1] == 0xBF && text[i+2] >= 0xBE {
			return true
		}
		text = text[i+1:]
	}
}

// Feeds repeat the same values. What is known of a value is kept in a slot chosen by a
// few of its bytes until another value takes the slot.

// goodWords holds some good values of a field, each in its own slot.
type goodWords [1 << goodBits]uint64

const goodBits = 5 // of a hash

func (g *goodWords) place(word uint64) *uint64 { return &g[word*0x9E3779B97F4A7C15>>(64-goodBits)] }

func (g *goodWords) has(word uint64) bool { return *g.place(word) == word }

// noWord is not the word of any text.
const noWord = 8 << 56

// wordOf returns a text of up to seven bytes and its length as a number; noWord if it is
// longer, or has no memory after it.
func wordOf(text []byte) uint64 {
	n := uint64(len(text))
	if n > 7 || cap(text) < 8 {
		return noWord
	}
	return swar.Load(text[:8])&(1<<(n*8&63)-1) | n<<56
}

// A cache holds some texts, of which a feed has only a few.
type cache [64][]byte

// of returns where a text is held, if it is.
func (m *cache) of(text []byte) *[]byte { return &m[slotFor(text)] }

// stringCache remembers texts as strings, of which problems have the same again and
// again.
type stringCache [64]string

// string returns text as a string.
func (s *stringCache) string(text []byte) string {
	if len(text) == 0 || len(text) > 64 {
		return string(text)
	}
	known := &s[slotFor(text)]
	if *known != string(text) {
		*known = string(text)
	}
	return *known
}

// slotFor returns a number below 64.
func slotFor(text []byte) uint {
	first, middle, last := uint(text[0]), uint(text[len(text)/2]), uint(text[len(text)-1])
	return (first*5 + middle*11 + last*3 + uint(len(text))) % 64
}
