package chance

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
)

// Always returns some faults with one probability.
func Always[M ~map[F]float64, F ~string](probability float64, faults []F) M {
	m := make(M)
	for _, f := range faults {
		m[f] = probability
	}
	return m
}

// Check returns what is wrong with the faults of an emulator, which has so many.
func Check[M ~map[F]float64, F ~string](emulator string, faults M, all []F) error {
	for fault, p := range faults {
		if !slices.Contains(all, fault) {
			return fmt.Errorf("%s: there is no fault %q", emulator, string(fault))
		}
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("%s: the fault %s cannot happen with the probability %v; that is from 0 to 1", emulator, string(fault), p)
		}
	}
	return nil
}

// Draws decide whether faults happen. How the n-th draw of a name comes out depends only on
// the seeds.
type Draws struct {
	seed  uint64 // of the emulator
	extra string // the seed of the faults

	mu    sync.Mutex
	drawn map[string]int // how often each name was drawn
}

// NewDraws returns draws that depend on the seeds of an emulator and of its faults.
func NewDraws(seed, faultSeed uint64) *Draws {
	return &Draws{seed: seed, extra: strconv.FormatUint(faultSeed, 10), drawn: make(map[string]int)}
}

// Happens draws for a name, and reports whether what has this probability happens.
func (d *Draws) Happens(probability float64, name string) bool {
	if probability == 0 {
		return false
	}
	d.mu.Lock()
	n := d.drawn[name]
	d.drawn[name]++
	d.mu.Unlock()
	return float64(Of(d.seed, name, d.extra, strconv.Itoa(n))>>11)/(1<<53) < probability
}

// Forget forgets the draws of some names.
func (d *Draws) Forget(isOne func(name string) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	maps.DeleteFunc(d.drawn, func(name string, _ int) bool { return isOne(name) })
}
