package batch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// Do works on the run until every result is on disk. If a part fails, no further parts
// are begun; those under way are completed. The error then names the failed parts. After
// Open, Do continues from there.
//
// If an upload gets no answer, Do looks for the part's job in the service's list, by its
// unique description. If the job is listed, the run continues with it. If it does not
// appear in eight looks, spaced like the polls of Wait (about seven minutes), the service
// has not taken the part, and Do sends it again. If the service does not return the list,
// Do ends with an error and sends nothing; the next run looks again.
//
// The next run sends a part again if the service aborted its job, or did not take it
// three times.
func (r *Run) Do(ctx context.Context) (Report, error) {
	if err := r.usable(); err != nil {
		return r.Report(), err
	}
	if r.state == nil {
		if err := r.split(); err != nil {
			return Report{}, err
		}
	}
	if r.ended {
		return r.Report(), nil
	}
	if err := r.recut(); err != nil {
		return r.Report(), err
	}
	err := r.work(ctx)
	return r.Report(), err
}

// work processes the parts, as many at once as there may be jobs. Parts that have a job
// come first, because each counts against the account's limit.
func (r *Run) work(ctx context.Context) error {
	queue := make(chan *part, len(r.state.Parts))
	for _, begun := range []bool{true, false} {
		for i := range r.state.Parts {
			p := &r.state.Parts[i]
			if p.Stage != Collected && begun == (p.Stage == Sent || p.Stage == Created) {
				queue <- p
			}
		}
	}
	close(queue)
	var workers sync.WaitGroup
	r.failed.Store(false)
	errs := make([]error, len(r.state.Parts))
	for range r.limits.Jobs {
		workers.Go(func() {
			for p := range queue {
				if r.failed.Load() && p.Stage != Sent && p.Stage != Created {
					continue
				}
				if err := r.process(ctx, p); err != nil && err != errLeft {
					errs[p.index] = err
					r.failed.Store(true)
				}
			}
		})
	}
	workers.Wait()
	return summed(errs)
}

// summed returns the first error, and says how many there are.
func summed(errs []error) error {
	var first error
	n, where := 0, 0
	for i, err := range errs {
		if err == nil {
			continue
		}
		if n++; n == 1 {
			first, where = err, i+1
		}
	}
	if first == nil {
		return nil
	}
	others := ""
	if n == 2 {
		others = " (and 1 other part)"
	} else if n > 2 {
		others = fmt.Sprintf(" (and %d other parts)", n-1)
	}
	return fmt.Errorf("part %d of %d%s: %w", where, len(errs), others, first)
}

