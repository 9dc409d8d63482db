package textbuf

import (
	"bytes"
	"testing"
)

// TestPlainPrefix holds the check of eight bytes at a time against one byte at a
// time, for every byte in every place beside every other.
func TestPlainPrefix(t *testing.T) {
	for a := range 256 {
		for b := range 256 {
			text := bytes.Repeat([]byte{' '}, 24)
			at := (a + b) % 15
			text[at], text[at+1] = byte(a), byte(b)
			plain := 0
			for plain < len(text) && (text[plain] == '\n' || text[plain] >= ' ' && text[plain] < 0x80) {
				plain++
			}
			if got := plainPrefix(text); got != plain {
				t.Fatalf("%q: %d, want %d", text, got, plain)
			}
		}
	}
}
