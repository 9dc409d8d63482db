package batch

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// Outputs are the writers for a run's entities, in the order of its feed. Nil ones are
// skipped.
type Outputs struct {
	Joined    feed.Writer // every entity
	Succeeded feed.Writer
	Failed    feed.Writer // and those without a result
	// Missing, if not nil, is called for each entity that was sent and has no result.
	Missing func(entity int64, id string, at feed.Position)
}

// Join writes the outputs. It may be called several times, and does not close
// the writers. All parts must be collected.
func (r *Run) Join(o Outputs) error {
	if r.state == nil || r.state.Ended {
		return errEnded
	}
	if !r.collected() {
		return errors.New("batch: not all results are here yet; call Do first")
	}
	text, err := r.openText()
	if err != nil {
		return err
	}
	defer text.Close()
	j := joiner{run: r, outputs: o}
	defer j.close()
	if j.answers, err = r.openAnswers(); err != nil {
		return err
	}
	reader, err := r.newReader(text)
	if err != nil {
		return err
	}
	if err := pieces.Take(context.Background(), &j, reader); err != nil && err != errLast {
		return err
	}
	sum, err := text.sum()
	if err == nil && sum != r.state.Input {
		err = errChanged
	}
	return err
}

// Input opens the text of the feed from its beginning: that of Options.Input or, with
// Once, the kept copy.
func (r *Run) Input() (io.ReadCloser, error) {
	if r.o.Input == nil {
		return nil, errNotBegun
	}
	return r.input()
}

// collected reports whether all results are here.
func (r *Run) collected() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state.collected()
}

// errChanged is the error of a feed that differs from the one that was split.
var errChanged = fmt.Errorf("%w; put it back as it was and run the same again", ErrChanged)

var errEnded = errors.New("batch: there is nothing to join: the run has ended, or was not begun")

// A joiner reads the feed and the results of its parts in parallel. It is a pieces.Taker,
// see join_pieces.go.
type joiner struct {
	run      *Run
	outputs  Outputs
	input    feed.Record
	entities int64 // so far
	answers  *answers
	sent     int64 // entities so far that are in parts; answers may not be as far
	forks    []*joinPiece
	shared   sharedBlocks // of the forks
}

// Take implements pieces.Taker: it joins the next entity.
func (j *joiner) Take(src feed.RecordReader) (*feed.Record, error) {
	records.CountFrom(&j.input, j.entities)
	if err := src.ReadRecord(&j.input); err != nil {
		return nil, err
	}
	j.entities++
	if err := j.entity(src); err != nil {
		return nil, located(err, &j.input, src)
	}
	if j.run.isLast(j.entities) {
		return nil, errLast
	}
	return &j.input, nil
}

// close closes the files that the joiner opened.
func (j *joiner) close() {
	if j.answers != nil {
		j.answers.close()
	}
	for _, f := range j.forks {
		f.answers.close()
	}
	j.shared.close()
}

// located adds the entity's place to the fault of an output that cannot hold a value.
func located(err error, r *feed.Record, src feed.Reader) error {
	err = records.Locate(err, src)
	var f *feed.Fault
	if errors.As(err, &f) && f.Entity == 0 {
		f.Entity, f.ID = r.Number(), string(r.Entity().Text(feed.ID))
	}
	return err
}

// entity writes one entity.
func (j *joiner) entity(src feed.RecordReader) error {
	if j.run.keeps(&j.input) {
		return j.write(src, keptAs(&j.input))
	}
	if j.answers.repeats == nil && j.answers.sent != j.sent { // pieces were joined
		if err := j.answers.seek(j.sent); err != nil {
			return err
		}
	}
	o, err := j.answers.give(&j.input, j.run.o.Retry)
	if err != nil {
		return err
	}
	j.sent = j.answers.sent
	if o == missing && j.outputs.Missing != nil {
		e := j.input.Entity()
		j.outputs.Missing(j.input.Number(), string(e.Text(feed.ID)), src.Position(e.Offset()))
	}
	return j.write(src, o)
}

// give gives the next entity its answer. With retry, an entity without an answer keeps the
// one it had.
func (a *answers) give(r *feed.Record, retry bool) (outcome, error) {
	result, o, err := a.next()
	if err == nil && (o != missing || !retry) {
		err = records.SetAnswer(r, result)
	}
	return o, err
}

// keptAs returns the outcome of an entity that is not sent.
func keptAs(r *feed.Record) outcome {
	if string(r.Entity().Text(feed.StatusCode)) == "Success" {
		return succeeded
	}
	return failed
}

// write writes the entity to the outputs that are set.
func (j *joiner) write(src feed.Reader, o outcome) error {
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
