package dataflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// maxSilence is how long the service may give no good answer before Wait gives up.
// A job may take twelve hours, and the service may be away for some of them.
const maxSilence = 3 * time.Hour

// maxGarbled is how many polls in a row may get an answer that is not the service's if
// none got a good one before: then the endpoint is probably wrong.
const maxGarbled = 5

const opWait = "wait for the job"

// Wait polls a job's status until the job has ended, and returns the job. It calls
// changed, if not nil, with the first answer and with every answer that differs from the
// one before. Polls are spaced by Client.Poll, or by the service's Retry-After. Without a
// good answer, Wait gives up after three hours. If the service aborted the job, the error
// is ErrAborted.
func (c *Client) Wait(ctx context.Context, jobURL string, changed func(Job)) (Job, error) {
	w := waiting{c: c, heard: c.clock().Now()}
	for n := 0; ; n++ {
		job, hint, err := c.look(ctx, jobURL)
		switch {
		case err == nil:
			if (w.answers == 0 || job != w.known) && changed != nil {
				changed(job)
			}
			w.hear(job)
		case !w.bears(err):
			return w.known, err
		}
		if w.known.Status.Ended() {
			return w.known, w.known.aborted(opWait)
		}
		if err := c.pause(ctx, n, hint); err != nil {
			return w.known, err
		}
	}
}

// A waiting is what is known of a job that is waited for.
type waiting struct {
	c       *Client
	known   Job
	answers int
	heard   time.Time // the last good answer, or the beginning
	garbled int       // answers in a row that are none of the service's

	toldSilence, toldStatus bool
}

// hear takes a good answer.
func (w *waiting) hear(job Job) {
	w.known, w.heard, w.garbled = job, w.c.clock().Now(), 0
	w.answers++
	if s := job.Status; !s.Ended() && s != Pending && !w.toldStatus {
		w.toldStatus = true
		w.c.note(fmt.Sprintf("the service gives the job %s the status %q, which is not known here; waiting until it is Completed or Aborted", job.ID, s))
	}
}

// bears reports whether to ask again after an error.
func (w *waiting) bears(err error) bool {
	if !temporary(err) || w.c.clock().Now().Sub(w.heard) >= maxSilence {
		return false
	}
	if errors.Is(err, errGarbled) && w.answers == 0 {
		if w.garbled++; w.garbled == maxGarbled {
			return false
		}
	}
	if !w.toldSilence {
		w.toldSilence = true
		w.c.note(fmt.Sprintf("the service gives no good answer (%v); asking again for up to %v", err, maxSilence))
	}
	return true
}

// pause waits as Wait does after its n-th poll, counted from 0: for the hint, if the
// service gave one with Retry-After, but at most five minutes.
func (c *Client) pause(ctx context.Context, n int, hint time.Duration) error {
	d := min(hint, maxRetryAfter)
	if hint <= 0 {
		d = c.poll().wait(n, c.jitter())
	}
	return c.clock().Sleep(ctx, d)
}

// A Pace is a series of growing waits: the first takes First, each further one is half as
// long again, up to Max. Each is randomly lengthened or shortened by up to a quarter, so
// that many clients do not all retry at once.
type Pace struct{ First, Max time.Duration }

func (p Pace) or(other Pace) Pace { return Pace(service.Pace(p).Or(service.Pace(other))) }

// growth is how much longer than the one before each wait is.
const growth = 1.5

// wait returns the n-th wait, from 0.
func (p Pace) wait(n int, jitter float64) time.Duration {
	return service.Pace(p).Wait(n, growth, jitter)
}

// A Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	// Sleep returns after d, or with the context's error when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}
