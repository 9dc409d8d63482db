package validate

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestWholeDegrees compares wholeDegrees with the parser of the standard library,
// which it may only fall short of.
func TestWholeDegrees(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const letters = "0123456789.-+eE,_ x\x00\xff/:"
	plain := 0
	for range 300_000 {
		text := strconv.FormatFloat(random.Float64()*400-200, 'f', random.IntN(20), 64)
		if random.IntN(2) == 0 {
			i := random.IntN(len(text))
			text = text[:i] + string(letters[random.IntN(len(letters))]) + text[i+random.IntN(2):]
		}
		n := wholeDegrees([]byte(text))
		ok := n != unknownDegrees
		f, err := strconv.ParseFloat(text, 64)
		if ok {
			plain++
		}
		if ok && (err != nil || math.Trunc(f) != float64(n) && math.Abs(f-float64(n)) > 1e-9) {
			t.Fatalf("%q: %d, want %v %v", text, n, f, err)
		}
		if got, ok := degrees([]byte(text)); ok && err == nil && math.Abs(got-f) > 1e-9 {
			t.Fatalf("%q: %v, want %v", text, got, f)
		}
	}
	if plain < 100_000 {
		t.Errorf("only %d texts were plain numbers", plain)
	}
}
