package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/codec"
)

func registerFetch(o *jobOptions, flags *flag.FlagSet) {
	flags.StringVar(&o.succeeded, "succeeded", "", "fetch: write what succeeded to this `file`")
	flags.StringVar(&o.failed, "failed", "", "fetch: write what failed to this `file`")
	flags.BoolVar(&o.overwrite, "overwrite", false, "fetch: replace outputs that exist")
	flags.StringVar(&o.to, "to", "", "fetch: `format` of the output (default: what its name says, or that of the results)")
}

// runFetch downloads the results of a job that has completed.
func runFetch(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error {
	if o.succeeded == "" && o.failed == "" {
		return usagef("job fetch: say where to: -succeeded OUT, -failed OUT or both")
	}
	if _, err := s.differentOutputs([]string{"succeeded", "failed"}, []string{o.succeeded, o.failed}); err != nil {
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
	u, err := oneJob(c, args)
	if err != nil {
		return err
	}
	job, err := c.Status(ctx, u)
	if err != nil {
		return err
	}
	if job.Status != dataflow.Completed {
		return fmt.Errorf("the job is %s, so there are no results; \"feedconv job wait\" waits for them", job.Status)
	}
	fetch := fetching{s: s, to: to, replace: o.overwrite}
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
	return fetch.commit()
}

// A fetching downloads feeds of results. None of them gets its name before all are
// here.
type fetching struct {
	s       *session
	to      feed.Format
	replace bool
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
	err := c.Fetch(ctx, job, o, func(r *dataflow.Results) (err error) {
		if out != nil {
			out.abandon()
		}
		out, err = f.write(r, target, options)
		return err
	})
	if out != nil {
		f.outs = append(f.outs, out)
	}
	return err
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
	if err := commitAll(f.outs); err != nil || f.spool == "" {
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

func (f *fetching) abandon() {
	for _, out := range f.outs {
		out.abandon()
	}
}
