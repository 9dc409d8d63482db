package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"hash/maphash"
	"io"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/excerpt"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

var catCommand = command{
	name:    "cat",
	summary: "join several feeds to one",
	help:    catHelp,
	flags:   func() *flag.FlagSet { flags, _ := catFlags(); return flags },
	run:     runCat,
}

const catHelp = `usage: feedconv cat [flags] FILE… [-o OUT]

Cat writes the entities of several feeds, one feed after the other, as one feed. The
feeds may have different formats. "-" is standard input.

The format of the output is set by -to, otherwise by the name of OUT, otherwise by the
first feed. If all feeds have that format, and the same header or start tag of the
root element, as the parts of "feedconv split" do, the text of each entity is copied
as it is, and the output begins as the first feed does. Otherwise the entities are
written as "feedconv convert" writes them; delimited text gets every column that any
of the feeds has or needs.

A repeated Id ends the run with an error that gives the places of both entities. To
find such Ids, cat keeps a hash of each, which takes about 40 bytes of memory.
-allow-repeated-ids turns this off. The first fault ends the run, too. A run that
fails leaves no OUT, or leaves an earlier OUT as it was.
`

type catOptions struct {
	read    readOptions
	to, out string
	repeat  bool
}

func catFlags() (*flag.FlagSet, *catOptions) {
	o := new(catOptions)
	flags := newFlags("cat")
	flags.StringVar(&o.to, "to", "", "`FORMAT` of the output (default: what its name says, or that of the first feed)")
	flags.StringVar(&o.out, "o", "-", "write to `OUT` and replace it if it exists; - is standard output")
	flags.BoolVar(&o.repeat, "allow-repeated-ids", false, "allow several entities with one Id")
	o.read.register(flags)
	return flags, o
}

func runCat(s *session, args []string) error {
	flags, o := catFlags()
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.read.quiet
	c := &concatenation{s: s, o: o, files: files}
	if err := c.check(); err != nil {
		return err
	}
	defer c.close()
	return c.run()
}

// A concatenation is what the command line of cat asks for.
type concatenation struct {
	s     *session
	o     *catOptions
	files []string
	to    feed.Format
	ids   *idPlaces // nil if Ids may be repeated

	inputs  []*textInput   // of the files; closed if they can be opened again
	frame   *excerpt.Frame // of the output, if texts are copied; else nil
	columns []feed.Field   // of the output, if it is delimited text and texts are not copied
}

// check checks the command line.
func (c *concatenation) check() error {
	if len(c.files) == 0 {
		return usagef("cat: which files? \"-\" is standard input")
	}
	if i := slices.Index(c.files, "-"); i >= 0 && slices.Contains(c.files[i+1:], "-") {
		return usagef("cat: standard input (\"-\") can be read only once")
	}
	var err error
	if c.to, err = parseFormat("-to", c.o.to); err != nil {
		return err
	}
	if byName, _ := feedio.FormatOf(c.o.out); c.to == feed.NoFormat && c.o.out != "-" {
		c.to = byName
	}
	if err := checkFeedName(c.o.out); err != nil {
		return err
	}
	if err := c.s.checkCopy(c.files, c.o.out); err != nil {
		return err
	}
	if !c.o.repeat {
		c.ids = newIDPlaces()
	}
	return nil
}

func (c *concatenation) close() {
	for _, in := range c.inputs {
		in.Close()
	}
}

