// Package client sends batches to the geocoding service of Azure Maps.
//
// A [Client] sends a batch at the rate that the account allows, and retries it where that
// may help. It returns the answer unparsed; package azuremaps parses it.
//
// The key is sent in a header, only to the endpoint's host. The client refuses redirects,
// puts the key in no URL and no error, and rejects any answer that contains it.
package client

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// The defaults of a Client.
const (
	// DefaultBaseURL is where the service is. Data stays in Europe or in the United States
	// at eu.atlas.microsoft.com and us.atlas.microsoft.com.
	DefaultBaseURL = "https://atlas.microsoft.com"
	// DefaultVersion is the version of the interface: the newest one that is stable.
	DefaultVersion = "2026-01-01"
	// DefaultRate is how many requests an account may make in a second.
	DefaultRate = 10
	// MaxAnswer is the maximum size of an answer in bytes, after decompression.
	MaxAnswer = 16 << 20
)

// A Client talks to the service. Do not change its fields while it is in use. Its methods
// may be called concurrently. A field that is zero, or negative, means its default.
type Client struct {
	BaseURL string // DefaultBaseURL
	Key     string // none is sent where it is empty
	Version string // DefaultVersion
	// HTTPClient sends the requests. Its CheckRedirect is ignored.
	HTTPClient *http.Client
	// Rate is the maximum number of requests per second, evenly spaced: DefaultRate.
	Rate float64
	// Attempts is the maximum number of attempts at one request: 8.
	Attempts int
	// Timeout is how long one attempt may take: 2 min. The service itself gives up after one
	// minute.
	Timeout time.Duration
	// First is the first wait before a request is made again: 1 s. Each further one is
	// twice as long, up to a minute.
	First time.Duration

	// Note, if not nil, is called once with the reason why requests take longer. Several
	// goroutines may call it at once.
	Note func(string)

	// Clock has the time, and waits: that of the system.
	Clock interface {
		Now() time.Time
		// Sleep returns after d, or with the error of the context when that ends first.
		Sleep(ctx context.Context, d time.Duration) error
	}
	Jitter func() float64 // a random number from 0 to 1
	// RequestID makes the id of a request, which its retries share: random by default.
	RequestID func() string

	once    sync.Once
	limiter *service.Limiter
	http    *http.Client
	told    sync.Once
	longest atomic.Int64 // answer so far, in bytes
	spare   sync.Pool    // of *bytes.Buffer, for answers
}

func (c *Client) clock() service.Clock {
	if c.Clock == nil {
		return service.SystemClock{}
	}
	return c.Clock
}

func (c *Client) attempts() int { return cmp.Or(max(c.Attempts, 0), 8) }

func (c *Client) timeout() time.Duration { return cmp.Or(max(c.Timeout, 0), 2*time.Minute) }

func (c *Client) pace() service.Pace {
	return service.Pace{First: c.First}.Or(service.Pace{First: time.Second, Max: time.Minute})
}

func (c *Client) jitter() float64 {
	if c.Jitter == nil {
		return mathrand.Float64()
	}
	if j := c.Jitter(); j >= 0 && j <= 1 {
		return j
	}
	return 0.5 // what is none changes no wait
}

func (c *Client) requestID() string {
	if c.RequestID != nil {
		return c.RequestID()
	}
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// begin makes what all requests share.
func (c *Client) begin() {
	c.once.Do(func() {
		rate := c.Rate
		if !(rate > 0) {
			rate = DefaultRate
		}
		c.limiter = service.NewLimiter(c.clock(), rate)
		own := *cmp.Or(c.HTTPClient, http.DefaultClient)
		if c.HTTPClient == nil && own.Transport == nil {
			own.Transport = transport()
		}
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c.http = &own
	})
}

// transport returns what carries requests where Client.HTTPClient is not set. It keeps more
// connections open between batches than the system's own, and reads more of an answer at once.
var transport = sync.OnceValue(func() http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	const flights, readBuffer = 64, 64 << 10
	t = t.Clone()
	t.MaxIdleConnsPerHost, t.ReadBufferSize = flights, readBuffer
	return t
})

func (c *Client) note(format string, args ...any) {
	if c.Note != nil {
		c.told.Do(func() { c.Note(fmt.Sprintf(format, args...)) })
	}
}

var versionForm = lazy.Regexp(`^\d{4}-\d{2}-\d{2}(-preview)?$`)

// Check returns what is wrong with the client's fields.
func (c *Client) Check() error {
	if _, err := c.Endpoint(); err != nil {
		return err
	}
	switch v := c.version(); {
	case v == "1.0":
		return errors.New("version 1.0 is another service, with other answers; leave -api-version out")
	case !versionForm().MatchString(v):
		return fmt.Errorf("%.40q is no version of the service; write one such as %s", v, DefaultVersion)
	}
	for _, r := range c.Key {
		if r <= ' ' || r >= 0x7F {
			return errors.New("the key has a space or another character that no key has")
		}
	}
	return nil
}

func (c *Client) version() string { return cmp.Or(c.Version, DefaultVersion) }

// Endpoint returns the URL that all requests begin with. It returns an error if the URL
// contains a secret, or would be reached unencrypted over a network.
func (c *Client) Endpoint() (string, error) {
	u, err := url.Parse(cmp.Or(c.BaseURL, DefaultBaseURL))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "", errors.New("the endpoint is no https URL")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("the endpoint is more than a host and a path; leave the rest out")
	case c.Key != "" && strings.Contains(u.String(), c.Key):
		return "", errors.New("the endpoint holds the key; leave it out")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return "", fmt.Errorf("the endpoint http://%s would get the key unencrypted; write https", u.Host)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
