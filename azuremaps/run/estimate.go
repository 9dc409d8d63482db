package run

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An Estimate counts what a Service would send, without sending anything. It is a
// batch.Service for batch.DryRun, which calls Prepare for each entity that would be sent.
type Estimate struct {
	mapper *azuremaps.Mapper
	size   int // of a batch
	part   int // entities

	inPart  int
	open    map[group]int // items of the batch that is not full
	groups  map[group]*BatchCount
	tally   azuremaps.Tally
	refused int64
}

// A BatchCount counts batches of one direction and language.
type BatchCount struct {
	Direction azuremaps.Direction
	Language  string
	Batches   int64
	Items     int64
}

// NewEstimate returns an Estimate for batches of size requests and parts of part
// entities.
func NewEstimate(m *azuremaps.Mapper, size, part int) *Estimate {
	return &Estimate{
		mapper: m, size: cmp.Or(size, azuremaps.MaxItems), part: part,
		open: make(map[group]int), groups: make(map[group]*BatchCount),
	}
}

// Endpoint returns a URL without a service.
func (e *Estimate) Endpoint() (string, error) { return "http://nowhere.invalid", nil }

// Settings returns an empty string.
func (e *Estimate) Settings() string { return "" }

// Resumed does nothing.
func (e *Estimate) Resumed([]string) error { return nil }

// Geocode is not called in a dry run.
func (e *Estimate) Geocode(context.Context, batch.ServicePart) error { return nil }

// Prepare counts an entity, unless its request is a repeated one, and returns the faults that
// keep it from being sent.
func (e *Estimate) Prepare(dst []byte, rec *feed.Record, repeated bool) ([]byte, []*feed.Fault) {
	dst, r := prepare(e.mapper, dst, rec)
	if !repeated {
		e.count(&r)
	}
	return dst, check(rec, &r)
}

// count counts a request.
func (e *Estimate) count(r *azuremaps.Request) {
	if e.inPart == e.part {
		e.inPart = 0
		clear(e.open)
	}
	e.inPart++
	e.tally.AddRequest(r)
	if r.Fault != "" {
		e.refused++
		return
	}
	g := group{r.Direction, r.Culture}
	count := e.groups[g]
	if count == nil {
		count = &BatchCount{Direction: g.direction, Language: g.language}
		e.groups[g] = count
	}
	if n := e.open[g]; n == 0 || n == e.size {
		count.Batches++
		e.open[g] = 0
	}
	e.open[g]++
	count.Items++
}

// Batches returns how many batches there are of each direction and language, those with the
// most items first.
func (e *Estimate) Batches() (all []BatchCount) {
	for _, c := range e.groups {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b BatchCount) int {
		return cmp.Or(cmp.Compare(b.Items, a.Items), cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.Language, b.Language))
	})
	return all
}

// Items returns how many requests would be sent.
func (e *Estimate) Items() (n int64) {
	for _, c := range e.groups {
		n += c.Items
	}
	return n
}

// Refused returns how many requests are refused locally, and so not sent.
func (e *Estimate) Refused() int64 { return e.refused }

// Tally returns the losses of the requests.
func (e *Estimate) Tally() *azuremaps.Tally { return &e.tally }

// Least returns the minimum time that the batches take at a number of requests per
// second.
func (e *Estimate) Least(perSecond float64) time.Duration {
	batches := int64(0)
	for _, c := range e.groups {
		batches += c.Batches
	}
	return time.Duration(math.Ceil(float64(batches)/perSecond)) * time.Second
}
