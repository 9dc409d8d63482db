package client

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// The causes of errors, for errors.Is.
var (
	// ErrKeyRefused: the key is missing or wrong, or may not send batches.
	ErrKeyRefused = errors.New("the service refuses the key")
	// ErrNotFound: the service has no such endpoint or version.
	ErrNotFound = errors.New("there is no such service")
	// ErrRedirected: the service redirects, and the key is not sent elsewhere.
	ErrRedirected = errors.New("the service redirects")
	// ErrAnswer: the answer is not from the service, or does not match the batch.
	ErrAnswer = errors.New("the answer cannot be used")
	// ErrKeyEchoed, which is an ErrAnswer: the answer contains the key. The answer is not
	// kept.
	ErrKeyEchoed = fmt.Errorf("%w: it holds the key", ErrAnswer)
	// ErrTooMuch: the batch is too much work, or the service does not accept it. It may
	// answer a part of the batch.
	ErrTooMuch = errors.New("the service does not answer the batch as a whole")
	// ErrNoAnswer: no attempt got an answer. The same request may succeed later.
	ErrNoAnswer = errors.New("no answer")
)

// An Error is the failure of a request. It never contains the key.
type Error struct {
	URL           string // of the request
	Status        int    // of HTTP; 0 where no answer came
	Code, Message string // from the service, or what is wrong
	Trace         string // for the service's support
	RetryAfter    time.Duration
	Remedy        string // what to do; may be empty
	Err           error  // the cause
}

// Error returns the error in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("geocode at " + e.URL)
	if e.Status != 0 {
		b.WriteString(strings.TrimRight(fmt.Sprintf(": status %d %s", e.Status, http.StatusText(e.Status)), " "))
	}
	for _, text := range []string{e.Code, e.Message} {
		if text != "" {
			b.WriteString(": " + service.OneLine(text))
		}
	}
	if e.Status == 0 && e.Message == "" && e.Err != nil {
		b.WriteString(": " + service.OneLine(e.Err.Error()))
	}
	if e.Trace != "" {
		b.WriteString(" (" + service.OneLine(e.Trace) + ")")
	}
	if e.Remedy != "" {
		b.WriteString("; " + e.Remedy)
	}
	return b.String()
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// temporary reports whether the same request may do better in a while.
func (e *Error) temporary() bool {
	switch e.Status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return errors.Is(e.Err, errBroken)
}

// errBroken, which is an ErrNoAnswer: the connection or the answer breaks off.
var errBroken = fmt.Errorf("%w", ErrNoAnswer)
