package service

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Pace is a series of waits that grow: the first takes First, none more than Max.
type Pace struct{ First, Max time.Duration }

// Or returns the pace with the members of another one for those that it lacks.
func (p Pace) Or(other Pace) Pace {
	if p.First <= 0 {
		p.First = other.First
	}
	if p.Max <= 0 {
		p.Max = max(p.First, other.Max)
	}
	return p
}

// Wait returns the n-th wait, from 0, where each is so many times as long as the one before.
// Jitter, from 0 to 1, shortens or lengthens it by up to a quarter, so that many clients do
// not knock all at once.
func (p Pace) Wait(n int, growth, jitter float64) time.Duration {
	d := min(float64(p.First)*math.Pow(growth, float64(n)), float64(p.Max))
	return time.Duration(d * (0.75 + jitter/2))
}

// A Clock tells the time and lets it pass.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
}

// SystemClock is the clock of the system.
type SystemClock struct{}

// Now returns the time.
func (SystemClock) Now() time.Time { return time.Now() }

// Sleep returns after d, or with the context's error when that ends first.
func (SystemClock) Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// RetryAfter returns how long an answer asks to be left alone; 0 if it does not.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}
