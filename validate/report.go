package validate

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// A Report shows the problems of one or more feeds, one feed after the other.
// Every error of its io.Writer is returned.
type Report struct {
	form  form
	max   int
	clock func() time.Time

	begun time.Time
	file  FileSummary
	run   RunSummary
}

// A form is how a report looks.
type form interface {
	begin(file string) error
	problem(p *Problem) error
	end(s *FileSummary) error
	failed(file, message string) error
	close(s *RunSummary) error
}

// A Style names a form of reports.
type Style string

// The styles.
const (
	Text   Style = "text"   // for people
	JSONL  Style = "jsonl"  // one JSON object in a line, nothing else
	GitHub Style = "github" // workflow annotations
	JUnit  Style = "junit"  // the XML of test reports
)

var forms = map[Style]func(io.Writer, *ReportOptions) form{Text: newText, JSONL: newJSONL, GitHub: newGitHub, JUnit: newJUnit}

// ParseStyle returns the style of a name.
func ParseStyle(name string) (Style, error) {
	if forms[Style(name)] == nil {
		return "", fmt.Errorf("no report format %s; there are text, jsonl, github and junit", strconv.Quote(name))
	}
	return Style(name), nil
}

// ReportOptions are the options of a Report. The zero value serves.
type ReportOptions struct {
	// Max is how many problems of a rule are shown in a file; the rest is
	// counted. 0 stands for the style's default, 20 or, for JSONL, all; a
	// negative one for all.
	Max int
	// Failure is the least severity that makes a feed fail, which JUnit has to
	// tell; Error if zero.
	Failure Severity
	// Summary lets JSONL end with a record of the numbers; the other styles have them
	// in any case.
	Summary bool
	// Clock tells the time, for how long the run took; time.Now if nil.
	Clock func() time.Time
}

// defaultMax is the Max of the styles that people read.
const defaultMax = 20

// NewReport returns a Report on w, which gets a write for each problem: it is the
// caller's to buffer. Close ends the report; it does not close w.
func NewReport(w io.Writer, s Style, o *ReportOptions) *Report {
	var options ReportOptions
	if o != nil {
		options = *o
	}
	options.Failure = cmp.Or(options.Failure, Error)
	r := &Report{form: forms[s](w, &options), max: options.Max, clock: options.Clock}
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

// Begin begins a feed.
func (r *Report) Begin(file string) error {
	r.file = FileSummary{File: file, Problems: make(Counts), shown: int64(r.max)}
	return r.form.begin(file)
}

// Problem takes the next problem of the feed: it is a Handle of Options.
func (r *Report) Problem(p Problem) error {
	if n := r.file.Problems.add(&p).total(); r.max > 0 && n > int64(r.max) {
		return nil
	}
	return r.form.problem(&p)
}

// Shown returns how many problems of a rule and feed are shown; 0 stands for all.
func (r *Report) Shown() int { return max(r.max, 0) }

// End ends a feed that had so many entities. Counts are those of its problems, of
// which Problem may not have been given all; nil if it was.
func (r *Report) End(entities int64, counts Counts) error {
	r.file.Entities = entities
	if counts != nil {
		r.file.Problems = counts
	}
	r.run.Files++
	r.run.Entities += entities
	r.run.Problems.addAll(r.file.Problems)
	return r.form.end(&r.file)
}

// Failed says that a feed could not be read, or not to its end, for a reason that is
// none of its problems: behind its End or, where it could not be opened, instead of
// its Begin. Text and JSONL have no word of it; that is for standard error.
func (r *Report) Failed(file string, err error) error {
	r.run.Unread++
	return r.form.failed(file, err.Error())
}

// Close ends the report.
func (r *Report) Close() error {
	r.run.Took = r.clock().Sub(r.begun)
	return r.form.close(&r.run)
}

// oneLine escapes what would end a line or hide in a terminal.
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
