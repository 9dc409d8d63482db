package run

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// answer gives each entity of the part its answer, in their order.
func (w *work) answer() error {
	var tally azuremaps.Tally
	tally.Merge(&w.plan.tally)
	answers := &answers{work: w, tally: &tally}
	var out feed.Record
	err := eachRequest(w.part, func(i int, rec *feed.Record) error {
		at := w.plan.places[i]
		id := rec.Entity().Text(feed.ID)
		if at.batch == noBatch {
			_, r := w.s.o.Mapper.AppendItem(nil, rec, 0)
			if err := azuremaps.Refuse(&out, id, r.Fault); err != nil {
				return err
			}
			return w.part.Answer(i, &out)
		}
		return answers.give(w.plan.batches[at.batch], int(at.item), func(a *kept, item int) error {
			switch {
			case a.kind == gaveUp:
				return nil // no answer
			case a.kind == refused:
				if err := azuremaps.Refuse(&out, id, string(a.body)); err != nil {
					return err
				}
			default:
				if err := w.s.o.Mapper.Respond(&out, id, rec, &a.answer, item, []byte(a.trace), &tally); err != nil {
					return err
				}
			}
			return w.part.Answer(i, &out)
		})
	})
	if err != nil {
		return err
	}
	w.s.mu.Lock()
	w.s.tally.Merge(&tally)
	w.s.mu.Unlock()
	return nil
}

// answers reads the answers of a part again. Those of the batches that were asked for last
// stay in memory.
type answers struct {
	work  *work
	tally *azuremaps.Tally
	kept  []*kept // the one that was used last at the end
	size  int     // of their bodies
	known map[string]bool
}

// A kept answer is one in memory.
type kept struct {
	stored
	name   string
	body   []byte
	answer azuremaps.Answer
}

const (
	// maxKept is how many bytes of answers stay in memory. Two always do.
	maxKept = 16 << 20
	// maxKeptAnswers is how many answers do.
	maxKeptAnswers = 64
)

// give finds the answer to an item of a batch, in one of its halves if it was cut.
func (a *answers) give(b *requests, item int, use func(*kept, int) error) error {
	for {
		s, ok := a.work.journal.last(b.name)
		if !ok {
			return fmt.Errorf("%w: the journal has no answer to batch %s", batch.ErrState, b.name)
		}
		if s.kind != halved {
			k, err := a.load(b.name, s)
			if err != nil {
				return err
			}
			return use(k, item)
		}
		halves := b.halves()
		if n := len(halves[0].items); item < n {
			b = halves[0]
		} else {
			b, item = halves[1], item-n
		}
	}
}

// load returns an answer.
func (a *answers) load(name string, s stored) (*kept, error) {
	for i, k := range a.kept {
		if k.name == name {
			copy(a.kept[i:], a.kept[i+1:])
			a.kept[len(a.kept)-1] = k
			return k, nil
		}
	}
	k := new(kept)
	for len(a.kept) > 2 && (a.size+s.length > maxKept || len(a.kept) == maxKeptAnswers) {
		k = a.kept[0] // its memory is used again
		a.size -= len(k.body)
		a.kept = append(a.kept[:0], a.kept[1:]...)
	}
	k.stored, k.name = s, name
	var err error
	if k.body, err = a.work.journal.body(s, k.body); err != nil {
		return nil, err
	}
	if s.kind == answered {
		if err := k.answer.Parse(k.body); err != nil {
			return nil, fmt.Errorf("%w: batch %s: %w", batch.ErrState, name, err)
		}
		if a.known == nil {
			a.known = make(map[string]bool)
		}
		if !a.known[name] { // counted once
			a.known[name] = true
			a.tally.Merge(k.answer.Unknown())
		}
	}
	a.size += len(k.body)
	a.kept = append(a.kept, k)
	return k, nil
}
