package main

import (
	"context"
	"flag"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
)

func registerSubmit(o *jobOptions, flags *flag.FlagSet) {
	flags.StringVar(&o.from, "from", "", "submit: `format` of the feed: xml, csv, tab or pipe (default: what its name or content says)")
	flags.StringVar(&o.description, "description", "", "submit: a `text` that the list of jobs shows")
	flags.BoolVar(&o.gzip, "gzip", false, "submit: compress the upload")
	flags.StringVar(&o.blob, "blob", "", "submit: send no feed but the `URL` of a blob that holds one, as XML")
}

// runSubmit sends a feed as it is.
func runSubmit(ctx context.Context, s *session, c *dataflow.Client, o *jobOptions, args []string) error {
	if o.blob != "" {
		if len(args) > 0 {
			return usagef("job submit takes a feed or -blob, not both")
		}
		job, err := c.CreateFromBlob(ctx, o.blob, o.description)
		if err != nil {
			return err
		}
		return o.printCreated(s, job)
	}
	if len(args) != 1 {
		return usagef("job submit takes one feed")
	}
	upload, err := s.upload(args[0], o)
	if err != nil {
		return err
	}
	job, err := c.Create(ctx, upload)
	if err != nil {
		return err
	}
	return o.printCreated(s, job)
}

// upload describes the feed at path, uncompressed.
func (s *session) upload(path string, o *jobOptions) (dataflow.Upload, error) {
	format, err := parseFormat("-from", o.from)
	if err != nil {
		return dataflow.Upload{}, err
	}
	path, format, err = s.checkWhole(path, format)
	if err != nil {
		return dataflow.Upload{}, err
	}
	in, err := s.openInput(path, format)
	if err != nil {
		return dataflow.Upload{}, err
	}
	first := true
	open := func() (io.ReadCloser, error) {
		if first {
			first = false
			return inputText{in}, nil
		}
		again, err := s.openInput(path, in.format)
		return inputText{again}, err
	}
	return dataflow.Upload{Format: in.format, Description: o.description, Gzip: o.gzip, Open: open}, nil
}

// inputText is the uncompressed text of an input.
type inputText struct{ in *input }

func (t inputText) Read(p []byte) (int, error) { return t.in.text.Read(p) }

func (t inputText) Close() error {
	t.in.close()
	return nil
}

// printCreated prints the URL by which the job is named from now on.
func (o *jobOptions) printCreated(s *session, job dataflow.Job) error {
	if o.output == "json" {
		return printJob(s.stdout, o.output, job)
	}
	_, err := io.WriteString(s.stdout, job.URL+"\n")
	return err
}
