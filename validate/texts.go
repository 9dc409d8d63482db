package validate

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file looks at the texts of a request, of which nearly none is a placeholder or
// damaged, and leaves few to the rules: it looks at the first and the last byte of each
// (ends.go), and at all the bytes from the first text to the last one at once (signs.go).
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

// seeTexts raises the rules for the texts of the request.
func (v *Validator) seeTexts() {
	set := v.entity.sets[feed.GeocodeGroup] & textSet
	if set == 0 {
		return
	}
	p := v.entity.parts[feed.GeocodeGroup]
	low, high, kinds := records.Extent(p, set, &begins, &ends)
	if kinds != 0 {
		v.seeEnds(p, set)
	}
	if set.Has(feed.GeocodePostalCode) && mayBeMangled(v.entity.text(feed.GeocodePostalCode)) {
		v.raised |= v.texts[mayBePlaceholders]
	}
	if mayBeDamaged(records.Values(v.entity.Record), low, high) {
		v.raised |= v.texts[mayBeDamage]
	}
}

// seeEnds raises the rules for those texts of the request whose ends are suspicious.
func (v *Validator) seeEnds(p feed.Part, set feed.FieldSet) {
	for left := set; left != 0; {
		var f feed.Field
		f, left = left.Next()
		text := p.Text(f)
		if mayBePlaceholder(text) {
			v.raised |= v.texts[mayBePlaceholders]
		}
		if beginsBlank(text) {
			v.raised |= v.texts[mayBeDamage]
		}
	}
}

// beginsBlank reports whether the first character of a text shows nothing.
func beginsBlank(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return isBlank(r)
}
