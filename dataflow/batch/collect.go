package batch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// uploadFormat is the format of all parts, and so of their results.
const uploadFormat = feed.XML

// collect downloads the results of a part. A kill at any moment leaves them
// either whole, under their name, or not there.
func (r *Run) collect(ctx context.Context, p *part, job dataflow.Job) error {
	r.collecting.Lock()
	defer r.collecting.Unlock()
	c := &collector{part: p}
	if err := c.readIDs(r.path(p.partFile())); err != nil {
		return err
	}
	if err := c.download(ctx, r, job); err != nil {
		return err
	}
	err := r.update(p, func() {
		p.Stage, p.Failed, p.Missing = Collected, c.results.count(failed), c.results.count(missing)
		p.Odd = c.odd[succeeded] + c.odd[failed]
		p.Foreign, p.Repeated = c.foreign[succeeded]+c.foreign[failed], c.repeated[succeeded]+c.repeated[failed]
	})
	if err == nil {
		err = os.Remove(r.path(p.partFile())) // nothing asks for it any more
	}
	return err
}

// A collector gathers the results of one part.
type collector struct {
	part    *part
	place   map[uint64]int32 // of an entity in the part, by the hash of its Id
	results *resultsWriter
	record  feed.Record

	// What is not as it should be, by outcome.
	foreign, repeated, odd [failed + 1]int
}

// readIDs learns the Ids that were sent.
func (c *collector) readIDs(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	c.place = make(map[uint64]int32, c.part.Entities)
	reader := codec.NewReader(f, uploadFormat, nil)
	for {
		t, err := reader.ReadToken()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case t.Kind == feed.FieldValue && t.Field == feed.ID:
			c.place[hashID(t.Text)] = int32(len(c.place))
		}
	}
}

func (c *collector) download(ctx context.Context, r *Run, job dataflow.Job) error {
	name := r.path(c.part.resultsFile())
	var err error
	if c.results, err = createResults(name+".tmp", c.part.Entities); err != nil {
		return err
	}
	defer c.results.file.Close()
	for _, o := range []outcome{succeeded, failed} {
		var first *validate.Reject // of what is not known
		err := r.o.Client.Fetch(ctx, job, o.feed(), func(results *dataflow.Results) error {
			c.results.forget(o)
			c.foreign[o], c.repeated[o], c.odd[o] = 0, 0, 0
			first = nil
			results.Odd = func(reject *validate.Reject) error {
				if c.odd[o]++; first == nil {
					first = reject
				}
				return nil
			}
			c.record = feed.Record{}
			return c.read(results, o)
		})
		if err != nil && !errors.Is(err, dataflow.ErrFewer) { // who is missing is known here
			return err
		}
		if first != nil {
			r.o.note(oddNote(first, c.odd[o], job))
		}
	}
	if err := c.results.close(); err != nil {
		return err
	}
	if err := os.Rename(name+".tmp", name); err != nil {
		return err
	}
	return syncFolder(r.o.Folder())
}

// oddNote says what is not known in the results of a job.
func oddNote(first *validate.Reject, n int, job dataflow.Job) string {
	p := first.Problems[0]
	return fmt.Sprintf("%s:%d:%d: entity %d: %s: %s; of %d such places the outputs have what is known; the source of all of them is in the results of the job %s", first.File, p.Line, p.Column, first.Entity, p.Field, p.Message, n, job.URL)
}

func (o outcome) feed() dataflow.Outcome {
	if o == failed {
		return dataflow.Failed
	}
	return dataflow.Succeeded
}

// read takes the results of an outcome. What it cannot understand of an entity
// it passes over.
func (c *collector) read(results feed.Reader, o outcome) error {
	for {
		t, err := results.ReadToken()
		var f *feed.Fault
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &f) && !f.Fatal && f == err:
			continue
		case err != nil:
			return err
		}
		whole, err := c.record.Add(t)
		if err == nil && whole {
			err = c.take(o)
		}
		if err != nil {
			return err
		}
	}
}

// take takes an entity.
func (c *collector) take(o outcome) error {
	place, ok := c.place[hashID(c.record.Entity().Text(feed.ID))]
	if !ok {
		c.foreign[o]++
		return nil
	}
	first, err := c.results.add(int(place), o, &c.record)
	if !first {
		c.repeated[o]++
	}
	return err
}
