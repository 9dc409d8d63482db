package dataflow

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// DefaultBaseURL is where the service is.
const DefaultBaseURL = "https://spatial.virtualearth.net/REST/v1"

// A Client talks to the service. Do not change its fields while it is in use. Its methods
// may be called concurrently. A field that is zero, or negative, means its default.
type Client struct {
	BaseURL string // DefaultBaseURL
	Key     string // none is sent where it is empty
	// HTTPClient sends the requests. The Client decides about redirects itself and ignores
	// CheckRedirect.
	HTTPClient *http.Client
	// XML asks for answers as XML. The Client understands XML and JSON either way.
	XML bool

	// Poll is how Wait spaces its questions: 15 s, growing to 2 min.
	Poll Pace
	// Backoff spaces the attempts at one request: 1 s, growing to 30 s.
	Backoff Pace
	// Attempts is the maximum number of attempts at one request: 5.
	Attempts int
	// Timeout is how long a request may go without receiving a byte before it is given up: 2
	// min. A transfer that makes progress may take any time.
	Timeout time.Duration
	// CreateTimeout is the same for uploads, which the service may check before it answers:
	// 10 min.
	CreateTimeout time.Duration

	// Note, if not nil, is called once with the reason why a Wait takes longer than the job:
	// the service does not answer, or returns an unknown status. Several goroutines may call
	// it at once.
	Note func(string)

	Clock  Clock          // the system's
	Jitter func() float64 // a random number from 0 to 1
	// TempDir is where zip archives are stored to unpack them: the system's.
	TempDir string
}

func (c *Client) poll() Pace    { return c.Poll.or(Pace{First: 15 * time.Second, Max: 2 * time.Minute}) }
func (c *Client) backoff() Pace { return c.Backoff.or(Pace{First: time.Second, Max: 30 * time.Second}) }

func (c *Client) attempts() int          { return cmp.Or(max(c.Attempts, 0), 5) }
func (c *Client) timeout() time.Duration { return cmp.Or(max(c.Timeout, 0), 2*time.Minute) }

func (c *Client) createTimeout() time.Duration {
	return cmp.Or(max(c.CreateTimeout, 0), 10*time.Minute)
}

func (c *Client) clock() Clock {
	if c.Clock == nil {
		return service.SystemClock{}
	}
	return c.Clock
}

func (c *Client) note(text string) {
	if c.Note != nil {
		c.Note(text)
	}
}

func (c *Client) jitter() float64 {
	if c.Jitter == nil {
		return rand.Float64()
	}
	if j := c.Jitter(); j >= 0 && j <= 1 {
		return j
	}
	return 0.5 // what is none changes no wait
}
