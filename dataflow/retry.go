package dataflow

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// maxRetryAfter is the longest Retry-After that a request waits for.
const maxRetryAfter = 5 * time.Minute

// retry makes attempts until one succeeds, fails for good, or is the last.
func (c *Client) retry(ctx context.Context, attempt func() error) error {
	for n := 0; ; n++ {
		err := attempt()
		if err == nil || !temporary(err) || n+1 >= c.attempts() {
			return err
		}
		wait := c.backoff().wait(n, c.jitter())
		if asked := retryAfterOf(err); asked > maxRetryAfter {
			return err
		} else if asked > 0 {
			wait = asked
		}
		if stopped := c.clock().Sleep(ctx, wait); stopped != nil {
			return fmt.Errorf("%w; before that: %w", stopped, err)
		}
	}
}

func retryAfterOf(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