// run carries the concatenation out.
func (c *concatenation) run() error {
	if err := c.prepare(); err != nil {
		return err
	}
	out, err := c.s.createOutput(c.o.out, feedio.CreateOptions{Replace: true})
	if err != nil {
		return err
	}
	defer out.abandon()
	w := c.writer(out.w)
	for i := range c.files {
		if err := c.copy(i, w); err != nil {
			w.Flush()
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	for _, in := range c.inputs {
		in.notes(c.s)
	}
	if c.frame == nil {
		c.s.noteExtensions(c.to, c.columns)
	}
	return nil
}

// prepare opens the inputs and settles the format, and how entities are written: as they
// are, or with which columns. Files are closed after that, as there may be more than can
// be open at once.
func (c *concatenation) prepare() error {
	var first *excerpt.Frame
	same := true
	for _, path := range c.files {
		in, err := c.s.openTexts(path, &c.o.read, nil)
		if err != nil {
			return err
		}
		c.inputs = append(c.inputs, in)
		frame, err := in.texts.Frame()
		if err != nil {
			return in.fail(err)
		}
		c.to = cmp.Or(c.to, in.Format())
		same = same && in.Format() == c.to
		switch {
		case first == nil || first.Key() == "":
			first = frame
		case frame.Key() != "" && frame.Key() != first.Key():
			same = false
		}
		columns, err := in.texts.Columns()
		if err != nil {
			return in.fail(err)
		}
		c.columns = append(c.columns, columns...)
		if in.Rewindable() {
			in.release()
		}
	}
	if same {
		c.frame = first
		return nil
	}
	return c.settleColumns()
}

// settleColumns finds out which columns delimited output needs.
func (c *concatenation) settleColumns() error {
	if c.to.Delimiter() == 0 {
		return nil
	}
	var survey feedio.Survey
	for _, in := range c.inputs {
		switch {
		case in.Format().Delimiter() != 0: // the columns are known
		case in.Rewindable():
			again, err := in.reopen()
			if err != nil {
				return err
			}
			progress := c.s.startProgress(again)
			_, err = feedio.Copy(context.Background(), &survey, again.Reader)
			progress.stop()
			again.Close()
			if err != nil {
				return in.fail(err)
			}
		default:
			c.columns = append(c.columns, feed.Columns(feed.Extended)...)
		}
	}
	c.columns = withExtensions(append(c.columns, survey.Columns()...))
	return nil
}

// A catWriter writes entities as they are, or in another way.
type catWriter interface {
	write(*feed.Record, []byte) error
	Flush() error
	Close() error
}

func (c *concatenation) writer(w io.Writer) catWriter {
	if c.frame != nil {
		return textWriter{excerpt.NewWriter(w, c.frame)}
	}
	return recordWriter{feedio.NewWriter(w, c.to, &feedio.WriterOptions{Columns: c.columns})}
}

type textWriter struct{ *excerpt.Writer }

func (w textWriter) write(_ *feed.Record, text []byte) error { return w.Write(text) }

type recordWriter struct{ feed.RecordWriter }

func (w recordWriter) write(r *feed.Record, _ []byte) error { return w.WriteRecord(r) }

func (w recordWriter) Flush() error {
	flush(w.RecordWriter)
	return nil
}

// copy copies the entities of an input.
func (c *concatenation) copy(i int, w catWriter) error {
	in := c.inputs[i]
	if in.Rewindable() {
		again, err := in.reopen()
		if err != nil {
			return err
		}
		if in, err = newTextInput(again, nil); err != nil {
			return err
		}
		c.inputs[i] = in
		defer in.release()
	}
	defer c.s.startProgress(in.input).stop()
	for {
		r, text, err := in.texts.Next()
		if err == io.EOF {
			return in.finish()
		}
		if err == nil && c.ids != nil {
			err = c.ids.add(r, i, in.texts.Line(), c.inputs)
		}
		if err == nil {
			err = w.write(r, text)
		}
		if err != nil {
			return in.fail(in.texts.Locate(err))
		}
	}
}

// idPlaces remembers where each Id is.
type idPlaces struct {
	seed   maphash.Seed
	places map[uint64]idPlace // by the hash of the Id
}

type idPlace struct{ file, line int32 }

func newIDPlaces() *idPlaces {
	return &idPlaces{maphash.MakeSeed(), make(map[uint64]idPlace)}
}

// add adds the Id of an entity. The error says where it has been before.
func (p *idPlaces) add(r *feed.Record, file, line int, inputs []*textInput) error {
	id := r.Entity().Text(feed.ID)
	if len(id) == 0 {
		return nil
	}
	hash := maphash.Bytes(p.seed, id)
	first, repeated := p.places[hash]
	if !repeated {
		p.places[hash] = idPlace{int32(file), int32(line)}
		return nil
	}
	message := fmt.Sprintf("the Id %s is already used on line %d", quote.Text(id), first.line)
	if int(first.file) != file {
		message += " of " + inputs[first.file].name
	}
	return r.Entity().Fault("", feed.ID, message, "give every entity an Id of its own, or allow this with -allow-repeated-ids")
}
