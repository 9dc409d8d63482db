package validate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Report shows the problems of one or more feeds, one feed after the other.
// Every error of its io.Writer is returned. Make one with NewReport.
type Report struct {
	form  form
	max   int
	clock func() time.Time

	begun time.Time
	file  fileSummary
	run   runSummary
}

// A form is how a report looks.
type form interface {
	begin(file string) error
	problem(p *Problem) error
	end(s *fileSummary) error
	failed(file, message string) error
	close(s *runSummary) error
}

// A Style names a form of reports.
type Style string

// The styles.
const (
	Text   Style = "text"   // for people
	JSONL  Style = "jsonl"  // one JSON object in a line, nothing else
	GitHub Style = "github" // workflow annotations
	JUnit  Style = "junit"  // the XML of test reports
	HTML   Style = "html"   // a page for a browser
	SARIF  Style = "sarif"  // what code scanning reads, version 2.1.0
)

var forms = map[Style]func(io.Writer, *ReportOptions) form{Text: newText, JSONL: newJSONL, GitHub: newGitHub, JUnit: newJUnit, HTML: newHTML, SARIF: newSARIF}

// ParseStyle returns the style of a name.
func ParseStyle(name string) (Style, error) {
	if forms[Style(name)] == nil {
		return "", fmt.Errorf("no report format %s; there are text, jsonl, github, junit, html and sarif", strconv.Quote(name))
	}
	return Style(name), nil
}

// ReportOptions are the options of a Report. The zero value and a nil pointer mean the
// defaults.
type ReportOptions struct {
	// Max is how many problems of a rule are shown in a file; the rest are
	// counted. 0 means the style's default, 20 or, for JSONL, all; a
	// negative number means all.
	Max int
	// Failure is the lowest severity that makes a feed fail in a JUnit report; Error if
	// zero.
	Failure Severity
	// Summary ends a JSONL report with a record of the numbers; other styles always have
	// them.
	Summary bool
	// Source opens a feed's uncompressed text again, for HTML, which shows the lines of the
	// problems. It may be nil. The Report closes the returned reader.
	Source func(file string) (io.ReadCloser, error)
	// Version is the program's version, for SARIF.
	Version string
	// Clock returns the time, to measure how long the run takes; time.Now if nil.
	Clock func() time.Time
}

// defaultMax is the Max of the styles that people read.
const defaultMax = 20

// NewReport returns a Report that writes to w, once for each problem; buffer w if that is
// too often. Close ends the report; it does not close w. After an unknown style, invalid
// options or a nil writer, every method returns an error.
func NewReport(w io.Writer, s Style, o *ReportOptions) *Report {
	var options ReportOptions
	if o != nil {
		options = *o
	}
	options.Failure = cmp.Or(options.Failure, Error)
	r := &Report{form: newForm(w, s, &options), max: options.Max, clock: options.Clock}
	if r.clock == nil {
		r.clock = time.Now
	}
	if r.max == 0 && s != JSONL {
		r.max = defaultMax
	}
	r.begun = r.clock()
	r.run.Problems = make(Counts)
	return r
}

// newForm returns the form of a style, or one that says why there is none.
func newForm(w io.Writer, s Style, o *ReportOptions) form {
	switch {
	case forms[s] == nil:
		_, err := ParseStyle(string(s))
		return unusable{fmt.Errorf("validate: %w", err)}
	case w == nil:
		return unusable{errors.New("validate: the report has no writer")}
	case o.Failure >= numSeverities:
		return unusable{fmt.Errorf("validate: ReportOptions.Failure: there is no %v", o.Failure)}
	}
	return forms[s](w, o)
}

// unusable is the form of a report that cannot be written.
type unusable struct{ err error }

func (u unusable) begin(string) error          { return u.err }
func (u unusable) problem(*Problem) error      { return u.err }
func (u unusable) end(*fileSummary) error      { return u.err }
func (u unusable) failed(string, string) error { return u.err }
func (u unusable) close(*runSummary) error     { return u.err }

