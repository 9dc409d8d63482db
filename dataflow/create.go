package dataflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
)

// Create makes a job of a feed and streams the body. After a failed attempt it tries
// again only if the service certainly has not taken the upload; if that is unknown, the
// error is ErrUnclear. If the service takes no job at present, Create tries again only if
// Upload.Refused is set. Little more than the URL of the new job is known.
func (c *Client) Create(ctx context.Context, u Upload) (Job, error) {
	if err := u.check(); err != nil {
		return Job{}, err
	}
	query := url.Values{"input": {u.Format.String()}, "output": {c.output()}}
	if u.Blob != "" {
		query.Set("dataLocation", u.Blob)
	}
	if u.Description != "" {
		query.Set("description", u.Description)
	}
	queue := queue{c: c}
	for {
		job, err := c.create(ctx, &u, query)
		var refusal *Error
		if u.Refused == nil || !errors.Is(err, ErrTooManyJobs) || !errors.As(err, &refusal) {
			return job, err
		}
		if err := u.Refused(refusal); err != nil {
			return job, err
		}
		if err := queue.wait(ctx, refusal); err != nil {
			return job, err
		}
	}
}

// create makes attempts at an upload until one is answered.
func (c *Client) create(ctx context.Context, u *Upload, query url.Values) (job Job, err error) {
	err = c.retry(ctx, func() (err error) {
		job, err = c.send(ctx, u, query)
		return err
	})
	return job, err
}

// send makes one attempt at an upload.
func (c *Client) send(ctx context.Context, u *Upload, query url.Values) (Job, error) {
	if u.Blob != "" {
		if u.Sending != nil {
			if err := u.Sending(); err != nil {
				return Job{}, err
			}
		}
		return c.post(ctx, query, nil, "", 0)
	}
	body, size, err := u.open(ctx)
	if err != nil {
		return Job{}, err
	}
	return c.post(ctx, query, body, u.contentType(), size)
}

const opCreate = "create job"

// post asks for a job, with a body or, if it is nil, without.
func (c *Client) post(ctx context.Context, query url.Values, body *sending, contentType string, size int64) (Job, error) {
	u, err := c.resource("Dataflows", "Geocode")
	if err != nil {
		return Job{}, &Error{Op: opCreate, Err: err}
	}
	u.RawQuery = query.Encode()
	var way passage
	ctx = way.trace(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), nil)
	if err != nil {
		return Job{}, c.network(opCreate, c.shown(u), err)
	}
	if body != nil {
		req.Body, req.ContentLength = body, size
		req.Header.Set("Content-Type", contentType)
		// The transport waits for a Read of the body before it gives a request up.
		defer context.AfterFunc(ctx, func() { body.Close() })()
	}
	resp, err := c.do(ctx, opCreate, req)
	if err == nil {
		// The transport closes the connection when a Read of the body fails, so the
		// answer is read before the upload is ended.
		keepAnswer(resp)
	}
	if body != nil {
		body.Close() // from here on nothing more of it goes out
	}
	if err != nil {
		return Job{}, notAnswered(err, body, &way)
	}
	return c.created(resp, body == nil || body.whole())
}

// notAnswered judges an upload without an answer. The service cannot have taken
// one whose end was not sent.
func notAnswered(err error, body *sending, way *passage) error {
	if body != nil {
		if own := body.failure(); own != nil {
			return own
		}
	}
	var e *Error
	sent := way.connected.Load() && !way.cut.Load() && (body == nil || body.whole())
	if sent && errors.As(err, &e) && e.Err != nil {
		e.Err = fmt.Errorf("%w: %w", ErrUnclear, e.Err)
		e.Remedy = remedyUnclear
	}
	return err
}

const remedyUnclear = "see in the list of jobs whether it is there"

// A passage is how far a request came on its way.
type passage struct {
	connected atomic.Bool // to the service
	cut       atomic.Bool // writing the request failed
}

func (p *passage) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:      func(httptrace.GotConnInfo) { p.connected.Store(true) },
		WroteRequest: func(info httptrace.WroteRequestInfo) { p.cut.Store(info.Err != nil) },
	})
}

// created reads the answer to an upload. Where not all of it was sent, a failure
// of the service means that it was not taken.
func (c *Client) created(resp *http.Response, whole bool) (Job, error) {
	switch status := resp.StatusCode; {
	case status >= 300 && status < 400:
		return Job{}, c.network(opCreate, c.shown(resp.Request.URL), errRedirected)
	case status >= 400:
		return Job{}, notCreated(c.refusal(opCreate, resp), whole)
	}
	a, err := c.readAnswer(opCreate, resp)
	var job Job
	if err == nil && len(a.jobs) > 0 {
		job = a.jobs[0]
	}
	if job.URL == "" {
		job.URL, _ = c.link(resp.Header.Get("Location"), resp.Request.URL)
	}
	if job.URL == "" {
		return job, c.nameless(resp, err)
	}
	job.complete()
	return job, nil
}

// notCreated returns what a failure reported by the service means for an upload.
func notCreated(e *Error, whole bool) *Error {
	switch status := e.Status; {
	case e.Err != nil && e.Err != ErrNotFound: // the service's words decide
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		e.Err, e.Remedy = ErrTooManyJobs, "try again later"
	case status >= 500 && whole:
		e.Err, e.Remedy = ErrUnclear, remedyUnclear
	case status == http.StatusNotFound:
		e.Remedy = "check the endpoint"
	case status >= 400 && status < 500 && status != http.StatusRequestTimeout:
		e.Err = ErrRefused
	}
	return e
}

// nameless is the error of an upload whose answer does not give the job's URL, so that it
// is unclear whether there is a job.
func (c *Client) nameless(resp *http.Response, err error) error {
	e := &Error{Op: opCreate, URL: c.shown(resp.Request.URL), Message: "the answer names no job", Err: ErrUnclear}
	var told *Error
	if errors.As(err, &told) {
		if told.Status >= 400 {
			if told = notCreated(told, true); told.Err != ErrUnclear {
				return told
			}
		}
		e.Status, e.Details, e.TraceID, e.Authentication = told.Status, told.Details, told.TraceID, told.Authentication
		e.Message += ": " + told.what()
	}
	e.Remedy = remedyUnclear
	return e
}
