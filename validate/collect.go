package validate

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file carries a problem from a rule or the reader to Options.Handle:
//
//	report -> count -> queue -> flush -> Handle
//
// Count counts it by rule and severity; once Handle has had enough problems of the rule,
// nothing more happens. Queue holds it while a problem with an earlier position may still
// be found: a problem of an entity until the entity is judged, a problem of the feed
// itself until the next entity is judged. Flush sorts the held problems by position and
// hands them on.

// maxQueued is how many problems are held for one entity and for the feed before it.
// Further problems are handed on as they are found.
const maxQueued = 4096

// report reports a rule's problem with the current entity or with the feed itself.
func (v *Validator) report(p Problem, r *Rule, ofEntity bool) {
	if p.Severity == Error && !ofEntity {
		v.keepFirst(p)
	}
	if v.count(r, p.Severity, ofEntity) {
		v.queue(p, ofEntity)
	}
}

// reportFeed reports what is wrong with the feed as a whole.
func (v *Validator) reportFeed(code string, at feed.Position, path, message, remedy string) {
	r := v.rules[code]
	v.report(v.problem(&feed.Fault{Position: at, Path: path, Message: message, Remedy: remedy}, r), r, false)
}

// count counts a problem of a rule and reports whether it is to be queued, too.
func (v *Validator) count(r *Rule, s Severity, ofEntity bool) (wanted bool) {
	if s == Off {
		return false
	}
	t := &v.tallies[r.index]
	t.count[s]++
	v.counts[s]++
	if s == Error {
		if !ofEntity {
			v.feedErrors++
		}
		if !r.ofFeed && (ofEntity || v.inEntity()) {
			v.marks |= refused
		}
	}
	return !t.full
}

// queue takes a problem that Handle is to get. A problem outside entities, such as an
// empty feed or an unclosed CDATA section, may be found before another that precedes it in
// the feed. This cannot happen in a piece or in a conversion, which ends at an error of
// the feed.
func (v *Validator) queue(p Problem, ofEntity bool) {
	switch {
	case ofEntity || v.inEntity():
		if len(v.problems) < maxQueued {
			v.problems = append(v.problems, p)
			return
		}
		v.more++
	case v.piece == nil && !v.known.has(converting):
		if len(v.waiting) == maxQueued {
			v.flush()
		}
		v.waiting = append(v.waiting, p)
		return
	}
	v.flush()
	v.waiting = append(v.waiting, p)
	v.flush()
}

// flush hands on the waiting problems and then those of the entity, each sorted by
// position.
func (v *Validator) flush() {
	v.hand(v.waiting)
	v.waiting = v.waiting[:0]
	v.hand(v.problems[v.flushed:])
	v.flushed = len(v.problems)
}

// hand flushes one queue. Only here is it decided whether Handle has had enough problems
// of a rule, because the problems of an entity are not found in order.
func (v *Validator) hand(queue []Problem) {
	slices.SortStableFunc(queue, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	for i := range queue {
		p := &queue[i]
		v.place(p)
		if v.err != nil || v.options.Handle == nil {
			continue
		}
		v.err = notEnd(v.options.Handle(*p))
		if v.options.Max > 0 {
			t := &v.tallies[v.rules[p.Rule].index]
			t.full = t.count.total() >= int64(v.options.Max)
		}
	}
}

// place sets the line and column of a rule's problem, which has only an offset.
func (v *Validator) place(p *Problem) {
	if p.Line == 0 && v.reader != nil {
		at := v.reader.Position(p.Offset)
		p.Line, p.Column = at.Line, at.Column
	}
}

// A tally is how often a feed has broken a rule.
type tally struct {
	severity Severity // that the profile gives it
	count    Count
	full     bool // Handle has had as many as Options.Max: the rest is counted
	enough   bool // of a fork: the Validator was full when it joined it last
}

// newTallies returns the tallies of all rules for a kind of feeds, by their index.
func newTallies(rules []Rule, m *measure, k Kind) []tally {
	tallies := make([]tally, len(rules))
	for i := range rules {
		r := &rules[i]
		tallies[i].severity = r.severityIn(k)
		if s, ok := m.severity[r.Code]; ok {
			tallies[i].severity = s
		}
	}
	return tallies
}

// severityOf returns the severity that the profile gives a rule.
func (v *Validator) severityOf(code string) Severity { return v.tallies[v.rules[code].index].severity }

// Counts returns the number of problems so far, by rule, including those not passed to
// Handle.
func (v *Validator) Counts() Counts {
	counts := make(Counts)
	for i := range v.tallies {
		if n := v.tallies[i].count; n.total() > 0 {
			counts[v.table[i].Code] = &n
		}
	}
	return counts
}

// notEnd returns an error of a function of the caller, which must not be taken for the end of
// the feed.
func notEnd(err error) error {
	if err == io.EOF {
		return fmt.Errorf("the problem or reject was not taken: %w", err)
	}
	return err
}
