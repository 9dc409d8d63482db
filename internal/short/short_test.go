package short

import (
	"bytes"
	"testing"
)

// TestAppend compares Append with append, for texts of all lengths, with and
// without room before and after.
func TestAppend(t *testing.T) {
	source := bytes.Repeat([]byte("0123456789abcdefghij"), 5)
	for n := range 2 * Size {
		for _, room := range []int{0, 1, n, Size - 1, Size, 3 * Size} {
			for _, text := range [][]byte{source[:n], source[:n:n], append(make([]byte, 0, n+Size), source[:n]...), source[len(source)-n:]} {
				got := Append(append(make([]byte, 0, 2+room), "ab"...), text)
				if want := "ab" + string(text); string(got) != want {
					t.Fatalf("%q, want %q", got, want)
				}
			}
		}
	}
}
