package dataflowtest

import (
	"errors"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// process reads an upload, judges it and writes its results. The error is a
// refusal where the upload is not fit to be a job.
func (e *Emulator) process(j *job, body io.Reader) error {
	upload := openUpload(body, j.format)
	p := &processor{upload: upload, builder: newBuilder(e.o.Seed), result: new(feed.Record)}
	p.validator = validate.New(j.format, &validate.Options{Profile: e.o.Profile, Handle: p.problem})
	reader := upload.reader(p.validator.Notice)
	var err error
	for i := range j.outputs {
		if p.outputs[i], err = e.newOutputWriter(j.format, upload); err != nil {
			return err
		}
		j.outputs[i].path = p.outputs[i].file.Name()
	}
	err = p.read(reader)
	for i, o := range p.outputs {
		err = errors.Join(err, o.close())
		if j.outputs[i].entities = o.entities; o.entities == 0 {
			os.Remove(j.outputs[i].path)
			j.outputs[i].path = ""
		}
	}
	j.total = p.validator.Entities()
	if err == nil && p.refusal != nil {
		err = p.refusal
	}
	return err
}

// A processor goes through one upload.
type processor struct {
	upload    *uploadedFeed
	validator *validate.Validator
	outputs   [2]*outputWriter
	refusal   refusal
	record    feed.Record
	builder   *builder
	result    *feed.Record // memory for the next one
}

// maxDetails is how many problems a refusal names.
const maxDetails = 10

// problem takes down a problem that is the upload's as a whole.
func (p *processor) problem(problem validate.Problem) error {
	ofFeed := problem.Entity == 0 || problem.Fatal || problem.Rule == "too-many-entities" || problem.Rule == "too-large"
	if problem.Severity == validate.Error && ofFeed {
		p.refuse(faultOf(problem))
	}
	return nil
}

func (p *processor) refuse(f *feed.Fault) {
	if len(p.refusal) < maxDetails {
		own := *f
		own.Line = max(0, own.Line-p.upload.added)
		p.refusal = append(p.refusal, own.Error())
	}
}

func faultOf(p validate.Problem) *feed.Fault {
	return &feed.Fault{Position: feed.Position{Line: p.Line, Column: p.Column}, Entity: p.Entity, ID: p.ID, Path: p.Field, Message: p.Message, Remedy: p.Remedy}
}

func (p *processor) read(r feed.Reader) error {
	for {
		problems, whole, err := p.validator.Next(r, &p.record)
		switch {
		case err == io.EOF, errors.Is(err, validate.ErrIncomplete):
			return nil // p.refusal says why, if it is not the end
		case err != nil:
			return err
		case !whole:
			p.refuseAll(problems)
		case p.refusal == nil:
			if err := p.entity(problems); err != nil {
				return err
			}
		}
	}
}

// refuseAll refuses an upload that cannot be read as a whole.
func (p *processor) refuseAll(problems []validate.Problem) {
	if p.refusal == nil {
		p.refusal = refusal{"the upload is not what the schema wants"}
	}
	for _, problem := range problems {
		p.refuse(faultOf(problem))
	}
}

// entity writes the result of an entity.
func (p *processor) entity(problems []validate.Problem) error {
	o := p.outputs[succeeded]
	var err error
	if why := reason(problems); why != "" {
		o = p.outputs[failed]
		err = p.builder.fail(p.result, &p.record, why)
	} else {
		err = p.builder.succeed(p.result, &p.record)
	}
	if err == nil {
		p.result, err = o.exchange(p.result)
	}
	return err
}

// reason is the FaultReason of an entity with problems, the documented one where
// there is one; empty where none of them is an error.
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
	return ""
}
