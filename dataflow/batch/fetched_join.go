package batch

import (
	"context"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// A fetchedJoin joins results that are in a store to the entities of a feed. It is a
// pieces.Taker.
type fetchedJoin struct {
	*Fetched
	open    func() (feed.RecordReader, error)
	reader  feed.RecordReader
	outputs Outputs
	report  FetchedReport
	used    bitmap // the results that are, by their ordinals
	matched int64  // how many these are
	input   feed.Record
	matcher
}

// A matcher finds the results of successive entities.
type matcher struct {
	*finder
	rows pieces.Counter // of the reader, if it has one
	last *resultPart    // that was looked into
}

// match gives an entity its result and returns the result's ordinal. The outcome is missing
// if there is no result.
func (m *matcher) match(r *feed.Record, entity int64) (o outcome, ordinal int64, err error) {
	id := r.Entity().Text(feed.ID)
	key := m.ids.keyOf(id)
	at := key
	if m.order {
		at = placeOf(m.rows, entity)
	}
	if m.last == nil || !m.last.covers(at) {
		m.forget()
		if m.last, err = m.part(at); err != nil {
			return missing, 0, err
		}
	}
	found, ok, err := m.last.find(at, id)
	switch {
	case err != nil || !ok:
		return missing, 0, err
	case m.order && uint64(found.ordinal) != key:
		return missing, 0, errFetchedChanged
	}
	if err := records.SetAnswer(r, found.packed); err != nil {
		return missing, 0, err
	}
	if string(r.Entity().Text(feed.StatusCode)) == "Success" {
		return succeeded, found.ordinal, nil
	}
	return failed, found.ordinal, nil
}

// forget releases the part used last.
func (m *matcher) forget() {
	m.release(m.last)
	m.last = nil
}

func (j *fetchedJoin) join() (err error) {
	if j.reader, err = opened(j.open); err != nil {
		return err
	}
	j.used = make(bitmap, j.store.count/64+1)
	if j.finder, err = j.find(); err != nil {
		return err
	}
	if err := pieces.Take(context.Background(), j, j.reader); err != nil {
		return err
	}
	if j.order && j.entities != j.report.Entities {
		return errFetchedChanged
	}
	return j.reportSurplus()
}

// Take implements pieces.Taker.
func (j *fetchedJoin) Take(src feed.RecordReader) (*feed.Record, error) {
	records.CountFrom(&j.input, j.report.Entities)
	if err := src.ReadRecord(&j.input); err != nil {
		return nil, err
	}
	j.report.Entities++
	if err := j.entity(src); err != nil {
		return nil, located(err, &j.input, src)
	}
	return &j.input, nil
}

// entity writes one entity with its result.
func (j *fetchedJoin) entity(src feed.RecordReader) error {
	o, ordinal, err := j.match(&j.input, j.report.Entities)
	e := j.input.Entity()
	switch {
	case err != nil:
		return err
	case j.order && uint64(j.again) == placeOf(j.rows, j.report.Entities), o != missing && !j.order && !j.used.mark(ordinal):
		fault := e.Fault("id-duplicate", feed.ID, "an earlier entity has the same Id, and the result of it may be of either", "give each entity an Id of its own")
		fault.Fatal = true
		return fault
	case o == missing && j.outputs.Missing != nil:
		j.outputs.Missing(j.report.Entities, string(e.Text(feed.ID)), src.Position(e.Offset()))
	}
	if o != missing && !j.order {
		j.matched++
	}
	j.report.count(o, 1)
	for _, w := range [...]feed.Writer{j.outputs.Joined, j.outputs.of(o)} {
		if w == nil {
			continue
		}
		if err := records.Copy(w, &j.input, src); err != nil {
			return err
		}
	}
	return nil
}

// count counts entities with an outcome.
func (r *FetchedReport) count(o outcome, n int64) {
	switch o {
	case missing:
		r.Missing += n
	case succeeded:
		r.Succeeded += n
	case failed:
		r.Failed += n
	}
}

// A joinedPiece is the fork of a fetchedJoin.
type joinedPiece struct {
	matcher
	out    *pieceOutput
	counts [failed + 1]int64
	found  []int64 // ordinals of results
}

// Fork implements pieces.Taker. In pieces the numbers of the entities are not known.
func (j *fetchedJoin) Fork(src pieces.Reader, size int) pieces.PieceTaker {
	rows, counts := src.(pieces.Counter)
	out := j.outputs.fork(src, size)
	if j.order && !counts || out == nil {
		return nil
	}
	return &joinedPiece{matcher: matcher{finder: j.finder, rows: rows}, out: out}
}

// TakeRecord implements pieces.PieceTaker.
func (f *joinedPiece) TakeRecord(r *feed.Record) bool {
	o, ordinal, err := f.match(r, 0)
	if err != nil || f.order && uint64(f.again) == placeOf(f.rows, 0) {
		return false
	}
	if f.counts[o]++; o != missing && !f.order {
		f.found = append(f.found, ordinal)
	}
	return f.out.write(r, o)
}

// Held implements pieces.PieceTaker.
func (f *joinedPiece) Held() int { return f.out.held() }

// Clear implements pieces.PieceTaker.
func (f *joinedPiece) Clear() {
	f.forget()
	f.counts, f.found = [failed + 1]int64{}, f.found[:0]
	f.out.clear()
}

// Join implements pieces.Taker.
func (j *fetchedJoin) Join(fork pieces.PieceTaker, begin feed.Position, entities int64) (bool, error) {
	j.forget()
	f := fork.(*joinedPiece)
	f.forget()
	for i, n := range f.found {
		if !j.used.mark(n) { // an Id comes again, which is a fault
			for _, n := range f.found[:i] {
				j.used.unmark(n)
			}
			return false, nil
		}
	}
	j.matched += int64(len(f.found))
	for o, n := range f.counts {
		j.report.count(outcome(o), n)
	}
	if err := f.out.join(begin, j.report.Entities); err != nil {
		return true, err
	}
	j.report.Entities += entities
	return true, nil
}
