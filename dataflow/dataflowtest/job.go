package dataflowtest

import (
	"os"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A job is an upload that was taken, with its results.
type job struct {
	id, key     string
	description string
	format      feed.Format
	created     time.Time
	delay       time.Duration
	aborted     bool
	total       int64
	outputs     [2]output // succeeded and failed
}

// An output is a file of results. It has no name any more where the system allows
// that, so that nothing is left of an emulator that is killed.
type output struct {
	file     *os.File
	size     int64
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
		if o.file != nil {
			o.file.Close()
			os.Remove(o.file.Name())
		}
	}
}

// at describes the job as it is at a time.
func (j *job) at(now time.Time, self string) resource {
	res := resource{
		Type: "DataflowJob:http://schemas.microsoft.com/search/local/ws/rest/v1",
		ID:   j.id, Description: j.description, Created: j.created,
		Links:  []link{{Role: "self", URL: self}},
		Status: "Pending",
	}
	passed := now.Sub(j.created)
	switch {
	case passed < j.delay:
		res.Total = j.total
		res.Processed = int64(float64(j.total) * float64(passed) / float64(j.delay))
		return res
	case j.aborted:
		res.Status, res.ErrorMessage = "Aborted", "The job was aborted as the emulator was told to."
	default:
		res.Status, res.Total, res.Processed, res.Failed = "Completed", j.total, j.total, j.outputs[failed].entities
		for i, o := range j.outputs {
			if o.entities > 0 {
				res.Links = append(res.Links, link{Role: "output", Name: outputNames[i], URL: self + "/output/" + outputNames[i]})
			}
		}
	}
	res.Completed = j.created.Add(j.delay)
	return res
}

func (j *job) pending(now time.Time) bool { return now.Sub(j.created) < j.delay }

// An Upload is what the emulator knows of an upload that it took.
type Upload struct {
	JobID, Description string
	Entities           int64
	Aborted            bool
}

// Uploads returns the uploads that were taken, in their order.
func (e *Emulator) Uploads() []Upload {
	e.mu.Lock()
	defer e.mu.Unlock()
	var uploads []Upload
	for _, j := range e.jobs {
		uploads = append(uploads, Upload{j.id, j.description, j.total, j.aborted})
	}
	return uploads
}
