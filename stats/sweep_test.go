package stats

import (
	"math/rand/v2"
	"testing"
)

// TestSweep shows that a table loses what is to go, wherever it is, and that all else is still
// found.
func TestSweep(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	home := func(s uint64) uint64 { return s >> 32 }
	for range 2000 {
		slots := make([]uint64, 16)
		find := func(s uint64) uint64 {
			at := home(s) & 15
			for slots[at] != 0 && slots[at] != s {
				at = (at + 1) & 15
			}
			return at
		}
		all := make([]uint64, r.IntN(14))
		for i := range all {
			all[i] = uint64(r.IntN(16))<<32 | uint64(i+1)
			slots[find(all[i])] = all[i]
		}
		odd := func(s uint64) bool { return s%2 == 1 }
		if got, want := sweep(slots, home, odd), (len(all)+1)/2; got != want {
			t.Fatalf("%d of %d are dropped, want %d", got, len(all), want)
		}
		for _, s := range all {
			if found := slots[find(s)] == s; found == odd(s) {
				t.Fatalf("%x is found: %v, in %x", s, found, slots)
			}
		}
	}
}

// TestFullTables shows that tables that may not grow make room within themselves: memory
// that they would take instead comes on top of all that is remembered.
func TestFullTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var asked repeats
	var shared sharedPlaces
	for !asked.isEstimate() || shared.lessened == 0 {
		asked.add(r.Uint64())
		shared.add(&place{hash: r.Uint64()}, 1)
	}
	slots, places := &asked.slots[0], &shared.slots[0]
	if n := testing.AllocsPerRun(3, func() {
		for level := asked.level; asked.level == level; {
			asked.add(r.Uint64())
		}
		for lessened := shared.lessened; shared.lessened == lessened; {
			shared.add(&place{hash: r.Uint64()}, 1)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if slots != &asked.slots[0] || places != &shared.slots[0] {
		t.Error("another table")
	}
}
