package validate

import (
	"cmp"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file brings a problem from a rule, or from the reader, to Options.Handle:
//
//	report -> count -> queue -> flush -> Handle
//
// Count counts it by rule and severity, which is all that is done where Handle has had
// enough of the rule. Queue holds it while others may come that are before it: one of an
// entity until that is judged, one of the feed itself until the next entity is. Flush puts
// those in the order of their places and hands them on.

// maxQueued bounds the problems that are held, of one entity and of the feed before
// it. Further ones are handed on as they are found.
const maxQueued = 4096

// report reports a problem of a rule, of the entity at hand or of the feed itself.
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

// queue takes a problem that is not only counted. What is found later may be before one
// that is found outside of entities: a feed that is empty, say, or a CDATA section that is
// not closed. In a piece or a conversion, which ends at an error of the feed, it is not.
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

// flush hands on what waits and then the problems of the entity, both in the order of
// their places.
func (v *Validator) flush() {
	v.hand(v.waiting)
	v.waiting = v.waiting[:0]
	v.hand(v.problems[v.flushed:])
	v.flushed = len(v.problems)
}

// hand is flush of one queue. Whether Handle has had enough of a rule is judged only here,
// as the problems of an entity are found in another order.
func (v *Validator) hand(queue []Problem) {
	slices.SortStableFunc(queue, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	for i := range queue {
		p := &queue[i]
		v.place(p)
		if v.err != nil || v.options.Handle == nil {
			continue
		}
		v.err = v.options.Handle(*p)
		if v.options.Max > 0 {
			t := &v.tallies[v.rules[p.Rule].index]
			t.full = t.count.total() >= int64(v.options.Max)
		}
	}
}

// place gives a problem of a rule, which knows its offset only, its line and column.
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

// Counts returns how many problems there are so far, by rule: those that were
// only counted, too.
func (v *Validator) Counts() Counts {
	counts := make(Counts)
	for i := range v.tallies {
		if n := v.tallies[i].count; n.total() > 0 {
			counts[v.table[i].Code] = &n
		}
	}
	return counts
}
