package dataflow

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// quotaError returns what the service's words say of the account's quota, nil if
// nothing. They come with several statuses, 503, 400 and 403 among them:
//
//	JobUsageQuota: Account already has 3 'Pending' jobs
//	JobUsageQuota: Account has already submitted 50 jobs in the past 24 hours
func quotaError(details []string) error {
	for _, d := range details {
		d = strings.ToLower(d)
		switch {
		case !strings.Contains(d, "jobusagequota"):
		case strings.Contains(d, "pending"):
			return ErrTooManyJobs
		default:
			return ErrQuota
		}
	}
	return nil
}

func remedyQuota(quota error) string {
	if quota == ErrTooManyJobs {
		return "try again when one of the account's jobs has ended"
	}
	return "try again when the quota allows further jobs"
}

const (
	// maxQueue is how long Create waits for the service to take a job.
	maxQueue = 12 * time.Hour
	// maxAskedWait is the longest wait that the service may ask for with
	// Retry-After while Create waits.
	maxAskedWait = time.Hour
	// maxBlindGrowth is how many times longer than the first the waits become
	// between uploads that are refused although the list of jobs does not tell why.
	maxBlindGrowth = 240
)

// A queue is the wait of one upload for the service to take a job. Before the feed
// is sent again, a small question has to be answered: that for the list of jobs.
type queue struct {
	c     *Client
	since time.Time // of the first refusal
	blind int       // refusals in a row that the list did not explain
}

// wait returns when the upload may be tried again. The error is the refusal if that
// is not worth waiting for.
func (q *queue) wait(ctx context.Context, refusal *Error) error {
	clock := q.c.clock()
	now := clock.Now()
	if q.since.IsZero() {
		q.since = now
	}
	limit := q.pending(ctx)
	told := pendingLimit(refusal.Details)
	explained := told > 0 && limit >= told
	if explained {
		limit, q.blind = told, 0
	}
	blind := now.Add(q.blindWait())
	hint := refusal.RetryAfter
	for n := 0; ; n++ {
		d := hint
		if d <= 0 {
			d = q.c.poll().wait(n, q.c.jitter())
		}
		if now = clock.Now(); d > maxAskedWait || now.Add(d).Sub(q.since) > maxQueue {
			return refusal
		}
		if err := clock.Sleep(ctx, d); err != nil {
			return fmt.Errorf("%w; before that: %w", err, refusal)
		}
		a, err := q.c.listAnswer(ctx)
		switch {
		case temporary(err):
			hint = retryAfterOf(err)
			continue
		case err != nil:
			return err
		case a.pending() < limit:
			return nil
		case !explained && !clock.Now().Before(blind):
			q.blind++
			return nil
		}
		hint = a.retryAfter
	}
}

// blindWait is how long to wait for what cannot be seen: twice as long each time.
func (q *queue) blindWait() time.Duration {
	first := float64(q.c.poll().First)
	d := min(first*math.Exp2(float64(q.blind)), first*maxBlindGrowth, max(first, float64(time.Hour)))
	return time.Duration(d * (0.75 + q.c.jitter()/2))
}

// pending returns how many pending jobs the list shows, 0 if it cannot be had.
func (q *queue) pending(ctx context.Context) int {
	a, err := q.c.listAnswer(ctx)
	if err != nil {
		return 0
	}
	return a.pending()
}

// pendingLimit returns the number in "Account already has 3 'Pending' jobs", 0 if
// there is none.
func pendingLimit(details []string) (n int) {
	for _, d := range details {
		_, rest, found := strings.Cut(strings.ToLower(d), "already has ")
		if found && strings.Contains(rest, "pending") {
			fmt.Sscan(rest, &n)
		}
	}
	return max(n, 0)
}

// pending returns how many of the account's jobs are pending, of any kind.
func (a *answer) pending() (n int) {
	for _, j := range a.jobs {
		if j.Status == Pending {
			n++
		}
	}
	return n
}

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
