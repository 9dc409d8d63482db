package feed

// Extent is a quick look at the values of some fields of a part, those that are not
// empty: from where to where in Values they are, and what their ends have in
// common. Each first byte has some bits, and so has each last one; both has those that a
// value has by its first byte and by its last one, of all the values. Where there are no
// values, low is not less than high.
func (records) Extent(p Part, fields FieldSet, first, last *[256]uint16) (low, high int, both uint16) {
	at := p.at()
	if at == &noPart {
		return 0, 0, 0
	}
	text, spans := p.r.text, p.r.spans[at.first:]
	low = len(text)
	for left := fields & at.set; left != 0; {
		var f Field
		f, left = left.Next()
		s := &spans[slots[f]]
		start, end := int(s.start), int(s.end)
		low, high = min(low, start), max(high, end)
		both |= first[text[start]] & last[text[end-1]]
	}
	return low, high, both
}
