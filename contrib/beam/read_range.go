package beamfeed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"unicode/utf8"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/sdf"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/rtrackers/offsetrange"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func init() {
	beam.RegisterType(reflect.TypeFor[readFn]())
	register.Emitter2[string, int64]()
}

// readFn reads a range of a source. What begins in the range is its own: an entity is claimed
// by the offset at which it begins. Of a source that is read as a whole the only range is
// that of one byte.
type readFn struct{ Options ReadOptions }

// CreateInitialRestriction returns the range of all of a source.
func (f *readFn) CreateInitialRestriction(src source) offsetrange.Restriction {
	if src.Whole {
		return offsetrange.Restriction{End: 1}
	}
	return offsetrange.Restriction{End: src.Size}
}

// SplitRestriction cuts a range into those that the options ask for.
func (f *readFn) SplitRestriction(_ source, r offsetrange.Restriction) []offsetrange.Restriction {
	size := f.Options.RangeBytes
	if size == 0 {
		size = defaultRange
	}
	parts := (r.End - r.Start + size - 1) / size
	return r.EvenSplits(parts)
}

// RestrictionSize returns how much work a range is: what is before it is read as well.
func (f *readFn) RestrictionSize(src source, r offsetrange.Restriction) float64 {
	if src.Whole {
		return float64(src.Size)
	}
	return r.Size()
}

// CreateTracker returns the tracker of a range.
func (f *readFn) CreateTracker(r offsetrange.Restriction) *sdf.LockRTracker {
	return sdf.NewLockRTracker(offsetrange.NewTracker(r))
}

// ProcessElement reads a range. It counts what it has found, for the source.
func (f *readFn) ProcessElement(ctx context.Context, tracker *sdf.LockRTracker, src source, emit func(Element), reject func(validate.Reject), problem func(validate.Problem), count func(string, int64)) error {
	r := tracker.GetRestriction().(offsetrange.Restriction)
	p := &reading{options: &f.Options, src: src, tracker: tracker, claimed: r.Start - 1, emit: emit, reject: reject, problem: problem}
	if src.Whole && !p.claim(0) {
		return nil
	}
	start, end := r.Start, r.End
	if p.last = src.Whole || end >= src.Size; p.last {
		end = math.MaxInt64
	}
	defer func() { count(src.File, p.found) }()
	text, closeText, err := f.open(ctx, src, start, end, func(f *feed.Fault) { p.notices = append(p.notices, f) })
	switch fault := new(feed.Fault); {
	case err == nil:
		defer closeText()
		err = p.read(text)
	case !errors.As(err, &fault):
	case !f.Options.Reject:
		err = fmt.Errorf("%s:%w", src.File, err)
	case start == 0: // it is no feed at all, which every range finds
		err = nil
		if p.claim(0) {
			fatal := *fault
			fatal.Fatal = true
			p.faults = []*feed.Fault{&fatal}
			p.flush()
		}
	default:
		err = nil
	}
	if err == nil && !p.over {
		tracker.TryClaim(max(r.End, p.claimed+1))
	}
	return err
}

// A reading is one of a range.
type reading struct {
	options *ReadOptions
	src     source
	tracker *sdf.LockRTracker
	last    bool // the range is to the end of the feed
	claimed int64
	over    bool  // what follows belongs to another range
	found   int64 // entities, and those that have faults

	emit    func(Element)
	reject  func(validate.Reject)
	problem func(validate.Problem)

	text    *feedio.Reader
	record  feed.Record
	placer  placer
	notices []*feed.Fault // of what is being read
	faults  []*feed.Fault // of an entity, until it is over
	source  []byte        // its text, as far as it was read
}

// claim claims what begins at an offset. It reports false where that belongs to another range.
func (p *reading) claim(offset int64) bool {
	if p.src.Whole {
		offset = 0
	}
	if offset = min(offset, max(p.src.Size-1, 0)); offset <= p.claimed {
		return !p.over
	}
	if p.over = !p.tracker.TryClaim(offset); !p.over {
		p.claimed = offset
	}
	return !p.over
}

// read reads what is in the range.
func (p *reading) read(text *feedio.Reader) error {
	p.text = text
	for {
		p.notices = p.notices[:0]
		err := text.ReadRecord(&p.record)
		var fault *feed.Fault
		switch {
		case err == io.EOF:
			return p.end()
		case err != nil && !errors.As(err, &fault):
			return fmt.Errorf("beamfeed: %s: %w", p.src.File, err)
		case err != nil && !p.options.Reject:
			if !p.claim(p.offset(fault)) {
				return nil
			}
			return fmt.Errorf("%s:%w", p.src.File, err)
		}
		if !p.claim(p.offset(fault)) {
			p.flush()
			return nil
		}
		p.note()
		switch {
		case fault == nil:
			p.entity()
		case fault.Fatal:
			p.fault(fault)
			p.flush()
			return nil
		default:
			p.fault(fault)
		}
	}
}

// offset returns where what was read begins: an entity, if there is one.
func (p *reading) offset(fault *feed.Fault) int64 {
	if fault == nil || p.record.Open() {
		return p.record.Entity().Offset()
	}
	return fault.Offset
}

// end takes the end of the range.
func (p *reading) end() error {
	p.flush()
	if !p.last || !p.claim(p.src.Size-1) {
		return nil
	}
	p.note()
	return nil
}

// note reports what the reader has tolerated.
func (p *reading) note() {
	for _, f := range p.notices {
		found := validate.ProblemOf(p.src.File, f)
		if found.Severity = p.options.severityOf(found.Rule); found.Severity != validate.Off {
			p.problem(found)
		}
	}
	p.notices = p.notices[:0]
}

// fault keeps a fault with others of its entity.
func (p *reading) fault(f *feed.Fault) {
	if len(p.faults) > 0 && p.faults[0].Entity != f.Entity {
		p.flush()
	}
	p.faults = append(p.faults, f)
	p.source = append(p.source[:0], p.text.Source()...)
}

// entity emits the entity that was read, unless it has a fault.
func (p *reading) entity() {
	faulty := len(p.faults) > 0 && p.faults[0].Entity == p.record.Number()
	if faulty {
		p.source = append(p.source[:0], p.text.Source()...)
	}
	if p.flush(); faulty {
		return
	}
	at := p.text.Position(p.record.Entity().Offset())
	p.found++
	p.emit(Element{
		File: p.src.File, Format: p.text.Format(), Number: p.record.Number(), Line: at.Line, Column: at.Column, Offset: at.Offset,
		Bytes: int64(len(p.text.Source())), Entity: *p.record.Struct(), places: p.placer.of(&p.record, p.text, at),
	})
}

// flush rejects what has the faults that are kept.
func (p *reading) flush() {
	if len(p.faults) == 0 {
		return
	}
	f := p.faults[0]
	r := validate.Reject{File: p.src.File, Line: f.Line, Column: f.Column, Offset: f.Offset, Entity: f.Entity, ID: f.ID}
	for _, f := range p.faults {
		found := validate.ProblemOf(p.src.File, f)
		r.Problems = append(r.Problems, found)
		p.problem(found)
	}
	if r.Source = string(p.source); !utf8.ValidString(r.Source) {
		r.SourceBytes = []byte(r.Source)
		r.Source = string([]rune(r.Source)) // U+FFFD for each byte
	}
	p.found++
	p.reject(r)
	p.faults, p.source = nil, nil
}
