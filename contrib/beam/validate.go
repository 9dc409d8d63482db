package beamfeed

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"reflect"
	"slices"
	"strconv"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func init() {
	beam.RegisterType(reflect.TypeFor[byIDFn]())
	beam.RegisterType(reflect.TypeFor[checkGroupFn]())
	register.Iter1[Element]()
	beam.RegisterType(reflect.TypeFor[checkFn]())
}

// ValidateOptions say what entities are checked against. The zero value, and a nil pointer to
// it, serve.
type ValidateOptions struct {
	Kind    validate.Kind     // Upload if zero
	Profile *validate.Profile // Enterprise if nil
	// OneFeed says that all entities are to be in one feed, for the rules of feeds as a
	// whole; else the entities of each file are a feed.
	OneFeed bool
}

// Validate checks entities by the rules of "feedconv validate". An entity with an error is
// Rejected, with the entity as a line of JSON Lines for its Source; one without is among the
// Entities, unchanged. All that was found is in the Problems, with its place in the file. If
// a program has put a value where there was none, that is the place of its entity.
//
// Three rules look at a feed as a whole: id-duplicate, too-many-entities and too-large, which
// are sums over the texts that were read. For id-duplicate the entities are grouped by their
// Ids into some thousands of groups, each of which is in memory as a whole, so all of them go
// through a shuffle; a profile that has the rule off saves that. Of the entities with an Id,
// the first one of the first file keeps it.
//
// What a reader finds is in the Result of Read: what is wrong with a feed are the problems of
// both. Percentages of filled fields are not counted here: a profile that asks for them is a
// panic, as is one that makes no sense.
func Validate(s beam.Scope, entities beam.PCollection, o *ValidateOptions) Result {
	s = s.Scope("beamfeed.Validate")
	if o == nil {
		o = &ValidateOptions{}
	}
	checkProfile("Validate", o.Profile)
	if o.Profile != nil && len(o.Profile.Fill) > 0 {
		panic("beamfeed.Validate: the profile has \"fill\", which only feedconv validate can check")
	}
	check := checks{Options: *o}
	var r Result
	if severityOf(idDuplicate, kindOf(o.Kind), o.Profile) == validate.Off {
		r.Entities, r.Rejected, r.Problems = beam.ParDo3(s, &checkFn{checks: check}, entities)
	} else {
		groups := beam.GroupByKey(s, beam.ParDo(s, &byIDFn{OneFeed: o.OneFeed}, entities))
		r.Entities, r.Rejected, r.Problems = beam.ParDo3(s, &checkGroupFn{checks: check}, groups)
	}
	if problems, ok := checkSizes(s, entities, o); ok {
		r.Problems = beam.Flatten(s, r.Problems, problems)
	}
	return r
}

const idDuplicate = "id-duplicate"

func kindOf(k validate.Kind) validate.Kind { return cmp.Or(k, validate.Upload) }

// feedOf returns which feed an element is in.
func feedOf(e *Element, oneFeed bool) string {
	if oneFeed {
		return ""
	}
	return e.File
}

// buckets is how many groups the entities are divided into. A runner has work with each key,
// so there is not one for each Id.
const buckets = 1 << 12

// byIDFn makes a key of the feed and the Id: the entities with an Id are in one group, with
// others. Those without an Id are in any.
type byIDFn struct{ OneFeed bool }

func (f *byIDFn) ProcessElement(e Element) (int, Element) {
	h := fnv.New32a()
	io.WriteString(h, feedOf(&e, f.OneFeed))
	h.Write([]byte{0})
	io.WriteString(h, e.Entity.ID)
	if e.Entity.ID == "" {
		h.Write(strconv.AppendInt(nil, e.Number, 10))
	}
	return int(h.Sum32() % buckets), e
}

// checkFn checks entities one by one.
type checkFn struct{ checks }

func (f *checkFn) ProcessElement(e Element, emit func(Element), reject func(validate.Reject), problem func(validate.Problem)) error {
	return f.check(&e, nil, emit, reject, problem)
}

