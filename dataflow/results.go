package dataflow

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
)

// Results is a feed of results on its way from the service: a feed.Reader that
// is to be closed. Where the download breaks off, or ends before as many
// entities as the job has, reading ends with ErrIncomplete.
type Results struct {
	reader   feed.SourceReader
	closer   io.Closer
	format   feed.Format
	op       string
	entities int64 // so far
	expected int64
	err      error
}

// Open opens the results of a job that has completed. Where there are none, as
// nothing succeeded or nothing failed, it returns an empty feed. The caller
// closes it. Fetch does the same and begins anew where the download breaks.
func (c *Client) Open(ctx context.Context, job Job, o Outcome) (r *Results, err error) {
	err = c.retry(ctx, func() error {
		r, err = c.open(ctx, job, o)
		return err
	})
	return r, err
}

// open makes one attempt to open results.
func (c *Client) open(ctx context.Context, job Job, o Outcome) (*Results, error) {
	r := &Results{op: fmt.Sprintf("download what %s of job %s", o, job.ID), closer: io.NopCloser(nil)}
	var address string
	address, r.expected = job.results(o)
	if address == "" {
		r.err = r.end()
		return r, nil
	}
	d, err := c.download(ctx, r.op, address)
	if err != nil {
		return nil, err
	}
	r.format, r.closer = d.format, d
	r.reader = codec.NewReader(d.text, d.format, nil)
	return r, nil
}

// Succeeded opens the entities that were geocoded.
func (c *Client) Succeeded(ctx context.Context, job Job) (*Results, error) {
	return c.Open(ctx, job, Succeeded)
}

// Failed opens the entities that were not.
func (c *Client) Failed(ctx context.Context, job Job) (*Results, error) {
	return c.Open(ctx, job, Failed)
}

// Fetch calls use with a reader of the results. Where the download breaks, it
// calls use again with a reader that begins anew, so use has to begin anew too.
// Errors of use end it, unless they are those that the reader gave.
func (c *Client) Fetch(ctx context.Context, job Job, o Outcome, use func(*Results) error) error {
	return c.retry(ctx, func() error {
		r, err := c.open(ctx, job, o)
		if err != nil {
			return err
		}
		defer r.Close()
		return r.judge(use(r))
	})
}

// judge returns what a use of the results ended with, or, where that is a fault
// of a feed that turns out to be cut, ErrIncomplete.
func (r *Results) judge(err error) error {
	if !errors.As(err, new(*feed.Fault)) {
		return err
	}
	for r.err == nil {
		r.ReadToken()
	}
	if errors.Is(r.err, ErrIncomplete) {
		return r.err
	}
	return err
}

// Format returns the format of the results, NoFormat where there are none.
func (r *Results) Format() feed.Format { return r.format }

// Columns returns the columns of delimited results in the order of their header;
// none for XML.
func (r *Results) Columns() ([]feed.Field, error) {
	if d, ok := r.reader.(interface{ Columns() ([]feed.Field, error) }); ok {
		return d.Columns()
	}
	return nil, nil
}

// Close ends the download.
func (r *Results) Close() error { return r.closer.Close() }

// Position is that of the feed's reader.
func (r *Results) Position(offset int64) feed.Position {
	if r.reader == nil {
		return feed.Position{Offset: offset}
	}
	return r.reader.Position(offset)
}

// ReadToken returns the next token of the results.
func (r *Results) ReadToken() (feed.Token, error) {
	if r.err != nil {
		return feed.Token{}, r.err
	}
	t, err := r.reader.ReadToken()
	switch {
	case err == nil:
		if t.Kind == feed.EntityStart {
			r.entities++
		}
		return t, nil
	case err == io.EOF:
		r.err = r.end()
	default:
		if f, ok := err.(*feed.Fault); ok && !f.Fatal {
			return t, err
		}
		r.err = r.broken(err)
	}
	return feed.Token{}, r.err
}

// end is what a feed that ends here ends with.
func (r *Results) end() error {
	if r.entities < r.expected {
		return &Error{Op: r.op, Message: fmt.Sprintf("%d entities came where the job has %d", r.entities, r.expected), Err: ErrIncomplete}
	}
	return io.EOF
}

// broken is the error of a download that breaks off, or is none. A feed that is
// cut shows itself as a fault.
func (r *Results) broken(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &Error{
		Op: r.op, Message: fmt.Sprintf("the download breaks behind %d entities: %s", r.entities, oneLine(err.Error())),
		Err: fmt.Errorf("%w: %w", ErrIncomplete, err),
	}
}
