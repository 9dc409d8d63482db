package main

import (
	"flag"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/excerpt"
)

// readOptions are the flags of the commands that copy entities as they are written.
type readOptions struct {
	from     string
	encoding encodingFlag
	quiet    bool
}

func (o *readOptions) register(flags *flag.FlagSet) {
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab, pipe or jsonl (default: what its name or content says)")
	o.encoding.register(flags, "")
	flags.BoolVar(&o.quiet, "q", false, "no notes and no progress on standard error")
}

// A textInput is an input that is read by entities and their texts.
type textInput struct {
	*input
	texts     *excerpt.Reader
	odd       oddRows
	conflicts int64 // see excerpt.Reader
}

// openTexts opens the input at path: as a table, or as a feed if table is nil.
func (s *session) openTexts(path string, o *readOptions, table *mappedTable) (*textInput, error) {
	from, err := parseFormat("-from", o.from)
	if err != nil {
		return nil, err
	}
	in, err := s.openTable(path, from, o.encoding.Encoding, table)
	if err != nil {
		return nil, err
	}
	return newTextInput(in, table)
}

// newTextInput begins to read an input, which is closed where that fails.
func newTextInput(in *input, table *mappedTable) (*textInput, error) {
	t := &textInput{input: in}
	var err error
	if table != nil {
		t.texts, err = excerpt.NewTableReader(in.Reader, table.mapping, table.options)
	} else {
		t.texts, err = excerpt.NewReader(in.Reader, t.odd.add)
	}
	if err != nil {
		in.Close()
		return nil, in.explain(err)
	}
	return t, nil
}

// fail returns the error of a run on the input that ended with err.
func (t *textInput) fail(err error) error { return t.settle(named(t.name, err)) }

// finish makes sure, after the last read, that the file is what it was.
func (t *textInput) finish() error {
	t.conflicts = t.texts.DuplicateColumnConflicts()
	return t.explain(t.Changed())
}

// notes says what the user should know of an input that was copied.
func (t *textInput) notes(s *session) {
	t.odd.note(s, t.name)
	s.noteConflicts(t.conflicts)
}

// release closes a file and lets go of its text. It can be opened again.
func (t *textInput) release() {
	t.Close()
	t.texts = nil
}

// excerptOptions are the flags of head and sample.
type excerptOptions struct {
	read  readOptions
	table tableFlags
	n     int64
	out   string
}

func (o *excerptOptions) register(flags *flag.FlagSet, n string) {
	flags.Int64Var(&o.n, "n", 10, n)
	flags.StringVar(&o.out, "o", "-", "write to `OUT` and replace it if it exists; - is standard output")
	o.read.register(flags)
	o.table.register(flags)
}

// runExcerpt runs head or sample: copy copies what is to be written of an input.
func (s *session) runExcerpt(flags *flag.FlagSet, o *excerptOptions, args []string, copy func(*textInput, *excerpt.Writer) error) error {
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.read.quiet
	path := "-"
	switch {
	case len(files) > 1:
		return usagef("%s takes one input, not %d files; name the output with -o", flags.Name(), len(files))
	case len(files) == 1:
		path = files[0]
	}
	if o.n <= 0 {
		return usagef("-n wants a number above 0")
	}
	table, err := o.table.table(o.read.from)
	if err != nil {
		return err
	}
	if err := s.checkCopy([]string{path}, o.out); err != nil {
		return err
	}
	in, err := s.openTexts(path, &o.read, table)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := checkSameFormat(flags.Name(), o.out, in.Format()); err != nil {
		return err
	}
	progress := s.startProgress(in.input)
	defer progress.stop()
	out, err := s.createOutput(o.out, feedio.CreateOptions{Replace: true})
	if err != nil {
		return err
	}
	defer out.abandon()
	if err := writeExcerpt(in, out, copy); err != nil {
		return in.fail(err)
	}
	if err := in.finish(); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	progress.stop()
	in.notes(s)
	return nil
}

// writeExcerpt writes what copy copies as a whole feed. What comes before a fault is
// handed on.
func writeExcerpt(in *textInput, out *output, copy func(*textInput, *excerpt.Writer) error) error {
	frame, err := in.texts.Frame()
	if err != nil {
		return err
	}
	w := excerpt.NewWriter(out.w, frame)
	if err := copy(in, w); err != nil {
		w.Flush()
		return err
	}
	return w.Close()
}

// checkCopy refuses an output that could not be written in the end, or that is one of
// the inputs.
func (s *session) checkCopy(inputs []string, output string) error {
	out, err := s.outputPlace(output)
	if err != nil {
		return err
	}
	for _, path := range inputs {
		in, err := s.inputPlace(path)
		if err != nil {
			return err
		}
		if in.is(out) {
			return usagef("%s is both input and output", in.name)
		}
	}
	return checkOutput(output, true, "")
}

// checkFeedName refuses an output that is to be a feed and whose name says something else.
func checkFeedName(out string) error {
	if _, isGeo := geoOfName(out); isGeo && isFileName(out) {
		return usagef("the output %s is to be a feed, and its name says GeoJSON, which \"feedconv convert\" writes; name it otherwise", out)
	}
	return nil
}

// checkSameFormat refuses an output whose name says another format than that of the
// input, which a command keeps.
func checkSameFormat(command, out string, format feed.Format) error {
	if err := checkFeedName(out); err != nil {
		return err
	}
	says, _ := feedio.FormatOf(out)
	switch {
	case !isFileName(out) || says == feed.NoFormat || says == format:
	case format != feed.Table:
		return usagef("%s keeps the format, which is %v, and the name of the output %s says %v; \"feedconv convert\" changes the format", command, format, out, says)
	case says.Delimiter() == 0:
		return usagef("%s keeps the table, and the name of the output %s says %v; \"feedconv convert\" changes the format", command, out, says)
	}
	return nil
}
