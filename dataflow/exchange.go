package dataflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// maxDocument bounds the service's answers other than results.
const maxDocument = 4 << 20

// do makes one request. The body that is returned ends with ErrStalled where
// nothing comes for too long. Errors are *Error.
func (c *Client) do(ctx context.Context, op string, req *http.Request) (*http.Response, error) {
	timeout := c.timeout()
	if req.Method != http.MethodGet {
		timeout = c.createTimeout()
	}
	// Of a connection that is kept open net/http logs what comes unasked, which may
	// hold the key. The next request may well be minutes away.
	req.Close = true
	ctx, watch := watchFor(ctx, timeout)
	shown := c.shown(req.URL)
	c.authorize(req.URL)
	req.Header.Set("User-Agent", "geocodefeed")
	if req.Body != nil {
		req.Body = uploadBody{req.Body, watch}
	}
	resp, err := c.client().Do(req.WithContext(ctx))
	if err != nil {
		err = c.network(op, shown, watch.cause(err))
		watch.stop()
		return nil, err
	}
	watch.answered()
	resp.Body = answerBody{resp.Body, watch, c}
	return resp, nil
}

// keepAnswer reads an answer that is a document, and ends the request.
func keepAnswer(resp *http.Response) {
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	resp.Body.Close()
	resp.Body = io.NopCloser(textbuf.Replay(text, cmp.Or(err, io.EOF)))
}

// network turns what the HTTP client reports into an Error without the key.
func (c *Client) network(op, shown string, err error) *Error {
	e := &Error{Op: op, URL: shown}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
		if at, err := url.Parse(u.URL); err == nil && at.Host != "" {
			e.URL = c.shown(at) // after a redirect, that of another place
			if !errors.Is(u.Err, errRedirected) {
				defer c.judgePlace(e, at)
			}
		}
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrStalled):
		e.Err = err
	case errors.Is(err, errRedirected):
		e.Message, e.Remedy = err.Error()+" to another place", "name that place as the endpoint if you trust it"
	default:
		err = c.clean(err)
		e.Err = &networkError{"no answer: " + err.Error(), err}
	}
	return e
}

// get asks for something once. An answer with a status other than 200 is an
// error; otherwise the body is the caller's to close.
func (c *Client) get(ctx context.Context, op, address string, query url.Values) (*http.Response, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, &Error{Op: op, Message: "the job's URL is broken"}
	}
	merged := u.Query()
	for name, values := range query {
		merged[name] = values
	}
	u.RawQuery = merged.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, c.network(op, c.shown(u), err)
	}
	resp, err := c.do(ctx, op, req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, c.refusal(op, resp)
	}
	return resp, nil
}

// document asks for an answer document, again where that may help. If check is not
// nil, it tells what is wrong with an answer.
func (c *Client) document(ctx context.Context, op, address string, check func(*answer) string) (*answer, error) {
	var a *answer
	err := c.retry(ctx, func() error {
		resp, err := c.get(ctx, op, address, url.Values{"output": {c.output()}})
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		a, err = c.readAnswer(op, resp)
		if err == nil && check != nil {
			if wrong := check(a); wrong != "" {
				return c.garbled(op, resp, wrong)
			}
		}
		return err
	})
	return a, err
}

func (c *Client) output() string {
	if c.XML {
		return "xml"
	}
	return "json"
}

// readAnswer reads an answer document.
func (c *Client) readAnswer(op string, resp *http.Response) (*answer, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	switch {
	case err != nil:
		return nil, c.network(op, c.shown(resp.Request.URL), fmt.Errorf("the answer breaks off: %w", err))
	case len(body) > maxDocument:
		err = fmt.Errorf("the answer is longer than %d MiB", maxDocument>>20)
	}
	var a *answer
	if err == nil {
		a, err = c.parseAnswer(body, resp)
	}
	if err != nil {
		return nil, c.garbled(op, resp, err.Error())
	}
	if a.status >= 400 {
		return nil, c.failure(op, resp, a.status, a)
	}
	return a, nil
}

// garbled is the error of an answer that is none of the service's. It may come from
// something on the way that gives no answer at other times.
func (c *Client) garbled(op string, resp *http.Response, message string) *Error {
	e := &Error{Op: op, URL: c.shown(resp.Request.URL), Message: c.scrub(message), Remedy: "look whether the endpoint is the service's", Err: errGarbled}
	c.judgePlace(e, resp.Request.URL)
	return e
}

// refusal is the error of an answer with a bad status. Its body tells more where
// it is a document of the service.
func (c *Client) refusal(op string, resp *http.Response) *Error {
	body, _ := io.ReadAll(io.LimitReader(resp.Body, maxDocument))
	a, err := c.parseAnswer(body, resp)
	if err != nil {
		a = &answer{page: service.LooksLikeHTML(body)}
	}
	e := c.failure(op, resp, resp.StatusCode, a)
	if err != nil && service.LooksLikeHTML(body) {
		e.Message = "an HTML page instead of an answer of the service"
	}
	return e
}

// failure is the error of an answer that tells of one.
func (c *Client) failure(op string, resp *http.Response, status int, a *answer) *Error {
	e := &Error{
		Op: op, URL: c.shown(resp.Request.URL), Status: status,
		Authentication: a.authentication, TraceID: c.scrub(a.traceID),
		RetryAfter: c.retryAfter(resp),
	}
	for _, d := range a.details {
		e.Details = append(e.Details, c.scrub(d))
	}
	quota := quotaError(a.details)
	switch {
	case quota != nil:
		e.Err, e.Remedy = quota, remedyQuota(quota)
	case a.page && status == http.StatusForbidden: // which says nothing of the key
		e.Err, e.Remedy = errPage, "look whether the endpoint is the service's, and whether a proxy on the way lets requests pass"
	case status == http.StatusUnauthorized, status == http.StatusForbidden && a.authentication != validCredentials, a.keyRefused():
		e.Err, e.Remedy = ErrKeyRefused, "look at the key: a job's requests all need the one that it was created with"
	case status == http.StatusNotFound:
		e.Err, e.Remedy = ErrNotFound, "look at the job's URL; results are kept for 14 days"
	}
	c.judgePlace(e, resp.Request.URL)
	return e
}

// retryAfter returns how long the service asks to wait before the next request.
func (c *Client) retryAfter(resp *http.Response) time.Duration {
	return service.RetryAfter(resp.Header, c.clock().Now())
}
