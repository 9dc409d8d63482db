package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
	"github.com/xeipuuwjyxo/geocodefeed/feed/parallel"
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

Validate reads feeds to their end and reports every problem: where it stands,
which rule it breaks, what is wrong and what to do. "-" is standard input.
"feedconv explain" lists the rules, "feedconv explain RULE" tells about one.

A profile in JSON sets limits, severities by rule (error, warning, note or off),
allowed cultures, required fields and how many entities must have a field:

	{"extends": "basic", "severity": {"culture-unknown": "off"},
	 "required": ["GeocodeRequest/Address/CountryRegion"],
	 "fill": {"GeocodeRequest/Address/PostalCode": 90}}

The exit status is 1 if there is an error, with -werror if there is a warning.
`

// validateOptions are the flags as given.
type validateOptions struct {
	from, format  string
	judge         judgeOptions
	max           int
	werror, quiet bool
}

func validateFlags() (*flag.FlagSet, *validateOptions) {
	o := new(validateOptions)
	flags := newFlags("validate")
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab or pipe (default: what its name or content says)")
	flags.StringVar(&o.format, "format", "text", "`FORM` of the report: text, jsonl, github or junit")
	o.judge.register(flags)
	flags.IntVar(&o.max, "max", 0, "show `N` problems of a rule and file and count the rest; negative: all (default 20, jsonl: all)")
	flags.BoolVar(&o.werror, "werror", false, "warnings make the exit status 1 too, and are failures in junit")
	flags.BoolVar(&o.quiet, "q", false, "no progress on standard error")
	return flags, o
}

// A validation is what the command line of validate asks for.
type validation struct {
	from    feed.Format
	options *validate.Options
	report  *validate.Report
	out     *bufio.Writer
	failure validate.Severity // the least that makes the exit status 1
	failed  bool              // there was such a problem
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
	v, err := o.validation(s.stdout)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usagef("validate: which file? \"-\" is standard input")
	}
	if i := slices.Index(files, "-"); i >= 0 && slices.Contains(files[i+1:], "-") {
		return usagef("validate: standard input (\"-\") can be read only once")
	}
	return v.run(s, files)
}

// validation checks the command line.
func (o *validateOptions) validation(stdout io.Writer) (*validation, error) {
	v := &validation{failure: validate.Error, out: bufio.NewWriterSize(stdout, 64<<10)}
	if o.werror {
		v.failure = validate.Warning
	}
	style, err := validate.ParseStyle(o.format)
	if err != nil {
		return nil, usagef("-format: %v", err)
	}
	if v.from, err = parseFormat("-from", o.from); err != nil {
		return nil, err
	}
	if v.options, err = o.judge.options(); err != nil {
		return nil, err
	}
	v.report = validate.NewReport(v.out, style, &validate.ReportOptions{Max: o.max, Failure: v.failure})
	v.options.Handle, v.options.Max = v.problem, v.report.Shown()
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
			if err := v.report.Failed(displayName(file), err); err != nil {
				return err
			}
		}
	}
	if err := v.report.Close(); err != nil {
		return err
	}
	if err := v.out.Flush(); err != nil {
		return err
	}
	if machine == nil && v.failed {
		return errPrinted
	}
	return machine
}

// problem reports a problem.
func (v *validation) problem(p validate.Problem) error {
	v.failed = v.failed || p.Severity >= v.failure
	return v.report.Problem(p)
}

// file validates one file.
func (v *validation) file(s *session, file string) error {
	in, err := s.openInput(file, v.from)
	var fault *feed.Fault
	if err != nil && !errors.As(err, &fault) {
		return err
	}
	options := *v.options
	options.File = displayName(file)
	if fault != nil { // found before a reader could be chosen
		return v.judge(validate.New(feed.CSV, &options), options.File, func(validator *validate.Validator) error {
			return validator.Run(faulty{fault})
		})
	}
	defer in.close()
	defer s.startProgress(in.name, in.count.bytes.Load, in.size()).stop()
	return v.judge(validate.New(in.format, &options), in.name, func(validator *validate.Validator) error {
		return parallel.Take(validator, codec.NewReader(in.text, in.format, &feed.ReaderOptions{Notice: validator.Notice}))
	})
}

func (v *validation) judge(validator *validate.Validator, name string, run func(*validate.Validator) error) error {
	if err := v.report.Begin(name); err != nil {
		return err
	}
	failure := run(validator)
	if errors.Is(failure, validate.ErrIncomplete) {
		failure = nil // it is in the report
	}
	if err := v.report.End(validator.Entities(), validator.Counts()); err != nil {
		return err
	}
	if err := v.out.Flush(); err != nil {
		return err
	}
	if failure != nil && !isClosedPipe(failure) {
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

func (r faulty) Source() []byte { return nil }

func (r faulty) Position(offset int64) feed.Position { return feed.Position{Offset: offset} }
