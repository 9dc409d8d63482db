package batch

import (
	"context"
	"errors"
	"os"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// A Service answers the parts of a run in place of the Geocode Dataflow. Everything else
// about a run is unchanged: the state, the lock, the parts, repeated requests, kept
// results and outputs.
type Service interface {
	// Endpoint returns the URL of the service, for the state.
	Endpoint() (string, error)
	// Settings says in one line how requests are made and answers are mapped. A run is
	// resumed only with the same settings. An error may show them.
	Settings() string
	// Prepare appends to dst what the Service needs to answer an entity's request, or returns
	// the faults that keep the entity from being sent. It is called before anything is sent,
	// also for an entity that is not sent because an earlier one makes the same request.
	// Repeated says so, if that is known. Several goroutines may call Prepare, and several
	// times for an entity. A DryRun calls it once for each entity, in order, and repeated is
	// always right.
	Prepare(dst []byte, rec *feed.Record, repeated bool) ([]byte, []*feed.Fault)
	// Resumed gets the names of the parts' journals when a run is resumed. Some of the files
	// may not exist.
	Resumed(journals []string) error
	// Geocode answers a part, or the rest of it.
	Geocode(ctx context.Context, p ServicePart) error
}

// A ServicePart is a part for a Service to answer.
type ServicePart struct {
	Number   int   // of the part in the run, from 1
	First    int64 // how many entities are sent in the parts before it
	Entities int
	// Journal is the name of a file for the Service's own use. It stays until the run is
	// removed.
	Journal string
	// Requests calls each with every prepared request of the part, and returns its first
	// error. It may be called several times.
	Requests func(each func(i int, request []byte) error) error
	// Answer sets the result of the i-th entity; calls may come in any order. The record has
	// no request, and its Id is ignored. A result with the status Success counts as
	// succeeded, any other as failed. Several goroutines may call Answer.
	Answer func(i int, result *feed.Record) error
	// Progress takes the number of entities done so far. Several goroutines may call it.
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

// prepare lets the Service prepare a request, and returns an error if it cannot be sent.
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

// serviceSeverities are the severities for a Service: only an unreadable or empty feed is
// not sent. The Service judges the requests itself.
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
