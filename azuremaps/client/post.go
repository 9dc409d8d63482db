package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// An Answer is the unparsed answer to a batch.
type Answer struct {
	Body  []byte // the caller's until Release
	Trace string // for the service's support
}

// Release lets the Client reuse an answer's memory. Do not use the Body afterwards.
func (c *Client) Release(a Answer) { c.spare.Put(bytes.NewBuffer(a.Body)) }

// Post sends a batch when its turn comes, and returns the answer. It retries after the
// statuses 429, 500, 502, 503 and 504, and after a broken connection. Sending, if not nil,
// is called before each attempt, and its error ends Post. The error is a *Error, or that of
// sending or of the context.
func (c *Client) Post(ctx context.Context, d azuremaps.Direction, culture string, body []byte, sending func() error) (Answer, error) {
	endpoint, err := c.Endpoint()
	if err != nil {
		return Answer{}, &Error{URL: "an endpoint that cannot be", Message: err.Error(), Err: ErrNotFound}
	}
	p := post{c: c, culture: culture, body: body, id: c.requestID(), url: endpoint + "/geocode:batch"}
	if d == azuremaps.Reverse {
		p.url = endpoint + "/reverseGeocode:batch"
	}
	c.begin()
	for n := 0; ; n++ {
		if err := c.limiter.Wait(ctx); err != nil {
			return Answer{}, err
		}
		if sending != nil {
			if err := sending(); err != nil {
				return Answer{}, err
			}
		}
		answer, e := p.attempt(ctx)
		switch {
		case e == nil:
			return answer, nil
		case ctx.Err() != nil:
			return Answer{}, context.Cause(ctx)
		case !e.temporary() || n+1 >= c.attempts() || e.RetryAfter > maxRetryAfter:
			return Answer{}, e
		}
		if err := p.pause(ctx, n, e); err != nil {
			return Answer{}, err
		}
	}
}

// maxRetryAfter is the longest Retry-After that a request waits for.
const maxRetryAfter = 5 * time.Minute

// A post is one batch on its way.
type post struct {
	c                *Client
	url, culture, id string
	body             []byte
}

// pause waits after the n-th attempt. After a 429 all other requests wait too.
func (p *post) pause(ctx context.Context, n int, e *Error) error {
	const growth = 2
	wait := p.c.pace().Wait(n, growth, p.c.jitter())
	if e.RetryAfter > 0 {
		wait = e.RetryAfter
	}
	if e.Status == http.StatusTooManyRequests {
		p.c.limiter.Hold(wait)
	}
	p.c.note("the service gives no good answer (%v); sending the batch again, up to %d times", e, p.c.attempts())
	return p.c.clock().Sleep(ctx, wait)
}

// request makes the request as the service's own clients do.
func (p *post) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"?api-version="+url.QueryEscape(p.c.version()), bytes.NewReader(p.body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	if p.culture != "" {
		req.Header.Set("Accept-Language", p.culture)
	}
	req.Header.Set("User-Agent", "geocodefeed")
	req.Header.Set("X-Ms-Client-Request-Id", p.id)
	if p.c.Key != "" {
		req.Header.Set("Subscription-Key", p.c.Key)
	}
	return req, nil
}

// attempt sends the batch once.
func (p *post) attempt(ctx context.Context) (Answer, *Error) {
	ctx, cancel := context.WithTimeout(ctx, p.c.timeout())
	defer cancel()
	req, err := p.request(ctx)
	if err != nil {
		return Answer{}, &Error{URL: p.url, Message: p.scrub(err.Error()), Err: ErrAnswer}
	}
	resp, err := p.c.http.Do(req)
	if err != nil {
		return Answer{}, p.network("no answer", err)
	}
	defer resp.Body.Close()
	body, err := p.c.read(resp.Body)
	trace := p.trace(resp)
	switch {
	case len(body) > MaxAnswer:
		return Answer{}, &Error{URL: p.url, Status: resp.StatusCode, Trace: trace, Message: fmt.Sprintf("the answer is longer than %d MiB", MaxAnswer>>20), Err: ErrAnswer}
	case holdsKey(body, p.c.Key):
		return Answer{}, &Error{URL: p.url, Status: resp.StatusCode, Message: "the answer holds the key, so nothing of it is kept", Remedy: "look whether the endpoint is the service's", Err: ErrKeyEchoed}
	case resp.StatusCode != http.StatusOK:
		return Answer{}, p.refusal(resp, body, trace)
	case err != nil:
		return Answer{}, p.network("the answer breaks off", err)
	case service.LooksLikeHTML(body):
		return Answer{}, &Error{URL: p.url, Status: resp.StatusCode, Message: "a web page instead of an answer of the service", Remedy: "look whether the endpoint is the service's, and whether a proxy on the way lets requests pass", Err: ErrAnswer}
	}
	return Answer{body, trace}, nil
}

