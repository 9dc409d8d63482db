package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
)

func registerFetch(o *jobOptions, flags *flag.FlagSet) {
	flags.StringVar(&o.succeeded, "succeeded", "", "fetch: write what succeeded to this `file`")
	flags.StringVar(&o.failed, "failed", "", "fetch: write what failed to this `file`")
	flags.StringVar(&o.rejects, "rejects", "", "fetch: keep what is unknown in the results in this `file`, as JSON lines")
	flags.BoolVar(&o.overwrite, "overwrite", false, "fetch: replace outputs that exist")
	flags.StringVar(&o.to, "to", "", "fetch: `format` of the output (default: what its name says, or that of the results)")
}

// runFetch downloads the results of a job that has completed.
func runFetch(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error {
	if o.succeeded == "" && o.failed == "" {
		return usagef("job fetch: say where to: -succeeded OUT, -failed OUT or both")
	}
	if _, err := s.differentOutputs([]string{"succeeded", "failed", "rejects"}, []string{o.succeeded, o.failed, o.rejects}); err != nil {
		return err
	}
	to, err := parseFormat("-to", o.to)
	if err != nil {
		return err
	}
	for _, path := range []string{o.succeeded, o.failed} {
		if err := checkExtension(path, to); err != nil {
			return err
		}
		if err := s.checkOutput(path, o.overwrite, "-overwrite replaces it"); err != nil {
			return err
		}
	}
	if err := s.checkOutput(o.rejects, o.overwrite, "-overwrite replaces it"); err != nil {
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
	fetch := fetching{s: s, to: to, replace: o.overwrite}
	if fetch.odd, err = s.newOddities(o.rejects, o.overwrite); err != nil {
		return err
	}
	defer fetch.abandon()
	for _, f := range []struct {
		dataflow.Outcome
		path string
	}{{dataflow.Succeeded, o.succeeded}, {dataflow.Failed, o.failed}} {
		if f.path == "" {
			continue
		}
		if err := fetch.download(ctx, c, job, f.Outcome, f.path); err != nil {
			return err
		}
	}
	if err := fetch.commit(); err != nil {
		return err
	}
	return fetch.judge()
}

// A fetching downloads feeds of results. None of them gets its name before all are
// here.
type fetching struct {
	s       *session
	to      feed.Format
	replace bool
	odd     *oddities
	fewer   []error // downloads with fewer entities than the job has
	outs    []*output
	spool   string // the file of what goes to standard output
}

// download downloads one feed of results. To a stream it goes by way of a file, as
// what a download that breaks has written there cannot be taken back.
func (f *fetching) download(ctx context.Context, c *dataflow.Client, job dataflow.Job, o dataflow.Outcome, path string) error {
	target, options := path, outputOptions{replace: f.replace, durable: true}
	if isStdout(path) {
		temp, err := os.CreateTemp("", "feedconv-*")
		if err != nil {
			return err
		}
		f.s.unfinished.add(temp.Name())
		temp.Close()
		target, f.spool = temp.Name(), temp.Name()
		options = outputOptions{replace: true}
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
	err := c.Fetch(ctx, job, o, use)
	if errors.Is(err, dataflow.ErrFewer) { // what there is was paid for
		f.fewer = append(f.fewer, err)
		job.Total, job.Failed = 0, 0
		err = c.Fetch(ctx, job, o, use)
	}
	if out != nil {
		f.outs = append(f.outs, out)
	}
	if err != nil {
		return err
	}
	return f.odd.end()
}

// write writes results to a file that does not get its name yet.
func (f *fetching) write(r *dataflow.Results, path string, options outputOptions) (*output, error) {
	byName, compress := feed.FormatOfName(path)
	to := cmp.Or(f.to, byName, r.Format(), feed.XML)
	options.compress = compress
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
	w := codec.NewWriter(out.w, to, columns, nil)
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

// judge returns what the user is to know of outputs that are complete.
func (f *fetching) judge() error {
	var told []string
	if text := f.odd.summary(); text != "" {
		told = append(told, text)
	}
	for _, err := range f.fewer {
		told = append(told, err.Error()+"; what came was written")
	}
	if len(told) == 0 {
		return nil
	}
	return &inputError{strings.Join(told, "; ")}
}

func (f *fetching) abandon() {
	f.odd.abandon()
	for _, out := range f.outs {
		out.abandon()
	}
}
