package batch

import (
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Fetched are results that another client has fetched from the service. They come in any
// order, from any number of feeds.
//
// The memory that they take does not depend on how many they are: they are put on disk,
// packed, unless they are few.
type Fetched struct {
	// Surplus, if not nil, is told at the end of Join of the first hundred results that
	// are in no output, in their order: they are of no entity of the feed, or differ from
	// an earlier result of theirs.
	Surplus func(Surplus)

	store   *resultStore
	ordered *resultStore // in the order of the feed that was joined last; nil if that was not needed
}

// ReadFetched reads results, which the functions open, on all cores. Folder is for temporary
// files; if it is empty, that of the system is taken. Fields are those that are kept of the
// answers, as a table may need only a few; all are kept if there are none.
func ReadFetched(folder string, fields feed.FieldSet, results ...func() (feed.RecordReader, error)) (*Fetched, error) {
	store, err := newResultStore(folder)
	if err != nil {
		return nil, err
	}
	store.fields = fields
	for _, open := range results {
		if err := store.read(open); err != nil {
			return nil, errors.Join(err, store.close())
		}
	}
	if err := store.parts.settle(); err != nil {
		return nil, errors.Join(err, store.close())
	}
	return &Fetched{store: store}, nil
}

// Close removes the temporary files.
func (f *Fetched) Close() error {
	if f.store == nil {
		return errNotFetched
	}
	if f.ordered != nil {
		return errors.Join(f.store.close(), f.ordered.close())
	}
	return f.store.close()
}

var errNotFetched = errors.New("batch: Fetched that ReadFetched has not made")

// A FetchedReport counts what was joined.
type FetchedReport struct {
	Entities  int64 // of the feed
	Succeeded int64
	Failed    int64
	Missing   int64 // entities without a result; those of before stay
	Foreign   int64 // results that are of no entity
	Repeated  int64 // results that came before with the same values
	Differing int64 // results that came before with other values
}

// Join writes the outputs: the entities of a feed in their order, each with the responses
// and the status of its result, which is found by its Id. An entity without a result stays
// as it is, and is told to Missing. An Id that several entities have is a fault if there is
// a result of it, as that may be of any of them. The writers are not closed.
//
// Input opens the feed. It may be called twice, and must yield the same both times. It is
// called once if the Ids are the numbers of the rows of a table. Join may be called again.
func (f *Fetched) Join(input func() (feed.RecordReader, error), o Outputs) (FetchedReport, error) {
	if f.store == nil {
		return FetchedReport{}, errNotFetched
	}
	j := fetchedJoin{Fetched: f, open: input, outputs: o}
	err := j.join()
	return j.report, err
}

// opened returns what a function opens, or says that there is nothing.
func opened(open func() (feed.RecordReader, error)) (feed.RecordReader, error) {
	if open == nil {
		return nil, errors.New("batch: there is no function that opens a feed")
	}
	r, err := open()
	if err == nil && r == nil {
		err = errors.New("batch: a function that opens a feed returned no reader")
	}
	return r, err
}

// errFetchedChanged is also that of two Ids that have the same hash, which happens once in
// millions of runs with millions of Ids.
var errFetchedChanged = fmt.Errorf("%w; put it back as it was and run the same again", ErrChanged)
