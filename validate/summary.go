package validate

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Count is how many problems there are, by severity.
type Count [numSeverities]int64

// Of returns the number of problems of a severity, 0 if there is no such severity.
func (t *Count) Of(s Severity) int64 {
	if t == nil || s >= numSeverities {
		return 0
	}
	return t[s]
}

func (t *Count) total() int64 { return t.Of(Error) + t.Of(Warning) + t.Of(Note) }

// String returns the numbers in words: "1 error, 2 warnings", or "no problems".
func (t *Count) String() string {
	var parts []string
	for s := Error; s > Off; s-- {
		if n := t.Of(s); n > 0 {
			parts = append(parts, plural(n, s.String()))
		}
	}
	if len(parts) == 0 {
		return "no problems"
	}
	return strings.Join(parts, ", ")
}

func plural(n int64, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Counts are the counts of rules, by code.
type Counts map[string]*Count

// add counts a problem and returns the count of its rule.
func (c Counts) add(p *Problem) *Count {
	t := c[p.Rule]
	if t == nil {
		t = new(Count)
		c[p.Rule] = t
	}
	t[p.Severity]++
	return t
}

func (c Counts) addAll(d Counts) {
	for code, t := range d {
		if c[code] == nil {
			c[code] = new(Count)
		}
		c[code].add(t)
	}
}

// add adds the numbers of another Count; nil has none.
func (t *Count) add(more *Count) {
	if more == nil {
		return
	}
	for s, n := range more {
		t[s] += n
	}
}

// All yields the rules that have problems, with their counts: in the order of the rule
// table, and then other rules, in that of their codes.
func (c Counts) All() iter.Seq2[string, *Count] {
	return func(yield func(string, *Count) bool) {
		left := len(c)
		for i := range table {
			if t, ok := c[table[i].Code]; ok {
				if left--; t != nil && !yield(table[i].Code, t) {
					return
				}
			}
		}
		if left == 0 {
			return
		}
		for _, code := range slices.Sorted(maps.Keys(c)) {
			if t := c[code]; t != nil && find(table, code) == nil && !yield(code, t) {
				return
			}
		}
	}
}

// Sum returns that of all rules.
func (c Counts) Sum() *Count {
	sum := new(Count)
	for _, t := range c {
		sum.add(t)
	}
	return sum
}

// A fileSummary is what a report says at the end of a feed.
type fileSummary struct {
	File     string
	Entities int64
	Problems Counts

	shown int64 // the most problems of a rule that were shown, if positive
}

// hidden yields the rules of which problems were counted and not shown, with
// their number.
func (s *fileSummary) hidden() iter.Seq2[string, int64] {
	return func(yield func(string, int64) bool) {
		for code, t := range s.Problems.All() {
			if n := t.total() - s.shown; s.shown > 0 && n > 0 && !yield(code, n) {
				return
			}
		}
	}
}

// A runSummary is what a report says at its end.
type runSummary struct {
	Files    int64 // that Report.End was called for
	Unread   int64 // files that could not be read, or not to their end
	Entities int64
	Problems Counts
	Took     time.Duration
}

// String returns the numbers in words, without those of the single rules.
func (s *runSummary) String() string {
	text := fmt.Sprintf("%s in %s, %s", plural(s.Entities, "entity"), plural(s.Files, "file"), s.Problems.Sum())
	if s.Unread > 0 {
		text += ", " + plural(s.Unread, "file") + " could not be read"
	}
	return fmt.Sprintf("%s, %.2f s", text, s.Took.Seconds())
}
