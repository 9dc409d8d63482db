package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

func registerFetch(o *jobOptions, flags *flag.FlagSet) {
	flags.StringVar(&o.succeeded, "succeeded", "", "fetch: write what succeeded to `OUT`")
	flags.StringVar(&o.failed, "failed", "", "fetch: write what failed to `OUT`")
	flags.StringVar(&o.rejects, "rejects", "", "fetch: write what is unknown in the results to `FILE`, as JSON lines")
	flags.BoolVar(&o.overwrite, "overwrite", false, "fetch: replace outputs that exist")
	flags.BoolVar(&o.raw, "raw", false, "fetch: write the results as the service sends them, without reading them")
	flags.StringVar(&o.to, "to", "", "fetch: `FORMAT` of the output (default: what its name says, or that of the results)")
}

// runFetch downloads the results of a job that has completed.
func runFetch(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error {
	to, err := o.checkFetch(s)
	if err != nil {
		return err
	}
	u, err := oneJob(c, args)
	if err != nil {
		return err
	}
	job, err := c.Status(ctx, u)
	if err != nil {
		return err
	}
	if err := job.Err(); err != nil {
		return err
	}
	if job.Status != dataflow.Completed {
		return fmt.Errorf("the job is %s, so there are no results; \"feedconv job wait\" waits for them", job.Status)
	}
	fetch := fetching{s: s, c: c, job: job, to: to, replace: o.overwrite, raw: o.raw}
	if fetch.odd, err = s.newOddities(o.rejects, o.overwrite); err != nil {
		return err
	}
	defer fetch.abandon()
	download := fetch.download
	if o.raw {
		download = fetch.downloadRaw
	}
	for _, f := range []struct {
		dataflow.Outcome
		path string
	}{{dataflow.Succeeded, o.succeeded}, {dataflow.Failed, o.failed}} {
		if f.path == "" {
			continue
		}
		if err := download(ctx, f.Outcome, f.path); err != nil {
			return withRaw(err)
		}
	}
	if err := fetch.commit(); err != nil {
		return err
	}
	return fetch.judge()
}

// checkFetch checks the outputs, and returns the format that -to names.
func (o *jobOptions) checkFetch(s *session) (to feed.Format, err error) {
	if o.succeeded == "" && o.failed == "" {
		return to, usagef("job fetch: say where to: -succeeded OUT, -failed OUT or both")
	}
	if o.raw && (o.to != "" || o.rejects != "") {
		return to, usagef("job fetch -raw does not read the results, so -to and -rejects make no sense")
	}
	if to, err = parseFormat("-to", o.to); err != nil {
		return to, err
	}
	flags, paths := []string{"succeeded", "failed", "rejects"}, []string{o.succeeded, o.failed, o.rejects}
	if _, err := s.differentOutputs(flags, paths); err != nil {
		return to, err
	}
	for i, path := range paths {
		if flags[i] != "rejects" && !o.raw {
			if err := checkExtension(path, to); err != nil {
				return to, err
			}
		}
		if err := checkOutput(path, o.overwrite, "-overwrite replaces it"); err != nil {
			return to, err
		}
	}
	return to, nil
}

// withRaw adds to the error of results that cannot be read, or not be written, how to
// get them all the same.
func withRaw(err error) error {
	unreadable := errors.Is(err, dataflow.ErrIncomplete) && !errors.Is(err, dataflow.ErrFewer) || isA[*feed.Fault](err)
	if !unreadable {
		return err
	}
	return fmt.Errorf("%w; \"feedconv job fetch -raw\" of the job saves the results as they are", err)
}

// A fetching downloads feeds of results. None of them gets its name before all are
// here.
type fetching struct {
	s       *session
	c       *dataflow.Client
	job     dataflow.Job
	to      feed.Format
	replace bool
	raw     bool // as the service sends them

	odd      *oddities
	failures []error // of downloads that are written all the same
	outs     []*output
	spool    string // the file of what goes to standard output
}

// download downloads one feed of results.
func (f *fetching) download(ctx context.Context, o dataflow.Outcome, path string) error {
	target, options, err := f.target(path)
	if err != nil {
		return err
	}
	var out *output
	use := func(r *dataflow.Results) (err error) {
		if out != nil {
			out.abandon()
		}
		if err := f.odd.begin(); err != nil {
			return err
		}
		r.Odd = f.odd.take
		out, err = f.write(r, target, options)
		if fault, ok := err.(*feed.Fault); ok {
			return named(r.Name(), fault)
		}
		return err
	}
	err = f.c.Fetch(ctx, f.job, o, use)
	if errors.Is(err, dataflow.ErrFewer) { // what there is was paid for
		f.failures = append(f.failures, &inputError{err.Error() + "; what came was written"})
		uncounted := f.job
		uncounted.Total, uncounted.Failed = 0, 0
		err = f.c.Fetch(ctx, uncounted, o, use)
	}
	if out != nil {
		f.outs = append(f.outs, out)
	}
	if err != nil {
		return err
	}
	return f.odd.end()
}

// target returns the file that an output at path is first written to. For a stream it is
// another one, as what a download that breaks off has written there cannot be taken
// back.
func (f *fetching) target(path string) (string, feedio.CreateOptions, error) {
	if !isStdout(path) {
		return path, feedio.CreateOptions{Replace: f.replace, Sync: true, Plain: f.raw}, nil
	}
	temp, err := os.CreateTemp("", "feedconv-*")
	if err != nil {
		return "", feedio.CreateOptions{}, err
	}
	f.s.unfinished.add(temp.Name())
	f.spool = temp.Name()
	return f.spool, feedio.CreateOptions{Replace: true}, temp.Close()
}

// write writes results to a file that does not get its name yet.
func (f *fetching) write(r *dataflow.Results, path string, options feedio.CreateOptions) (*output, error) {
	byName, _ := feedio.FormatOf(path)
	to := cmp.Or(f.to, byName, r.Format(), feed.XML)
	columns, err := r.Columns()
	if err != nil {
		return nil, err
	}
	if columns != nil {
		columns = withExtensions(columns)
	}
	out, err := f.s.createOutput(path, options)
	if err != nil {
		return nil, err
	}
	w := feedio.NewWriter(out.w, to, &feedio.WriterOptions{Columns: columns})
	if _, err := feed.Copy(w, r); err != nil {
		return out, err
	}
	return out, w.Close()
}

// commit gives the files their names and writes what goes to standard output.
func (f *fetching) commit() error {
	if err := commitAll(append(f.outs, f.odd.outputs()...)); err != nil || f.spool == "" {
		return err
	}
	spool, err := os.Open(f.spool)
	if err != nil {
		return err
	}
	defer spool.Close()
	_, err = io.Copy(f.s.stdout, spool)
	return err
}

// judge returns what the user is to know of outputs that are written.
func (f *fetching) judge() error {
	var failures []error
	if text := f.odd.summary(); text != "" {
		failures = append(failures, &inputError{text})
	}
	return errors.Join(append(failures, f.failures...)...)
}

func (f *fetching) abandon() {
	f.odd.abandon()
	for _, out := range f.outs {
		out.abandon()
	}
}

// downloadRaw downloads results as the service sends them. What there is of a download
// that breaks off at every attempt is written too: there is no other way to it.
func (f *fetching) downloadRaw(ctx context.Context, o dataflow.Outcome, path string) error {
	target, options, err := f.target(path)
	if err != nil {
		return err
	}
	var out *output
	var start prefix
	err = f.c.FetchRaw(ctx, f.job, o, func(r io.Reader) (err error) {
		if out != nil {
			out.abandon()
		}
		if out, err = f.s.createOutput(target, options); err != nil {
			return err
		}
		start = prefix{}
		_, err = io.Copy(io.MultiWriter(out.w, &start), r)
		return err
	})
	if out != nil {
		f.outs = append(f.outs, out)
	}
	if errors.Is(err, dataflow.ErrIncomplete) && start.Len() > 0 {
		f.failures = append(f.failures, fmt.Errorf("%w; what came was written", err))
		err = nil
	}
	if err == nil && !isStdout(path) {
		f.notePacking(path, start.Bytes())
	}
	return err
}

// A prefix keeps the first bytes that are written to it.
type prefix struct{ bytes.Buffer }

const maxPrefix = 16

func (p *prefix) Write(text []byte) (int, error) {
	p.Buffer.Write(text[:min(len(text), maxPrefix-p.Len())])
	return len(text), nil
}

// notePacking says how an output is packed if its name says something else.
func (f *fetching) notePacking(path string, start []byte) {
	packing, extension := "not packed", ""
	switch {
	case len(start) == 0:
		f.s.note("%s is empty: the job has no such results", path)
		return
	case textbuf.IsZip(start):
		packing, extension = "a zip archive", ".zip"
	case textbuf.IsGzip(start):
		packing, extension = "gzip data", ".gz"
	}
	byName := strings.ToLower(filepath.Ext(path))
	if byName != ".zip" && byName != ".gz" {
		byName = ""
	}
	if byName != extension {
		f.s.note("%s is %s, as the service sent it", path, packing)
	}
}
