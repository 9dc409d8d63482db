package run

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Options say how a Service works. Client and Mapper are required.
type Options struct {
	Client *client.Client
	Mapper *azuremaps.Mapper
	// Settings says in one line how Mapper makes requests and maps answers. A run that began
	// with other settings cannot be resumed: its batches would differ, and its answers are
	// already mapped.
	Settings string
	Batch    int // requests in a batch at most: 100
	Flights  int // batches on their way at once: 4
	// MaxItems limits the requests that a run sends, repeated ones included. The run ends
	// before it exceeds the limit, and can be resumed. 0 means no limit.
	MaxItems int64
}

// ErrMaxItems is the error of a run that reaches MaxItems.
var ErrMaxItems = errors.New("the run may send no more requests")

// A Service is a batch.Service. Make one with New.
type Service struct {
	o       Options
	flights chan struct{}

	mu      sync.Mutex
	tally   azuremaps.Tally
	cost    cost
	active  int   // parts that are being answered
	failure error // the first one since none was
}

// A cost counts requests.
type cost struct {
	sent     int64 // in all processes of the run, repeated ones as well
	repeated int64 // of these
}

// New returns a Service, or an error for invalid options.
func New(o Options) (*Service, error) {
	switch {
	case o.Client == nil || o.Mapper == nil:
		return nil, errors.New("run: Options.Client or Options.Mapper is not set")
	case o.Batch < 0 || o.Batch > azuremaps.MaxItems:
		return nil, fmt.Errorf("a batch of %d requests; the service takes 1 to %d", o.Batch, azuremaps.MaxItems)
	case o.Flights < 0 || o.MaxItems < 0:
		return nil, errors.New("run: Options.Flights or Options.MaxItems is negative")
	}
	if o.Batch == 0 {
		o.Batch = azuremaps.MaxItems
	}
	if o.Flights == 0 {
		o.Flights = 4
	}
	if err := o.Client.Check(); err != nil {
		return nil, err
	}
	return &Service{o: o, flights: make(chan struct{}, o.Flights)}, nil
}

// Endpoint returns the URL that all requests begin with.
func (s *Service) Endpoint() (string, error) { return s.o.Client.Endpoint() }

// Settings says how requests are made.
func (s *Service) Settings() string {
	return fmt.Sprintf("-batch %d%s", s.o.Batch, strings.TrimRight(" "+s.o.Settings, " "))
}

// Tally returns the losses and other counts so far, for the completed parts in all
// processes of the run.
func (s *Service) Tally() *azuremaps.Tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := new(azuremaps.Tally)
	t.Merge(&s.tally)
	return t
}

// Sent returns how many requests were sent in all processes of the run, and how many of
// these were sent again.
func (s *Service) Sent() (sent, repeated int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cost.sent, s.cost.repeated
}

// Cause is the cause of the fault for a value that could change the answer and that the
// service has no place for.
const Cause feed.Cause = "value-without-place"

// Prepare appends the request of an entity to dst, or returns faults for values that would
// be lost and could change the answer.
func (s *Service) Prepare(dst []byte, rec *feed.Record, _ bool) ([]byte, []*feed.Fault) {
	dst, r := prepare(s.o.Mapper, dst, rec)
	return dst, check(rec, &r)
}

func check(rec *feed.Record, r *azuremaps.Request) (faults []*feed.Fault) {
	if r.Fault != "" {
		return nil // it is answered here
	}
	for set := r.Refused; set != 0; {
		var f feed.Field
		f, set = set.Next()
		p, _ := rec.Request(f.Info().Group)
		message, remedy := "Azure Maps does not know this value, and the answer could be another one without it", "change it"
		if f == feed.GeocodeCountryRegion && len(p.Text(feed.GeocodeQuery)) > 0 {
			message, remedy = "Azure Maps has no place for it beside a Query, and the answer could be another one without it", "give it one in the query with -country-in-query"
		}
		faults = append(faults, p.Fault(Cause, f, message, remedy+", or drop it with -allow-loss "+f.Info().Attr))
	}
	return faults
}

// Resumed counts, from the journals, what the run has sent and lost so far.
func (s *Service) Resumed(journals []string) error {
	for _, name := range journals {
		j, err := openJournal(name, true)
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.cost.sent += j.sent
		s.cost.repeated += j.repeated
		if j.tally != nil {
			s.tally.Merge(j.tally)
		}
		s.mu.Unlock()
		if err := j.close(); err != nil {
			return err
		}
	}
	return nil
}

// reserve counts requests that are about to be sent, or refuses them.
func (s *Service) reserve(n int, again bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.o.MaxItems > 0 && s.cost.sent+int64(n) > s.o.MaxItems {
		return fmt.Errorf("%w than -max-items %d: %d were sent, and the next batch has %d", ErrMaxItems, s.o.MaxItems, s.cost.sent, n)
	}
	s.cost.sent += int64(n)
	if again {
		s.cost.repeated += int64(n)
	}
	return nil
}

// begin counts a part that is being answered; end undoes that.
func (s *Service) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.active == 0 {
		s.failure = nil
	}
	s.active++
}

func (s *Service) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
}

// takeFlight waits until another batch may be sent, unless nothing more is to be sent.
func (s *Service) takeFlight(ctx context.Context) error {
	select {
	case s.flights <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	err := s.failed()
	if err != nil {
		<-s.flights
	}
	return err
}

// fail notes that nothing more is to be sent.
func (s *Service) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure == nil {
		s.failure = err
	}
}

// failed returns the error because of which nothing more is to be sent, or nil.
func (s *Service) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failure
}

// Geocode answers a part.
func (s *Service) Geocode(ctx context.Context, p batch.ServicePart) error {
	s.begin()
	defer s.end()
	w := &work{s: s, part: p}
	if err := w.plan(); err != nil {
		return err
	}
	var err error
	if w.journal, err = openJournal(p.Journal, false); err != nil {
		return err
	}
	err = w.run(ctx)
	if err == nil {
		err = s.count(w)
	}
	return errors.Join(err, w.journal.close())
}

// count counts the losses of a completed part.
func (s *Service) count(w *work) error {
	fresh, err := w.journal.count(w.part.Number, &w.tally)
	if fresh {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.tally.Merge(&w.tally)
	}
	return err
}
