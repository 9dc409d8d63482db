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

// Options say what to run. State, Format, Input and one of Client and Service are
// required.
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
	// Once says that Input can be called only once. The run then keeps a copy of the feed in
	// its folder.
	Once bool
	// NewReader returns a reader of the feed's text; nil means that of
	// feedio.NewReader for Format. It is called several times, and what the readers
	// return must be the same each time.
	NewReader func(io.Reader) feed.RecordReader
	// Reading describes how NewReader reads, such as the mapping of a table. A run is
	// resumed only with the same Reading. An error may show it.
	Reading string
	// First limits the run to that many entities from the beginning of the feed; 0 takes
	// all. Later entities are not checked, not sent and in no output.
	First int64
	// Ephemeral says that the service forgets its jobs when the process ends, as an emulator
	// in the same process does. A resumed run sends a part again if it has a job and no
	// results yet.
	Ephemeral bool
	// Dedupe sends a request that several entities make only once, and gives all of them the
	// answer. Requests are the same if every value is. Dedupe takes about 40 bytes of memory
	// for each distinct request.
	Dedupe      bool
	Limits      Limits
	Description string // of the jobs, as List shows them; may be empty
	Gzip        bool   // compress uploads
	// Retry sends only those entities of a feed of results that the service did
	// not answer with Success. The others keep what they have.
	Retry bool
	// RetryIf, if not empty, makes Retry send the entities that meet one of these conditions
	// instead, see ParseRetryIf.
	RetryIf []string
	// Force sends a feed even if entities have errors; the service returns these as failed.
	// It also sends a feed of results without Retry. A feed that cannot be read is never
	// sent.
	Force bool
	// Problem, if not nil, is called for each problem that validation finds.
	Problem func(validate.Problem) error
	// Note, if not nil, is called with messages for the user, such as that a job was found
	// again or a part is sent again.
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

// checkFeed returns what is wrong with the options for the feed.
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

// Folder returns the folder for parts and results: the name of the state with ".d"
// appended.
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

// isLast reports whether the run takes no entity after the given number.
func (r *Run) isLast(number int64) bool { return r.o.First > 0 && number >= r.o.First }

// openInput opens the feed, or says that there is none.
func openInput(open func() (io.ReadCloser, error)) (io.ReadCloser, error) {
	in, err := open()
	if err == nil && in == nil {
		err = errors.New("batch: Options.Input returned no reader")
	}
	return in, err
}