var (
	errZeroReport = errors.New("validate: a Report that NewReport has not made")
	errNotBegun   = errors.New("validate: the report of the feed is not begun; call Begin first")
)

// check returns the error of a call that needs a feed to be begun.
func (r *Report) check() error {
	switch {
	case r.form == nil:
		return errZeroReport
	case r.file.Problems == nil:
		return errNotBegun
	}
	return nil
}

// Begin begins a feed.
func (r *Report) Begin(file string) error {
	if r.form == nil {
		return errZeroReport
	}
	r.file = fileSummary{File: file, Problems: make(Counts), shown: int64(r.max)}
	return r.form.begin(file)
}

// Problem takes the next problem of the feed; use it as the Handle of Options.
func (r *Report) Problem(p Problem) error {
	if err := r.check(); err != nil {
		return err
	}
	if p.Severity >= numSeverities {
		return fmt.Errorf("validate: a problem of the rule %s: there is no %v", quote.Text(p.Rule), p.Severity)
	}
	if n := r.file.Problems.add(&p).total(); r.max > 0 && n > int64(r.max) {
		return nil
	}
	return r.form.problem(&p)
}

// Shown returns how many problems of a rule and feed are shown; 0 means all.
func (r *Report) Shown() int { return max(r.max, 0) }

// End ends a feed of that many entities. Counts has its problems, including those not
// passed to Problem; it may be nil if all were.
func (r *Report) End(entities int64, counts Counts) error {
	if err := r.check(); err != nil {
		return err
	}
	r.file.Entities = entities
	if counts != nil {
		r.file.Problems = counts
	}
	r.run.Files++
	r.run.Entities += entities
	r.run.Problems.addAll(r.file.Problems)
	return r.form.end(&r.file)
}

// Failed reports that a feed could not be read, or not to its end, for a reason other
// than its problems. Call it after End or, if the feed could not be opened, instead of
// Begin. Text and JSONL do not show it: print the error to standard error.
func (r *Report) Failed(file string, err error) error {
	switch {
	case r.form == nil:
		return errZeroReport
	case err == nil:
		return errors.New("validate: Report.Failed without an error")
	}
	r.run.Unread++
	return r.form.failed(file, err.Error())
}

// Close ends the report.
func (r *Report) Close() error {
	if r.form == nil {
		return errZeroReport
	}
	r.run.Took = r.clock().Sub(r.begun)
	return r.form.close(&r.run)
}

// oneLine escapes characters that end a line or that a terminal does not show.
func oneLine(s string) string {
	if isPlainASCII(s) {
		return s
	}
	if strings.IndexFunc(s, func(r rune) bool { return !printable(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if printable(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

// isPlainASCII reports whether s is printable ASCII.
func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// sentence returns the message with its remedy.
func (p *Problem) sentence() string {
	if p.Remedy == "" {
		return p.Message
	}
	return p.Message + "; " + p.Remedy
}

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
			parts = append(parts, quote.Count(n, s.String()))
		}
	}
	if len(parts) == 0 {
		return "no problems"
	}
	return strings.Join(parts, ", ")
}

// Counts has the count of each rule, by code.
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

// Sum returns the count of the problems of all rules.
func (c Counts) Sum() *Count {
	sum := new(Count)
	for _, t := range c {
		sum.add(t)
	}
	return sum
}

// A fileSummary is what a report says about a feed at its end.
type fileSummary struct {
	File     string
	Entities int64
	Problems Counts

	shown int64 // the most problems of a rule that were shown, if positive
}

// hidden yields the rules that have problems not shown, with the number of these.
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

// String returns the numbers in words, without those of single rules.
func (s *runSummary) String() string {
	text := fmt.Sprintf("%s in %s, %s", quote.Count(s.Entities, "entity"), quote.Count(s.Files, "file"), s.Problems.Sum())
	if s.Unread > 0 {
		text += ", " + quote.Count(s.Unread, "file") + " could not be read"
	}
	return fmt.Sprintf("%s, %.2f s", text, s.Took.Seconds())
}
