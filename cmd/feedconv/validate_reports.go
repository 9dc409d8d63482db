package main

import (
	"bufio"
	"os"
	"strings"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// A reportList is the value of -format: the reports that are asked for.
type reportList []reportFile

// A reportFile is the form of a report and where it goes; no file means standard
// output.
type reportFile struct {
	style validate.Style
	file  string
	given string // the value of the flag
}

func (l *reportList) String() string {
	var parts []string
	for _, r := range *l {
		parts = append(parts, r.given)
	}
	return strings.Join(parts, " ")
}

// Set takes one FORM or FORM=FILE more. What it says is looked at by check.
func (l *reportList) Set(text string) error {
	*l = append(*l, reportFile{given: text})
	return nil
}

// check parses the values, and refuses two reports in one place.
func (l reportList) check() error {
	seen := make(map[string]bool)
	for i := range l {
		r := &l[i]
		name, file, named := strings.Cut(r.given, "=")
		style, err := oneOf("-format", "report format", name, "text", "jsonl", "github", "junit", "html", "sarif")
		if err != nil {
			return err
		}
		r.style = validate.Style(style)
		if named && file == "" {
			return usagef("-format: the name of the file is missing after %q", r.given)
		}
		if file != "-" {
			r.file = file
		}
		if seen[r.file] {
			where := r.file
			if where == "" {
				where = "standard output; write one to a file: -format FORM=FILE"
			}
			return usagef("-format: two reports are to go to %s", where)
		}
		seen[r.file] = true
	}
	return nil
}

// A report is one that is being written.
type report struct {
	*validate.Report
	w       *bufio.Writer
	out     *output
	live    bool // somebody may watch
	written int
	flushed time.Time
}

// openReports begins the reports, none of which may be an input.
func (s *session) openReports(list reportList, files []string, o validate.ReportOptions) (reports []*report, err error) {
	defer func() {
		if err != nil {
			abandonReports(reports)
			reports = nil
		}
	}()
	var inputs []place
	for _, file := range files {
		if file != "-" {
			if p, err := filePlace(file); err == nil {
				inputs = append(inputs, p)
			}
		} else if f, ok := s.stdin.(*os.File); ok {
			if info, err := f.Stat(); err == nil {
				inputs = append(inputs, place{info: info})
			}
		}
	}
	for _, r := range list {
		if r.file != "" {
			p, err := s.outputPlace(r.file)
			if err != nil {
				return reports, err
			}
			for _, in := range inputs {
				if in.is(p) {
					return reports, usagef("%s is both input and output", r.file)
				}
			}
		}
		path := r.file
		if path == "" {
			path = "-"
		}
		out, err := s.createOutput(path, feedio.CreateOptions{Replace: true, Plain: true})
		if err != nil {
			return reports, err
		}
		w := bufio.NewWriterSize(out.w, 64<<10)
		options := o
		options.Version = version()
		options.Summary = o.Summary && r.style == validate.JSONL
		reports = append(reports, &report{Report: validate.NewReport(w, r.style, &options), w: w, out: out, live: r.file == ""})
	}
	return reports, nil
}

func abandonReports(reports []*report) {
	for _, r := range reports {
		r.out.abandon()
	}
}

// The first problems are shown as soon as they are found, further ones a little later, as
// there may be millions.
const (
	shownAtOnce = 1000
	shownAfter  = 100 * time.Millisecond
)

// problem adds a problem to the report.
func (r *report) problem(p validate.Problem) error {
	if err := r.Problem(p); err != nil || !r.live {
		return err
	}
	if r.written++; r.written > shownAtOnce {
		now := time.Now()
		if now.Sub(r.flushed) < shownAfter {
			return nil
		}
		r.flushed = now
	}
	return r.w.Flush()
}

// commit completes the report and gives its file, if it has one, its name.
func (r *report) commit() error {
	if err := r.Close(); err != nil {
		return err
	}
	if err := r.w.Flush(); err != nil {
		return err
	}
	return r.out.commit()
}

// all does something with each of the reports, until one fails.
func all(reports []*report, do func(*report) error) error {
	for _, r := range reports {
		if err := do(r); err != nil {
			return err
		}
	}
	return nil
}