// process works on a part until it is collected.
func (r *Run) process(ctx context.Context, p *part) error {
	now := time.Now()
	r.show(p, func(g *Progress) { g.Began = now })
	defer r.show(p, func(g *Progress) { g.Ended = time.Now() })
	if p.Stage == Aborted {
		if err := r.update(p, func() { p.Stage, p.Job, p.Attempt = Ready, "", p.Attempt+1 }); err != nil {
			return err
		}
	}
	if r.o.Service != nil {
		return r.answerPart(ctx, p)
	}
	var unclear error // what became of the last upload
	for sends := 0; p.Stage != Collected; {
		var err error
		switch p.Stage {
		case Ready:
			if sends++; sends > maxSends {
				return fmt.Errorf("the service took none of %d uploads of the part: %w", maxSends, unclear)
			}
			unclear, err = r.send(ctx, p)
		case Sent:
			err = r.find(ctx, p)
		case Created:
			err = r.finish(ctx, p)
		default:
			err = fmt.Errorf("the state has a stage %q, which there is not", p.Stage)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxSends is how often a run sends a part that the service turns out not to have taken.
const maxSends = 3

// send makes a job of a part. If it is unclear whether the service made one, send returns
// why, and the part's stage says so too.
func (r *Run) send(ctx context.Context, p *part) (unclear, err error) {
	job, err := r.create(ctx, p)
	r.show(p, func(g *Progress) { g.Waiting = false })
	switch {
	case err == nil:
		return nil, r.update(p, func() { p.Stage, p.Job = Created, job.URL })
	case errors.Is(err, dataflow.ErrUnclear):
		r.o.note(fmt.Sprintf("part %d was sent and no good answer came (%v); looking for it in the list of jobs", p.Number, err))
		return err, errors.Join(ctx.Err(), r.update(p, func() { p.Stage = Sent }))
	}
	if err == errLeft {
		return nil, err
	}
	if e := r.update(p, func() { p.Stage, p.Refused = Ready, errors.Is(err, dataflow.ErrRefused) }); e != nil {
		return nil, e
	}
	if errors.Is(err, dataflow.ErrRefused) {
		err = fmt.Errorf("%w; if the part is too large, run the same again with a smaller -entities or -bytes", err)
	}
	return nil, err
}

// create uploads a part when it is its turn.
func (r *Run) create(ctx context.Context, p *part) (dataflow.Job, error) {
	for {
		alone, err := r.gate.enter(ctx)
		if err != nil {
			return dataflow.Job{}, err
		}
		if alone && r.failed.Load() {
			r.gate.leave()
			return dataflow.Job{}, errLeft
		}
		job, err := r.o.Client.Create(ctx, r.upload(p, alone))
		if err == nil {
			r.gate.open.Store(true)
		} else if alone && !errors.Is(err, dataflow.ErrUnclear) {
			r.failed.Store(true)
		}
		if alone {
			r.gate.leave()
		}
		if !errors.Is(err, errAgain) {
			return job, err
		}
	}
}

// errLeft is the error of a part that is not sent because another failed.
var errLeft = errors.New("batch: the part was not begun")

// upload describes a part for the service.
func (r *Run) upload(p *part, alone bool) dataflow.Upload {
	return dataflow.Upload{
		Format:      uploadFormat,
		Description: r.state.description(p, r.o.Description),
		Open:        func() (io.ReadCloser, error) { return r.openPart(p) },
		Size:        p.Bytes,
		Gzip:        r.o.Gzip,
		Refused:     func(e *dataflow.Error) error { return r.refused(p, e, alone) },
		Sending: func() error {
			return r.update(p, func() { p.Stage, p.Sent = Sent, time.Now().UTC().Truncate(time.Second) })
		},
	}
}

// refused notes that the service takes no job at present, and says so once. The client
// waits with one part; others wait until the service takes it.
func (r *Run) refused(p *part, e *dataflow.Error, alone bool) error {
	r.full.Do(func() { r.o.note(fmt.Sprintf("waiting until the service takes a job: %v", e)) })
	r.show(p, func(g *Progress) { g.Waiting = true })
	r.gate.open.Store(false)
	if err := r.update(p, func() { p.Stage = Ready }); err != nil || alone {
		return err
	}
	return errAgain
}

// openPart opens a part's text and counts the bytes read from it.
func (r *Run) openPart(p *part) (io.ReadCloser, error) {
	f, err := os.Open(r.path(p.partFile()))
	if err != nil {
		return nil, err
	}
	r.show(p, func(g *Progress) { g.Uploaded, g.Waiting = 0, false })
	return countedFile{f, func(n int) { r.show(p, func(g *Progress) { g.Uploaded += int64(n) }) }}, nil
}

type countedFile struct {
	*os.File
	count func(n int)
}

func (f countedFile) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	f.count(n)
	return n, err
}

// looks is how often a part is looked for in the list.
const looks = 8

// find finds out whether the service has taken a part.
func (r *Run) find(ctx context.Context, p *part) error {
	job, found, err := dataflow.Internal.Find(&private.Granted, ctx, r.o.Client, r.state.token(p), looks)
	switch {
	case err != nil:
		return fmt.Errorf("the part was sent, and whether the service took it is not known: %w; run the same again to look again, nothing is sent twice", err)
	case found:
		r.o.note(fmt.Sprintf("part %d has the job %s", p.Number, job.ID))
		return r.update(p, func() { p.Stage, p.Job = Created, job.URL })
	}
	r.o.note(fmt.Sprintf("the service lists no job for part %d, which it has thus not taken; it is sent again", p.Number))
	return r.update(p, func() { p.Stage = Ready })
}

// finish waits for a part's job and collects its results.
func (r *Run) finish(ctx context.Context, p *part) error {
	job, err := r.o.Client.Wait(ctx, p.Job, func(job dataflow.Job) {
		r.show(p, func(g *Progress) { g.Status, g.Processed, g.Failed = job.Status, job.Processed, job.Failed })
	})
	switch {
	case errors.Is(err, dataflow.ErrAborted):
		if e := r.update(p, func() { p.Stage, p.Refused = Aborted, true }); e != nil {
			return e
		}
		return fmt.Errorf("%w; run the same again to send this part again, with a smaller -entities or -bytes if it is too large", err)
	case errors.Is(err, dataflow.ErrNotFound):
		return fmt.Errorf("%w; if the job is gone, remove %s to begin again", err, r.o.State)
	case err != nil:
		return err
	}
	return r.collect(ctx, p, job)
}
