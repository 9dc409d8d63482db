package validate

// Feeds have the same values again and again. What has been found out of one is kept here,
// in a place that depends on a few of its bytes, until another one takes it.

// A memory holds some texts, of which a feed has but a few.
type memory [64][]byte

// of returns where a text is held, if it is.
func (m *memory) of(text []byte) *[]byte { return &m[placeOf(text)] }

// valueTexts remembers texts as strings, of which problems have the same again and
// again.
type valueTexts [64]string

// string returns text as a string.
func (s *valueTexts) string(text []byte) string {
	if len(text) == 0 || len(text) > 64 {
		return string(text)
	}
	known := &s[placeOf(text)]
	if *known != string(text) {
		*known = string(text)
	}
	return *known
}

// placeOf returns a number below 64.
func placeOf(text []byte) uint {
	first, middle, last := uint(text[0]), uint(text[len(text)/2]), uint(text[len(text)-1])
	return (first*5 + middle*11 + last*3 + uint(len(text))) % 64
}
