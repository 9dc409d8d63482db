package main

import (
	"errors"
	"flag"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/parallel"
)

var convertCommand = command{
	name:    "convert",
	summary: "convert a feed between XML and delimited text",
	help:    convertHelp,
	flags:   func() *flag.FlagSet { flags, _ := convertFlags(); return flags },
	tail:    convertTail,
	run:     runConvert,
}

// A conversion is what the command line of convert asks for.
type conversion struct {
	from, to feed.Format
	in, out  string
	compress bool // the output
	layout   layout
	dropped  *feed.Tally // not nil with -lossy
	check    *check      // not nil with -validate
}

func convertFlags() (*flag.FlagSet, *convertOptions) {
	o := new(convertOptions)
	flags := newFlags("convert")
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab or pipe (default: what its name or content says)")
	flags.StringVar(&o.to, "to", "", "`FORMAT` of the output (default: what its name says)")
	flags.StringVar(&o.layout, "layout", "auto", "`LAYOUT` of delimited output: auto, documented or extended")
	flags.StringVar(&o.columns, "columns", "", "write these columns, in this order: `A,B,…`")
	flags.BoolVar(&o.lossy, "lossy", false, "drop what the output cannot hold, and say how much")
	o.check.register(flags)
	flags.BoolVar(&o.quiet, "q", false, "no notes and no progress on standard error")
	return flags, o
}

// convertOptions are the flags as given.
type convertOptions struct {
	from, to, layout, columns string
	lossy, quiet              bool
	check                     checkOptions
}

func runConvert(s *session, args []string) error {
	flags, o := convertFlags()
	if done, err := s.parse(flags, args); done || err != nil {
		return err
	}
	s.quiet = o.quiet
	c, err := o.conversion(flags.Args())
	if err != nil {
		return err
	}
	return c.run(s)
}

// conversion checks the command line.
func (o *convertOptions) conversion(files []string) (*conversion, error) {
	c := &conversion{in: "-", out: "-"}
	if len(files) > 2 {
		return nil, tooManyFiles(files, "convert takes one input and one output")
	}
	copyTo(files, &c.in, &c.out)
	var err error
	if c.from, err = parseFormat("-from", o.from); err != nil {
		return nil, err
	}
	if c.to, err = parseFormat("-to", o.to); err != nil {
		return nil, err
	}
	if c.out != "-" {
		byName, gzip := feed.FormatOfName(c.out)
		c.compress = gzip
		if c.to == feed.NoFormat {
			c.to = byName
		}
	}
	if c.to == feed.NoFormat {
		return nil, usagef("the output's format is not known; say -to xml, csv, tab or pipe")
	}
	if c.layout, err = parseLayout(o.layout, o.columns); err != nil {
		return nil, err
	}
	if c.to == feed.XML && c.layout.chosen() {
		return nil, usagef("-layout and -columns are for delimited output, not for XML")
	}
	if o.lossy {
		c.dropped = new(feed.Tally)
	}
	c.check, err = o.check.check()
	return c, err
}

func copyTo(values []string, targets ...*string) {
	for i, v := range values {
		*targets[i] = v
	}
}

func parseFormat(flagName, value string) (feed.Format, error) {
	if value == "" {
		return feed.NoFormat, nil
	}
	f, err := feed.ParseFormat(value)
	if err != nil {
		return f, usagef("%s: %v", flagName, err)
	}
	return f, nil
}

// run carries the conversion out.
func (c *conversion) run(s *session) error {
	in, err := s.openInput(c.in, c.from)
	if err != nil {
		return err
	}
	defer in.close()
	if err := c.checkSameFile(s, in); err != nil {
		return err
	}
	total := in.size()
	if c.settlesColumns(in) && !c.canGuess() {
		total *= 2
	}
	stop := s.startProgress(in.name, in.count.bytes.Load, total)
	defer stop()

	columns, reader, err := c.columns(in)
	if err != nil {
		return named(in.name, err)
	}
	out, err := s.createOutput(c.out, c.compress)
	if err != nil {
		return err
	}
	defer out.abandon()
	if err := c.check.begin(s, c, in, columns); err != nil {
		return err
	}
	defer c.check.abandon()
	err = c.write(out, columns, reader)
	if errors.Is(err, feed.Unwritable) && c.settlesColumns(in) && c.canGuess() {
		columns, err = c.writeAgain(in, out)
	}
	if err != nil {
		return named(in.name, err)
	}
	if err := c.check.commit(); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	stop()
	c.notes(s, columns, reader)
	return nil
}

// write writes the whole feed.
func (c *conversion) write(out *output, columns []feed.Field, r feed.SourceReader) error {
	w := newWriter(out.w, c.to, columns, c.dropped)
	if err := c.copy(w, r); err != nil {
		flush(w)
		return err
	}
	return w.Close()
}

