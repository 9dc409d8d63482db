package dataflowtest

import (
	"archive/zip"
	"errors"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/internal/pack"
	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// process reads an upload, judges it and writes its results. The error is a
// refusal where the upload is not fit to be a job.
func (e *Emulator) process(j *job, upload io.Reader) error {
	p := &processor{e: e}
	p.validator = validate.New(j.format, &validate.Options{Profile: e.o.Profile, Handle: p.problem})
	options := &feed.ReaderOptions{Notice: p.validator.Notice}
	var reader feed.Reader
	var columns []feed.Field
	if j.format == feed.XML {
		reader = codec.NewReader(upload, j.format, options)
	} else {
		r := delimfeed.NewReader(upload, j.format, options)
		columns, _ = r.Columns() // its error comes again
		reader = r
	}
	var err error
	for i := range j.outputs {
		if p.outputs[i], err = e.newOutputWriter(j, columns); err != nil {
			return err
		}
		j.outputs[i].file = p.outputs[i].file
	}
	err = p.read(reader)
	for i, o := range p.outputs {
		err = errors.Join(err, o.close())
		j.outputs[i].entities, j.outputs[i].size = o.entities, o.size
	}
	j.total = p.validator.Entities()
	if err == nil && p.refusal != nil {
		err = p.refusal
	}
	return err
}

// A processor goes through one upload.
type processor struct {
	e         *Emulator
	validator *validate.Validator
	outputs   [2]*outputWriter
	refusal   refusal
	record    feed.Record
}

// maxDetails is how many problems a refusal names.
const maxDetails = 10

// problem takes down a problem that is the upload's as a whole.
func (p *processor) problem(problem validate.Problem) error {
	ofFeed := problem.Entity == 0 || problem.Fatal || problem.Rule == "too-many-entities" || problem.Rule == "too-large"
	if problem.Severity == validate.Error && ofFeed {
		p.refuse(problem)
	}
	return nil
}

func (p *processor) refuse(problem validate.Problem) {
	if len(p.refusal) < maxDetails {
		f := feed.Fault{Position: feed.Position{Line: problem.Line, Column: problem.Column}, Entity: problem.Entity, ID: problem.ID, Path: problem.Field, Message: problem.Message, Remedy: problem.Remedy}
		p.refusal = append(p.refusal, f.Error())
	}
}

func (p *processor) read(r feed.Reader) error {
	for {
		t, err := p.validator.Step(r)
		switch {
		case err == io.EOF, errors.Is(err, validate.ErrIncomplete):
			return nil // p.refusal says why, if it is not the end
		case err != nil:
			return err
		case t.Kind == feed.NoToken:
			p.refuseAll()
		case p.refusal != nil:
			continue
		default:
			whole, err := p.record.Add(t)
			if err == nil && whole {
				err = p.entity()
			}
			if err != nil {
				return err
			}
		}
	}
}

// refuseAll refuses an upload that cannot be read as a whole.
func (p *processor) refuseAll() {
	if p.refusal == nil {
		p.refusal = refusal{"the upload is not what the schema wants"}
	}
	for _, problem := range p.validator.Problems() {
		p.refuse(problem)
	}
}

// entity writes the result of an entity.
func (p *processor) entity() error {
	var b builder
	b.e = p.e
	o := p.outputs[succeeded]
	if p.validator.Rejected() {
		o = p.outputs[failed]
		b.fail(&p.record, reason(p.validator.Problems()))
	} else {
		b.succeed(&p.record)
	}
	return o.add(b.packed)
}

// reason is the FaultReason of an entity with problems: the documented one where
// there is one.
func reason(problems []validate.Problem) string {
	for _, p := range problems {
		if p.Severity != validate.Error {
			continue
		}
		switch p.Rule {
		case "address-missing":
			return "To geocode a location, you must specify at least one address field."
		case "formatted-address-in-request":
			return "The Address.FormattedAddress property must not be specified because it is an output-only property."
		}
		return p.Message
	}
	return "The request is not valid."
}

// An outputWriter writes results in a shuffled order: it holds some entities
// back and lets out any of them for each that comes.
type outputWriter struct {
	file     *os.File
	zip      *zip.Writer // nil where the file is the feed itself
	feed     feed.Writer
	held     [][]byte
	random   uint64
	entities int64
	size     int64 // of the file, once it is whole
}

// shuffleSize is how many entities are held back.
const shuffleSize = 500

func (e *Emulator) newOutputWriter(j *job, columns []feed.Field) (*outputWriter, error) {
	f, err := os.CreateTemp(e.dir, "output-")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name())
	o := &outputWriter{file: f, random: e.hash("shuffle")}
	var w io.Writer = f
	if e.o.Zip {
		o.zip = zip.NewWriter(f)
		if w, err = o.zip.Create("results." + j.format.String()); err != nil {
			return nil, err
		}
	}
	o.feed = codec.NewWriter(w, j.format, columns, new(feed.Tally))
	return o, nil
}

func (o *outputWriter) add(entity []byte) error {
	o.entities++
	if len(o.held) < shuffleSize {
		o.held = append(o.held, append([]byte(nil), entity...))
		return nil
	}
	i := o.pick()
	if err := o.write(o.held[i]); err != nil {
		return err
	}
	o.held[i] = append(o.held[i][:0], entity...)
	return nil
}

func (o *outputWriter) pick() int {
	o.random = mix(o.random + 1)
	return int(o.random % uint64(len(o.held)))
}

func (o *outputWriter) write(entity []byte) error {
	for t, err := range pack.Tokens(entity) {
		if err != nil {
			return err
		}
		if err := o.feed.WriteToken(t); err != nil {
			return err
		}
	}
	return nil
}

// close lets out what is held back and ends the file.
func (o *outputWriter) close() error {
	if o == nil {
		return nil
	}
	var err error
	for len(o.held) > 0 && err == nil {
		i := o.pick()
		err = o.write(o.held[i])
		o.held[i] = o.held[len(o.held)-1]
		o.held = o.held[:len(o.held)-1]
	}
	err = errors.Join(err, o.feed.Close())
	if o.zip != nil {
		err = errors.Join(err, o.zip.Close())
	}
	info, statErr := o.file.Stat()
	if statErr == nil {
		o.size = info.Size()
	}
	return errors.Join(err, statErr)
}