// checkGroupFn checks the entities of a group. It knows of each whether an earlier one has its
// Id.
type checkGroupFn struct {
	checks
	group []Element
}

func (f *checkGroupFn) ProcessElement(_ int, next func(*Element) bool, emit func(Element), reject func(validate.Reject), problem func(validate.Problem)) error {
	f.group = f.group[:0]
	for e := (Element{}); next(&e); e = (Element{}) {
		f.group = append(f.group, e)
	}
	slices.SortFunc(f.group, f.order)
	var first *Element
	for i := range f.group {
		e := &f.group[i]
		if first == nil || !f.same(first, e) {
			first = e
		}
		var other *Element
		if first != e && e.Entity.ID != "" {
			other = first
		}
		if err := f.check(e, other, emit, reject, problem); err != nil {
			return err
		}
	}
	clear(f.group)
	return nil
}

// same reports whether two elements are in one feed and have the same Id.
func (f *checkGroupFn) same(a, b *Element) bool {
	return a.Entity.ID == b.Entity.ID && feedOf(a, f.Options.OneFeed) == feedOf(b, f.Options.OneFeed)
}

// order is that of Ids and, of the same one, that of files and of the entities in them.
func (f *checkGroupFn) order(a, b Element) int {
	return cmp.Or(cmp.Compare(a.Entity.ID, b.Entity.ID), cmp.Compare(a.File, b.File), cmp.Compare(a.Number, b.Number))
}

// checks are the rules that look at an entity.
type checks struct {
	Options ValidateOptions

	validators map[feed.Format]*validate.Validator
	record     feed.Record
	lines      lines
}

// check checks an element; first, if not nil, is another one that has its Id.
func (c *checks) check(e, first *Element, emit func(Element), reject func(validate.Reject), problem func(validate.Problem)) error {
	problems, err := c.problems(e)
	if err != nil {
		return err
	}
	if first != nil {
		problems = append(problems, c.duplicate(e, first))
	}
	failed := false
	for i := range problems {
		failed = failed || problems[i].Severity == validate.Error
		problem(problems[i])
	}
	if !failed {
		emit(*e)
		return nil
	}
	r := validate.Reject{File: e.File, Line: e.Line, Column: e.Column, Offset: e.Offset, Entity: e.Number, ID: e.Entity.ID, Problems: problems}
	r.Source = c.lines.of(&e.Entity)
	reject(r)
	return nil
}

// duplicate returns the problem of an entity whose Id another one has.
func (c *checks) duplicate(e, first *Element) validate.Problem {
	id := spot{field: feed.ID, group: feed.EntityGroup}
	line := c.at(first, id).Line
	where := fmt.Sprintf("on line %d", line)
	switch {
	case line == 0:
		where = "by another entity"
	case first.File != e.File:
		where += " of " + first.File
	}
	p := c.at(e, id)
	p.Field, p.Rule, p.Value = feed.ID.String(), idDuplicate, e.Entity.ID
	p.Severity = severityOf(idDuplicate, kindOf(c.Options.Kind), c.Options.Profile)
	p.Message = fmt.Sprintf("the Id %q is already used %s", e.Entity.ID, where)
	p.Remedy = "give every entity an Id of its own"
	return p
}

// at returns a problem at a spot of an element.
func (c *checks) at(e *Element, s spot) validate.Problem {
	at := e.places.find(s, feed.Position{Offset: e.Offset, Line: e.Line, Column: e.Column})
	return validate.Problem{File: e.File, Line: at.Line, Column: at.Column, Offset: at.Offset, Entity: e.Number, ID: e.Entity.ID}
}

