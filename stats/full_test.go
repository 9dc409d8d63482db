package stats

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSortNumbers holds sortNumbers against the standard library.
func TestSortNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, masks := range [][2]uint64{{^uint64(0), 0}, {0xFF, 0}, {0xFF << 56, 7}, {3 << 30, 1 << 63}, {0, 5}} {
		for _, n := range []int{0, 1, 2, fewNumbers, fewNumbers + 1, 300, 20_000} {
			got := make([]uint64, n)
			for i := range got {
				got[i] = r.Uint64()&masks[0] | masks[1]
			}
			want := slices.Clone(got)
			slices.Sort(want)
			if sortNumbers(got); !slices.Equal(got, want) {
				t.Fatalf("%d numbers of %x are not sorted", n, masks)
			}
		}
	}
}

// TestRepeats holds repeats against a map: of hashes that come once, twice and very often,
// before and after some are left out.
func TestRepeats(t *testing.T) {
	for _, n := range []int{0, 1, 100, firstHashes, mostKept, mostHashes * 5 / 4} {
		r := rand.New(rand.NewPCG(1, 2))
		often := make([]uint64, 9)
		for i := range often {
			often[i] = r.Uint64() &^ 1 >> (3 * i)
		}
		times := make(map[uint64]int)
		var got repeats
		for added := 0; added < n; {
			hash := r.Uint64() &^ 1
			some := []uint64{hash, often[added%len(often)], hash}[:1+added%3]
			for _, hash := range some {
				times[hash]++
			}
			got.addAll(some)
			added += len(some)
		}
		repeated := got.repeated()
		want := int64(0)
		for hash, n := range times {
			if n > 1 && bits.LeadingZeros64(hash) >= got.level {
				want += 1 << got.level
			}
		}
		if repeated != want || got.isEstimate() != (len(times) > mostKept) {
			t.Errorf("%d hashes: %d are repeated, want %d (level %d)", n, repeated, want, got.level)
		}
	}
}

// TestFull shows that what may not grow makes room within itself: memory that it would take
// instead comes on top of all that is remembered.
func TestFull(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var asked repeats
	var shared sharedPlaces
	for asked.level == 0 || shared.lessened == 0 {
		asked.addAll([]uint64{r.Uint64() &^ 1})
		p := newPlace(r.Float64(), r.Float64())
		shared.add(&p)
	}
	one := make([]uint64, 1)
	list, slots := &asked.list[0], &shared.slots[0]
	if n := testing.AllocsPerRun(3, func() {
		for level := asked.level; asked.level == level; {
			one[0] = r.Uint64() &^ 1
			asked.addAll(one)
		}
		for lessened := shared.lessened; shared.lessened == lessened; {
			p := newPlace(r.Float64(), r.Float64())
			shared.add(&p)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
	if list != &asked.list[0] || slots != &shared.slots[0] {
		t.Error("other memory")
	}
}

// TestLessen shows which places are left when the rarest half is forgotten, and that these
// are still counted.
func TestLessen(t *testing.T) {
	var s sharedPlaces
	places := make([]place, 300)
	for i := range places {
		places[i] = newPlace(float64(i%90), float64(i))
	}
	addAll := func(times int) {
		for i := range places {
			for range min(i, times) {
				s.add(&places[i])
			}
		}
	}
	addAll(300)
	s.lessen()
	if s.lessened != 150 || s.count != 149 || len(s.counts) != 149 {
		t.Fatalf("lessened by %d, %d places are left, %d of them shared", s.lessened, s.count, len(s.counts))
	}
	addAll(1)
	for i, p := range places[1:] {
		want := int64(max(i+1-150, 0) + 1)
		got := int64(0)
		switch at := s.find(p.hash); {
		case s.index[at] != 0:
			got = s.counts[s.index[at]-1].entities
		case s.slots[at] != 0:
			got = 1
		}
		if got != want {
			t.Errorf("place %d: %d, want %d", i+1, got, want)
		}
	}
}
