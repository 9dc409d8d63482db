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
	p, values := &v.entity.parts[feed.GeocodeGroup], v.entity.Values()
	low, high := len(values), 0
	for left := p.Set() & textSet; left != 0; {
		var f feed.Field
		f, left = left.Next()
		start, end := p.Span(f)
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

// mayBeDamaged is a quick look that leaves out text without a reference, a question mark,
// a byte EF or two characters in a row that are not ASCII.
func mayBeDamaged(text []byte) bool {
	before := uint64(0) // 0x80 after the last byte of a character that is not ASCII
	for {
		var x uint64
		if len(text) >= 8 {
			x = binary.LittleEndian.Uint64(text)
		} else {
			for i, b := range text {
				x |= uint64(b) << (8 * i)
			}
		}
		high := x & highs
		if hasByte(x, '&') || hasByte(x, '?') {
			return true
		}
		if high != 0 {
			ends := high &^ (x << 1)
			begins := high & (x << 1)
			if (ends<<8|before)&begins != 0 || hasByte(x, 0xEF) {
				return true
			}
			before = ends >> 56
		} else {
			before = 0
		}
		if len(text) <= 8 {
			return false
		}
		text = text[8:]
	}
}

// hasByte reports whether one of the bytes of x is b. It may take another byte for it
// where the one before is b.
func hasByte(x uint64, b byte) bool {
	x ^= uint64(b) * ones
	return (x-ones)&^x&highs != 0
}