// problems returns what the rules for entities find.
func (c *checks) problems(e *Element) ([]validate.Problem, error) {
	numbered := numbering{record: &c.record, hollows: e.places.hollows()}
	err := feed.WriteEntity(&numbered, &e.Entity)
	var fault *feed.Fault
	if errors.As(err, &fault) { // a value that no feed can have
		p := validate.ProblemOf(e.File, fault)
		p.Line, p.Column, p.Offset, p.Entity, p.ID = e.Line, e.Column, e.Offset, e.Number, e.Entity.ID
		return []validate.Problem{p}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("beamfeed: %v: %w", e, err)
	}
	found, err := c.validator(e.Format).CheckRecord(&c.record)
	if err != nil {
		return nil, fmt.Errorf("beamfeed: %v: %w", e, err)
	}
	var problems []validate.Problem
	for _, p := range found {
		at := c.at(e, numbered.spot(p.Offset))
		p.File, p.Line, p.Column, p.Offset, p.Entity = at.File, at.Line, at.Column, at.Offset, at.Entity
		problems = append(problems, p)
	}
	return problems, nil
}

// validator returns the one that checks entities of a format. What it would find of a whole
// feed it does not look for, as it sees a part.
func (c *checks) validator(f feed.Format) *validate.Validator {
	f = cmp.Or(f, feed.JSONLines)
	if v := c.validators[f]; v != nil {
		return v
	}
	var p validate.Profile
	if c.Options.Profile != nil {
		p = *c.Options.Profile
	}
	severity := map[string]validate.Severity{}
	for code, s := range p.Severity {
		severity[code] = s
	}
	for _, code := range []string{idDuplicate, tooMany, tooLarge} {
		severity[code] = validate.Off
	}
	p.Severity = severity
	if c.validators == nil {
		c.validators = map[feed.Format]*validate.Validator{}
	}
	v := validate.New(f, &validate.Options{Kind: c.Options.Kind, Profile: &p})
	c.validators[f] = v
	return v
}

// A numbering is a feed.RecordWriter that makes a record of an entity as it was read, in which
// offsets are the numbers of the tokens.
type numbering struct {
	record  *feed.Record
	tokens  int64
	hollows []spot // empty values of the entity
}

// WriteRecord implements feed.RecordWriter.
func (n *numbering) WriteRecord(r *feed.Record) error {
	var s spotter
	if len(n.hollows) > 0 { // what a program has filled in is not empty any more
		for t := range r.Tokens() {
			at := s.next(t)
			n.hollows = slices.DeleteFunc(n.hollows, func(h spot) bool { return h == at })
		}
	}
	s = spotter{}
	for t := range r.Tokens() {
		if err := n.WriteToken(t); err != nil {
			return err
		}
		at := s.next(t)
		for _, h := range n.hollows {
			if at.field != feed.NoField || at != h.part() {
				continue
			}
			if err := n.WriteToken(feed.Token{Kind: feed.FieldValue, Field: h.field}); err != nil {
				return err
			}
		}
	}
	return nil
}

// WriteToken implements feed.Writer.
func (n *numbering) WriteToken(t feed.Token) error {
	t.Offset = n.tokens
	n.tokens++
	_, err := n.record.Add(t)
	return err
}

// Close implements feed.Writer.
func (n *numbering) Close() error { return nil }

// spot returns which spot the token of a number is.
func (n *numbering) spot(number int64) spot {
	var s spotter
	for t := range n.record.Tokens() {
		if at := s.next(t); t.Offset == number {
			return at
		}
	}
	return spot{group: feed.EntityGroup}
}

// lines makes lines of JSON Lines of entities.
type lines struct {
	text lineText
	w    feed.RecordWriter
}

type lineText []byte

func (t *lineText) Write(p []byte) (int, error) {
	*t = append(*t, p...)
	return len(p), nil
}

// of returns the line of an entity; nothing if it has none.
func (l *lines) of(e *feed.Entity) string {
	l.text = l.text[:0]
	if l.w == nil {
		l.w = feedio.NewWriter(&l.text, feed.JSONLines, nil)
	}
	err := feed.WriteEntity(l.w, e)
	if err == nil {
		err = l.w.(interface{ Flush() error }).Flush()
	}
	if err != nil {
		l.w = nil
		return ""
	}
	return string(l.text)
}
