package dataflow

import (
	"context"

	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// Internal is for packages of this module alone: only they can name an Access.
var Internal internal

type internal struct{}

// Pause waits as Wait does after its n-th poll, counted from 0.
func (internal) Pause(_ *private.Access, ctx context.Context, c *Client, n int) error {
	return c.pause(ctx, n, 0)
}

// Find looks for a job whose description contains a text, a limited number of times,
// spaced like the polls of Wait. It reports whether it found one.
func (internal) Find(_ *private.Access, ctx context.Context, c *Client, text string, looks int) (Job, bool, error) {
	return c.find(ctx, text, looks)
}
