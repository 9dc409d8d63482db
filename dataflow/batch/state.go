package batch

import (
	"fmt"
	"slices"
	"time"
)

// A state is all that a run knows and could not find out again. It holds no key.
type state struct {
	Run      string   `json:"run"`      // drawn at random; tells this run's jobs from all others
	Endpoint string   `json:"endpoint"` // of the service
	Input    string   `json:"input"`    // SHA-256 of the feed's text
	Retry    bool     `json:"retry"`
	RetryIf  []string `json:"retryIf,omitempty"`
	Entities int64    `json:"entities"` // of the feed, sent or not
	// The limits that the parts keep to.
	PartEntities int   `json:"partEntities"`
	PartBytes    int64 `json:"partBytes"`
	Jobs         int   `json:"jobs"` // how many parts the feed was cut into at first

	Parts []part `json:"parts"` // in the order of the feed

	Files []OutputFile `json:"files,omitempty"`
	// Ended is set when the outputs are on disk: only what was kept is still to
	// be removed.
	Ended bool `json:"ended,omitempty"`
}

// A part is what one job is made of.
type part struct {
	Number   int   `json:"number"` // from 1, names its files and its job
	First    int64 `json:"first"`  // how many entities are sent in the parts before it
	Entities int   `json:"entities"`
	Bytes    int64 `json:"bytes"`
	Attempt  int   `json:"attempt"` // counts the jobs that were aborted
	// Refused is set when the service refuses the part, or aborts its job.
	Refused bool   `json:"refused,omitempty"`
	Stage   Stage  `json:"stage"`
	Job     string `json:"job,omitempty"` // its URL
	// Sent is when the last bytes went out.
	Sent time.Time `json:"sent,omitzero"`

	Failed   int `json:"failed"`
	Missing  int `json:"missing"`
	Foreign  int `json:"foreign"`  // results that are of no entity of the part
	Repeated int `json:"repeated"` // the same result of an entity again
	// Differing counts further results of an entity that differ from its first.
	Differing int `json:"differing,omitempty"`
	// Odd counts the places of the results that hold something unknown.
	Odd int `json:"odd,omitempty"`

	index int // in the state's parts
}

// A Stage is how far a part is.
type Stage string

// The stages of a part.
const (
	Ready     Stage = "ready"     // not sent, or certainly not taken
	Sent      Stage = "sent"      // sent as a whole; whether it was taken is not known
	Created   Stage = "created"   // there is a job
	Aborted   Stage = "aborted"   // the job ended without results
	Collected Stage = "collected" // the results are here
)

// description is what List shows of a part's job. Its token is found in no other
// job's description.
func (s *state) description(p *part, text string) string {
	if text != "" {
		text += " "
	}
	return text + s.token(p)
}

func (s *state) token(p *part) string {
	return fmt.Sprintf("[feedconv %s %d/%d.%d]", s.Run, p.Number, s.Jobs, p.Attempt)
}

// untouched reports whether the service has seen nothing of the run.
func (s *state) untouched() bool {
	return !slices.ContainsFunc(s.Parts, func(p part) bool { return p.Stage != Ready || p.Attempt > 0 })
}

// collected reports whether all results are here.
func (s *state) collected() bool {
	return !slices.ContainsFunc(s.Parts, func(p part) bool { return p.Stage != Collected })
}
