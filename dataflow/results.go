package dataflow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/service"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// Results is a feed.RecordReader of results that are being downloaded. The caller must
// close it. If the download breaks off, or has fewer entities than the job, reading ends
// with ErrIncomplete.
type Results struct {
	// Odd, if not nil, is called when the results hold something unknown: an attribute, an
	// element, a column, misplaced text, or a second value where only one is allowed. The
	// rest of the entity is read; before the entity ends, Odd gets its source and what is
	// wrong with it. Something unknown outside entities has the entity number 0. An error of
	// Odd ends the reading. If Odd is nil, reading returns each such fault as an error and
	// can continue.
	Odd func(*validate.Reject) error

	reader   feed.RecordReader
	download *download // nil where there are no results
	format   feed.Format
	name, op string
	entities int64 // so far
	inside   bool  // an entity: some of its tokens are read
	expected int64
	odd      oddity
	err      error
}

var errNoUse = errors.New("dataflow: there is no function to give the results to")

// Open opens the results of a completed job. If there are none, because nothing succeeded
// or nothing failed, it returns an empty feed. The caller must close it. Fetch does the
// same, and begins again if the download breaks off.
//
// The job's counts say how many results to expect. Counts of 0 are not checked.
func (c *Client) Open(ctx context.Context, job Job, o Outcome) (r *Results, err error) {
	err = c.retry(ctx, func() error {
		r, err = c.open(ctx, job, o)
		return err
	})
	return r, err
}

// open makes one attempt to open results.
func (c *Client) open(ctx context.Context, job Job, o Outcome) (*Results, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	r := &Results{
		name: fmt.Sprintf("results of job %s (%s)", job.ID, o),
		op:   opDownload(job, o),
	}
	var address string
	address, r.expected = job.results(o)
	if address == "" {
		r.err = r.end()
		return r, nil
	}
	d, err := c.download(ctx, r.op, address, maxResults(job))
	if err != nil {
		return nil, err
	}
	r.format, r.download = d.format, d
	r.reader = feedio.NewReader(d.text, d.format, &feed.ReaderOptions{Notice: r.notice})
	return r, nil
}

// Succeeded opens the entities that were geocoded.
func (c *Client) Succeeded(ctx context.Context, job Job) (*Results, error) {
	return c.Open(ctx, job, Succeeded)
}

// Failed opens the entities that could not be geocoded.
func (c *Client) Failed(ctx context.Context, job Job) (*Results, error) {
	return c.Open(ctx, job, Failed)
}

