package chars

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// TestValid compares Valid with utf8.Valid, and PlainXML with a search for the two
// non-characters and control characters besides.
func TestValid(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "plain text", "ö", "語", "\U0001F600", "\U0010FFFF", "\uFFFD", "\uFFFC", "\xff", "\xc3", "\x80", "\xed\xa0\x80", "\uFFFE", "\uFFFF", "\n", "\x1f"}
	for range 20_000 {
		var text []byte
		for range random.IntN(12) {
			text = append(text, pieces[min(random.IntN(60), len(pieces)-1)%len(pieces)]...)
			text = append(text, pieces[random.IntN(5)]...)
		}
		valid := utf8.Valid(text)
		if got := Valid(text); got != valid {
			t.Fatalf("%q: %v", text, got)
		}
		clean := valid && !bytes.ContainsAny(text, "\uFFFE\uFFFF\n\x1f")
		if got := PlainXML(text); got != clean {
			t.Fatalf("%q for XML: %v", text, got)
		}
	}
}