// read reads an answer up to the limit. Its buffer begins as large as the longest answer so
// far.
func (c *Client) read(r io.Reader) ([]byte, error) {
	body, ok := c.spare.Get().(*bytes.Buffer)
	if !ok {
		body = new(bytes.Buffer)
	}
	body.Reset()
	body.Grow(int(c.longest.Load()) + bytes.MinRead)
	n, err := body.ReadFrom(io.LimitReader(r, MaxAnswer+1))
	for longest := c.longest.Load(); n > longest && !c.longest.CompareAndSwap(longest, min(n, MaxAnswer)); {
		longest = c.longest.Load()
	}
	return body.Bytes(), err
}

func (p *post) scrub(text string) string { return service.Key(p.c.Key).Scrub(text) }

// trace returns the id by which the service's support finds a request.
func (p *post) trace(resp *http.Response) string {
	if ref := service.OneLine(resp.Header.Get("X-Msedge-Ref")); ref != "" && p.scrub(ref) == ref {
		return ref
	}
	return p.id
}

// network is the error of what the HTTP client reports, which may show the URL.
func (p *post) network(what string, err error) *Error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	text := err.Error()
	if errors.Is(err, context.DeadlineExceeded) {
		text = fmt.Sprintf("nothing within %v", p.c.timeout())
	}
	return &Error{URL: p.url, Message: what + ": " + p.scrub(text), Err: errBroken}
}

// An errorDocument is what the service sends with a bad status.
type errorDocument struct {
	Error struct{ Code, Message string }
}

// refusal is the error of an answer with a bad status.
func (p *post) refusal(resp *http.Response, body []byte, trace string) *Error {
	e := &Error{URL: p.url, Status: resp.StatusCode, Trace: trace, RetryAfter: service.RetryAfter(resp.Header, p.c.clock().Now()), Err: ErrNoAnswer}
	var document errorDocument
	if json.Unmarshal(body, &document) == nil {
		e.Code, e.Message = service.OneLine(p.scrub(document.Error.Code)), service.OneLine(p.scrub(document.Error.Message))
	}
	switch status := resp.StatusCode; {
	case status >= 300 && status < 400:
		e.Err, e.Message = ErrRedirected, "the service redirects to another place"
		if to, err := resp.Location(); err == nil {
			e.Message = "the service redirects to " + p.scrub(to.Host) + ", where the key does not go"
		}
		e.Remedy = "name that place with -endpoint if you trust it"
	case status == http.StatusUnauthorized:
		e.Err, e.Remedy = ErrKeyRefused, "look at the key, and whether the account allows keys (local authentication)"
	case status == http.StatusForbidden:
		e.Err, e.Remedy = ErrKeyRefused, "look whether the key or role may send batches, which the role for search alone may not"
	case status == http.StatusNotFound:
		e.Err, e.Remedy = ErrNotFound, "look at -endpoint and -api-version"
	case status == http.StatusRequestTimeout, status == http.StatusBadRequest, status == http.StatusRequestEntityTooLarge:
		e.Err = ErrTooMuch
	case status == http.StatusTooManyRequests:
		e.Remedy = "try again later, or with a smaller -rate"
	case !e.temporary():
		e.Err = ErrAnswer
	}
	if e.Code == "" && e.Message == "" && service.LooksLikeHTML(body) {
		e.Message = "a web page instead of an answer of the service"
	}
	return e
}

// Reason returns the service's error as the reason of a fault: "CODE: MESSAGE".
func (e *Error) Reason() string {
	parts := []string{e.Code, e.Message}
	if e.Code == "" || e.Message == "" {
		parts = []string{e.Code + e.Message}
	}
	if text := strings.Join(parts, ": "); text != "" {
		return text
	}
	return fmt.Sprintf("status %d", e.Status)
}
