package dataflow

import (
	"context"

	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// Internal is for packages of this module alone: only they can name an Access.
var Internal internal

type internal struct{}

// Pause waits as Wait does after its n-th question, counted from 0.
func (internal) Pause(_ *private.Access, ctx context.Context, c *Client, n int) error {
	return c.pause(ctx, n, 0)
}

// Find looks for a job whose description holds a text, so many times at most, spaced as
// Wait spaces its questions. It reports whether it has found one.
func (internal) Find(_ *private.Access, ctx context.Context, c *Client, text string, looks int) (Job, bool, error) {
	return c.find(ctx, text, looks)
}
