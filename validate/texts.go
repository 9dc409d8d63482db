package validate

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// This file finds the few texts of a request that may be placeholders or damaged and need
// the rules. It looks at the first and last byte of each text, and at all bytes of the
// entity at once. Texts differ in ways that a processor cannot predict, so there is hardly a
// branch.

// A suspicion is what a text may be, after a quick look.
type suspicion uint8

const (
	mayBePlaceholders suspicion = iota + 1 // a text of the request
	mayBeDamage                            // the same
	mayBeControls                          // any text: it may have a character that XML cannot hold

	numSuspicions
)

// textFields are the fields of a geocode request that hold free text.
var textFields = append([]feed.Field{feed.GeocodeQuery}, addressFields...)

// textSet has the text fields.
var textSet = feed.SetOf(textFields...)

// lookAtAllText triggers the rules for what may be anywhere in the entity's text. If
// there are responses, which have much more text than the request, it examines closely
// only the request.
func (e *entity) lookAtAllText() {
	v, values := e.v, records.Values(e.Record)
	low, high := 0, len(values)
	if e.answered {
		low, high = e.extent()
	}
	if mayBeDamaged(values, low, high) {
		v.triggered |= v.texts[mayBeDamage] | v.texts[mayBeControls]
	}
	if !records.Tidy(e.Record) || e.answered && v.texts[mayBeControls] != 0 && hasNonCharacter(values) {
		v.triggered |= v.texts[mayBeControls]
	}
}

// extent returns where the request's texts begin and end in the values.
func (e *entity) extent() (low, high int) {
	low = len(records.Values(e.Record))
	p := e.part(feed.GeocodeGroup)
	for texts := e.sets[feed.GeocodeGroup] & textSet; texts != 0; {
		var f feed.Field
		f, texts = texts.Next()
		start, end := records.Span(p, f)
		low, high = min(low, start), max(high, end)
	}
	return low, high
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

// beginsBlank reports whether the first character of a text is a space of any kind.
func beginsBlank(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return isBlank(r)
}

// The ends: the first and last byte are enough to see that most texts are not
// placeholders. Placeholders fall into kinds by what they begin with, and each kind can
// end with only a few bytes.

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

// mayBePlaceholder is a quick check that leaves only a few texts to isPlaceholder. The
// text is not empty.
func mayBePlaceholder(text []byte) bool {
	if begins[text[0]]&ends[text[len(text)-1]] == 0 || len(text) > longestPlaceholder {
		return false
	}
	text = bytes.TrimSpace(text)
	n := len(text)
	return n > 0 && begins[text[0]]&ends[text[n-1]] != 0 && n <= int(longest[text[0]])
}

// mayBeMangled is mayBePlaceholder for postcodes: it looks for a number in a form that
// programs give it.
func mayBeMangled(code []byte) bool {
	if !isDigit(code[0]) {
		return begins[code[0]]&padded != 0
	}
	n := len(code)
	return n > 2 && (code[n-2] == '.' || code[1] == '.' || code[1] == 'E' || ends[code[n-1]]&punctuated != 0)
}

// The signs of damage, which are rare. A reference has a letter or a number sign after its
// ampersand, and a question mark in place of a letter has a letter after it. UTF-8 read as
// Windows-1252 always begins with C3 and has two characters that are not ASCII. U+FFFD is
// EF BF BD. Both have three bytes in a row that are not ASCII; a letter with an accent has
// two.

// mayBeDamaged is a quick check of the values from low to high that leaves few to damage.
// It looks for signs only if some byte may begin one. The words it reads may overlap at
// the end.
func mayBeDamaged(values []byte, low, high int) bool {
	if high < low+shortest {
		var padded [shortest]byte
		return copy(padded[:], values[min(low, high):high]) > 0 && hasSigns(padded[:])
	}
	text := values[low:high]
	last := swar.Load(text[len(text)-8:])
	found := suspects(swar.Load(text[len(text)-shortest:]), last) | suspects(last, last>>16)
	rest := text
	for ; len(rest) >= shortest+8; rest = rest[16:] {
		found |= suspects(swar.Load(rest), swar.Load(rest[2:])) | suspects(swar.Load(rest[8:]), swar.Load(rest[10:]))
	}
	if len(rest) > shortest {
		found |= suspects(swar.Load(rest), swar.Load(rest[2:]))
	}
	return found&swar.Highs != 0 && hasSigns(text)
}

// shortest is the length of a word and of what follows a byte in a sign.
const shortest = 8 + 2

// hasSigns reports whether a text of at least the shortest length has a sign of damage.
func hasSigns(text []byte) bool {
	last := swar.Load(text[len(text)-8:])
	found := signs(swar.Load(text[len(text)-10:]), swar.Load(text[len(text)-9:]), last) | signs(last, last>>8, last>>16)
	for ; len(text) > shortest; text = text[8:] {
		found |= signs(swar.Load(text), swar.Load(text[1:]), swar.Load(text[2:]))
	}
	return found&swar.Highs != 0
}

// signs returns a word with the high bit set for each byte of x that begins a sign, or what
// looks like one. Next and third hold the bytes one and two places further. The other bits of
// the result mean nothing.
func signs(x, next, third uint64) uint64 {
	// After its ampersand or question mark, a sign has '#', a letter or a non-ASCII byte:
	// these have bit 1, 6 or 7 set, which few other bytes have.
	escaped := (bytesOf(x, '&') | bytesOf(x, '?')) & (next<<6 | next<<1 | next)
	misread := bytesOf(x, 0xC3) & next & third
	replaced := bytesOf(x, 0xEF) & bytesOf(next, 0xBF) & third & swar.NotBelow(third, 0xBD-0x80)
	return escaped | misread | replaced
}

// suspects returns a word with the high bit set for each byte of x that is an ampersand or
// a question mark, or is not ASCII where the byte of third is not either. The other bits
// mean nothing.
func suspects(x, third uint64) uint64 {
	reference, lost := x^'&'*swar.Ones, x^'?'*swar.Ones
	marks := (reference - swar.Ones) | (lost - swar.Ones) // of ASCII those that are zero now
	return marks ^ x&(marks^third)
}

// bytesOf returns a word with the high bit set for each byte of x that is b. The bit may
// also be set for a byte after b. The other bits mean nothing.
func bytesOf(x uint64, b byte) uint64 {
	x ^= uint64(b) * swar.Ones
	return (x - swar.Ones) &^ x
}
