package service

import (
	"context"
	"sync"
	"time"
)

// A Limiter spaces requests evenly: each begins at least an interval after the one before,
// so that no second has more of them than its share. It may be used by several goroutines
// at a time.
type Limiter struct {
	clock    Clock
	interval time.Duration
	turn     chan struct{} // of the one that waits

	mu   sync.Mutex
	last time.Time // when a request began last
	held time.Time // none begins before
}

// NewLimiter returns a Limiter for so many requests in a second.
func NewLimiter(clock Clock, perSecond float64) *Limiter {
	return &Limiter{clock: clock, interval: time.Duration(float64(time.Second) / perSecond), turn: make(chan struct{}, 1)}
}

// Wait returns when the next request may begin, or with the error of the context.
func (l *Limiter) Wait(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-l.turn }()
	for {
		d := l.left()
		if d <= 0 {
			return ctx.Err()
		}
		if err := l.clock.Sleep(ctx, d); err != nil {
			return err
		}
	}
}

// left returns how long is to be waited still. Where there is nothing to wait for, a
// request begins now.
func (l *Limiter) left() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	if l.last.After(now) { // the clock was set back
		l.last = now
	}
	next := l.last.Add(l.interval)
	if l.held.After(next) {
		next = l.held
	}
	if d := next.Sub(now); d > 0 {
		return d
	}
	l.last = now
	return 0
}

// Hold lets no request begin for a time.
func (l *Limiter) Hold(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := l.clock.Now().Add(d); until.After(l.held) {
		l.held = until
	}
}
