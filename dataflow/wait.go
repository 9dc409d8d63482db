package dataflow

import (
	"context"
	"fmt"
	"time"
)

// maxSilence is how many questions in a row may go unanswered, each of them
// tried several times, before Wait gives up.
const maxSilence = 5

// Wait asks for a job's status until it has ended, and returns it as it then is.
// It calls changed, if not nil, with the first answer and with every one that
// differs from the one before. Questions are spaced by Client.Poll, or as the
// service asks with Retry-After. The error is ErrAborted for a job that was.
func (c *Client) Wait(ctx context.Context, jobURL string, changed func(Job)) (Job, error) {
	var known Job
	silent := 0
	for n := 0; ; n++ {
		job, hint, err := c.look(ctx, jobURL)
		switch {
		case err == nil:
			silent = 0
		case temporary(err) && silent+1 < maxSilence:
			silent++
		default:
			return known, err
		}
		if err == nil {
			if job != known && changed != nil {
				changed(job)
			}
			known = job
		}
		if known.Status.Ended() {
			return known, known.abortion()
		}
		if err := c.Pause(ctx, n, hint); err != nil {
			return known, err
		}
	}
}

// Pause lets the time pass that lies behind the n-th question, from 0, of one
// who asks for news as Wait does: the hint, if the service gave one with
// Retry-After, but not more than five minutes.
func (c *Client) Pause(ctx context.Context, n int, hint time.Duration) error {
	d := min(hint, maxRetryAfter)
	if hint <= 0 {
		d = c.poll().wait(n, c.jitter())
	}
	return c.clock().Sleep(ctx, d)
}

// abortion is the error of an aborted job, nil for others.
func (j *Job) abortion() error {
	if j.Status != Aborted {
		return nil
	}
	message := "the service aborted the job"
	if j.ErrorMessage != "" {
		message += fmt.Sprintf(": %s", j.ErrorMessage)
	}
	return &Error{Op: "wait for the job", URL: j.URL, Message: message, Err: ErrAborted}
}
