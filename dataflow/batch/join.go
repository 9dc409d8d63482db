package batch

import (
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Outputs are where the entities of a run go, in the order of its feed. Those
// that are nil are left out.
type Outputs struct {
	Joined    feed.Writer // every entity
	Succeeded feed.Writer
	Failed    feed.Writer // and those without a result
	// Missing, if not nil, is told of each entity that was sent and has no result.
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
	if j.answers, err = r.openAnswers(); err != nil {
		return err
	}
	defer j.answers.close()
	if j.reader, err = r.newReader(text); err != nil {
		return err
	}
	if err := j.read(); err != nil {
		return err
	}
	sum, err := text.sum()
	if err == nil && sum != r.state.Input {
		err = errChanged
	}
	return err
}

// Input opens the text of the feed from its beginning: what Options.Input returns or, with
// Once, has returned.
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

// errChanged is the error of a feed that does not read as it did when it was split.
var errChanged = fmt.Errorf("%w; put it back as it was and run the same again", ErrChanged)

var errEnded = errors.New("batch: there is nothing to join: the run has ended, or was not begun")

// A joiner goes through the feed and through the results of its parts beside it.
type joiner struct {
	run     *Run
	outputs Outputs
	reader  feed.RecordReader
	input   feed.Record
	answers *answers
}

func (j *joiner) read() error {
	for {
		err := j.input.Read(j.reader)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := j.entity(); err != nil {
			return located(err, &j.input, j.reader)
		}
		if j.run.isLast(j.input.Number()) {
			return nil
		}
	}
}

// located gives a fault of an output, which cannot hold a value, the place of
// its entity.
func located(err error, r *feed.Record, src feed.Reader) error {
	err = records.Locate(err, src)
	var f *feed.Fault
	if errors.As(err, &f) && f.Entity == 0 {
		f.Entity, f.ID = r.Number(), string(r.Entity().Text(feed.ID))
	}
	return err
}

// entity writes one entity.
func (j *joiner) entity() error {
	if j.run.keeps(&j.input) {
		return j.write(j.outputs.Joined, j.kept())
	}
	result, o, err := j.answers.next()
	if err != nil {
		return err
	}
	if o == missing && j.outputs.Missing != nil {
		e := j.input.Entity()
		j.outputs.Missing(j.input.Number(), string(e.Text(feed.ID)), j.reader.Position(e.Offset()))
	}
	if o != missing || !j.run.o.Retry { // else what it had is better than nothing
		if err := records.SetAnswer(&j.input, result); err != nil {
			return err
		}
	}
	if o == succeeded {
		return j.write(j.outputs.Joined, j.outputs.Succeeded)
	}
	return j.write(j.outputs.Joined, j.outputs.Failed)
}

// kept returns the second output of an entity that stays as it is.
func (j *joiner) kept() feed.Writer {
	if string(j.input.Entity().Text(feed.StatusCode)) == "Success" {
		return j.outputs.Succeeded
	}
	return j.outputs.Failed
}

// write writes the entity to those outputs that there are.
func (j *joiner) write(outputs ...feed.Writer) error {
	for _, w := range outputs {
		if w == nil {
			continue
		}
		if err := records.Copy(w, &j.input, j.reader); err != nil {
			return err
		}
	}
	return nil
}