// writeAgain begins the output again, with the columns that the whole feed needs,
// as those that its first entities need were too few.
func (c *conversion) writeAgain(in *input, out *output) ([]feed.Field, error) {
	if err := out.restart(); err != nil {
		return nil, err
	}
	var columns []feed.Field
	err := in.rewind()
	if err == nil {
		columns, err = c.survey(in)
	}
	if err == nil {
		err = in.rewind()
	}
	if err == nil {
		err = c.write(out, columns, newReader(in.text, in.format, nil))
	}
	return columns, err
}

// copy carries the entities over, with or without a look at them.
func (c *conversion) copy(w feed.RecordWriter, r feed.SourceReader) error {
	if c.check != nil {
		return c.check.copy(w, r)
	}
	_, err := parallel.Copy(w, r)
	return err
}

// flush hands on the entities before a fault, so that what a stream got of a
// feed that failed does not depend on the sizes of buffers.
func flush(w feed.Writer) {
	if f, ok := w.(interface{ Flush() error }); ok {
		f.Flush()
	}
}

// checkSameFile refuses to write over what is being read.
func (c *conversion) checkSameFile(s *session, in *input) error {
	if err := notInput(in, c.check.file()); err != nil {
		return err
	}
	if c.out != "-" {
		return notInput(in, c.out)
	}
	if f, ok := s.stdout.(*os.File); ok {
		if info, err := f.Stat(); err == nil && sameFile(in.info, info) {
			return usagef("%s is both input and output", in.name)
		}
	}
	return nil
}

// notInput refuses an output file that is the input.
func notInput(in *input, file string) error {
	if file == "" || file == "-" {
		return nil
	}
	info, err := stat(file)
	if err == nil && sameFile(in.info, info) {
		return usagef("%s is both input and output", file)
	}
	return err
}

// settlesColumns reports whether the feed itself says which columns it needs, to
// who reads it once more.
func (c *conversion) settlesColumns(in *input) bool {
	return c.to != feed.XML && c.layout.known() == nil && in.format == feed.XML && in.rereadable()
}

// canGuess reports whether an output begun with too few columns can be begun
// again. Then the first entities say which columns to try, and the whole feed is
// mostly read once instead of twice.
func (c *conversion) canGuess() bool {
	return c.check == nil && c.dropped == nil && isFileName(c.out)
}

// isFileName reports whether an output of that name is a file.
func isFileName(name string) bool {
	info, err := stat(name)
	return name != "-" && err == nil && (info == nil || info.Mode().IsRegular())
}

// columns settles the columns of delimited output and returns them with a
// reader that stands at the feed's beginning.
func (c *conversion) columns(in *input) ([]feed.Field, feed.SourceReader, error) {
	columns := c.layout.known()
	switch {
	case c.to == feed.XML || columns != nil:
	case in.format != feed.XML: // its header decides
		r := delimfeed.NewReader(in.text, in.format, nil)
		header, err := r.Columns()
		return withExtensions(header), r, err
	case c.settlesColumns(in):
		var err error
		if c.canGuess() {
			columns = guess(in)
		} else if columns, err = c.survey(in); err != nil {
			return nil, nil, err
		}
		if err := in.rewind(); err != nil {
			return nil, nil, err
		}
	default:
		columns = feed.Columns(feed.Extended)
	}
	return columns, newReader(in.text, in.format, nil), nil
}

// survey reads a whole feed to learn which columns it needs: those of the
// entities that will be written. What ends a checked feed early is left to be
// found again by the conversion, which reports it.
func (c *conversion) survey(in *input) ([]feed.Field, error) {
	var survey delimfeed.Survey
	r := newReader(in.text, in.format, nil)
	var err error
	if c.check != nil {
		err = c.check.survey(&survey, r, in.format)
	} else {
		_, err = parallel.Copy(&survey, r)
	}
	return survey.Columns(), err
}

// guess returns the columns that the first entities of a feed need. Faults are
// left to be found again.
func guess(in *input) []feed.Field {
	const first = 1000
	var survey delimfeed.Survey
	var entity feed.Record
	r := newReader(in.text, in.format, nil)
	for range first {
		if entity.Read(r) != nil {
			break
		}
		survey.WriteRecord(&entity)
	}
	return survey.Columns()
}

// notes tells what the user should know of a conversion that succeeded.
func (c *conversion) notes(s *session, columns []feed.Field, r feed.Reader) {
	c.check.note(s)
	if names := extensions(columns); c.to != feed.XML && len(names) > 0 {
		s.note("the service does not know these columns of the output: %s", strings.Join(names, ", "))
	}
	if c.dropped != nil {
		for f, n := range c.dropped.All() {
			s.note("dropped %s of %v", count(n, "value"), f)
		}
	}
	if d, ok := r.(*delimfeed.Reader); ok && d.Lost() > 0 {
		s.note("a repeated column of the input was passed over, with %s that its first column does not have", count(d.Lost(), "value"))
	}
}
