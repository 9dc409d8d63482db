package run

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
)

// A work is a part that is being answered.
type work struct {
	s       *Service
	part    batch.ServicePart
	batches []*requests
	journal *journal

	mu    sync.Mutex
	done  int // entities that are
	tally azuremaps.Tally
}

// run sends all batches. After an error in any part, it begins no further batches; those in
// flight are paid for, so they are completed.
func (w *work) run(ctx context.Context) error {
	w.advance(0)
	var flights sync.WaitGroup
	queue := make(chan *requests)
	for range min(cap(w.s.flights), len(w.batches)) {
		flights.Go(func() {
			for b := range queue {
				if err := w.batch(ctx, b); err != nil {
					w.s.fail(err)
				}
				<-w.s.flights
			}
		})
	}
	for i, b := range w.batches {
		if err := w.s.takeFlight(ctx); err != nil {
			w.s.fail(err)
			break
		}
		w.batches[i] = nil // its memory is free when it is answered
		queue <- b
	}
	close(queue)
	flights.Wait()
	if err := w.journal.flush(); err != nil {
		w.s.fail(err)
	}
	return w.s.failed()
}

// advance reports that n more entities are done.
func (w *work) advance(n int) {
	w.mu.Lock()
	w.done += n
	done := w.done
	w.mu.Unlock()
	if w.part.Progress != nil {
		w.part.Progress(done)
	}
}

// singleTries is how often a single request is sent if the service does not answer it in
// time.
const singleTries = 3

// batch processes a batch or a part of one until it, or each of its halves, is answered,
// refused or given up.
func (w *work) batch(ctx context.Context, b *requests) error {
	last, ok := w.journal.last(b.name)
	switch {
	case ok && last.kind == halved:
		return w.halves(ctx, b)
	case ok:
		return w.again(b, last)
	}
	halve, err := w.ask(ctx, b)
	if err == nil && halve {
		return w.halves(ctx, b)
	}
	return err
}

// halves processes both halves of a batch.
func (w *work) halves(ctx context.Context, b *requests) error {
	for _, half := range b.halves() {
		if err := w.batch(ctx, half); err != nil {
			return err
		}
	}
	return nil
}

// ask sends a batch and records the outcome. It reports whether the batch is to be cut
// into halves.
func (w *work) ask(ctx context.Context, b *requests) (halve bool, err error) {
	free, err := w.journal.hold(b.room())
	if err != nil {
		return false, fmt.Errorf("there is no room for the answer to batch %s, so it is not sent: %w; make room, and run the same again", b.name, err)
	}
	defer free()
	body := b.body()
	for try := 1; ; try++ {
		if err := w.s.failed(); err != nil {
			return false, err
		}
		answer, err := w.s.o.Client.Post(ctx, b.direction, b.language, body, func() error { return w.sending(b) })
		if err == nil {
			err = w.take(b, &entry{Kind: answered, Status: http.StatusOK, Trace: answer.Trace}, answer.Body)
			w.s.o.Client.Release(answer)
			var broken *azuremaps.AnswerError
			if !errors.As(err, &broken) {
				return false, err
			}
			if broken.Offset >= 0 && try < singleTries {
				continue // cut on its way, perhaps
			}
			return false, fmt.Errorf("batch %s: %w: %w; nothing of it is used", b.name, client.ErrAnswer, err)
		}
		var e *client.Error
		switch {
		case !errors.As(err, &e) || !errors.Is(err, client.ErrTooMuch):
			return false, fmt.Errorf("batch %s: %w", b.name, err)
		case len(b.items) > 1:
			return true, w.journal.add(&entry{Kind: halved, Batch: b.name, Status: e.Status}, nil, nil)
		case e.Status != http.StatusRequestTimeout:
			return false, w.take(b, &entry{Kind: refused, Status: e.Status, Trace: e.Trace}, []byte(e.Reason()))
		case try == singleTries:
			return false, w.take(b, &entry{Kind: gaveUp, Status: e.Status, Trace: e.Trace}, nil)
		}
	}
}

// sending records that a batch is about to be sent.
func (w *work) sending(b *requests) error {
	again := w.journal.again(b.name)
	if err := w.s.reserve(len(b.items), again); err != nil {
		return err
	}
	return w.journal.add(&entry{Kind: sending, Batch: b.name, Items: len(b.items), Again: again}, nil, nil)
}
