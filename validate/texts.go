package validate

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file looks at the texts of a request, of which nearly none is a placeholder or
// damaged, and leaves few to the rules: it looks at the first and the last byte of each,
// and at all the bytes from the first text to the last one at once.
// Texts differ in ways that a processor cannot foresee, so there is hardly a branch.

// A suspicion is what a text may be, after a quick look.
type suspicion uint8

const (
	mayBePlaceholders suspicion = iota + 1
	mayBeDamage

	numSuspicions
)

// textFields are the fields of a geocode request that hold free text.
var textFields = append([]feed.Field{feed.GeocodeQuery}, addressFields...)

// textSet has the text fields.
var textSet = feed.SetOf(textFields...)

// triggerTexts triggers the rules for the texts of the request.
func (v *Validator) triggerTexts() {
	set := v.entity.sets[feed.GeocodeGroup] & textSet
	if set == 0 {
		return
	}
	p := v.entity.parts[feed.GeocodeGroup]
	low, high, kinds := records.Extent(p, set, &begins, &ends)
	if kinds != 0 {
		v.triggerEnds(p, set)
	}
	if set.Has(feed.GeocodePostalCode) && mayBeMangled(v.entity.text(feed.GeocodePostalCode)) {
		v.triggered |= v.texts[mayBePlaceholders]
	}
	if mayBeDamaged(records.Values(v.entity.Record), low, high) {
		v.triggered |= v.texts[mayBeDamage]
	}
}

// triggerEnds triggers the rules for those texts of the request whose ends are suspicious.
func (v *Validator) triggerEnds(p feed.Part, set feed.FieldSet) {
	for left := set; left != 0; {
		var f feed.Field
		f, left = left.Next()
		text := p.Text(f)
		if mayBePlaceholder(text) {
			v.triggered |= v.texts[mayBePlaceholders]
		}
		if beginsBlank(text) {
			v.triggered |= v.texts[mayBeDamage]
		}
	}
}

// beginsBlank reports whether the first character of a text shows nothing.
func beginsBlank(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return isBlank(r)
}

// The ends: by their first and their last byte most texts are known to be no
// placeholders. Placeholders are of some kinds, by what they begin with, and each kind
// ends with few bytes.

// A kindSet has a bit for each kind.
type kindSet = uint16

var (
	begins  [256]kindSet // the kinds that begin with a byte
	ends    [256]kindSet // those that end with it
	longest [256]uint8   // the length of those that begin with it, without padding
)

const (
	padded      kindSet = 1 << iota // what has spaces of any kind before it
	punctuated                      // isPunctuation
	zeroed                          // a word after zeros
	firstOfKind                     // of words
)

func init() {
	learn := func(firsts, lasts string, length int, kind kindSet) {
		for _, c := range []byte(firsts) {
			begins[c] |= kind
			longest[c] = max(longest[c], uint8(length))
		}
		for _, c := range []byte(lasts) {
			ends[c] |= kind
		}
	}
	inAnyCase := func(s string) string { return strings.ToLower(s) + strings.ToUpper(s) }

	kinds := make(map[byte]kindSet)
	for word := range placeholders {
		if kinds[word[0]] == 0 {
			kinds[word[0]] = firstOfKind << len(kinds)
		}
		learn(inAnyCase(word[:1]), inAnyCase(word[len(word)-1:]), len(word), kinds[word[0]])
	}
	learn(punctuation, punctuation, longestPlaceholder, punctuated)
	for word := range missing {
		learn("0", inAnyCase(word[len(word)-1:]), longestPlaceholder, zeroed)
	}
	for c := range ends {
		if c <= ' ' || c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xE3 || c == 0xEF { // where spaces begin
			begins[c] |= padded
		}
		ends[c] |= padded
		if c <= ' ' || c >= utf8.RuneSelf { // where they end
			ends[c] = ^kindSet(0)
		}
	}
}

