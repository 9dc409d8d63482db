package chance_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chance"
)

// TestDraws shows that draws depend on the seeds and on what was drawn before, that they come
// out as often as the probability says, and that names can be forgotten.
func TestDraws(t *testing.T) {
	const n = 10_000
	outcomes := func(d *chance.Draws, name string) (all [n]bool, happened int) {
		for i := range all {
			if all[i] = d.Happens(0.25, name); all[i] {
				happened++
			}
		}
		return all, happened
	}
	d := chance.NewDraws(1, 2)
	first, happened := outcomes(d, "lost job 1")
	if happened < n/4-200 || happened > n/4+200 {
		t.Errorf("%d of %d draws happened", happened, n)
	}
	if again, _ := outcomes(d, "lost job 1"); again == first {
		t.Error("further draws come out as the first ones")
	}
	if other, _ := outcomes(d, "lost job 2"); other == first {
		t.Error("another name comes out the same")
	}
	if other, _ := outcomes(chance.NewDraws(1, 3), "lost job 1"); other == first {
		t.Error("another seed comes out the same")
	}
	if same, _ := outcomes(chance.NewDraws(1, 2), "lost job 1"); same != first {
		t.Error("the same seeds come out in another way")
	}
	d.Forget(func(name string) bool { return name == "lost job 1" })
	if again, _ := outcomes(d, "lost job 1"); again != first {
		t.Error("a forgotten name does not begin again")
	}
}

// TestCheck shows what is wrong with faults.
func TestCheck(t *testing.T) {
	all := []string{"lost", "cut"}
	for want, faults := range map[string]map[string]float64{
		"":                            {"lost": 1, "cut": 0},
		`test: there is no fault "x"`: {"x": 1},
		"test: the fault cut cannot happen with the probability 1.5; that is from 0 to 1": {"cut": 1.5},
	} {
		got := ""
		if err := chance.Check("test", faults, all); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