// Fetch calls use with a reader of the results. If the download breaks off, Fetch calls
// use again with a reader from the beginning, so use must start over too. An error of use
// ends Fetch, unless it came from the reader.
func (c *Client) Fetch(ctx context.Context, job Job, o Outcome, use func(*Results) error) error {
	if use == nil {
		return errNoUse
	}
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

// Format returns the format of the results, or NoFormat if there are none.
func (r *Results) Format() feed.Format { return r.format }

// Columns returns the columns of delimited results in the order of their header;
// none for XML.
func (r *Results) Columns() ([]feed.Field, error) {
	if d, ok := r.reader.(interface{ Columns() ([]feed.Field, error) }); ok {
		return d.Columns()
	}
	return nil, nil
}

// Name returns a name for the results, for messages about faults in them, which are the
// service's and not those of the feed that was sent.
func (r *Results) Name() string { return r.name }

// Close ends the download.
func (r *Results) Close() error {
	if r.download == nil {
		return nil
	}
	return r.download.Close()
}

// Position implements feed.RecordReader.
func (r *Results) Position(offset int64) feed.Position {
	if r.reader == nil {
		return feed.Position{Offset: offset}
	}
	return r.reader.Position(offset)
}

// ReadToken returns the next token of the results.
func (r *Results) ReadToken() (feed.Token, error) {
	for r.opened() {
		t, err := r.reader.ReadToken()
		if err != nil {
			if err = r.pass(err); err != nil {
				return feed.Token{}, err
			}
			continue
		}
		switch {
		case t.Kind == feed.EntityStart:
			r.begin(t.Offset)
		case t.Kind == feed.FieldValue && t.Field == feed.ID:
			r.odd.id = append(r.odd.id[:0], t.Text...)
		case t.Kind == feed.EntityEnd:
			r.inside, r.err = false, r.tellOdd()
		}
		if r.err == nil {
			return t, nil
		}
	}
	return feed.Token{}, r.err
}

// ReadRecord implements feed.RecordReader.
func (r *Results) ReadRecord(record *feed.Record) error {
	for r.opened() {
		if err := r.reader.ReadRecord(record); err != nil {
			if err = r.pass(err); err != nil {
				return err
			}
			continue
		}
		e := record.Entity()
		if !r.inside {
			r.begin(e.Offset())
		}
		r.odd.id = append(r.odd.id[:0], e.Text(feed.ID)...)
		if r.inside, r.err = false, r.tellOdd(); r.err == nil {
			return nil
		}
	}
	return r.err
}

// Source implements feed.RecordReader.
func (r *Results) Source() []byte {
	if r.reader == nil {
		return nil
	}
	return r.reader.Source()
}

// opened reports whether there is something to read; if not, err is set.
func (r *Results) opened() bool {
	if r.reader == nil && r.err == nil {
		r.err = errors.New("dataflow: Results that no Client has opened")
	}
	return r.err == nil
}

// begin begins the next entity.
func (r *Results) begin(offset int64) {
	r.entities++
	r.inside = true
	r.odd.start, r.odd.id = offset, r.odd.id[:0]
}

// pass deals with an error of the feed's reader. It returns the error of the read, or nil
// where reading goes on.
func (r *Results) pass(err error) error {
	var f *feed.Fault
	switch {
	case err == io.EOF:
		r.err = r.end()
	case !errors.As(err, &f) || f.Fatal:
		r.err = r.broken(err)
	case r.Odd == nil:
		return err
	default:
		r.err = r.take(f)
	}
	return r.err
}

// end is what a feed that ends here ends with.
func (r *Results) end() error {
	if r.entities < r.expected {
		return fewer(r.op, r.entities, r.expected)
	}
	return io.EOF
}

// broken is the error of results that cannot be read to their end. Results that are cut
// show themselves as a fault of the feed.
func (r *Results) broken(err error) error {
	var f *feed.Fault
	if !errors.As(err, &f) {
		return breakOff(r.op, quote.Count(r.entities, "entity"), err)
	}
	fault := *f
	fault.Remedy = "" // it is for the author of the feed
	return &Error{
		Op: r.op, Message: "the results cannot be read: " + service.OneLine(fault.Error()),
		Err: fmt.Errorf("%w: %w", ErrIncomplete, err),
	}
}

func opDownload(job Job, o Outcome) string {
	return fmt.Sprintf("download what %s of job %s", o, job.ID)
}

// fewer is the error of results that are whole, but fewer than the job says.
func fewer(op string, entities, expected int64) error {
	return &Error{Op: op, Message: fmt.Sprintf("%s came where the job has %d", quote.Count(entities, "entity"), expected), Err: ErrFewer}
}

// breakOff is the error of a download that ends before its end.
func breakOff(op, read string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errEndless) {
		return &Error{Op: op, Message: service.OneLine(err.Error()), Err: err}
	}
	return &Error{
		Op: op, Message: fmt.Sprintf("the download breaks off after %s: %s", read, service.OneLine(err.Error())),
		Err: fmt.Errorf("%w: %w", ErrIncomplete, err),
	}
}

// An oddity is what was found in the entity at hand that is not known.
type oddity struct {
	problems []validate.Problem
	more     int64
	start    int64              // of the entity
	id       []byte             // as far as it has one
	columns  []validate.Problem // of the header: they concern every entity
}

// maxOdd bounds the problems that are held of one entity.
const maxOdd = 100

// notice takes what the reader mends. A column that is named twice is passed over
// the second time, with its values.
func (r *Results) notice(f *feed.Fault) {
	if f.Cause == feed.ColumnDuplicate {
		r.odd.columns = append(r.odd.columns, validate.ProblemOf(r.name, f))
	}
}

// take takes a fault that the reader goes on after.
func (r *Results) take(f *feed.Fault) error {
	p := validate.ProblemOf(r.name, f)
	switch {
	case f.Cause == feed.ColumnUnknown:
		r.odd.columns = append(r.odd.columns, p)
	case f.Entity == 0:
		return r.Odd(&validate.Reject{File: r.name, Line: f.Line, Column: f.Column, Offset: f.Offset, Problems: []validate.Problem{p}, Source: f.Value})
	case len(r.odd.problems) == maxOdd:
		r.odd.more++
	default:
		r.odd.problems = append(r.odd.problems, p)
	}
	return nil
}

// tellOdd calls Odd for the entity that ends, if anything odd was found in it. Rows under
// a header with odd columns are reported after the header, which explains them.
func (r *Results) tellOdd() error {
	o := &r.odd
	if r.Odd == nil || len(o.problems) == 0 && len(o.columns) == 0 {
		return nil
	}
	if r.entities == 1 && len(o.columns) > 0 {
		header := validate.Reject{File: r.name, Line: 1, Column: 1, Problems: o.columns, Source: r.download.header()}
		if err := r.Odd(&header); err != nil {
			return err
		}
	}
	at := r.reader.Position(o.start)
	reject := validate.Reject{
		File: r.name, Line: at.Line, Column: at.Column, Offset: at.Offset,
		Entity: r.entities, ID: string(o.id), Source: string(r.reader.Source()), More: o.more,
		Problems: append(append([]validate.Problem(nil), o.columns...), o.problems...),
	}
	if source := r.reader.Source(); !utf8.Valid(source) {
		reject.SourceBytes = append([]byte(nil), source...)
	}
	o.problems, o.more = o.problems[:0], 0
	return r.Odd(&reject)
}
