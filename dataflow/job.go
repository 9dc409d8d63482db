package dataflow

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
)

// A Status is how far a job is.
type Status string

// The states of a job. Wait treats any other status as Pending.
const (
	Pending   Status = "Pending"
	Completed Status = "Completed" // which does not mean success: see Job.Failed
	Aborted   Status = "Aborted"
)

func parseStatus(text string) Status {
	text = service.OneLine(text)
	for _, s := range []Status{Pending, Completed, Aborted} {
		if strings.EqualFold(text, string(s)) {
			return s
		}
	}
	return Status(text)
}

// Ended reports whether the job has reached its final status.
func (s Status) Ended() bool { return s == Completed || s == Aborted }

// An Outcome is one of the two feeds of results.
type Outcome string

// The outcomes, by the names of their links.
const (
	Succeeded Outcome = "succeeded"
	Failed    Outcome = "failed"
)

func (o Outcome) check() error {
	if o != Succeeded && o != Failed {
		return fmt.Errorf("dataflow: there is no outcome %q; there are Succeeded and Failed", string(o))
	}
	return nil
}

// A Job is a geocode job as the service describes it. Its URLs do not contain the key.
type Job struct {
	ID          string
	URL         string // the self link: names the job in later requests
	Description string
	Status      Status
	Created     time.Time
	Completed   time.Time // zero until it is

	Total     int64 // entities of the upload; 0 = not known yet
	Processed int64 // 0 = not known yet
	Failed    int64

	ErrorMessage string // of an aborted job
	// The URLs of the results, empty if there are none.
	SucceededURL, FailedURL string
}

// results returns the place of an outcome's results and how many there should
// be at least. The counts are not to be relied on where there are failed results
// of a job in which nothing failed.
func (j *Job) results(o Outcome) (address string, entities int64) {
	switch {
	case o == Failed:
		return j.FailedURL, j.Failed
	case j.Failed == 0 && j.FailedURL != "":
		return j.SucceededURL, 0
	}
	return j.SucceededURL, max(0, j.Total-j.Failed)
}

// Err returns an ErrAborted with the service's reason if the service aborted the job,
// otherwise nil.
func (j *Job) Err() error { return j.aborted("get the results of the job") }

func (j *Job) aborted(op string) error {
	if j.Status != Aborted {
		return nil
	}
	message := "the service aborted the job"
	if j.ErrorMessage != "" {
		message += ": " + service.OneLine(j.ErrorMessage)
	}
	return &Error{Op: op, URL: j.URL, Message: message, Err: ErrAborted}
}

// isGeocode reports whether it is a geocode job and not one of another kind that
// the service lists beside them.
func (j *Job) isGeocode() bool {
	return strings.Contains(strings.ToLower(j.URL), "/dataflows/geocode/")
}

// complete fills in what follows from the URL.
func (j *Job) complete() {
	if u, err := url.Parse(j.URL); err == nil && j.ID == "" {
		j.ID = path.Base(u.Path)
	}
}

// parseDate reads a date in the form that JSON answers have or in that of XML
// answers; without a zone it is UTC. What is none is the zero Time: no run fails for
// a date, which is only shown.
func parseDate(text string) time.Time {
	text = strings.TrimSpace(text)
	if t, err := http.ParseTime(text); err == nil {
		return t
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}
