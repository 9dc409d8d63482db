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

// Options are the options of a Validator. The zero value and a nil pointer mean the defaults.
type Options struct {
	File    string   // the name that problems carry
	Kind    Kind     // Upload if zero
	Profile *Profile // Enterprise if nil
	// Handle, if not nil, is called for each problem, in the order of their places, as soon
	// as the entity is complete. A problem outside entities comes before those of the next
	// entity, or at the end. If an entity has more than 4,096 problems, they may be out of
	// order. An error ends the validation and is returned.
	Handle func(Problem) error
	// Max, if positive, limits the problems of a rule that Handle gets. Problems of later
	// entities are then only counted, which is much faster; Next does not return them, nor
	// does a Reject have them.
	Max int
	// Rules are rules of your own, in addition to those of this package. Profiles, reports
	// and counts know them by their codes. An invalid code, or one that another rule has, is
	// an error at the Validator's first use.
	Rules []Rule
}

// A Validator checks one feed: all of it with Run, on its way to a writer with Copy, or
// entity by entity with Next. It can instead check entities in memory, with CheckEntity
// and CheckRecord. To pass it another reader after the end of its feed is an error. A
// Validator holds one entity and a hash of every Id. Make one with New.
type Validator struct {
	format  feed.Format
	options Options
	measure *measure
	table   []Rule // all rules: our own, then the user's
	rules   map[string]*Rule
	reader  feed.Reader
	liner   liner // the reader, if it is one
	namer   namer // the same
	edits   bool  // the reader is one of feedio.Map or Filter
	err     error // that ended the feed

	triggerTable
	own       []*Rule // the user's rules that are wanted
	reportOwn func(feed.Part, feed.Field, string, string)

	cultures, entityTypes cache       // good ones
	values                stringCache // of problems

	entity   entity
	stage    stage
	marks    marks     // of the entity
	problems []Problem // of the entity, not sorted before it ends
	waiting  []Problem // found outside of entities since the last flush
	flushed  int       // of problems, that Handle has
	more     int64     // problems of the entity besides, handed on and not held

	ids        *idSet
	piece      *piece // of a fork
	known      knowns
	entities   int64
	fills      []fill
	counts     [numSeverities]int64
	tallies    []tally  // of the rules, by their index
	feedErrors int64    // errors that are no single entity's
	first      *Problem // of them
}

// A stage is what a Validator is doing with an entity:
//
//	reading -> judging -> judged -> reading
//
// A fault leaves it reading, within an entity or between two.
type stage uint8

const (
	reading stage = iota // an entity, or what is before it
	judging              // the entity that was read as a whole
	judged               // its problems are known, until the next one is read
)

// Marks are what is known about the current entity.
type marks uint16

const (
	faulty        marks = 1 << iota // the reader found a fault in it
	refused                         // it has an error
	unjudged                        // it could not be read, or has too many parts
	hiddenID                        // a fault keeps the Id from the rules
	hiddenRequest                   // an element that is not known may be a request
	hidden                          // a fault keeps values from the rules, of group 0; see hides
)

// hides returns the mark that says that a fault hides values of a group from the rules.
func hides(g feed.Group) marks { return hidden << g }

func (m marks) has(any marks) bool { return m&any != 0 }

// Knowns are what is known about the feed.
type knowns uint8

const (
	noIDColumn    knowns = 1 << iota // the header has no Id column
	unreadColumn                     // a column has a name that is not known, and values that may be missing elsewhere
	notUnderstood                    // what might be entities could not be read as such
	saidIDsFull                      // there are more Ids than are remembered
	saidTooLarge                     // it is over the limit
	converting                       // what has errors must not go on
)

func (k knowns) has(any knowns) bool { return k&any != 0 }

