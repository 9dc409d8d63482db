package main

import (
	"context"
	"flag"
	"io"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func registerSubmit(o *jobOptions, flags *flag.FlagSet) {
	flags.StringVar(&o.from, "from", "", "submit: `format` of the feed: xml, csv, tab or pipe (default: what its name or content says)")
	o.encoding.register(flags, "submit: ")
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
		if o.gzip || o.encoding.Encoding != feed.AnyUnicode || o.from != "" && !strings.EqualFold(o.from, "xml") {
			return usagef("job submit -blob: the service reads the blob, as XML, so -gzip, -encoding and another -from make no sense")
		}
		return o.create(ctx, s, c, dataflow.Upload{Format: feed.XML, Blob: o.blob})
	}
	if len(args) != 1 {
		return usagef("job submit takes one feed")
	}
	format, err := parseFormat("-from", o.from)
	if err != nil {
		return err
	}
	f, err := s.checkWhole(args[0], format, o.encoding.Encoding)
	if err != nil {
		return err
	}
	err = o.create(ctx, s, c, dataflow.Upload{Format: f.checked.Format(), Gzip: o.gzip, Open: f.open, Size: f.size})
	return named(displayName(args[0]), err)
}

// create makes a job, as soon as the service takes one, and prints it.
func (o *jobOptions) create(ctx context.Context, s *session, c *dataflow.Client, u dataflow.Upload) error {
	told := false
	u.Description = o.description
	u.Refused = func(e *dataflow.Error) error {
		if !told {
			told = true
			s.note("waiting until the service takes a job: %v", e)
		}
		return nil
	}
	job, err := c.Create(ctx, u)
	if err != nil {
		return err
	}
	return o.printCreated(s, job)
}

// An uploadFeed is a feed that is sent as it is, but for compression.
type uploadFeed struct {
	checked *input // closed: as it was found
	spool   string // a copy of the text, of what can be read only once
	size    int64  // of the text
}

// open opens the text of the feed.
func (f *uploadFeed) open() (io.ReadCloser, error) {
	if f.spool != "" {
		return os.Open(f.spool)
	}
	in, err := f.checked.reopen()
	if err != nil {
		return nil, err
	}
	return in.text()
}

// printCreated prints the URL by which the job is named from now on.
func (o *jobOptions) printCreated(s *session, job dataflow.Job) error {
	if o.output == "json" {
		return printJob(s.stdout, o.output, job)
	}
	_, err := io.WriteString(s.stdout, job.URL+"\n")
	return err
}
