package client

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// What an error is at bottom, for errors.Is.
var (
	// ErrKeyRefused: the key is missing or wrong, or has no right to send batches.
	ErrKeyRefused = errors.New("the service refuses the key")
	// ErrNotFound: the endpoint or the version is not the service's.
	ErrNotFound = errors.New("there is no such service")
	// ErrRedirected: the answer leads elsewhere, where the key does not go.
	ErrRedirected = errors.New("the service redirects")
	// ErrAnswer: the answer is none of the service's, or not to what was asked.
	ErrAnswer = errors.New("the answer cannot be used")
	// ErrKeyEchoed, which is an ErrAnswer: the answer holds the key. It is kept nowhere.
	ErrKeyEchoed = fmt.Errorf("%w: it holds the key", ErrAnswer)
	// ErrTooMuch: the batch is too much work, or not what the service takes. A part of it
	// may be answered.
	ErrTooMuch = errors.New("the service does not answer the batch as a whole")
	// ErrNoAnswer: there was no answer in all attempts. The same may work later.
	ErrNoAnswer = errors.New("no answer")
)

// An Error is a request that did not get the answer hoped for. It never holds the key.
type Error struct {
	URL           string // of the request
	Status        int    // of HTTP; 0 where no answer came
	Code, Message string // as the service gives them, or what is wrong
	Trace         string // for the service's support
	RetryAfter    time.Duration
	Remedy        string // what to do; may be empty
	Err           error  // what is below it
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

// Unwrap returns what is below the error.
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
