package batch

import (
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
)

// Fetched are results that another client has fetched from the service. They come in any
// order, from any number of feeds.
//
// The memory that they take does not depend on how many they are: they are put on disk,
// packed, and so are their places if these are more than half a million.
type Fetched struct {
	// Surplus, if not nil, is told at the end of Join of the first hundred results that
	// are in no output, in their order: they are of no entity of the feed, or differ from
	// an earlier result of theirs.
	Surplus func(Surplus)

	store *resultStore
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
	for i, open := range results {
		if err := store.read(i, open); err != nil {
			return nil, errors.Join(err, store.close())
		}
	}
	return &Fetched{store: store}, nil
}

// Close removes the temporary files.
func (f *Fetched) Close() error {
	if f.store == nil {
		return errNotFetched
	}
	return f.store.close()
}

var errNotFetched = errors.New("batch: Fetched that ReadFetched has not made")

// Surplus is a result that is in no output.
type Surplus struct {
	Feed   int   // index among the results
	Entity int64 // number in that feed, from 1
	ID     string
	At     feed.Position
	// Differs says that an earlier result of the same Id is used, which has other values.
	Differs bool
}

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
// Input opens the feed. It may be called twice, and must yield the same both times. Join may
// be called again.
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

// A fetchedJoin joins results that are in a store.
type fetchedJoin struct {
	*Fetched
	open    func() (feed.RecordReader, error)
	report  FetchedReport
	outputs Outputs
	reader  feed.RecordReader
	input   feed.Record
	result  feed.Record
}

func (j *fetchedJoin) join() error {
	places, err := j.store.match(j.open)
	if err != nil {
		return err
	}
	if j.reader, err = opened(j.open); err != nil {
		return err
	}
	for {
		err := j.input.Read(j.reader)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = j.entity(places)
		}
		if err != nil {
			return err
		}
	}
	if err := places.end(j.report.Entities); err != nil {
		return err
	}
	return j.tellSurplus()
}

// entity writes one entity with its result.
func (j *fetchedJoin) entity(places placeFinder) error {
	e := j.input.Entity()
	j.report.Entities++
	packed, again, err := places.next(j.input.Number(), e.Text(feed.ID))
	switch {
	case err != nil:
		return err
	case again:
		fault := e.Fault("id-duplicate", feed.ID, "an earlier entity has the same Id, and the result of it may be of either", "give each entity an Id of its own")
		fault.Fatal = true
		return records.Locate(fault, j.reader)
	case packed == nil:
		j.report.Missing++
		if j.outputs.Missing != nil {
			j.outputs.Missing(j.input.Number(), string(e.Text(feed.ID)), j.reader.Position(e.Offset()))
		}
		return j.write(j.outputs.Failed)
	}
	if err := load(&j.result, packed, e.Text(feed.ID)); err != nil {
		return err
	}
	if err := records.SetAnswer(&j.input, &j.result); err != nil {
		return err
	}
	if string(j.result.Entity().Text(feed.StatusCode)) == "Success" {
		j.report.Succeeded++
		return j.write(j.outputs.Succeeded)
	}
	j.report.Failed++
	return j.write(j.outputs.Failed)
}

// write writes the entity, to the output of all and to another one.
func (j *fetchedJoin) write(second feed.Writer) error {
	for _, w := range [...]feed.Writer{j.outputs.Joined, second} {
		if w == nil {
			continue
		}
		if err := records.Copy(w, &j.input, j.reader); err != nil {
			return err
		}
	}
	return nil
}

// tellSurplus tells of results that are in no output.
func (j *fetchedJoin) tellSurplus() error {
	s := &j.store.surplus
	j.report.Foreign, j.report.Repeated, j.report.Differing = s.foreign, s.repeated, s.differing
	if j.Surplus == nil {
		return nil
	}
	for _, p := range s.first {
		stored, err := j.store.get(p.place)
		if err != nil {
			return err
		}
		if err := pack.Load(&j.result, stored.packed); err != nil {
			return err
		}
		j.Surplus(Surplus{
			Feed: stored.feed, Entity: stored.entity, ID: string(j.result.Entity().Text(feed.ID)),
			At: stored.at, Differs: p.differs,
		})
	}
	return nil
}

// errSameHash is the error of two Ids that the hash does not tell apart, which happens once in
// millions of runs with millions of Ids, or of a feed that is not the same when it is read again.
var errSameHash = fmt.Errorf("two Ids have the same hash, or %w; run the same again", ErrChanged)

var errFetchedChanged = fmt.Errorf("%w; put it back as it was and run the same again", ErrChanged)
