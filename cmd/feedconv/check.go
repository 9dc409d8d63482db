package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// checkOptions are the flags of convert that let it look at the feed.
type checkOptions struct {
	validate   bool
	rejects    string
	maxRejects string
	judge      judgeOptions
}

func (o *checkOptions) register(flags *flag.FlagSet) {
	flags.BoolVar(&o.validate, "validate", false, "check the feed while converting it; an error ends the run")
	flags.StringVar(&o.rejects, "rejects", "", "write entities with errors to `FILE` instead, as JSON lines; implies -validate")
	flags.StringVar(&o.maxRejects, "max-rejects", "", "fail if more than `N` entities, or N% of them, are rejected (default: fail if all are)")
	o.judge.register(flags)
}

// A check looks at the entities on their way through a conversion. A nil check
// lets everything pass.
type check struct {
	options    *validate.Options
	rejectFile string // empty if an error ends the run
	most       limit

	validator *validate.Validator
	report    *validate.Report
	out       *output       // of the rejects
	buffer    *bufio.Writer // on out
	writer    *validate.RejectWriter
	stderr    io.Writer
	waiting   bytes.Buffer // with -rejects: the report on errors since the last reject
	rejected  int64
	rules     map[string]int64 // rejected entities by the rules they broke
}

// A limit is a number, or a share of all.
type limit struct {
	set     bool
	number  float64
	percent bool
}

func parseLimit(text string) (l limit, err error) {
	if text == "" {
		return limit{}, nil
	}
	digits, percent := strings.CutSuffix(text, "%")
	l = limit{set: true, percent: percent}
	if percent {
		l.number, err = strconv.ParseFloat(digits, 64)
	} else {
		var n int64
		n, err = strconv.ParseInt(digits, 10, 64)
		l.number = float64(n)
	}
	if err != nil || !(l.number >= 0) || percent && l.number > 100 {
		return limit{}, usagef("-max-rejects: %q is neither a number nor a share such as 5%%", text)
	}
	return l, nil
}

// check checks the flags. It returns nil where there is nothing to look at.
func (o *checkOptions) check() (*check, error) {
	c := &check{rejectFile: o.rejects, rules: make(map[string]int64)}
	var err error
	if c.most, err = parseLimit(o.maxRejects); err != nil {
		return nil, err
	}
	o.validate = o.validate || o.rejects != ""
	if !o.validate && o.judge != defaultJudge {
		return nil, usagef("-kind and -profile go with -validate")
	}
	if c.most.set && o.rejects == "" {
		return nil, usagef("-max-rejects goes with -rejects FILE")
	}
	if c.options, err = o.judge.options(); err != nil {
		return nil, err
	}
	if !o.validate {
		return nil, nil
	}
	return c, nil
}

// file returns the name of the rejects' file, if there is one.
func (c *check) file() string {
	if c == nil {
		return ""
	}
	return c.rejectFile
}

// begin prepares the check of an input.
func (c *check) begin(s *session, conversion *conversion, in *input, columns []feed.Field) error {
	if c == nil {
		return nil
	}
	var err error
	if c.rejectFile != "" {
		if c.out, err = s.createOutput(c.rejectFile, feedio.CreateOptions{Replace: true}); err != nil {
			return err
		}
		c.buffer = bufio.NewWriter(c.out.w)
		c.writer = validate.NewRejectWriter(c.buffer)
	}
	c.reportOn(s, in.name)
	if err := c.checkHeader(conversion, columns); err != nil {
		return err
	}
	options := *c.options
	options.File = in.name
	options.Handle = func(p validate.Problem) error { return c.problem(s, p) }
	c.validator = validate.New(in.Format(), &options)
	return nil
}

// reportOn begins the report on an input. With -rejects it waits: what is said of an
// entity goes to the file with it, and only of what ends the run is it printed.
func (c *check) reportOn(s *session, name string) {
	c.stderr = s.stderr
	w := c.stderr
	if c.writer != nil {
		w = &c.waiting
	}
	c.report = validate.NewReport(w, validate.Text, nil)
	c.report.Begin(name)
}

// print completes the report, on what ends the run.
func (c *check) print() error {
	if err := c.report.End(0, nil); err != nil {
		return err
	}
	if _, err := c.waiting.WriteTo(c.stderr); err != nil {
		return err
	}
	return errPrinted
}

// refuse reports what keeps an input from being read at all, in the form of the
// faults that come later.
func (c *check) refuse(s *session, name string, err error) error {
	var fault *feed.Fault
	if c == nil || !errors.As(err, &fault) {
		return named(name, err)
	}
	c.reportOn(s, name)
	options := *c.options
	options.File, options.Handle = name, c.report.Problem
	_, err = validate.New(feed.CSV, &options).Copy(context.Background(), nil, faulty{fault}, nil)
	if errors.Is(err, validate.ErrInvalid) {
		return c.print()
	}
	return named(name, err)
}

