package dataflow

import (
	"context"
	"path"
	"strings"
	"time"
)

// Status asks the service for the status of the job with a URL; JobURL makes one from an
// id.
func (c *Client) Status(ctx context.Context, jobURL string) (Job, error) {
	job, _, err := c.look(ctx, jobURL)
	return job, err
}

// look returns a job's status and how long the service asks to wait before the next
// request.
func (c *Client) look(ctx context.Context, jobURL string) (Job, time.Duration, error) {
	const op = "ask for the job's status"
	var job Job
	a, err := c.document(ctx, op, jobURL, func(a *answer) string {
		var found bool
		if job, found = a.job(path.Base(jobURL)); !found {
			return "the answer holds no job with a status"
		}
		return ""
	})
	if err != nil {
		return Job{}, 0, err
	}
	if job.URL == "" {
		job.URL = jobURL
	}
	job.complete()
	return job, a.retryAfter, nil
}

// job returns the job with an id or, if there is none, the first one. A job without
// a status is none.
func (a *answer) job(id string) (job Job, found bool) {
	for _, j := range a.jobs {
		switch {
		case j.Status == "":
		case strings.EqualFold(j.ID, id):
			return j, true
		case !found:
			job, found = j, true
		}
	}
	return job, found
}

// List returns the account's geocode jobs of the last 15 days in the service's order,
// pending ones first. It leaves out other kinds of jobs.
func (c *Client) List(ctx context.Context) ([]Job, error) {
	jobs, _, err := c.list(ctx)
	return jobs, err
}

// list returns the jobs and how long the service asks to wait before the next request.
func (c *Client) list(ctx context.Context) (jobs []Job, hint time.Duration, err error) {
	a, err := c.listAnswer(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, j := range a.jobs {
		if j.isGeocode() {
			j.complete()
			jobs = append(jobs, j)
		}
	}
	return jobs, a.retryAfter, nil
}

// listAnswer asks for the list of all jobs, those of other kinds included.
func (c *Client) listAnswer(ctx context.Context) (*answer, error) {
	const op = "list the jobs"
	u, err := c.resource("Dataflows", "ListJobs")
	if err != nil {
		return nil, &Error{Op: op, Err: err}
	}
	return c.document(ctx, op, u.String(), nil)
}

// find looks for a job whose description contains a text, a limited number of times,
// spaced like the polls of Wait. It reports whether it found one.
func (c *Client) find(ctx context.Context, text string, looks int) (Job, bool, error) {
	for n := 0; ; n++ {
		jobs, hint, err := c.list(ctx)
		if err != nil {
			return Job{}, false, err
		}
		for _, j := range jobs {
			if strings.Contains(j.Description, text) {
				return j, true, nil
			}
		}
		if n+1 >= looks {
			return Job{}, false, nil
		}
		if err := c.pause(ctx, n, hint); err != nil {
			return Job{}, false, err
		}
	}
}
