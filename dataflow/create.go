package dataflow

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An Upload is a feed to make a job of.
type Upload struct {
	Format      feed.Format
	Description string // shown by List; may be empty
	// Open returns the feed's bytes from the beginning. It is called again
	// where the upload is tried again.
	Open func() (io.ReadCloser, error)
	// Size is how many bytes Open yields, 0 if that is not known.
	Size int64
	// Gzip compresses the feed on its way.
	Gzip bool
	// Sending, if not nil, is called before the last bytes of the feed go out:
	// until then the service cannot have taken it, from then on it may have.
	// An error ends the upload.
	Sending func() error
}

// Create makes a job of a feed. The body is streamed. An attempt that failed is
// made again only where the service certainly has not taken the upload; where
// that is not known the error is ErrUnclear. Of a job that was just created
// little more than its URL is known.
func (c *Client) Create(ctx context.Context, u Upload) (Job, error) {
	query := url.Values{"input": {u.Format.String()}, "output": {c.output()}}
	if u.Description != "" {
		query.Set("description", u.Description)
	}
	var job Job
	err := c.retry(ctx, func() (err error) {
		job, err = c.send(ctx, &u, query)
		return err
	})
	return job, err
}

// CreateFromBlob makes a job of XML that stands, publicly or with a signature in
// its URL, in an Azure blob.
func (c *Client) CreateFromBlob(ctx context.Context, blob, description string) (Job, error) {
	query := url.Values{"input": {feed.XML.String()}, "output": {c.output()}, "dataLocation": {blob}}
	if description != "" {
		query.Set("description", description)
	}
	var job Job
	err := c.retry(ctx, func() (err error) {
		job, err = c.post(ctx, query, nil, "", 0)
		return err
	})
	return job, err
}

// send makes one attempt at an upload.
func (c *Client) send(ctx context.Context, u *Upload, query url.Values) (Job, error) {
	body, err := u.Open()
	if err != nil {
		return Job{}, err
	}
	size := u.Size
	if u.Gzip {
		body, size = compressed(body), 0
	}
	return c.post(ctx, query, &sending{body: body, last: u.Sending}, u.contentType(), size)
}

// contentType is the one that the official toolkit sends.
func (u *Upload) contentType() string {
	switch {
	case u.Gzip:
		return "application/octet-stream"
	case u.Format == feed.XML:
		return "application/xml"
	}
	return "text/plain"
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
		if size == 0 {
			req.ContentLength = -1
		}
	}
	resp, err := c.do(ctx, opCreate, req)
	if body != nil {
		body.Close() // from here on nothing more of it goes out
	}
	if err != nil {
		return Job{}, notAnswered(err, body, &way)
	}
	defer resp.Body.Close()
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
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		e := c.refusal(opCreate, resp)
		e.Err = ErrTooManyJobs
		return Job{}, e
	case status >= 500 && whole:
		e := c.refusal(opCreate, resp)
		e.Err = ErrUnclear
		e.Remedy = remedyUnclear
		return Job{}, e
	case status >= 300 && status < 400:
		return Job{}, c.network(opCreate, c.shown(resp.Request.URL), errRedirected)
	case status >= 400:
		e := c.refusal(opCreate, resp)
		if e.Err == ErrNotFound {
			e.Remedy = "look at the endpoint"
		}
		return Job{}, e
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

// nameless is the error of a job that was created, or not, under an address that
// the answer does not tell.
func (c *Client) nameless(resp *http.Response, err error) error {
	e := &Error{Op: opCreate, URL: c.shown(resp.Request.URL), Message: "the answer names no job", Err: ErrUnclear}
	var told *Error
	if errors.As(err, &told) {
		e.Status, e.Details, e.TraceID, e.Authentication = told.Status, told.Details, told.TraceID, told.Authentication
		if told.Err == ErrKeyRefused || told.Status >= 400 && told.Status < 500 {
			return told
		}
		e.Message += ": " + told.what()
	}
	e.Remedy = remedyUnclear
	return e
}

// compressed returns the gzip data of a body.
func compressed(body io.ReadCloser) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		zip := gzip.NewWriter(w)
		_, err := io.Copy(zip, body)
		if err == nil {
			err = zip.Close()
		}
		w.CloseWithError(err)
	}()
	return compressedBody{r, body}
}

type compressedBody struct {
	*io.PipeReader
	body io.Closer
}

func (b compressedBody) Close() error {
	b.PipeReader.Close()
	return b.body.Close()
}
