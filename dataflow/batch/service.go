package batch

import (
	"context"
	"errors"
	"os"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// A Service answers the parts of a run in place of the Geocode Dataflow. All else of a run
// stays as it is: the state, the lock, the parts, repeated requests, what is kept, the
// outputs.
type Service interface {
	// Endpoint returns the URL of the service, for the state.
	Endpoint() (string, error)
	// Settings says in a line how requests are made and answers are mapped. A run is only
	// taken up with the same. It is shown in an error.
	Settings() string
	// Prepare appends to dst what the Service wants to know of an entity's request when it
	// answers it, or returns what keeps the entity from being sent. It is asked before anything
	// is sent, also of an entity that is not sent itself, because its request is that of one
	// before it: repeated, which is not always known. It may be called by several goroutines,
	// and several times for an entity. A DryRun calls it once for each, in their order, and
	// always knows.
	Prepare(dst []byte, rec *feed.Record, repeated bool) ([]byte, []*feed.Fault)
	// Resumed is told the journals of the parts of a run that is taken up. Some of them may
	// not be there.
	Resumed(journals []string) error
	// Geocode answers a part, or what is left of it.
	Geocode(ctx context.Context, p ServicePart) error
}

// A ServicePart is what a Service is to answer.
type ServicePart struct {
	Number   int   // of the part in the run, from 1
	First    int64 // how many entities are sent in the parts before it
	Entities int
	// Journal is the name of a file that is the Service's own. It stays until the run is
	// removed.
	Journal string
	// Requests calls a function with each request of the part, as it was prepared, and returns
	// its first error. It may be called several times.
	Requests func(each func(i int, request []byte) error) error
	// Answer gives the i-th entity its answer, in any order. The record has no request, and
	// its Id does not matter. One with the status Success has succeeded, one of another
	// status has failed. It may be called by several goroutines.
	Answer func(i int, result *feed.Record) error
	// Progress is told how many entities are done. It may be called by several goroutines.
	Progress func(done int)
}

// endpointOf returns the URL of the service of a run.
func (o *Options) endpointOf() (string, error) {
	if o.Service != nil {
		return o.Service.Endpoint()
	}
	return o.Client.Endpoint()
}

// settings says how the run makes requests.
func (o *Options) settings() string {
	if o.Service == nil {
		return ""
	}
	return o.Service.Settings()
}

// journals returns the names of the journals of the parts, in their order.
func (r *Run) journals(s *state) []string {
	names := make([]string, len(s.Parts))
	for i := range s.Parts {
		names[i] = r.path(s.Parts[i].journalFile())
	}
	return names
}

// Journals returns the names of the journals of a Service, in the order of the feed, until
// the run is removed.
func (r *Run) Journals() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state == nil {
		return nil
	}
	return r.journals(r.state)
}

// prepare lets the Service prepare a request, and returns what keeps it from being sent.
func (s *splitter) prepare(rec *feed.Record, repeated bool) (err error) {
	var faults []*feed.Fault
	s.prepared, faults = s.run.o.Service.Prepare(s.prepared[:0], rec, repeated)
	for _, f := range faults {
		s.rejected = true
		var fault *feed.Fault
		if !errors.As(records.Locate(f, s.reader), &fault) {
			continue
		}
		if err := s.problem(validate.ProblemOf(s.run.o.Name, fault)); err != nil {
			return err
		}
	}
	return nil
}

// serviceSeverities are those for a Service: only what cannot be read, and an empty feed,
// keep a feed from being sent. The Service judges the requests itself.
func serviceSeverities() map[string]validate.Severity {
	off := map[string]validate.Severity{"too-many-entities": validate.Off, "too-large": validate.Off}
	for _, r := range validate.Rules() {
		if !r.FoundByReading() {
			off[r.Code] = validate.Off
		}
	}
	return off
}

// answerPart lets the Service answer a part.
func (r *Run) answerPart(ctx context.Context, p *part) error {
	if p.Stage != Sent {
		if err := r.update(p, func() { p.Stage = Sent }); err != nil {
			return err
		}
	}
	name := r.path(p.resultsFile())
	results, err := createResults(name+".tmp", p.Entities)
	if err != nil {
		return err
	}
	defer results.file.Close()
	answers := answerWriter{results: results}
	err = r.o.Service.Geocode(ctx, ServicePart{
		Number: p.Number, First: p.First, Entities: p.Entities, Journal: r.path(p.journalFile()),
		Requests: func(each func(int, []byte) error) error { return r.eachRequest(p, each) },
		Answer:   answers.answer,
		Progress: func(done int) { r.show(p, func(g *Progress) { g.Processed = int64(done) }) },
	})
	if err != nil {
		return err
	}
	if err := results.close(); err != nil {
		return err
	}
	if err := os.Rename(name+".tmp", name); err != nil {
		return err
	}
	if err := syncFolder(r.o.Folder()); err != nil {
		return err
	}
	counts, err := r.counts(p)
	if err != nil {
		return err
	}
	answered := results.feedCounts(counts)
	if answered.Entities != p.Feed.Entities {
		return errRepeats
	}
	err = r.update(p, func() {
		p.Stage, p.Job, p.Feed = Collected, r.endpoint, answered
		p.Failed, p.Missing = results.count(failed), results.count(missing)
	})
	if err == nil {
		err = os.Remove(r.sentFile(p)) // nothing asks for it any more
	}
	return err
}

// An answerWriter takes the answers of a Service.
type answerWriter struct {
	mu      sync.Mutex
	results *resultsWriter
	packed  []byte
}

// answer adds the result of the i-th entity.
func (w *answerWriter) answer(i int, result *feed.Record) error {
	if i < 0 || i >= len(w.results.entries) {
		return errors.New("batch: an answer to no entity of the part")
	}
	o := failed
	if string(result.Entity().Text(feed.StatusCode)) == "Success" {
		o = succeeded
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.packed = records.AppendAnswer(w.packed[:0], result, 0)
	_, err := w.results.add(i, o, w.packed)
	return err
}
