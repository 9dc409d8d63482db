package validate

import (
	"encoding/binary"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file looks at the texts of a request, of which nearly none is a placeholder or
// damaged: at their first bytes, and at eight bytes at a time.

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

// suspicionOf has, by the first byte of a text, what may begin so.
var suspicionOf = func() (first [256]suspicion) {
	for c := range 256 {
		switch {
		case c < '0', c|0x20 == 'n', c|0x20 == 'u', c == '[', c == '<', c == '\\', c == '?', c == '_', c == '0':
			first[c] = mayBePlaceholders
		case c == 0xC2, c == 0xE1, c == 0xE2, c == 0xE3: // spaces that are not ASCII
			first[c] = mayBeDamage
		}
	}
	return first
}()

// seeTexts raises the rules for the texts of the request.
func (v *Validator) seeTexts() {
	if !v.entity.has[feed.GeocodeGroup] {
		return
	}
	p, values := &v.entity.parts[feed.GeocodeGroup], records.Values(v.entity.Record)
	low, high := len(values), 0
	for left := p.NonEmpty() & textSet; left != 0; {
		var f feed.Field
		f, left = left.Next()
		start, end := records.Span(*p, f)
		low, high = min(low, start), max(high, end)
		switch suspicionOf[values[start]] {
		case mayBePlaceholders:
			if end-start <= longestPlaceholder && mayBePlaceholder(values[start:end]) {
				v.raised |= v.texts[mayBePlaceholders]
			}
		case mayBeDamage:
			v.raised |= v.texts[mayBeDamage] | v.texts[mayBePlaceholders]
		default:
			if f == feed.GeocodePostalCode && mayBePlaceholder(values[start:end]) {
				v.raised |= v.texts[mayBePlaceholders]
			}
		}
	}
	if low < high && mayBeDamaged(values[low:high]) {
		v.raised |= v.texts[mayBeDamage]
	}
}

// mayBeDamaged is a quick look that leaves few texts to damage. Each sign of damage has
// one of four bytes: an ampersand, a question mark, EF (of U+FFFD) or C3, with which
// all begins that UTF-8 becomes when it is read as Windows-1252.
func mayBeDamaged(text []byte) bool {
	for i := 0; i < len(text); i += 8 {
		var x uint64
		if len(text)-i >= 8 {
			x = binary.LittleEndian.Uint64(text[i:])
		} else {
			for j, b := range text[i:] {
				x |= uint64(b) << (8 * j)
			}
		}
		if (hasByte(x, '&') || hasByte(x, '?') || x&highs != 0 && (hasByte(x, 0xC3) || hasByte(x, 0xEF))) && anyMayBeDamage(text, i) {
			return true
		}
	}
	return false
}

// anyMayBeDamage looks at eight bytes of a text, from a place on, and at those that follow
// each: a reference has a letter or a number sign after its ampersand, a letter that was
// lost another one, and in UTF-8 that was misread two characters follow each other.
func anyMayBeDamage(text []byte, from int) bool {
	for i := from; i < min(from+8, len(text)); i++ {
		var next, third byte
		if i+1 < len(text) {
			next = text[i+1]
		}
		if i+2 < len(text) {
			third = text[i+2]
		}
		switch text[i] {
		case '&':
			if next == '#' || next|0x20 >= 'a' && next|0x20 <= 'z' {
				return true
			}
		case '?':
			if next >= 'a' {
				return true
			}
		case 0xC3:
			if third >= 0x80 {
				return true
			}
		case 0xEF:
			if next == 0xBF && third == 0xBD {
				return true
			}
		}
	}
	return false
}

// hasByte reports whether one of the bytes of x is b. It may take another byte for it
// where the one before is b.
func hasByte(x uint64, b byte) bool {
	x ^= uint64(b) * ones
	return (x-ones)&^x&highs != 0
}
