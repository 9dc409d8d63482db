package feedtest

import (
	"context"
	"slices"
	"sync"
	"time"
)

// A Clock moves only when somebody sleeps, which takes no time. The zero Clock is ready.
type Clock struct {
	mu     sync.Mutex
	passed time.Duration
	slept  []time.Duration
}

// Now returns the time of the clock, which begins at some day.
func (c *Clock) Now() time.Time { return time.Unix(1_800_000_000, 0).Add(c.Passed()) }

// Sleep moves the clock.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// Move moves the clock without a sleep, forward or back.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.passed += d
}

// Passed returns how far the clock has moved.
func (c *Clock) Passed() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.passed
}

// Slept returns all sleeps so far.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.slept)
}
