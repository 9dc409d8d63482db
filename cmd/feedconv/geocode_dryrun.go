package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/run"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// dryRun says what would be sent.
func (g *geocoding) dryRun() error {
	options := g.feedOptions()
	found := make(findings)
	options.Problem = found.add
	if err := g.sniff(&options); err != nil {
		return err
	}
	estimate, err := g.estimate(&options)
	if err != nil {
		return err
	}
	rows := g.countRows(&options)
	plan, err := batch.DryRun(options)
	if err != nil && !errors.Is(err, batch.ErrInvalid) {
		return g.judged(err)
	}
	if err := g.printPlan(plan, rows(), found, estimate); err != nil {
		return err
	}
	if err != nil {
		fmt.Fprintf(g.s.stderr, "feedconv: %s: the feed has errors, and would not be sent\n", displayName(g.in))
		return errPrinted
	}
	return nil
}

// countRows lets the rows of a table be counted as it is read, also the blank ones. It returns how
// many there are; 0 of a feed.
func (g *geocoding) countRows(options *batch.Options) (rows func() int64) {
	var last *tablefeed.Reader
	if newReader := options.NewReader; newReader != nil {
		options.NewReader = func(text io.Reader) feed.RecordReader {
			r := newReader(text)
			last, _ = r.(*tablefeed.Reader)
			return r
		}
	}
	return func() int64 {
		if last == nil {
			return 0
		}
		return last.Row()
	}
}

// A finding is what is wrong with a feed by one rule.
type finding struct {
	first validate.Problem
	times int64
	also  []feed.Position // of the next ones
}

// findings are those of all rules.
type findings map[string]*finding

// alsoPlaces is how many places of a rule are named beside the first.
const alsoPlaces = 2

func (f findings) add(p validate.Problem) error {
	of := f[p.Rule]
	if of == nil {
		of = &finding{first: p}
		f[p.Rule] = of
	} else if len(of.also) < alsoPlaces {
		of.also = append(of.also, feed.Position{Line: p.Line, Column: p.Column})
	}
	of.times++
	return nil
}

// times returns how often a rule was broken.
func (f findings) times(rule string) int64 {
	if of := f[rule]; of != nil {
		return of.times
	}
	return 0
}

// inOrder returns the findings, the severe ones first, then in the order of the feed.
func (f findings) inOrder() []*finding {
	return slices.SortedFunc(maps.Values(f), func(a, b *finding) int {
		return cmp.Or(cmp.Compare(b.first.Severity, a.first.Severity), cmp.Compare(a.first.Offset, b.first.Offset), strings.Compare(a.first.Rule, b.first.Rule))
	})
}

// noAddress is the rule of an entity that gives nothing to geocode.
const noAddress = "address-missing"

// printPlan prints what would be sent, and what is wrong with the feed. Of a table it says how many
// rows were read, of which blank ones are no entities. Of Azure Maps the estimate says more.
func (g *geocoding) printPlan(p batch.Plan, rows int64, found findings, e *run.Estimate) error {
	var b strings.Builder
	name := displayName(g.in)
	fmt.Fprintf(&b, "%s: ", name)
	if rows > 0 {
		fmt.Fprintf(&b, "%s, ", quote.Count(rows, "row"))
	}
	b.WriteString(quote.Count(p.Entities, "entity"))
	if p.Kept > 0 {
		fmt.Fprintf(&b, ", %d kept as they are", p.Kept)
	}
	fmt.Fprintf(&b, ", %s\n", quote.Count(p.Requests, "distinct request"))
	if e == nil {
		fmt.Fprintf(&b, "%s: %d without an address\n", name, found.times(noAddress))
	}
	switch {
	case e != nil:
		b.WriteString(g.estimated(e))
	case p.Jobs > 0:
		fmt.Fprintf(&b, "%s: to send: %s in %s, %s\n", name, quote.Count(p.Sent, "entity"), quote.Count(p.Jobs, "job"), quote.Count(p.Bytes, "byte"))
	default:
		fmt.Fprintf(&b, "%s: to send: nothing\n", name)
	}
	if _, err := io.WriteString(g.s.stdout, b.String()); err != nil {
		return err
	}
	report := validate.NewReport(g.s.stdout, validate.Text, nil)
	if err := report.Begin(name); err != nil {
		return err
	}
	for _, f := range found.inOrder() {
		if err := g.printFinding(report, f); err != nil {
			return err
		}
	}
	return nil
}

// printFinding prints the first problem of a rule, and how many more there are.
func (g *geocoding) printFinding(r *validate.Report, f *finding) error {
	if err := r.Problem(f.first); err != nil || f.times == 1 {
		return err
	}
	var also []string
	for _, at := range f.also {
		also = append(also, fmt.Sprintf("%d:%d", at.Line, at.Column))
	}
	more := ""
	if left := f.times - 1 - int64(len(also)); left > 0 {
		more = " …"
	}
	_, err := fmt.Fprintf(g.s.stdout, "\t%d of %s in all, also at %s%s\n", f.times, f.first.Rule, strings.Join(also, ", "), more)
	return err
}
