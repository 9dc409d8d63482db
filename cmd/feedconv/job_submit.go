package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func registerSubmit(o *jobOptions, flags *flag.FlagSet) {
	flags.StringVar(&o.from, "from", "", "submit: `FORMAT` of the feed: xml, csv, tab or pipe (default: what its name or content says)")
	o.encoding.register(flags, "submit: ")
	flags.StringVar(&o.description, "description", "", "submit: `TEXT` for the list of jobs")
	flags.BoolVar(&o.gzip, "gzip", false, "submit: compress the upload")
	flags.StringVar(&o.blob, "blob", "", "submit: send the `URL` of a blob that holds a feed in XML, instead of a feed")
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

// checkWhole reads the feed at path to its end: one that breaks off is not sent. What
// else is wrong with it is the service's to judge. A feed that can be read only once is
// put into a temporary file, which is to be sent in its place.
func (s *session) checkWhole(path string, from feed.Format, encoding feed.Encoding) (*uploadFeed, error) {
	in, err := s.openInput(path, from, encoding)
	if err != nil {
		return nil, err
	}
	if !in.Format().OfService() {
		in.Close()
		return nil, usagef("%s: the service takes no %v; convert the feed to XML, or use geocode", in.name, in.Format())
	}
	closer, err := in.text()
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	f := &uploadFeed{checked: in}
	text := io.Reader(closer)
	if !in.Rewindable() {
		spool, err := os.CreateTemp("", "feedconv-submit-*")
		if err != nil {
			return nil, err
		}
		defer spool.Close()
		f.spool = spool.Name()
		s.unfinished.add(f.spool)
		text = io.TeeReader(text, spool)
	}
	var broken error // a row with bytes that are no characters
	options := &validate.Options{Handle: func(p validate.Problem) error {
		if p.Rule == feed.EncodingInvalid.Error() && broken == nil {
			broken = namedFault{in.name, &feed.Fault{
				Cause:    feed.EncodingInvalid,
				Position: feed.Position{Offset: p.Offset, Line: p.Line, Column: p.Column},
				Entity:   p.Entity, ID: p.ID, Message: p.Message, Remedy: p.Remedy,
			}}
		}
		return broken
	}}
	size := new(byteCount)
	text = io.TeeReader(text, size)
	err = validate.New(in.Format(), options).Run(context.Background(), feedio.NewReader(text, in.Format(), nil))
	if err == nil {
		_, err = io.Copy(io.Discard, text)
	}
	var fault *feed.Fault
	if errors.As(err, &fault) {
		err = namedFault{in.name, fault}
	}
	f.size = int64(*size)
	return f, in.settle(err)
}

// A byteCount counts what is written to it.
type byteCount int64

func (c *byteCount) Write(p []byte) (int, error) {
	*c += byteCount(len(p))
	return len(p), nil
}
