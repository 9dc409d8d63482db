package validate

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
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
			var run idRun
			for range random.IntN(60) {
				id := fmt.Sprint("id ", next)
				next++
				if next > 2000 && random.IntN(400) == 0 {
					id = fmt.Sprint("id ", random.IntN(next))
				}
				ids = append(ids, []byte(id))
				run.add(runs, []byte(id), len(ids))
			}
			duplicate := false
			want := make([]int, len(ids))
			for i, id := range ids {
				want[i] = one.add(id, before+i+1)
				duplicate = duplicate || want[i] != 0
			}
			if ok := runs.addAll(&run, before); !ok {
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

// TestIDLog logs rising Ids of all lengths one by one and in runs.
func TestIDLog(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	digits := func(n int) string {
		id := make([]byte, n)
		for i := range id {
			id[i] = "0059z\xff"[random.IntN(6)]
		}
		return string(id)
	}
	unique := make(map[string]bool)
	for range 3000 {
		length := 1 + random.IntN(longestKey)
		unique[digits(length)] = true
		prefix := digits(length)[:random.IntN(length)]
		for n := range 10 {
			unique[fmt.Sprintf("%s%0*d", prefix, length-len(prefix), n)] = true
		}
	}
	maps.DeleteFunc(unique, func(id string, _ bool) bool { return len(id) > longestKey })
	ids := slices.SortedFunc(maps.Keys(unique), func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	var one, joined idLog
	var order idOrder
	var run idRun
	var lines []int
	line, begin := 0, 0
	for _, id := range ids {
		line += random.IntN(3) * random.IntN(200)
		lines = append(lines, line)
		last := order.last
		if !order.add([]byte(id)) {
			t.Fatalf("%q does not rise", id)
		}
		one.add(&last, &order.last, line)
		run.add(nil, []byte(id), line-begin)
		if random.IntN(500) == 0 {
			joined.join(&run.log, begin)
			run.clear()
			begin = line
		}
	}
	joined.join(&run.log, begin)
	for _, log := range []*idLog{&one, &joined} {
		i := 0
		for id, line := range log.all {
			if string(id) != ids[i] || line != lines[i] {
				t.Fatalf("%q on line %d, want %q on line %d", id, line, ids[i], lines[i])
			}
			i++
		}
		if i != len(ids) || log.count != i {
			t.Errorf("%d of %d Ids, %d counted", i, len(ids), log.count)
		}
	}
}

// TestIDLogSize adds sorted Ids that are far from each other: no log of them is kept.
func TestIDLogSize(t *testing.T) {
	s := newIDSet(1 << 20)
	id := func(i int) []byte { return fmt.Appendf(nil, "%08d%016d", i, i) }
	for i := range 20_000 {
		if line := s.add(id(i), i+1); line != 0 {
			t.Fatalf("%s is on line %d", id(i), line)
		}
	}
	if s.table == nil || s.log.size > 0 {
		t.Errorf("a log of %d bytes", s.log.size)
	}
	for i := range 20_000 {
		if line := s.add(id(i), 1); line != i+1 {
			t.Fatalf("%s again: line %d", id(i), line)
		}
	}
}
