package validate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"reflect"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// Options are what a Validator is told besides the feed's format. The zero
// value serves.
type Options struct {
	File    string   // the name that problems carry
	Kind    Kind     // Upload if zero
	Profile *Profile // Enterprise if nil
	// Handle, if not nil, takes each problem as soon as its entity is judged, and
	// what is wrong outside of entities before that of the next one, or at the end;
	// they come in the order of their places, but for those of an entity that has
	// thousands. An error ends the validation and is returned.
	Handle func(Problem) error
	// Max, if positive, is how many problems of a rule are enough: once Handle has
	// had as many, those of further entities are only counted, which is much
	// quicker, and missing in Problems and in a Reject.
	Max int
}

// A Validator looks at a feed while it is read: alone, with Run, beside a copy,
// with Copy, or entity by entity with Next. It serves one feed: where that has ended, and
// it is given another reader, that is an error. It holds one entity and a hash of every
// Id. Make one with New.
type Validator struct {
	format  feed.Format
	options Options
	measure *measure
	rules   map[string]*Rule
	reader  feed.Reader
	err     error // that ended the feed

	checks                []*Rule                       // the rules for entities that are wanted
	watches               [1 << 6]watch                 // by field
	begins                [feed.NumGroups]ruleSet       // by the group that raises them
	valued                feed.FieldSet                 // the fields that have a watch for values
	judged                feed.FieldSet                 // those of them for more than padding
	required              [feed.NumGroups]feed.FieldSet // those of them that may stand without a value
	sights                [1 << 6]sight                 // by the fields
	always                ruleSet                       // are looked at in every entity
	late                  ruleSet                       // in every entity beyond a limit
	texts                 [numSuspicions]ruleSet        // by what a text of the request may be
	raised                ruleSet                       // by the open entity
	settled               ruleSet
	cultures, entityTypes memory     // good ones
	values                valueTexts // of problems

	entity   entity
	problems []Problem // of the entity, not sorted before it ends
	waiting  []Problem // found outside of entities since the last hand
	handed   int       // of problems, that Handle has
	more     int64     // problems of the entity besides, handed on and not held
	faulty   bool      // the reader found a fault in the entity
	open     bool      // between EntityStart and EntityEnd
	ended    bool      // the last token was EntityEnd

	// What the reader's faults keep from the rules, in the open entity.
	unjudged      bool
	hidden        [feed.NumGroups]bool
	hiddenID      bool
	hiddenRequest bool // an element that is not known may be one

	ids           *idSet
	piece         *piece // of a fork
	noIDs         bool   // the header has no Id column
	unread        bool   // a column has a name that is not known, and values that may be missing elsewhere
	idsFull       bool   // said so
	entities      int64
	tooLarge      bool // said so
	notUnderstood bool // what might be entities could not be read as such
	fills         []fill
	counts        [numSeverities]int64
	tallies       []tally // of the rules, by their index
	refused       bool    // the entity has an error
	feedErrors    int64   // errors that are no single entity's
	converting    bool
}

// New returns a Validator of a feed of the given format. Options that make no sense, a
// Profile that Check finds fault with among them, are an error at its first use.
func New(format feed.Format, o *Options) *Validator {
	var options Options
	if o != nil {
		options = *o
	}
	options.Kind = cmp.Or(options.Kind, Upload)
	measure, err := options.Profile.measure()
	switch {
	case err != nil:
		err = fmt.Errorf("validate: the profile is wrong: %w", err)
	case options.Kind != Upload && options.Kind != Results:
		err = fmt.Errorf("validate: there is no %v of feeds; there are Upload and Results", options.Kind)
	case format < feed.XML || format > feed.Pipe:
		err = fmt.Errorf("validate: %v is no format of feeds", format)
	}
	if err != nil {
		measure, _ = Enterprise().measure()
	}
	v := newValidator(format, measure, options)
	v.err = err
	return v
}

func newValidator(format feed.Format, measure *measure, options Options) *Validator {
	v := &Validator{format: format, measure: measure, options: options, rules: make(map[string]*Rule, len(table))}
	v.tallies = newTallies(measure, options.Kind)
	for i := range table {
		r := &table[i]
		v.rules[r.Code] = r
		if v.wants(r) {
			v.watchFor(r, len(v.checks))
			v.checks = append(v.checks, r)
		}
	}
	v.entity.v = v
	v.entity.Record = new(feed.Record)
	v.ids = newIDSet(measure.idLimit())
	if options.Kind == Results { // the limits are those of uploads
		unlimited := *measure
		unlimited.limits = Limits{}
		v.measure = &unlimited
	}
	v.fills = slices.Clone(measure.fills)
	return v
}

// Entities returns how many entities have been read to their end.
func (v *Validator) Entities() int64 { return v.entities }

// Count returns how many problems of a severity there are so far.
func (v *Validator) Count(s Severity) int64 { return (*Count)(&v.counts).Of(s) }

// rejected reports whether the entity that was judged last is not fit to go on: it has an
// error, or the reader found a fault in it.
func (v *Validator) rejected() bool { return v.faulty || v.refused }

