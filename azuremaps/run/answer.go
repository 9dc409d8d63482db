package run

import (
	"fmt"
	"slices"

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
	spare *kept   // whose memory is used again
	size  int     // of their bodies
	known map[string]bool
}

// A kept answer is one in memory.
type kept struct {
	stored
	name   string
	body   []byte
	answer azuremaps.Answer
	left   int // items that nobody has asked for yet
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
			k, err := a.load(b, s)
			if err != nil {
				return err
			}
			err = use(k, item)
			if k.left--; k.left == 0 { // all have their answers
				a.drop(len(a.kept) - 1)
			}
			return err
		}
		halves := b.halves()
		if n := len(halves[0].items); item < n {
			b = halves[0]
		} else {
			b, item = halves[1], item-n
		}
	}
}

// drop gives up the i-th answer in memory.
func (a *answers) drop(i int) {
	k := a.kept[i]
	a.size -= len(k.body)
	a.kept = slices.Delete(a.kept, i, i+1)
	a.spare = k
}

// load returns the answer to a batch, and makes it the last one in memory.
func (a *answers) load(b *requests, s stored) (*kept, error) {
	if i := slices.IndexFunc(a.kept, func(k *kept) bool { return k.name == b.name }); i >= 0 {
		k := a.kept[i]
		copy(a.kept[i:], a.kept[i+1:])
		a.kept[len(a.kept)-1] = k
		return k, nil
	}
	for len(a.kept) > 2 && (a.size+s.length > maxKept || len(a.kept) == maxKeptAnswers) {
		a.drop(0)
	}
	k := a.spare
	if a.spare = nil; k == nil {
		k = new(kept)
	}
	k.stored, k.name, k.left = s, b.name, len(b.items)
	var err error
	if k.body, err = a.work.journal.body(s, k.body); err != nil {
		return nil, err
	}
	if s.kind == answered {
		if err := k.answer.Parse(k.body); err != nil {
			return nil, fmt.Errorf("%w: batch %s: %w", batch.ErrState, b.name, err)
		}
		if a.known == nil {
			a.known = make(map[string]bool)
		}
		if !a.known[b.name] { // counted once
			a.known[b.name] = true
			a.tally.Merge(k.answer.Unknown())
		}
	}
	a.size += len(k.body)
	a.kept = append(a.kept, k)
	return k, nil
}
