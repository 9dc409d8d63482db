package dataflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// The causes of errors, for errors.Is.
var (
	// ErrKeyRefused: the key is missing, wrong, expired or not valid for the request.
	ErrKeyRefused = errors.New("the service refuses the key")
	// ErrTooManyJobs: the service takes no job at present, because the account has as many
	// pending jobs as it may, or because the service is overloaded. The upload was not
	// accepted; waiting helps.
	ErrTooManyJobs = errors.New("the service takes no further job at present")
	// ErrQuota: the account has used up its jobs, usually those of 24 hours. The upload was
	// not accepted; waiting a short time does not help.
	ErrQuota = errors.New("the account's jobs are used up")
	// ErrRefused: the service refuses the upload itself, not because of the key or a quota.
	ErrRefused = errors.New("the service refuses the upload")
	// ErrNotFound: the service does not know the job, or no longer does.
	ErrNotFound = errors.New("the service does not know the job")
	// ErrAborted: the job ended without results.
	ErrAborted = errors.New("the service aborted the job")
	// ErrUnclear: an upload was sent, and it is unknown whether the service took it. List
	// shows whether there is a job with the upload's description.
	ErrUnclear = errors.New("whether the job was created is not known")
	// ErrIncomplete: a download broke off, or holds fewer entities than the
	// job says.
	ErrIncomplete = errors.New("the results are not whole")
	// ErrFewer, which is an ErrIncomplete: a download is a complete feed but has fewer
	// entities than the job says.
	ErrFewer = fmt.Errorf("%w: there are fewer entities than the job has", ErrIncomplete)
	// ErrStalled: no byte moved for longer than Client.Timeout.
	ErrStalled = errors.New("the connection stalled")
)

// errGarbled: an answer that is none of the service's.
var errGarbled = errors.New("the answer is not the service's")

// errPage: something on the way forbids the request.
var errPage = errors.New("a web page instead of the service's answer")

// An Error is the failure of a request. It never contains the key.
type Error struct {
	Op  string // what was tried, such as "create job"
	URL string // of the request, without the key; may be empty
	// Status is the HTTP status, or 0 if there was no answer. If the HTTP status is good but
	// the service's own statusCode reports a failure, Status is that code.
	Status int
	// Authentication is the authenticationResultCode, such as
	// InvalidCredentials; empty where the answer says nothing.
	Authentication string
	Details        []string // errorDetails
	TraceID        string   // for the service's support
	RetryAfter     time.Duration

	Message string // what is wrong, if Status does not say it all
	Remedy  string // what to do; may be empty
	Err     error  // the cause: one of those above, or an error of the network
}

// Error returns the error in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.URL != "" {
		b.WriteString(" at " + e.URL)
	}
	b.WriteString(": " + e.what())
	if len(e.Details) > 0 {
		b.WriteString(": " + service.OneLine(strings.Join(e.Details, " ")))
	}
	if e.TraceID != "" {
		b.WriteString(" (trace id " + service.OneLine(e.TraceID) + ")")
	}
	if e.Remedy != "" {
		b.WriteString("; " + e.Remedy)
	}
	return b.String()
}

func (e *Error) what() string {
	var parts []string
	if e.Status != 0 {
		text := strings.TrimSpace(fmt.Sprintf("status %d %s", e.Status, http.StatusText(e.Status)))
		if e.Authentication != "" && e.Authentication != validCredentials {
			text += ", " + service.OneLine(e.Authentication)
		}
		parts = append(parts, text)
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	} else if e.Err != nil && e.Status == 0 {
		parts = append(parts, service.OneLine(e.Err.Error()))
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// temporary reports whether the same request may do better in a while.
func temporary(err error) bool {
	for _, final := range []error{ErrUnclear, ErrTooManyJobs, ErrQuota, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, final) {
			return false
		}
	}
	if errors.Is(err, ErrIncomplete) || errors.Is(err, ErrStalled) || errors.Is(err, errGarbled) {
		return true
	}
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case 0:
		return errors.As(err, new(*networkError))
	}
	return false
}

// A networkError is what the HTTP client reports, without the URL, which holds
// the key.
type networkError struct {
	text  string
	cause error
}

func (e *networkError) Error() string { return e.text }
func (e *networkError) Unwrap() error { return e.cause }