// Run looks at a whole feed, on all cores. Problems of the feed are no error, except where one of
// them ended the reading early: then the error is an ErrIncomplete. Other errors are
// the reader's own, Handle's or the context's. Run cannot return while a Read of what r
// reads is blocked.
func (v *Validator) Run(ctx context.Context, r feed.Reader) error {
	if err := v.ready(r); err != nil {
		if err == io.EOF {
			return nil
		}
		return err
	}
	return pieces.Take(ctx, judging{v}, r)
}

// Next reads the next entity of r into rec, as rec.Read does, and judges it: for a program
// that goes through a feed by itself. It returns the entity's problems in the order of
// their places, the first ones of thousands; they live until the next call. Handle has had
// them as well. Whole is false where the reader found a fault before the end of an entity:
// the problems are those found so far in it, and the next call, with the same record, goes
// on. At a fault after which r cannot go on the error is an ErrIncomplete, at the end of
// the feed io.EOF; other errors are r's own or Handle's. An error is returned again by every
// further call.
func (v *Validator) Next(r feed.Reader, rec *feed.Record) (problems []Problem, whole bool, err error) {
	if rec == nil {
		return nil, false, errNoRecord
	}
	if last := v.entity.Record; rec != last && last != nil {
		records.CountFrom(rec, last.Number())
		v.entity.Record = rec
	}
	whole, err = v.advance(r)
	return v.problems, whole, err
}

// advance reads the next entity of r as a whole and looks at it, or takes a fault
// that comes before its end. It reports whether there is an entity.
func (v *Validator) advance(r feed.Reader) (whole bool, err error) {
	if err = v.ready(r); err != nil {
		return false, err
	}
	if err = v.entity.Read(r); err == nil {
		v.judgeWhole()
	} else if err = v.stop(err); err != nil && v.err == nil { // else it is Handle's
		v.err = err
	}
	return v.ended, v.err
}

// judgeWhole looks at an entity that was read as a whole.
func (v *Validator) judgeWhole() {
	v.open = true
	v.unjudged = v.unjudged || v.entity.Truncated()
	if !v.unjudged {
		v.seeAll()
	}
	v.judge(v.entity.End())
}

// ready prepares for the next token, or returns why there is none.
func (v *Validator) ready(r feed.Reader) error {
	if v.err != nil {
		return v.over(r)
	}
	if v.ended {
		v.forget()
	}
	if v.reader == nil {
		v.start(r)
	}
	return v.err
}

// start begins with a reader, unless the Validator cannot be used.
func (v *Validator) start(r feed.Reader) {
	switch {
	case v.rules == nil:
		v.err = errZero
	case r == nil:
		v.err = errNoReader
	default:
		v.reader = r
	}
}

// over returns what ended the feed, or, if that came to its end, that r is not of it.
func (v *Validator) over(r feed.Reader) error {
	if v.err == io.EOF && !same(r, v.reader) {
		return errUsed
	}
	return v.err
}

// same reports whether two readers are the same one, as far as they can be compared.
func same(a, b feed.Reader) bool {
	return !reflect.ValueOf(a).Comparable() || !reflect.ValueOf(b).Comparable() || a == b
}

var (
	errZero     = errors.New("validate: a Validator that New has not made")
	errNoRecord = errors.New("validate: there is no record to read an entity into")
	errNoReader = errors.New("validate: there is no reader of the feed")
	errUsed     = errors.New("validate: the Validator has come to the end of its feed; make another one for another feed")
)

// forget makes room for the next entity.
func (v *Validator) forget() {
	v.problems, v.handed, v.more = v.problems[:0], 0, 0
	v.faulty, v.refused, v.ended = false, false, false
	v.unjudged, v.hiddenID, v.hiddenRequest = false, false, false
	v.hidden = [feed.NumGroups]bool{}
	v.raised, v.settled = 0, 0
}

// judge looks at the entity that has just ended.
func (v *Validator) judge(end int64) {
	v.entities++
	if !v.unjudged {
		v.entity.look(end)
		v.seeTexts()
		set := (v.raised | v.always) &^ v.settled
		if v.isLate(end) {
			set |= v.late
		}
		for ; set != 0; set &= set - 1 {
			v.entity.rule = v.checks[bits.TrailingZeros64(uint64(set))]
			v.entity.rule.check(&v.entity)
		}
	}
	v.open, v.ended = false, true
	if len(v.problems)+len(v.waiting) > 0 {
		v.hand()
	}
}

// stop deals with an error of the reader. It returns nil where reading goes on.
func (v *Validator) stop(err error) error {
	if err == io.EOF {
		v.finish()
		return io.EOF
	}
	var f *feed.Fault
	if !errors.As(err, &f) {
		return err
	}
	if v.rules[f.Cause.Error()] == nil {
		return err
	}
	if !f.Fatal {
		v.fault(f)
		return nil
	}
	fatal := *f
	fatal.Message += v.progress(f.Cause)
	v.fault(&fatal)
	v.hand()
	return &incomplete{f}
}
