package dataflowtest

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A job is an upload that was taken, with its results. Nothing but removed changes
// once the emulator has it.
type job struct {
	id, key     string
	description string
	format      feed.Format
	created     time.Time
	delay       time.Duration
	retention   time.Duration
	aborted     bool
	total       int64
	outputs     [2]output // succeeded and failed
	removed     bool      // the outputs are no longer on disk; guarded by Emulator.mu
}

// An output is a file of results, opened only while it is sent. One without
// entities has no file.
type output struct {
	path     string
	entities int64
}

const (
	succeeded = 0
	failed    = 1
)

var outputNames = [2]string{"succeeded", "failed"}

// remove removes the results.
func (j *job) remove() {
	for _, o := range j.outputs {
		if o.path != "" {
			os.Remove(o.path)
		}
	}
}

// at describes the job as it is at a time. Its outputs are below the URL self, or
// below another one where the job is one of a list.
func (j *job) at(now time.Time, self, outputs string) resource {
	res := j.justCreated(self)
	passed := now.Sub(j.created)
	switch {
	case passed < j.delay:
		res.Processed = int64(float64(j.total) * float64(passed) / float64(j.delay))
		return res
	case j.aborted:
		res.Status, res.ErrorMessage = "Aborted", "The job was aborted as the emulator was told to."
	default:
		res.Status, res.Total, res.Processed, res.Failed = "Completed", j.total, j.total, j.outputs[failed].entities
		for i := range j.outputs {
			if j.has(i, now) {
				res.Links = append(res.Links, link{Role: "output", Name: outputNames[i], URL: outputs + "/output/" + outputNames[i]})
			}
		}
	}
	res.Completed = j.created.Add(j.delay)
	return res
}

// justCreated describes the job as the answer to its upload does: pending, even
// where it takes no time.
func (j *job) justCreated(self string) resource {
	return resource{
		Type: jobType, ID: j.id, Description: j.description, Created: j.created,
		Links: []link{{Role: "self", URL: self}}, Status: "Pending", Total: j.total,
	}
}

const jobType = "DataflowJob:http://schemas.microsoft.com/search/local/ws/rest/v1"

func (j *job) pending(now time.Time) bool { return now.Sub(j.created) < j.delay }

// has reports whether one of the outputs can be downloaded.
func (j *job) has(output int, now time.Time) bool {
	return !j.aborted && !j.pending(now) && now.Sub(j.created) < j.retention && j.outputs[output].entities > 0
}

// An Upload is what the emulator knows of an upload that it took.
type Upload struct {
	JobID, Description string
	Entities           int64
	Aborted            bool
}

// Uploads returns the uploads that were taken, in their order, except those of
// jobs that are so old that they are forgotten.
func (e *Emulator) Uploads() []Upload {
	e.mu.Lock()
	defer e.mu.Unlock()
	var uploads []Upload
	for _, j := range e.jobs {
		uploads = append(uploads, Upload{j.id, j.description, j.total, j.aborted})
	}
	return uploads
}

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
