package main

import (
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
	for _, f := range []struct {
		dataflow.Outcome
		path string
	}{{dataflow.Succeeded, o.succeeded}, {dataflow.Failed, o.failed}} {
		if f.path == "" {
			continue
		}
		if err := s.fetch(ctx, c, job, f.Outcome, f.path, to); err != nil {
			return err
		}
	}
	return nil
}

// fetch downloads one feed of results. To a stream it goes by way of a file, as
// what a download that breaks has written there cannot be taken back.
func (s *session) fetch(ctx context.Context, c *dataflow.Client, job dataflow.Job, o dataflow.Outcome, path string, to feed.Format) error {
	target := path
	if path == "-" {
		temp, err := os.CreateTemp("", "feedconv-*")
		if err != nil {
			return err
		}
		defer temp.Close()
		target = temp.Name()
		s.unfinished.add(target)
	}
	err := c.Fetch(ctx, job, o, func(r *dataflow.Results) error { return s.writeResults(r, target, to) })
	if err != nil || path != "-" {
		return err
	}
	spool, err := os.Open(target)
	if err != nil {
		return err
	}
	defer spool.Close()
	_, err = io.Copy(s.stdout, spool)
	return err
}

// writeResults writes results to a file.
func (s *session) writeResults(r *dataflow.Results, path string, to feed.Format) error {
	byName, compress := feed.FormatOfName(path)
	for _, f := range []feed.Format{byName, r.Format(), feed.XML} {
		if to == feed.NoFormat {
			to = f
		}
	}
	columns, err := r.Columns()
	if err != nil {
		return err
	}
	if columns != nil {
		columns = withExtensions(columns)
	}
	out, err := s.createOutput(path, compress)
	if err != nil {
		return err
	}
	defer out.abandon()
	w := codec.NewWriter(out.w, to, columns, nil)
	if _, err := feed.Copy(w, r); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return out.commit()
}
