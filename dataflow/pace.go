package dataflow

import (
	"math"
	"time"
)

// A Pace is a series of waits that grow: the first takes First, each further one
// half as long again, up to Max. Each is lengthened or shortened by up to a
// quarter at random, so that many clients do not knock all at once.
type Pace struct{ First, Max time.Duration }

func (p Pace) or(other Pace) Pace {
	if p.First <= 0 {
		p.First = other.First
	}
	if p.Max <= 0 {
		p.Max = max(p.First, other.Max)
	}
	return p
}

// wait returns the n-th wait, from 0.
func (p Pace) wait(n int, jitter float64) time.Duration {
	d := min(float64(p.First)*math.Pow(1.5, float64(n)), float64(p.Max))
	return time.Duration(d * (0.75 + jitter/2))
}
