package beamfeed

import (
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func init() {
	beam.RegisterType(reflect.TypeFor[sizeFn]())
	register.Combiner1[size](&addSizes{})
	beam.RegisterType(reflect.TypeFor[limitFn]())
	beam.RegisterType(reflect.TypeFor[size]())
}

const (
	tooMany  = "too-many-entities"
	tooLarge = "too-large"
)

// checkSizes holds the sizes of feeds against the limits of a job, if there are any.
func checkSizes(s beam.Scope, entities beam.PCollection, o *ValidateOptions) (problems beam.PCollection, ok bool) {
	f := &limitFn{Limits: limitsOf(o.Profile), Many: severityOf(tooMany, kindOf(o.Kind), o.Profile), Large: severityOf(tooLarge, kindOf(o.Kind), o.Profile)}
	if f.Many == validate.Off && f.Large == validate.Off {
		return problems, false
	}
	sizes := beam.CombinePerKey(s, &addSizes{}, beam.ParDo(s, &sizeFn{OneFeed: o.OneFeed}, entities))
	return beam.ParDo(s, f, sizes), true
}

// limitsOf returns the limits of a profile, which may be nil.
func limitsOf(p *validate.Profile) validate.Limits {
	extended := "enterprise"
	if p != nil && p.Extends != "" {
		extended = p.Extends
	}
	base, _ := validate.ProfileByName(extended)
	limits := base.Limits
	if p != nil && p.Limits.Entities != 0 {
		limits.Entities = p.Limits.Entities
	}
	if p != nil && p.Limits.Bytes != 0 {
		limits.Bytes = p.Limits.Bytes
	}
	return limits
}

// A size is that of some entities of a feed.
type size struct{ Entities, Bytes int64 }

// sizeFn returns the size of an entity, by the feed that it is in.
type sizeFn struct{ OneFeed bool }

func (f *sizeFn) ProcessElement(e Element) (string, size) {
	return feedOf(&e, f.OneFeed), size{1, e.Bytes}
}

// addSizes is a CombineFn.
type addSizes struct{}

func (addSizes) MergeAccumulators(a, b size) size {
	return size{a.Entities + b.Entities, a.Bytes + b.Bytes}
}

// limitFn reports feeds that are too large for a job.
type limitFn struct {
	Limits      validate.Limits
	Many, Large validate.Severity
}

func (f *limitFn) ProcessElement(file string, n size, emit func(validate.Problem)) {
	report := func(rule string, severity validate.Severity, what string, number, limit int64) {
		if severity == validate.Off || limit <= 0 || number <= limit {
			return
		}
		emit(validate.Problem{File: file, Rule: rule, Severity: severity, Remedy: "upload the feed in parts",
			Message: fmt.Sprintf("the feed has %d %s, and a job may have %d", number, what, limit)})
	}
	report(tooMany, f.Many, "entities", n.Entities, f.Limits.Entities)
	report(tooLarge, f.Large, "bytes of entities", n.Bytes, f.Limits.Bytes)
}