// notice judges what the reader reports: odd rows, and what it mends if the output will
// not show it mended. That is what is said of single columns, when the validator reads on
// after the header.
func (c *check) notice(f *feed.Fault, odd bool) {
	if odd || f.Cause == feed.ColumnDuplicate || f.Cause == feed.ColumnMissing {
		c.validator.Notice(f)
	}
}

// isForUpload reports whether the output is checked as a feed for the service.
func (c *check) isForUpload() bool { return c != nil && c.options.Kind == validate.Upload }

// problem reports what is found; with -rejects, errors only.
func (c *check) problem(s *session, p validate.Problem) error {
	if p.Severity != validate.Error && (s.quiet || c.writer != nil) {
		return nil
	}
	return c.report.Problem(p)
}

// checkHeader judges the header that delimited output gets, by reading it as the
// service would.
func (c *check) checkHeader(conversion *conversion, columns []feed.Field) error {
	if conversion.to.Delimiter() == 0 || conversion.form.kind != feedForm {
		return nil
	}
	var header bytes.Buffer
	if err := feedio.NewWriter(&header, conversion.to, &feedio.WriterOptions{Columns: columns}).Close(); err != nil {
		return err
	}
	options := *c.options
	options.File = conversion.out
	if options.File == "-" {
		options.File = "<stdout>"
	}
	failed := false
	options.Handle = func(p validate.Problem) error {
		if p.Entity > 0 || p.Severity != validate.Error || !strings.HasPrefix(p.Rule, "column-") {
			return nil
		}
		failed = true
		return c.report.Problem(p)
	}
	v := validate.New(conversion.to, &options)
	if err := v.Run(context.Background(), feedio.NewReader(&header, conversion.to, &feed.ReaderOptions{Notice: v.Notice})); err != nil {
		return err
	}
	if failed {
		return c.print()
	}
	return nil
}

// survey is a copy that reports nothing: the conversion does, later.
func (c *check) survey(w feed.RecordWriter, in *input) error {
	_, err := validate.New(in.Format(), c.options).Copy(context.Background(), w, in.Reader, func(*validate.Reject) error { return nil })
	if errors.Is(err, validate.ErrInvalid) {
		return nil
	}
	return err
}

// copy is feed.Copy with the check.
func (c *check) copy(w feed.RecordWriter, r feed.RecordReader) error {
	reject := c.reject
	if c.writer == nil {
		reject = nil
	}
	_, err := c.validator.Copy(context.Background(), w, r, reject)
	if errors.Is(err, validate.ErrInvalid) {
		return c.print()
	}
	if err == nil && c.most.percent && float64(c.rejected)*100 > c.most.number*float64(c.validator.Entities()) {
		return c.tooMany()
	}
	if err == nil && !c.most.set && c.rejected > 0 && c.rejected == c.validator.Entities() {
		return &inputError{fmt.Sprintf("every entity has errors (%d of %d), so the output would be empty; \"feedconv validate\" shows them, and -max-rejects 100%% sets them all aside", c.rejected, c.rejected)}
	}
	return err
}

// reject sets an entity aside.
func (c *check) reject(r *validate.Reject) error {
	c.rejected++
	c.waiting.Reset()
	if err := c.report.Begin(r.File); err != nil {
		return err
	}
	if c.most.set && !c.most.percent && float64(c.rejected) > c.most.number {
		return c.tooMany()
	}
	seen := make(map[string]bool)
	for _, p := range r.Problems {
		if p.Severity == validate.Error && !seen[p.Rule] {
			seen[p.Rule] = true
			c.rules[p.Rule]++
		}
	}
	return c.writer.Write(r)
}

// tooMany is the error of a run with more rejects than allowed.
func (c *check) tooMany() error {
	most := strconv.FormatFloat(c.most.number, 'f', -1, 64)
	if c.most.percent {
		most += "%"
	}
	return &inputError{fmt.Sprintf("%d of the %d entities read have errors, more than -max-rejects %s allows; \"feedconv validate\" shows them", c.rejected, c.validator.Entities(), most)}
}

// end completes the rejects.
func (c *check) end() error {
	if c == nil || c.out == nil {
		return nil
	}
	if err := c.buffer.Flush(); err != nil {
		return err
	}
	return c.out.end()
}

// commit gives the file of the rejects its name.
func (c *check) commit() error {
	if c == nil || c.out == nil {
		return nil
	}
	return c.out.commit()
}

func (c *check) abandon() {
	if c != nil && c.out != nil {
		c.out.abandon()
	}
}

// note says how many entities were set aside, and for what.
func (c *check) note(s *session) {
	if c == nil || c.writer == nil {
		return
	}
	var rules []string
	for rule, n := range c.rules {
		rules = append(rules, fmt.Sprintf("%s %d", rule, n))
	}
	slices.Sort(rules)
	message := fmt.Sprintf("%d of %d entities written to %s", c.rejected, c.validator.Entities(), c.rejectFile)
	if len(rules) > 0 {
		message += ": " + strings.Join(rules, ", ")
	}
	s.note("%s", message)
	if c.rejected > 0 && c.rejected == c.validator.Entities() {
		s.note("the output holds no entity, as all were rejected")
	}
}
