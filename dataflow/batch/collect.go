package batch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// uploadFormat is the format of all parts, and so of their results.
const uploadFormat = feed.XML

// fetches is how often the results of a part are downloaded if they lack entities that
// were sent.
const fetches = 3

// collect downloads the results of a part. If the process is killed at any moment, the
// results file is either complete or does not exist.
func (r *Run) collect(ctx context.Context, p *part, job dataflow.Job) error {
	r.collecting.Lock()
	defer r.collecting.Unlock()
	c := &collector{run: r, part: p, seed: maphash.MakeSeed()}
	if err := c.readIDs(r.path(p.partFile())); err != nil {
		return err
	}
	if err := c.download(ctx, job); err != nil {
		return err
	}
	counts, err := r.counts(p)
	if err != nil {
		return err
	}
	feed := c.results.feedCounts(counts)
	if feed.Entities != p.Feed.Entities {
		return errRepeats
	}
	err = r.update(p, func() {
		p.Feed = feed
		p.Stage, p.Failed, p.Missing = Collected, c.results.count(failed), c.results.count(missing)
		p.Foreign, p.Repeated, p.Differing, p.Odd = 0, 0, 0, 0
		for _, d := range c.downloads {
			p.Foreign, p.Repeated, p.Differing, p.Odd = p.Foreign+d.foreign, p.Repeated+d.repeated, p.Differing+d.differing, p.Odd+d.odd
		}
	})
	if err == nil {
		err = os.Remove(r.path(p.partFile())) // nothing asks for it any more
	}
	return err
}

// A collector gathers the results of one part.
type collector struct {
	run     *Run
	part    *part
	place   map[uint64]int32 // of an entity in the part, by the hash of its Id
	results *resultsWriter
	seen    []bool   // entities that came in the downloads of this attempt
	sums    []uint64 // of their answers, as they came first
	seed    maphash.Seed
	record  feed.Record
	name    string // of the download at hand
	reader  feed.Reader
	packed  []byte

	downloads [failed + 1]download // of this attempt, by outcome
}

// A download is what came of one outcome.
type download struct {
	entities int64
	met      []int32 // places that came first in it
	added    []int32 // of these, those that no attempt before had
	rejects  []byte  // source of what is odd, and of what is in no output
	first    *validate.Reject

	// Counts of unexpected results.
	foreign, repeated, differing, odd int
}

// readIDs reads the Ids that were sent.
func (c *collector) readIDs(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	c.place = make(map[uint64]int32, c.part.Entities)
	reader := feedio.NewReader(f, uploadFormat, nil)
	var rec feed.Record
	for {
		err := rec.Read(reader)
		switch {
		case err == io.EOF && len(c.place) == c.part.Entities:
			return nil
		case err == io.EOF:
			return fmt.Errorf("%w: %s has %d entities instead of %d", ErrState, name, len(c.place), c.part.Entities)
		case err != nil:
			return fmt.Errorf("%w: %s: %v", ErrState, name, err)
		case len(c.place) == c.part.Entities:
			return fmt.Errorf("%w: %s has more than %d entities", ErrState, name, c.part.Entities)
		}
		c.place[hashID(rec.Entity().Text(feed.ID))] = int32(len(c.place))
	}
}

// download downloads the results, and does so again if entities are missing, because a
// service may have them later.
func (c *collector) download(ctx context.Context, job dataflow.Job) error {
	r := c.run
	name := r.path(c.part.resultsFile())
	var err error
	if c.results, err = createResults(name+".tmp", c.part.Entities); err != nil {
		return err
	}
	defer c.results.file.Close()
	for try := 1; ; try++ {
		if err := c.attempt(ctx, job); err != nil {
			return err
		}
		left := c.results.count(missing)
		if left == 0 || try == fetches {
			break
		}
		r.o.note(fmt.Sprintf("%d of %d entities of part %d are not among the results of its job %s; downloading them again", left, c.part.Entities, c.part.Number, job.ID))
		if err := dataflow.Internal.Pause(&private.Granted, ctx, r.o.Client, try-1); err != nil {
			return err
		}
		if again, err := r.o.Client.Status(ctx, c.part.Job); err == nil && again.Status == dataflow.Completed {
			job = again
		}
	}
	c.noteOdd()
	if err := c.results.close(); err != nil {
		return err
	}
	if err := c.saveRejects(); err != nil {
		return err
	}
	if err := os.Rename(name+".tmp", name); err != nil {
		return err
	}
	return syncFolder(r.o.Folder())
}

