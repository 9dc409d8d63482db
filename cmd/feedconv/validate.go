package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var validateCommand = command{
	name:    "validate",
	summary: "find what the service would reject, before upload",
	help:    validateHelp,
	flags:   func() *flag.FlagSet { flags, _ := validateFlags(); return flags },
	run:     runValidate,
}

const validateHelp = `usage: feedconv validate [flags] FILE…

Validate reads each file to its end and reports every problem: where it is, which
rule it breaks, what is wrong and what to do. "-" is standard input.
"feedconv explain" lists the rules, and "feedconv explain RULE" explains one.

For results, the feed that the service returns, give -kind results.

-profile sets what a feed must meet: the limits of an enterprise or a basic key, or
a JSON file of your own. Such a file sets limits, the severity of rules (error,
warning, note or off), the cultures that are allowed, the fields that every entity
must have, the percentage of entities that must have a field, and patterns that
values must match:

	{"extends": "basic", "severity": {"culture-unknown": "off"},
	 "required": ["GeocodeRequest/Address/CountryRegion"],
	 "fill": {"GeocodeRequest/Address/PostalCode": 90},
	 "patterns": {"GeocodeRequest/Address/PostalCode": "[0-9]{5}"}}

-format html=FILE writes a page for a browser: the problems by rule, each with its
line, and what the rules mean.

-format sarif=FILE writes what GitHub code scanning and editors read. Upload such files
one by one: programs that merge them change how columns are counted.

The records of -format jsonl, the record of -summary and profiles have JSON schemas
in validate/schema.

The exit status is 1 if there is an error or, with -werror, a warning.
`

// validateOptions are the flags as given.
type validateOptions struct {
	from, name             string
	encoding               encodingFlag
	table                  tableFlags
	reports                reportList
	judge                  judgeOptions
	max, maxWarnings       int
	werror, quiet, summary bool
}

func validateFlags() (*flag.FlagSet, *validateOptions) {
	o := new(validateOptions)
	flags := newFlags("validate")
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab, pipe or jsonl (default: what its name or content says)")
	o.encoding.register(flags, "")
	o.table.register(flags)
	flags.Var(&o.reports, "format", "`FORM` of the report: text, jsonl, github, junit, html or sarif; FORM=FILE writes it to a file; may be given several times (default text)")
	flags.StringVar(&o.name, "name", "", "`PATH` that reports give for standard input (default <stdin>)")
	flags.BoolVar(&o.summary, "summary", false, "end the jsonl report with a record of the numbers")
	o.judge.register(flags)
	flags.IntVar(&o.max, "max", 0, "show `N` problems of a rule and file and count the rest; negative: all (default 20, jsonl: all)")
	flags.IntVar(&o.maxWarnings, "max-warnings", -1, "make the exit status 1 if there are more than `N` warnings; negative: allow any number")
	flags.BoolVar(&o.werror, "werror", false, "make the exit status 1 if there are warnings, which are failures in junit")
	flags.BoolVar(&o.quiet, "q", false, "no progress on standard error")
	return flags, o
}

// A validation is what the command line of validate asks for.
type validation struct {
	from        feed.Format
	encoding    feed.Encoding
	table       *mappedTable
	name        string // of standard input
	options     *validate.Options
	reports     []*report
	failure     validate.Severity // the least that makes the exit status 1
	failed      bool              // there was such a problem
	maxWarnings int               // negative for any number
	warnings    int64
}

func runValidate(s *session, args []string) error {
	flags, o := validateFlags()
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.quiet
	if o.max == 0 && isGiven(flags, "max") {
		return usagef("-max 0 would show nothing; a negative number shows all")
	}
	v, err := o.validation()
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usagef("validate: which file? \"-\" is standard input")
	}
	if i := slices.Index(files, "-"); i >= 0 && slices.Contains(files[i+1:], "-") {
		return usagef("validate: standard input (\"-\") can be read only once")
	}
	if o.name != "" && !slices.Contains(files, "-") {
		return usagef("-name is for standard input (\"-\")")
	}
	v.reports, err = s.openReports(o.reports, files, validate.ReportOptions{
		Max: o.max, Failure: v.failure, Summary: o.summary,
		Source: func(name string) (io.ReadCloser, error) { return v.source(s, files, name) },
	})
	if err != nil {
		return err
	}
	defer abandonReports(v.reports)
	shown := v.reports[0].Shown()
	for _, r := range v.reports {
		if n := r.Shown(); n == 0 || shown == 0 {
			shown = 0
		} else {
			shown = max(shown, n)
		}
	}
	v.options.Handle, v.options.Max = v.problem, shown
	return v.run(s, files)
}

// validation checks the command line.
func (o *validateOptions) validation() (*validation, error) {
	v := &validation{encoding: o.encoding.Encoding, failure: validate.Error, name: o.name, maxWarnings: o.maxWarnings}
	if o.werror {
		v.failure = validate.Warning
	}
	if len(o.reports) == 0 {
		o.reports = reportList{{given: string(validate.Text)}}
	}
	err := o.reports.check()
	if err != nil {
		return nil, err
	}
	if o.summary && !slices.ContainsFunc(o.reports, func(r reportFile) bool { return r.style == validate.JSONL }) {
		return nil, usagef("-summary goes with -format jsonl")
	}
	if v.from, err = parseFormat("-from", o.from); err != nil {
		return nil, err
	}
	if v.table, err = o.table.table(o.from); err != nil {
		return nil, err
	}
	if v.options, err = o.judge.options(); err != nil {
		return nil, err
	}
	return v, nil
}

