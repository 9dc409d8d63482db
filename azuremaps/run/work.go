package run

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// A work is a part that is being answered.
type work struct {
	s       *Service
	part    batch.ServicePart
	plan    *plan
	journal *journal

	mu   sync.Mutex
	done int // entities that are
}

// run sends the batches that are not answered yet. After an error, of any part, no further
// ones are begun; those on their way, which are paid for, are carried to their end.
func (w *work) run(ctx context.Context) error {
	var group sync.WaitGroup
	for i := range w.plan.places {
		if w.plan.places[i].batch == noBatch {
			w.advance(1)
		}
	}
	for _, b := range w.plan.batches {
		if last, ok := w.journal.last(b.name); ok && last.kind != halved {
			w.advance(len(b.items))
			continue
		}
		if err := w.s.takeFlight(ctx); err != nil {
			w.s.fail(err)
			break
		}
		group.Go(func() {
			defer func() { <-w.s.flights }()
			if err := w.batch(ctx, b); err != nil {
				w.s.fail(err)
			}
		})
	}
	group.Wait()
	return w.s.failed()
}

// advance shows that entities are done.
func (w *work) advance(n int) {
	w.mu.Lock()
	w.done += n
	done := w.done
	w.mu.Unlock()
	if w.part.Progress != nil {
		w.part.Progress(done)
	}
}

// singleTries is how often a single request is sent that the service does not answer in its
// time.
const singleTries = 3

// batch sees to a batch or a part of one: it is answered, refused, given up, or its halves
// are.
func (w *work) batch(ctx context.Context, b *requests) error {
	if s, ok := w.journal.last(b.name); ok {
		if s.kind == halved {
			return w.halves(ctx, b)
		}
		w.advance(len(b.items))
		return nil
	}
	for try := 1; ; try++ {
		if err := w.s.failed(); err != nil {
			return err
		}
		answer, err := w.s.o.Client.Post(ctx, b.direction, b.language, b.body(), func() error { return w.sending(b) })
		if err == nil {
			if err = b.check(answer.Body); err == nil {
				return w.keep(&entry{Kind: answered, Batch: b.name, Status: http.StatusOK, Trace: answer.Trace, Answer: b.raw()}, answer.Body, len(b.items))
			}
			var broken *azuremaps.AnswerError
			if errors.As(err, &broken) && broken.Offset >= 0 && try < singleTries {
				continue // cut on its way, perhaps
			}
			return fmt.Errorf("batch %s: %w: %w; nothing of it is used", b.name, client.ErrAnswer, err)
		}
		var e *client.Error
		switch {
		case !errors.As(err, &e) || !errors.Is(err, client.ErrTooMuch):
			return fmt.Errorf("batch %s: %w", b.name, err)
		case len(b.items) > 1:
			if err := w.journal.add(&entry{Kind: halved, Batch: b.name, Status: e.Status}, nil, false); err != nil {
				return err
			}
			return w.halves(ctx, b)
		case e.Status != http.StatusRequestTimeout:
			return w.keep(&entry{Kind: refused, Batch: b.name, Status: e.Status, Trace: e.Trace, Answer: b.raw()}, []byte(e.Reason()), 1)
		case try == singleTries:
			return w.keep(&entry{Kind: gaveUp, Batch: b.name, Status: e.Status, Trace: e.Trace, Answer: b.raw()}, nil, 1)
		}
	}
}

// halves sees to both halves of a batch.
func (w *work) halves(ctx context.Context, b *requests) error {
	for _, half := range b.halves() {
		if err := w.batch(ctx, half); err != nil {
			return err
		}
	}
	return nil
}

// sending notes that a batch is about to be sent.
func (w *work) sending(b *requests) error {
	again := w.journal.again(b.name)
	if err := w.s.reserve(len(b.items), again); err != nil {
		return err
	}
	return w.journal.add(&entry{Kind: sending, Batch: b.name, Items: len(b.items), Again: again}, nil, false)
}

// keep keeps an answer.
func (w *work) keep(e *entry, body []byte, items int) error {
	if err := w.journal.add(e, body, true); err != nil {
		return fmt.Errorf("the answer to batch %s could not be kept: %w", e.Batch, err)
	}
	w.advance(items)
	return nil
}

// check makes sure that an answer is one to the batch.
func (r *requests) check(body []byte) error {
	var a azuremaps.Answer
	if err := a.Parse(body); err != nil {
		return err
	}
	return a.Check(len(r.items), func(i int) string { return strconv.FormatInt(r.items[i].id, 10) })
}

// raw says what was asked.
func (r *requests) raw() *raw {
	asked := &raw{Direction: r.direction.String(), Language: r.language}
	for i := range r.items {
		asked.Numbers = append(asked.Numbers, r.items[i].id)
		asked.Digests = append(asked.Digests, r.digest(i))
	}
	return asked
}
