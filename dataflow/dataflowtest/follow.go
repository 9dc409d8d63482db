package dataflowtest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// base is where the URLs of links begin: with the scheme and host that the client
// asked for, be it through a proxy.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	forwarded, _, _ := strings.Cut(r.Header.Get("X-Forwarded-Proto"), ",")
	switch forwarded = strings.ToLower(strings.TrimSpace(forwarded)); forwarded {
	case "http", "https":
		scheme = forwarded
	}
	return scheme + "://" + r.Host + "/REST/v1/dataflows"
}

// self is the URL of a job.
func self(r *http.Request, j *job) string { return base(r) + "/Geocode/" + j.id }

// status tells how far a job is.
func (e *Emulator) status(w http.ResponseWriter, r *http.Request, j *job) {
	now := e.o.Now()
	if j.pending(now) {
		e.askToWait(w)
	}
	url := self(r, j)
	e.answer(w, r, http.StatusOK, &document{Resources: []resource{j.at(now, url, url)}})
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
	e.sweep(now)
	jobs := slices.Clone(e.jobs)
	e.mu.Unlock()
	var pending, ended []resource
	for _, j := range jobs {
		if j.key != q.get("key") {
			continue
		}
		res := j.at(now, self(r, j), base(r)+"/ListJobs/"+j.id)
		if j.pending(now) {
			pending = append(pending, res)
		} else {
			ended = append(ended, res)
		}
	}
	other := resource{
		Type: jobType,
		ID:   "load", Description: "a data source, loaded by another tool", Status: "Completed", Created: now, Completed: now,
		Links: []link{{Role: "self", URL: base(r) + "/LoadDataSource/load"}},
	}
	e.askToWait(w)
	e.answer(w, r, http.StatusOK, &document{Resources: append(append(pending, ended...), other)})
}
