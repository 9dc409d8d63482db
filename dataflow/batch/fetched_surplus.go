package batch

import (
	"bytes"
	"slices"
	"sort"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Surplus is a result that is in no output.
type Surplus struct {
	Feed   int   // index among the results
	Entity int64 // number in that feed, from 1
	ID     string
	At     feed.Position
	// Differs says that an earlier result of the same Id, with other values, is used
	// instead.
	Differs bool
}

// maxSurplus is how many of them are shown.
const maxSurplus = 100

// A surplusResult is a result to be shown.
type surplusResult struct {
	ordinal int64
	Surplus
}

// A surplusList has the first of the results in no output.
type surplusList struct {
	store *resultStore
	first []surplusResult // in no order
	err   error
}

// reportSurplus counts the results that are in no output, and reports the first.
func (j *fetchedJoin) reportSurplus() error {
	if j.matched == j.store.count {
		return nil
	}
	list := surplusList{store: j.store}
	again := func(first, other *storedResult) {
		if bytes.Equal(records.AnswerValues(first.packed), records.AnswerValues(other.packed)) {
			j.report.Repeated++
			return
		}
		j.report.Differing++
		list.add(other, true)
	}
	err := j.store.eachPart(again, func(_ int, p *resultPart, _ func(uint64) bool) error {
		return p.each(func(r *storedResult) error {
			if !j.used.has(r.ordinal) {
				j.report.Foreign++
				list.add(r, false)
			}
			return list.err
		})
	})
	if err != nil || j.Surplus == nil {
		return err
	}
	list.trim()
	for _, s := range list.first {
		j.Surplus(s.Surplus)
	}
	return nil
}

// add adds a result.
func (l *surplusList) add(r *storedResult, differs bool) {
	at, err := r.position()
	if err != nil {
		l.err = err
	}
	i := sort.Search(len(l.store.feeds), func(i int) bool { return l.store.feeds[i] > r.ordinal }) - 1
	l.first = append(l.first, surplusResult{r.ordinal, Surplus{i, r.ordinal - l.store.feeds[i] + 1, r.idOf(), at, differs}})
	if len(l.first) == 2*maxSurplus {
		l.trim()
	}
}

// trim sorts the results and drops those not to be shown.
func (l *surplusList) trim() {
	slices.SortFunc(l.first, func(a, b surplusResult) int { return int(a.ordinal - b.ordinal) })
	l.first = l.first[:min(len(l.first), maxSurplus)]
}
