package dataflowtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// self is the URL of a job.
func self(r *http.Request, j *job) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return fmt.Sprintf("%s://%s/REST/v1/dataflows/Geocode/%s", scheme, r.Host, j.id)
}

// status tells how far a job is.
func (e *Emulator) status(w http.ResponseWriter, r *http.Request, j *job) {
	now := e.o.Now()
	if j.pending(now) {
		e.askToWait(w)
	}
	e.answer(w, r, http.StatusOK, &document{Resources: []resource{j.at(now, self(r, j))}})
}

func (e *Emulator) askToWait(w http.ResponseWriter) {
	if e.o.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.o.RetryAfter.Seconds())))
	}
}

// list tells of all jobs of the key, pending ones first, and of one that is no
// geocode job, as the service does where the account has such.
func (e *Emulator) list(w http.ResponseWriter, r *http.Request, q query) {
	now := e.o.Now()
	e.mu.Lock()
	jobs := slices.Clone(e.jobs)
	e.mu.Unlock()
	var pending, ended []resource
	for _, j := range jobs {
		switch {
		case j.key != q.get("key"):
		case j.pending(now):
			pending = append(pending, j.at(now, self(r, j)))
		default:
			ended = append(ended, j.at(now, self(r, j)))
		}
	}
	other := resource{
		Type: "DataflowJob:http://schemas.microsoft.com/search/local/ws/rest/v1",
		ID:   "load", Description: "a data source, loaded by another tool", Status: "Completed", Created: now, Completed: now,
		Links: []link{{Role: "self", URL: "http://" + r.Host + "/REST/v1/dataflows/LoadDataSource/load"}},
	}
	e.askToWait(w)
	e.answer(w, r, http.StatusOK, &document{Resources: append(append(pending, ended...), other)})
}