// run validates the files. A file that cannot be read does not keep it from the
// others.
func (v *validation) run(s *session, files []string) error {
	var machine error
	for _, file := range files {
		err := v.file(s, file)
		if isClosedPipe(err) {
			return err
		}
		if err != nil {
			if machine != nil {
				s.report(machine)
			}
			machine = err
			if err := all(v.reports, func(r *report) error { return r.Failed(v.displayName(file), err) }); err != nil {
				return err
			}
		}
	}
	if err := all(v.reports, (*report).commit); err != nil {
		return err
	}
	if machine == nil && v.maxWarnings >= 0 && v.warnings > int64(v.maxWarnings) {
		return &inputError{fmt.Sprintf("%s, more than -max-warnings %d allows", quote.Count(v.warnings, "warning"), v.maxWarnings)}
	}
	if machine == nil && v.failed {
		return errPrinted
	}
	return machine
}

// problem reports a problem.
func (v *validation) problem(p validate.Problem) error {
	v.failed = v.failed || p.Severity >= v.failure
	return all(v.reports, func(r *report) error { return r.problem(p) })
}

// displayName returns what reports call an input.
func (v *validation) displayName(file string) string {
	if file == "-" && v.name != "" {
		return v.name
	}
	return displayName(file)
}

// file validates one file.
func (v *validation) file(s *session, file string) error {
	in, err := s.openTable(file, v.from, v.encoding, v.table)
	var fault *feed.Fault
	if err != nil && !errors.As(err, &fault) {
		return err
	}
	options := *v.options
	options.File = v.displayName(file)
	if fault != nil { // found before a reader could be chosen
		return v.judge(validate.New(feed.CSV, &options), options.File, func(validator *validate.Validator) error {
			return validator.Run(context.Background(), faulty{fault})
		})
	}
	defer in.Close()
	defer s.startProgress(in).stop()
	return v.judge(validate.New(in.Format(), &options), options.File, func(validator *validate.Validator) error {
		in.Notice(validator.Notice)
		return in.settle(validator.Run(context.Background(), in.Reader))
	})
}

// source opens the text of the file once more that reports call by a name.
func (v *validation) source(s *session, files []string, name string) (io.ReadCloser, error) {
	i := slices.IndexFunc(files, func(file string) bool { return v.displayName(file) == name })
	if i < 0 || files[i] == "-" {
		return nil, errors.ErrUnsupported
	}
	in, err := s.openTable(files[i], v.from, v.encoding, v.table)
	if err != nil {
		return nil, err
	}
	return in.text()
}

func (v *validation) judge(validator *validate.Validator, name string, run func(*validate.Validator) error) error {
	if err := all(v.reports, func(r *report) error { return r.Begin(name) }); err != nil {
		return err
	}
	failure := run(validator)
	if errors.Is(failure, validate.ErrIncomplete) {
		failure = nil // it is in the report
	}
	v.warnings += validator.Count(validate.Warning)
	if err := all(v.reports, func(r *report) error {
		if err := r.End(validator.Entities(), validator.Counts()); err != nil {
			return err
		}
		return r.w.Flush()
	}); err != nil {
		return err
	}
	var changed *changedError // names the file itself
	if failure != nil && !isClosedPipe(failure) && !errors.As(failure, &changed) {
		return fmt.Errorf("%s: %w", name, failure)
	}
	return failure
}

// faulty is a reader of a feed that nothing but a fault is known of.
type faulty struct{ fault *feed.Fault }

func (r faulty) ReadToken() (feed.Token, error) {
	f := *r.fault
	f.Fatal = true
	return feed.Token{}, &f
}

func (r faulty) ReadRecord(*feed.Record) error {
	_, err := r.ReadToken()
	return err
}

func (r faulty) Source() []byte { return nil }

func (r faulty) Position(offset int64) feed.Position { return feed.Position{Offset: offset} }

// judgeOptions are the flags that say what a feed is measured by.
type judgeOptions struct {
	kind, profile string
}

var defaultJudge = judgeOptions{kind: "upload", profile: "enterprise"}

func (o *judgeOptions) register(flags *flag.FlagSet) {
	flags.StringVar(&o.kind, "kind", defaultJudge.kind, "`KIND` of the feed: upload or results")
	flags.StringVar(&o.profile, "profile", defaultJudge.profile, "`PROFILE` of limits and severities: enterprise, basic or a JSON file")
}

// options checks the flags and reads the profile.
func (o *judgeOptions) options() (*validate.Options, error) {
	name, err := oneOf("-kind", "kind", o.kind, validate.Upload.String(), validate.Results.String())
	if err != nil {
		return nil, err
	}
	kind, err := validate.ParseKind(name)
	if err != nil {
		return nil, err
	}
	profile, err := o.readProfile()
	if err != nil {
		return nil, err
	}
	return &validate.Options{Kind: kind, Profile: profile}, nil
}

func (o *judgeOptions) readProfile() (*validate.Profile, error) {
	if p, ok := validate.ProfileByName(o.profile); ok {
		return p, nil
	}
	data, err := os.ReadFile(o.profile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("-profile: %q is neither a profile nor a file; %sthe profiles are enterprise and basic", o.profile, didYouMean(o.profile, []string{"enterprise", "basic"}))
	}
	if err != nil {
		return nil, err
	}
	p, err := validate.ParseProfile(data)
	if err != nil {
		return nil, usagef("-profile: %s: %v", o.profile, err)
	}
	return p, nil
}
