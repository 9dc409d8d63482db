package validate

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestAddAll adds Ids one by one and in runs, of which those are added one by one
// that have a duplicate or fill the set. They rise at first.
func TestAddAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, limit := range []int{50, 900, 5000, 1 << 20} {
		one := newIDSet(limit)
		runs := newIDSet(limit)
		runs.seed = one.seed
		next, refused := 0, 0
		for before := 0; before < 6000; {
			var ids [][]byte
			var slots []knownID
			var order idOrder
			for range random.IntN(60) {
				id := fmt.Sprint("id ", next)
				next++
				if next > 2000 && random.IntN(400) == 0 {
					id = fmt.Sprint("id ", random.IntN(next))
				}
				ids = append(ids, []byte(id))
				slots = append(slots, runs.know([]byte(id), len(ids)))
				order.add([]byte(id))
			}
			duplicate := false
			want := make([]int, len(ids))
			for i, id := range ids {
				want[i] = one.add(id, before+i+1)
				duplicate = duplicate || want[i] != 0
			}
			if ok := runs.addAll(slots, &order, before); !ok {
				refused++
				for i, id := range ids {
					if got := runs.add(id, before+i+1); got != want[i] {
						t.Fatalf("%s on line %d: first on line %d, want %d", id, before+i+1, got, want[i])
					}
				}
			} else if duplicate {
				t.Fatalf("%s with duplicates %v", ids, want)
			}
			if runs.count != one.count || runs.full() != one.full() {
				t.Fatalf("%d Ids, want %d", runs.count, one.count)
			}
			before += len(ids)
		}
		if refused == 0 || refused > 100 {
			t.Errorf("limit %d: %d runs refused", limit, refused)
		}
	}
}

// TestIDsRise shows that there is no table as long as Ids rise, and that those of
// before are found when they no longer do.
func TestIDsRise(t *testing.T) {
	rising := []string{"z", "10", "11", "1a", "1é", "0000", "AAAA", "B000", "00000"}
	for _, again := range rising {
		s := newIDSet(100)
		for i, id := range rising {
			if line := s.add([]byte(id), i+1); line != 0 {
				t.Errorf("%s is on line %d", id, line)
			}
		}
		if s.table != nil {
			t.Error("there is a table")
		}
		if line := s.add([]byte(again), 99); line == 0 || rising[line-1] != again {
			t.Errorf("%s again: line %d", again, line)
		}
		if line := s.add([]byte("9"), 99); line != 0 {
			t.Errorf("9 is on line %d", line)
		}
	}
}