// New returns a Validator for a feed of the given format. With feed.Table, problems name
// the columns of the table, and the limits of a job do not apply, because a table is not
// uploaded. Invalid options, such as a Profile for which Check returns an error, are an
// error at its first use.
func New(format feed.Format, o *Options) *Validator {
	var options Options
	if o != nil {
		options = *o
	}
	options.Kind = cmp.Or(options.Kind, Upload)
	rules, err := withOwn(options.Rules)
	if err != nil {
		err = fmt.Errorf("validate: Options.Rules: %w", err)
		rules = table
	}
	measure, wrong := options.Profile.measure(rules)
	switch {
	case err != nil:
	case wrong != nil:
		err = fmt.Errorf("validate: the profile is wrong: %w", wrong)
	case options.Kind != Upload && options.Kind != Results:
		err = fmt.Errorf("validate: there is no %v of feeds; there are Upload and Results", options.Kind)
	case format < feed.XML || format > feed.Table:
		err = fmt.Errorf("validate: %v is no format of feeds", format)
	}
	if err != nil {
		measure, _ = Enterprise().measure(rules)
	}
	v := newValidator(format, rules, measure, options)
	v.err = err
	return v
}

func newValidator(format feed.Format, rules []Rule, measure *measure, options Options) *Validator {
	v := &Validator{format: format, measure: measure, options: options, table: rules, rules: make(map[string]*Rule, len(rules))}
	v.tallies = newTallies(rules, measure, options.Kind)
	for i := range rules {
		r := &rules[i]
		v.rules[r.Code] = r
		switch {
		case !v.wants(r):
		case r.Check != nil:
			v.own = append(v.own, r)
		default:
			v.addTriggers(r, len(v.checks))
			v.checks = append(v.checks, r)
		}
	}
	v.entity.v = v
	v.reportOwn = v.entity.reportOwn
	v.entity.Record = new(feed.Record)
	v.ids = newIDSet(measure.idLimit())
	if options.Kind == Results || format == feed.Table { // the limits are those of uploads
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

// rejected reports whether the last judged entity must not be written: it has an error,
// or the reader found a fault in it.
func (v *Validator) rejected() bool { return v.marks.has(faulty | refused) }

// Run checks a complete feed, on all cores. Problems of the feed are not errors, unless one
// ends the reading early: then the error is an ErrIncomplete. Other errors come from the
// reader, Handle or the context. Run cannot return while a Read of r's underlying reader
// blocks.
func (v *Validator) Run(ctx context.Context, r feed.Reader) error {
	if err := v.ready(r); err != nil {
		if err == io.EOF {
			return nil
		}
		return err
	}
	return pieces.Take(ctx, runner{v}, r)
}

// Next reads the next entity of r into rec, as rec.Read does, and checks it; it is for
// programs that loop over a feed themselves. It returns the entity's problems in the order
// of their places; where there are thousands, only the first ones. They are valid until the
// next call. Handle gets them too. Whole is false if the reader found a fault before the end
// of the entity: the problems are those found so far, and the next call, with the same
// record, continues. The error is io.EOF at the end of the feed, and an ErrIncomplete at a
// fault after which r cannot go on; other errors come from r or Handle. Every further call
// returns the same error.
func (v *Validator) Next(r feed.Reader, rec *feed.Record) (problems []Problem, whole bool, err error) {
	if rec == nil {
		return nil, false, errNoRecord
	}
	if last := v.entity.Record; rec != last && last != nil {
		records.CountFrom(rec, last.Number())
		v.entity.Record = rec
	}
	if err = v.ready(r); err != nil {
		return v.problems, false, err
	}
	if err = v.entity.Read(r); err != nil {
		err = v.take(err)
		return v.problems, false, err
	}
	v.judgeEntity()
	return v.problems, true, v.err
}

// advance reads the next entity of r and checks it, or takes a fault found before its
// end. It reports whether there is a complete entity.
func (v *Validator) advance(r feed.RecordReader) (whole bool, err error) {
	if v.err != nil || v.reader == nil {
		if err = v.ready(r); err != nil {
			return false, err
		}
	}
	if v.stage == judged {
		v.reset()
	}
	if err = r.ReadRecord(v.entity.Record); err != nil {
		return false, v.take(err)
	}
	v.judgeEntity()
	return true, v.err
}

// take takes an error of the reader. It returns nil where reading goes on.
func (v *Validator) take(err error) error {
	if err = v.stop(err); err != nil && v.err == nil { // else it is Handle's
		v.err = err
	}
	return v.err
}

// judgeEntity judges an entity that was read to its end.
func (v *Validator) judgeEntity() {
	v.stage = judging
	if v.entity.Truncated() {
		v.marks |= unjudged
	}
	if v.edits {
		v.checkEdited()
	}
	v.entities++
	if !v.marks.has(unjudged) {
		v.judge()
	}
	v.stage = judged
	if len(v.problems)+len(v.waiting) > 0 {
		v.flush()
	}
}

// judge runs the rules on an entity.
func (v *Validator) judge() {
	e, end := &v.entity, v.entity.End()
	if e.inMemory() {
		end = 0
	}
	e.look(end)
	if v.repeats != 0 && e.sets[feed.EntityGroup].Has(feed.ID) && !e.takeID() {
		v.triggered |= v.repeats
	}
	set := (v.triggered | v.always) &^ v.suppressed
	if v.isLate(end) {
		set |= v.late
	}
	for ; set != 0; set &= set - 1 {
		e.rule = v.checks[bits.TrailingZeros64(uint64(set))]
		e.rule.check(e)
	}
	if v.own != nil && !v.marks.has(faulty) {
		e.checkOwn(v.own)
	}
}

// ready prepares for the next entity of r, or returns why there is none.
func (v *Validator) ready(r feed.Reader) error {
	if v.err != nil {
		return v.over(r)
	}
	if v.entity.inMemory() {
		return errInMemory
	}
	if v.stage == judged {
		v.reset()
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
		_, v.edits = r.(*pieces.Mapped)
		v.namer, _ = r.(namer)
		if v.liner, _ = r.(liner); v.liner != nil {
			if p, ok := pieces.ReaderOf(r); ok { // without what r has around it
				v.liner, _ = p.(liner)
			}
		}
	}
}

// over returns the error that ended the feed or, if the feed was read to its end, an
// error for a different reader.
func (v *Validator) over(r feed.Reader) error {
	if v.err == io.EOF && !same(r, v.reader) {
		return errUsed
	}
	return v.err
}

// same reports whether two readers are the same, if they can be compared.
func same(a, b feed.Reader) bool {
	return !reflect.ValueOf(a).Comparable() || !reflect.ValueOf(b).Comparable() || a == b
}

var (
	errZero     = errors.New("validate: a Validator that New has not made")
	errNoRecord = errors.New("validate: there is no record to read an entity into")
	errNoReader = errors.New("validate: there is no reader of the feed")
	errUsed     = errors.New("validate: the Validator has come to the end of its feed; make another one for another feed")
)

// reset makes room for the next entity.
func (v *Validator) reset() {
	v.problems, v.flushed, v.more = v.problems[:0], 0, 0
	v.stage, v.marks = reading, 0
	v.triggered, v.suppressed = 0, 0
}

// inEntity reports whether an entity has begun and not been judged.
func (v *Validator) inEntity() bool { return v.stage == judging || v.entity.Open() }

// stop handles an error of the reader. It returns nil if reading can continue.
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
	p := v.fault(&fatal)
	v.flush()
	return &failure{ErrIncomplete, &p, f}
}

// A reader may know where the feed itself begins (its root element or header) and how
// many bytes of text it has read. Otherwise the first byte of the file and the last
// entity are used.
type (
	beginner interface{ Begin() feed.Position }
	measurer interface{ InputOffset() int64 }
)

// finish runs the checks that need the whole feed, at its end.
func (v *Validator) finish() {
	if m, ok := v.reader.(measurer); ok {
		size := m.InputOffset()
		v.checkSize(size, size)
	}
	if v.entities == 0 && !v.known.has(notUnderstood) {
		message, remedy := "the feed holds no entity", "look for where its entities were lost"
		if v.format == feed.Table {
			message, remedy = "the table has no rows", "look for where they were lost"
		}
		v.reportFeed("feed-empty", v.begin(), "", message, remedy)
	}
	for i := range v.fills {
		v.fills[i].judge(v)
	}
	v.flush()
}

// begin returns where the feed itself begins.
func (v *Validator) begin() feed.Position {
	if b, ok := v.reader.(beginner); ok {
		if at := b.Begin(); at.Line > 0 {
			return at
		}
	}
	return feed.Position{Line: 1, Column: 1}
}
