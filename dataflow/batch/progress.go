package batch

import (
	"slices"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
)

// Progress is how far a part is.
type Progress struct {
	Part     int   // from 1
	Parts    int   // of the run
	Entities int   // that it has
	Bytes    int64 // that it has as XML
	Uploaded int64 // of these, so far
	Stage    Stage
	Waiting  bool   // the service takes no further job at present
	Job      string // the job's URL, if there is one
	// What the service says of the job.
	Status            dataflow.Status
	Processed, Failed int64
	Began, Ended      time.Time // of work on the part in this run; zero if not yet
}

// begin gives the run its state, and sets up the progress of its parts.
func (r *Run) begin(s *state) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state = s
	r.progress = make([]Progress, len(r.state.Parts))
	for i := range r.state.Parts {
		p := &r.state.Parts[i]
		p.index = i
		r.progress[i] = Progress{Part: p.Number, Parts: len(r.state.Parts), Entities: p.Entities, Bytes: p.Bytes}
		r.progress[i].follow(p)
	}
}

// follow copies what the state has about a part.
func (g *Progress) follow(p *part) {
	g.Stage, g.Job = p.Stage, p.Job
	if p.Stage == Collected {
		g.Status, g.Processed, g.Failed = dataflow.Completed, int64(p.Entities), int64(p.Failed)
	}
}

// Progress returns how far each part is. It may be called at any time.
func (r *Run) Progress() []Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.progress)
}

// show changes what is shown of a part.
func (r *Run) show(p *part, change func(*Progress)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.progress[p.index])
}

// A Report has the numbers of a run.
type Report struct {
	Entities int64 // of the feed
	Kept     int64 // of these, those that were not sent as they had a result
	// Saved counts entities that were not sent because an earlier one makes the same
	// request, see Options.Dedupe. The following three numbers include them.
	Saved     int64
	Succeeded int64
	Failed    int64
	Missing   int64 // returned neither as succeeded nor as failed
	Foreign   int64 // results that are of no entity that was sent
	Repeated  int64 // results that came more than once
	Differing int64 // further results of an entity that differ from its first
	Odd       int64 // results that hold something unknown, see Run.Rejects
	Jobs      int
}

// Report returns the numbers of the run so far, all zero before it begins.
func (r *Run) Report() Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state == nil {
		return Report{}
	}
	report := Report{Entities: r.state.Entities, Kept: r.state.Entities, Jobs: len(r.state.Parts)}
	for _, p := range r.state.Parts {
		report.Kept -= p.Feed.Entities
		report.Saved += p.Feed.Entities - int64(p.Entities)
		report.Foreign += int64(p.Foreign)
		report.Repeated += int64(p.Repeated)
		report.Differing += int64(p.Differing)
		report.Odd += int64(p.Odd)
		if p.Stage == Collected {
			report.Failed += p.Feed.Failed
			report.Missing += p.Feed.Missing
			report.Succeeded += p.Feed.Entities - p.Feed.Failed - p.Feed.Missing
		}
	}
	return report
}
