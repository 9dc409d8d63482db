package dataflowtest

import (
	"os"
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
