package swar_test

import (
	"math/bits"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/swar"
)

// marks returns a mark for each byte of text that has a property.
func marks(text []byte, has func(c byte) bool) (x uint64) {
	for i, c := range text {
		if has(c) {
			x |= 0x80 << (8 * i)
		}
	}
	return x
}

// TestMarks compares every function with a look at each byte, for all values of a byte
// at all places, between neighbours that a carry would come from.
func TestMarks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	neighbours := []byte{0, 1, ' ' - 1, ' ', '"', '&', 0x7F, 0x80, 0x81, 0xA2, 0xFF}
	for c := range 256 {
		for i := range 8 * 40 {
			var text [8]byte
			for k := range text {
				text[k] = neighbours[rnd.IntN(len(neighbours))]
			}
			text[i%8] = byte(c)
			x := swar.Load(text[:])
			a, b, d := byte('&'), byte(rnd.IntN(0x80)), byte('"')
			for _, m := range []struct {
				name      string
				got, want uint64
			}{
				{"Plain", swar.Plain(x, swar.Repeat(a), swar.Repeat(b), swar.Repeat(d)), marks(text[:], func(c byte) bool { return c != a && c != b && c != d && c >= ' ' })},
				{"Differ", swar.Differ(x, swar.Repeat(b)), marks(text[:], func(c byte) bool { return c&0x7F != b })},
				{"NotBelow", swar.NotBelow(x, b), marks(text[:], func(c byte) bool { return c&0x7F >= b })},
			} {
				if m.got&swar.Highs != m.want {
					t.Fatalf("%s of %q with %q: %016x, not %016x", m.name, text, b, m.got&swar.Highs, m.want)
				}
			}
			high := x & swar.Highs
			var want byte
			for k, c := range text {
				want |= c >> 7 << k
			}
			if got := swar.Gather(high); got != want {
				t.Fatalf("Gather of %q: %08b, not %08b", text, got, want)
			}
			if got := swar.First(high); got != bits.TrailingZeros16(uint16(want)|1<<8) {
				t.Fatalf("First of %q: %d", text, got)
			}
		}
	}
}

// TestNumber shows that eight digits are a number, and that no other byte is a digit at any
// place.
func TestNumber(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for c := range 256 {
		for i := range 8 * 20 {
			text := []byte(strconv.Itoa(100_000_000 + rnd.IntN(100_000_000))[1:])
			text[i%8] = byte(c)
			if i%3 == 0 {
				text[(i+1)%8] = byte(c)
			}
			got, ok := swar.Number(swar.Load(text))
			want, err := strconv.ParseUint(string(text), 10, 64)
			if ok != (err == nil) || ok && got != want {
				t.Fatalf("%q: %d, %v", text, got, ok)
			}
		}
	}
}
