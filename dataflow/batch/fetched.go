package batch

import (
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Fetched holds results that another client fetched from the service, in any order and
// from any number of feeds.
//
// Its memory does not depend on the number of results: they are packed and put on disk,
// unless there are only a few.
type Fetched struct {
	// Surplus, if not nil, is called at the end of Join with the first hundred results that
	// are in no output, in order: results that belong to no entity of the feed, or differ
	// from an earlier result of the same Id.
	Surplus func(Surplus)

	store   *resultStore
	ordered *resultStore // in the order of the feed that was joined last; nil if that was not needed
}

// ReadFetched reads results on all cores; each function opens one feed of them. Folder is
// for temporary files, the system's if empty. Fields are the fields of the answers to keep,
// because a table may need only a few; the empty set keeps all.
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

// Join writes the outputs: the entities of a feed in order, each with the responses and the
// status of the result that has its Id. An entity without a result stays as it is, and is
// passed to Missing. If several entities have the same Id and a result has it too, that is
// a fault, because the result may belong to any of them. Join does not close the writers.
//
// Input opens the feed. Join may call it twice, and it must yield the same both times; it
// is called once if the Ids are the row numbers of a table. Join may be called again.
func (f *Fetched) Join(input func() (feed.RecordReader, error), o Outputs) (FetchedReport, error) {
	if f.store == nil {
		return FetchedReport{}, errNotFetched
	}
	j := fetchedJoin{Fetched: f, open: input, outputs: o}
	err := j.join()
	return j.report, err
}

// opened returns the reader that a function opens, or an error if there is none.
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

// errFetchedChanged is also the error if two Ids have the same hash, which happens once in
// millions of runs with millions of Ids.
var errFetchedChanged = fmt.Errorf("%w; put it back as it was and run the same again", ErrChanged)
