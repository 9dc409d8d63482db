package batch

import (
	"context"
	"errors"
	"sync/atomic"
)

// A gate lets one part be sent alone until the service has taken it, then as many at
// once as want to; it closes again when the service refuses one as it has too many
// jobs. So a service that is full is sent one part and not all of them.
type gate struct {
	open atomic.Bool
	turn chan struct{} // of the one that may pass while it is closed
}

func newGate() *gate { return &gate{turn: make(chan struct{}, 1)} }

// enter waits until a part may be sent. It reports whether that goes alone; then leave
// has to be called.
func (g *gate) enter(ctx context.Context) (alone bool, err error) {
	if g.open.Load() {
		return false, nil
	}
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if g.open.Load() {
		g.leave()
		return false, nil
	}
	return true, nil
}

func (g *gate) leave() { <-g.turn }

// errAgain ends an upload that was refused and is to wait for its turn.
var errAgain = errors.New("the service takes no further job at present")