// attempt downloads both outcomes. It ignores the service's counts, because the collector
// knows what was sent.
func (c *collector) attempt(ctx context.Context, job dataflow.Job) error {
	c.seen, c.sums = make([]bool, c.part.Entities), make([]uint64, c.part.Entities)
	c.downloads = [failed + 1]download{}
	for _, o := range []outcome{succeeded, failed} {
		job := job
		job.Total, job.Failed = int64(c.part.Entities), 0
		if o == succeeded {
			job.Failed = job.Total // none has to be there
		}
		err := c.run.o.Client.Fetch(ctx, job, o.feed(), func(results *dataflow.Results) error {
			c.restart(o)
			results.Odd = func(reject *validate.Reject) error { return c.odd(o, reject) }
			c.name, c.reader = results.Name(), results
			return c.read(results, o)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// restart begins a download and drops what a broken one delivered.
func (c *collector) restart(o outcome) {
	d := &c.downloads[o]
	for _, place := range d.met {
		c.seen[place] = false
	}
	c.results.forget(d.added)
	*d = download{}
	c.record = feed.Record{}
}

func (o outcome) feed() dataflow.Outcome {
	if o == failed {
		return dataflow.Failed
	}
	return dataflow.Succeeded
}

// read reads the results of an outcome. It stops if there are far more results than
// entities were sent.
func (c *collector) read(results feed.Reader, o outcome) error {
	const besides = 1000
	d := &c.downloads[o]
	most := 2*int64(c.part.Entities) + besides
	for {
		err := c.record.Read(results)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = c.take(o)
		}
		if err != nil {
			return err
		}
		if d.entities > most {
			c.run.o.note(fmt.Sprintf("%s: they do not end after %d entities, and %d were sent; the rest is not read", c.name, d.entities, c.part.Entities))
			return nil
		}
	}
}

// take takes one result.
func (c *collector) take(o outcome) error {
	d := &c.downloads[o]
	d.entities++
	place, ok := c.place[hashID(c.record.Entity().Text(feed.ID))]
	if !ok {
		d.foreign++
		return c.keep(o, "result-not-sent", "this entity was not sent")
	}
	c.packed = records.AppendAnswer(c.packed[:0], &c.record, 0)
	switch sum := maphash.Bytes(c.seed, records.AnswerValues(c.packed)); {
	case c.seen[place] && sum == c.sums[place]:
		d.repeated++
		return nil
	case c.seen[place]:
		d.differing++
		return c.keep(o, "result-differs", "this entity came before, with another result")
	default:
		c.seen[place], c.sums[place] = true, sum
	}
	d.met = append(d.met, place)
	first, err := c.results.add(int(place), o, c.packed)
	if first {
		d.added = append(d.added, place)
	}
	return err
}

// keep adds a result that is in no output to the rejects.
func (c *collector) keep(o outcome, rule, why string) error {
	if len(c.downloads[o].rejects) > maxRejects {
		return nil
	}
	e := c.record.Entity()
	var source bytes.Buffer
	w := xmlfeed.NewWriter(&source, nil)
	if err := w.WriteRecord(&c.record); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	at := c.reader.Position(e.Offset())
	p := validate.Problem{
		File: c.name, Line: at.Line, Column: at.Column, Offset: at.Offset, Entity: c.downloads[o].entities, ID: string(e.Text(feed.ID)),
		Rule: rule, Severity: validate.Error, Message: why,
	}
	return c.reject(o, &validate.Reject{
		File: p.File, Line: p.Line, Column: p.Column, Offset: p.Offset, Entity: p.Entity, ID: p.ID,
		Problems: []validate.Problem{p}, Source: source.String(),
	})
}

// reject adds to the rejects of a download.
func (c *collector) reject(o outcome, reject *validate.Reject) error {
	d := &c.downloads[o]
	if len(d.rejects) > maxRejects {
		return nil
	}
	var line bytes.Buffer
	err := validate.NewRejectWriter(&line).Write(reject)
	d.rejects = append(d.rejects, line.Bytes()...)
	return err
}

// noteOdd reports the first unknown thing in the results.
func (c *collector) noteOdd() {
	for _, d := range c.downloads {
		if d.first == nil || len(d.first.Problems) == 0 {
			continue
		}
		p := d.first.Problems[0]
		where := fmt.Sprintf("%s:%d:%d: ", d.first.File, p.Line, p.Column)
		if d.first.Entity > 0 {
			where += fmt.Sprintf("entity %d (Id %s): ", d.first.Entity, quote.Text(d.first.ID))
		}
		if p.Field != "" {
			where += p.Field + ": "
		}
		c.run.o.note(fmt.Sprintf("%s%s; this is the first place of %d where the results hold something unknown", where, p.Message, d.odd))
	}
}

// maxRejects is how many bytes of source are kept of a part's odd results.
const maxRejects = 64 << 20

// odd takes a result that holds something unknown.
func (c *collector) odd(o outcome, reject *validate.Reject) error {
	d := &c.downloads[o]
	if d.first == nil {
		d.first = reject
	}
	d.odd++
	return c.reject(o, reject)
}

// saveRejects writes the rejects to disk.
func (c *collector) saveRejects() error {
	text := slices.Concat(c.downloads[succeeded].rejects, c.downloads[failed].rejects)
	if len(text) == 0 {
		return nil
	}
	f, err := createOwn(c.run.path(c.part.rejectsFile()))
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// Rejects writes what is in no output: the source of results that hold something unknown,
// results that belong to no entity, and results that differ from an earlier one of the
// same entity. Each line is a validate.Reject that says what is wrong. Odd, Foreign and
// Differing of the Report count them.
func (r *Run) Rejects(w io.Writer) error {
	if r.state == nil {
		return errNotBegun
	}
	for i := range r.state.Parts {
		p := &r.state.Parts[i]
		if p.Odd+p.Foreign+p.Differing == 0 {
			continue
		}
		f, err := os.Open(r.path(p.rejectsFile()))
		if err != nil {
			return err
		}
		_, err = io.Copy(w, f)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