// mayBePlaceholder is a quick look that leaves few texts, none of them empty, to
// isPlaceholder.
func mayBePlaceholder(text []byte) bool {
	if begins[text[0]]&ends[text[len(text)-1]] == 0 || len(text) > longestPlaceholder {
		return false
	}
	text = bytes.TrimSpace(text)
	n := len(text)
	return n > 0 && begins[text[0]]&ends[text[n-1]] != 0 && n <= int(longest[text[0]])
}

// mayBeMangled is mayBePlaceholder for what is one as a postcode only: a number in a form
// that programs give it.
func mayBeMangled(code []byte) bool {
	if !isDigit(code[0]) {
		return begins[code[0]]&padded != 0
	}
	n := len(code)
	return n > 2 && (code[n-2] == '.' || code[1] == '.' || code[1] == 'E' || ends[code[n-1]]&punctuated != 0)
}

// The signs of damage, of which texts have nearly none. A reference has a
// letter or a number sign after its ampersand, and a question mark in place of a letter
// has a letter after it. All that UTF-8 becomes when it is read as Windows-1252 begins
// with C3 and has two characters that are not ASCII. U+FFFD is EF BF BD: as the others, it
// has three bytes in a row that are not ASCII. Letters with an accent have two.

// mayBeDamaged is a quick look at the values from low to high, and maybe at some before
// them, that leaves few to damage.
func mayBeDamaged(values []byte, low, high int) bool {
	if high < 32 {
		var padded [32]byte
		copy(padded[:], values[low:high])
		return hasSigns(&padded)
	}
	for ; low < high-32; low += 30 { // a sign may begin in the last two bytes
		if hasSigns((*[32]byte)(values[low:])) {
			return true
		}
	}
	return hasSigns((*[32]byte)(values[high-32:]))
}

// hasSigns reports whether a text has a sign of damage. It looks closely only where there
// is an ampersand, a question mark, or a byte that is not ASCII two after another one.
func hasSigns(text *[32]byte) bool {
	a, b := swar.Load(text[0:]), swar.Load(text[8:])
	c, d := swar.Load(text[16:]), swar.Load(text[24:])
	third, fourth, fifth := swar.Load(text[2:]), swar.Load(text[10:]), swar.Load(text[18:])
	few := a&third | b&fourth | c&fifth | d&(d>>16) |
		bytesOf(a, '&') | bytesOf(a, '?') | bytesOf(b, '&') | bytesOf(b, '?') |
		bytesOf(c, '&') | bytesOf(c, '?') | bytesOf(d, '&') | bytesOf(d, '?')
	return few&swar.Highs != 0 &&
		(hasSign(a, swar.Load(text[1:]), third) || hasSign(b, swar.Load(text[9:]), fourth) ||
			hasSign(c, swar.Load(text[17:]), fifth) || hasSign(d, d>>8, d>>16))
}

// hasSign reports whether a sign begins with one of the eight bytes of x. Each has the one
// after it in next, and the one after that in third.
func hasSign(x, next, third uint64) bool {
	reference := bytesOf(x, '&') & (bytesOf(next, '#') | bytesFrom(next|' '*swar.Ones, 'a'))
	lost := bytesOf(x, '?') & bytesFrom(next, 'a')
	misread := bytesOf(x, 0xC3) & next & third
	replaced := bytesOf(x, 0xEF) & bytesOf(next, 0xBF) & bytesOf(third, 0xBD)
	return (reference|lost|misread|replaced)&swar.Highs != 0
}

// bytesOf has the high bit set of the bytes of x that are b. It may have it set of another
// byte where the one before is b, and says nothing with the other bits.
func bytesOf(x uint64, b byte) uint64 {
	x ^= uint64(b) * swar.Ones
	return (x - swar.Ones) &^ x
}

// bytesFrom has the high bit set of the bytes of x that are b, which is ASCII, or higher.
// It says nothing with the other bits.
func bytesFrom(x uint64, b byte) uint64 {
	return x | (x&swar.Lows + (0x80-uint64(b))*swar.Ones)
}
