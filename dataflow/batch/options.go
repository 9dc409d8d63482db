package batch

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// Limits bound the jobs that a feed is split into. A zero member means its
// default, which is the service's.
type Limits struct {
	Entities int   // of a job: 200,000
	Bytes    int64 // of a job, before compression: 300,000,000
	Jobs     int   // in process at once: 10
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Entities: cmp.Or(l.Entities, 200_000),
		Bytes:    cmp.Or(l.Bytes, 300_000_000),
		Jobs:     cmp.Or(l.Jobs, 10),
	}
}

// Options say what to run. State, Format, Input and one of Client and Service are needed.
type Options struct {
	Client *dataflow.Client
	// Service answers in place of the service that Client speaks with.
	Service Service
	State   string // the name of the state's file
	Name    string // of the feed, for the problems found in it
	Format  feed.Format
	// Input returns the feed's text, uncompressed, from the beginning. It is
	// called several times and must yield the same each time.
	Input func() (io.ReadCloser, error)
	// Once says that Input can be called only once. The feed is then kept in the
	// folder as well.
	Once bool
	// NewReader returns a reader of the feed's text; nil means that of
	// feedio.NewReader for Format. It is called several times, and what the readers
	// return must be the same each time.
	NewReader func(io.Reader) feed.RecordReader
	// Reading says in what way NewReader reads, such as the mapping of a table. A run is
	// only taken up in the same way. It is shown in an error.
	Reading string
	// First takes only so many entities from the beginning of the feed; 0 takes all.
	// What comes after them is not checked, not sent and in no output.
	First int64
	// Ephemeral says that the service forgets its jobs when the process ends, as an
	// emulator within it does: a part that has a job and no results yet is sent again
	// when the run is taken up.
	Ephemeral bool
	// Dedupe sends entities whose requests are the same in every value once, and gives
	// all of them the answer. It takes about 40 bytes of memory for each request that
	// differs from the others.
	Dedupe      bool
	Limits      Limits
	Description string // of the jobs, as List shows them; may be empty
	Gzip        bool   // compress uploads
	// Retry sends only those entities of a feed of results that the service did
	// not answer with Success. The others keep what they have.
	Retry bool
	// RetryIf lets Retry send those entities instead that meet one of these
	// conditions, see ParseRetryIf.
	RetryIf []string
	// Force sends a feed although entities have errors; the service returns
	// these as failed. So does it with a feed of results without Retry. A feed that
	// cannot be read is never sent.
	Force bool
	// Problem, if not nil, is told what validation finds.
	Problem func(validate.Problem) error
	// Note, if not nil, is told what the user should know of: a job that was
	// found again, a part that is sent again.
	Note func(string)
}

func (o *Options) note(text string) {
	if o.Note != nil {
		o.Note(text)
	}
}

// check returns what is wrong with the options.
func (o *Options) check() error {
	switch {
	case o.Client == nil && o.Service == nil:
		return errors.New("batch: Options.Client is not set")
	case o.Client != nil && o.Service != nil:
		return errors.New("batch: both Options.Client and Options.Service are set")
	case o.State == "":
		return errors.New("batch: Options.State is not set")
	}
	return o.checkFeed()
}

// checkFeed returns what is wrong with what the options say of the feed.
func (o *Options) checkFeed() error {
	switch {
	case o.Input == nil:
		return errors.New("batch: Options.Input is not set")
	case o.NewReader == nil && (o.Format == feed.NoFormat || o.Format > feed.JSONLines):
		return fmt.Errorf("batch: Options.Format: %v is no format of feeds", o.Format)
	case o.First < 0:
		return fmt.Errorf("batch: Options.First is negative: %d", o.First)
	case o.Limits.Entities < 0 || o.Limits.Bytes < 0 || o.Limits.Jobs < 0:
		return fmt.Errorf("batch: Options.Limits has a negative member: %+v", o.Limits)
	}
	return nil
}

// Folder is where parts and results are kept: beside the state, under its name
// with ".d" after it.
func (o *Options) Folder() string { return o.State + folderSuffix }

// spool keeps a feed that can be read only once in the folder.
func (r *Run) spool() error {
	if !r.o.Once {
		return nil
	}
	in, err := openInput(r.o.Input)
	if err != nil {
		return err
	}
	defer in.Close()
	f, err := createOwn(r.path(spoolFile))
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	return errors.Join(err, f.Close())
}

// input opens the feed.
func (r *Run) input() (io.ReadCloser, error) {
	if r.o.Once {
		return os.Open(r.path(spoolFile))
	}
	return openInput(r.o.Input)
}

// newReader returns a reader of the feed's text.
func (r *Run) newReader(text io.Reader) (feed.RecordReader, error) {
	if r.o.NewReader == nil {
		return feedio.NewReader(text, r.o.Format, nil), nil
	}
	reader := r.o.NewReader(text)
	if reader == nil {
		return nil, errors.New("batch: Options.NewReader returned no reader")
	}
	return reader, nil
}

// isLast reports whether the run takes no entity after the one of a number.
func (r *Run) isLast(number int64) bool { return r.o.First > 0 && number >= r.o.First }

// openInput opens the feed, or says that there is none.
func openInput(open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	in, err := open()
	if err == nil && in == nil {
		err = errors.New("batch: Options.Input returned no reader")
	}
	return in, err
}
