package validate

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestAddAll adds Ids one by one and in runs, of which those are added one by one
// that have a duplicate or fill the set.
func TestAddAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, limit := range []int{50, 900, 5000, 1 << 20} {
		one := newIDSet(limit)
		runs := newIDSet(limit)
		runs.seed = one.seed
		next, refused := 0, 0
		for behind := 0; behind < 6000; {
			var ids [][]byte
			var slots []knownID
			for range random.IntN(60) {
				id := fmt.Sprint("id ", next)
				next++
				if random.IntN(400) == 0 {
					id = fmt.Sprint("id ", random.IntN(next))
				}
				ids = append(ids, []byte(id))
				slots = append(slots, runs.know([]byte(id), len(ids)))
			}
			duplicate := false
			want := make([]int, len(ids))
			for i, id := range ids {
				want[i] = one.add(id, behind+i+1)
				duplicate = duplicate || want[i] != 0
			}
			if ok := runs.addAll(slots, behind); !ok {
				refused++
				for i, id := range ids {
					if got := runs.add(id, behind+i+1); got != want[i] {
						t.Fatalf("%s in line %d: stands in %d, want %d", id, behind+i+1, got, want[i])
					}
				}
			} else if duplicate {
				t.Fatalf("%s with duplicates %v", ids, want)
			}
			if runs.count != one.count || runs.full() != one.full() {
				t.Fatalf("%d Ids, want %d", runs.count, one.count)
			}
			behind += len(ids)
		}
		if refused == 0 || refused > 100 {
			t.Errorf("limit %d: %d runs refused", limit, refused)
		}
	}
}
