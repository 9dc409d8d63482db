package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A conversion is what the command line of convert asks for.
type conversion struct {
	from, to feed.Format
	in, out  string
	encoding feed.Encoding // of the input
	table    *mappedTable  // how it is read, if it is one
	replace  bool          // the output, if it exists
	layout   layout
	form     form        // of the output
	dropped  *feed.Tally // not nil with -lossy
	check    *check      // not nil with -validate
	odd      oddRows     // of the input
	written  feed.Writer // of the output
}

// run carries the conversion out.
func (c *conversion) run(s *session) error {
	if err := c.checkOutputs(s); err != nil {
		return err
	}
	in, err := s.openTable(c.in, c.from, c.encoding, c.table)
	if err != nil {
		return c.check.refuse(s, displayName(c.in), err)
	}
	defer in.Close()
	if c.to == feed.NoFormat && c.form.kind == feedForm {
		c.to = otherFormat(in.Format(), c.layout.chosen())
	}
	if err := c.convert(s, in); err != nil {
		return in.settle(err)
	}
	return nil
}

// convert converts an open input.
func (c *conversion) convert(s *session, in *input) error {
	progress := s.startProgress(in)
	defer progress.stop()

	columns, err := c.columns(in, progress)
	if err != nil {
		return c.check.refuse(s, in.name, err)
	}
	out, err := s.createOutput(c.out, feedio.CreateOptions{Replace: c.replace})
	if err != nil {
		return err
	}
	defer out.abandon()
	defer c.check.abandon()
	if err := c.check.begin(s, c, in, columns); err != nil {
		return err
	}
	err = c.write(out, columns, in)
	if errors.Is(err, feed.Unwritable) && c.settlesColumns(in) && c.canGuess() {
		progress.expect(2)
		columns, err = c.writeAgain(in, out)
	}
	if err != nil {
		return named(in.name, err)
	}
	if err := in.Changed(); err != nil {
		return err
	}
	if err := c.commit(out); err != nil {
		return err
	}
	progress.stop()
	c.odd.note(s, in.name)
	c.notes(s, columns, in)
	noteLeftOut(s, "", c.written)
	return nil
}

// commit completes both outputs, and only then gives them their names.
func (c *conversion) commit(out *output) error {
	for _, step := range []func() error{c.check.end, out.end, c.check.commit, out.commit} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// write writes the whole feed.
func (c *conversion) write(out *output, columns []feed.Field, in *input) error {
	w := c.form.writer(out.w, c.to, &feedio.WriterOptions{Columns: columns, Dropped: c.dropped})
	c.written = w
	if err := c.copy(w, in.Reader); err != nil {
		flush(w)
		return err
	}
	return w.Close()
}

// writeAgain begins the output again, with the columns that the whole feed needs,
// as those that its first entities need were too few.
func (c *conversion) writeAgain(in *input, out *output) ([]feed.Field, error) {
	if err := out.file.Restart(); err != nil {
		return nil, err
	}
	var columns []feed.Field
	err := c.rewind(in, nil)
	if err == nil {
		columns, err = c.survey(in)
	}
	if err == nil {
		c.odd = oddRows{}
		err = c.rewind(in, c.notice)
	}
	if err == nil {
		err = c.write(out, columns, in)
	}
	return columns, err
}

// rewind begins the input again. What is told of what the reader mends, of delimited text,
// may be nil.
func (c *conversion) rewind(in *input, notice func(*feed.Fault)) error {
	if in.Format().Delimiter() != 0 {
		in.Notice(notice)
	}
	return in.rewind()
}

// copy carries the entities over, with or without a look at them.
func (c *conversion) copy(w feed.RecordWriter, r feed.RecordReader) error {
	if c.check != nil {
		return c.check.copy(w, r)
	}
	_, err := feedio.Copy(context.Background(), w, r)
	return err
}

// flush hands on the entities before a fault, so that what a stream got of a
// feed that failed does not depend on the sizes of buffers.
func flush(w feed.Writer) {
	if f, ok := w.(interface{ Flush() error }); ok {
		f.Flush()
	}
}

// checkOutputs refuses, before anything is read, outputs that could not be
// written in the end, or only over what is not to be lost.
func (c *conversion) checkOutputs(s *session) error {
	if err := c.checkPlaces(s); err != nil {
		return err
	}
	if err := checkOutput(c.out, c.replace, "to replace it, name it with -o "+c.out); err != nil {
		return err
	}
	return checkOutput(c.check.file(), true, "")
}

// checkPlaces refuses to write over what is being read, and to write two things
// into one file.
func (c *conversion) checkPlaces(s *session) error {
	in, err := s.inputPlace(c.in)
	if err != nil {
		return err
	}
	out, err := s.outputPlace(c.out)
	if err != nil {
		return err
	}
	if in.is(out) {
		return usagef("%s is both input and output", cmp.Or(out.name, in.name))
	}
	if c.check.file() == "" {
		return nil
	}
	rejects, err := s.outputPlace(c.check.file())
	switch {
	case err != nil:
		return err
	case in.is(rejects):
		return usagef("%s is both input and output", cmp.Or(rejects.name, in.name))
	case out.is(rejects):
		return usagef("%s is to hold both the output and the rejects", cmp.Or(rejects.name, out.name, "standard output"))
	}
	return nil
}

// notes says what the user should know of a conversion that succeeded.
func (c *conversion) notes(s *session, columns []feed.Field, in *input) {
	c.check.note(s)
	if c.form.kind == feedForm && c.layout.columns != nil && !slices.Contains(columns, feed.ID) {
		s.note("-columns has no Id: the service refuses a feed without it, and results could not be matched to their requests")
	}
	if c.form.kind == feedForm {
		s.noteExtensions(c.to, columns)
	}
	if c.dropped != nil {
		for f, n := range c.dropped.All() {
			s.note("dropped %s of %v", quote.Count(n, "value"), f)
		}
	}
	s.noteConflicts(in.DuplicateColumnConflicts())
}

// noteExtensions says which columns of an output the service does not know.
func (s *session) noteExtensions(to feed.Format, columns []feed.Field) {
	if names := extensions(columns); to.Delimiter() != 0 && len(names) > 0 {
		s.note("the service does not know these columns of the output: %s", strings.Join(names, ", "))
	}
}

// noteConflicts says how many values a repeated column of an input had that were passed
// over.
func (s *session) noteConflicts(lost int64) {
	if lost > 0 {
		s.note("a repeated column of the input was passed over, with %s that its first column does not have", quote.Count(lost, "value"))
	}
}

// settlesColumns reports whether the feed itself says which columns it needs, to
// who reads it once more.
func (c *conversion) settlesColumns(in *input) bool {
	return c.to.Delimiter() != 0 && c.layout.known() == nil && in.Rewindable() && (in.Format().Delimiter() == 0 || c.form.kind == plainForm)
}

// canGuess reports whether an output begun with too few columns can be begun
// again. Then the first entities say which columns to try, and the whole feed is
// usually read once instead of twice.
func (c *conversion) canGuess() bool {
	return c.check == nil && c.dropped == nil && isFileName(c.out)
}

// columns settles the columns of delimited output. The input is at its beginning
// after that.
func (c *conversion) columns(in *input, progress *progress) ([]feed.Field, error) {
	columns := c.layout.known()
	delimited := in.Format().Delimiter() != 0
	switch {
	case c.settlesColumns(in):
		if c.canGuess() {
			columns = guess(in, c.form.survey())
			progress.expect(1)
		} else {
			progress.expect(2)
			var err error
			if columns, err = c.survey(in); err != nil {
				return nil, err
			}
		}
		if err := c.rewind(in, c.notice); err != nil || !delimited {
			return columns, err
		}
		_, err := in.Columns()
		return columns, err
	case delimited:
		in.Notice(c.notice)
		header, err := in.Columns()
		if columns == nil {
			columns = c.form.columnsOf(header)
		}
		return columns, err
	case c.to.Delimiter() == 0 || columns != nil:
	case c.check.isForUpload() && c.form.kind == feedForm: // where extension columns would be errors
		columns = feed.Columns(feed.Documented)
	default:
		columns = c.form.all()
	}
	return columns, nil
}

// survey reads a whole feed to learn which columns it needs: those of the
// entities that will be written. What ends a checked feed early is left to be
// found again by the conversion, which reports it.
func (c *conversion) survey(in *input) ([]feed.Field, error) {
	survey := c.form.survey()
	if c.check != nil {
		err := c.check.survey(survey, in)
		return survey.Columns(), err
	}
	_, err := feedio.Copy(context.Background(), survey, in.Reader)
	return survey.Columns(), err
}

// guess returns the columns that the first entities of a feed need. Faults are
// left to be found again.
func guess(in *input, survey survey) []feed.Field {
	const first = 1000
	var entity feed.Record
	for range first {
		if in.ReadRecord(&entity) != nil {
			break
		}
		survey.WriteRecord(&entity)
	}
	return survey.Columns()
}

// oddRows are the rows of an input that can be read and are probably not what was
// meant: a quote has taken other rows, or a line break has cut one.
type oddRows struct {
	first feed.Fault
	count int64
}

// notice takes what the reader of the input reports.
func (c *conversion) notice(f *feed.Fault) {
	odd := isOdd(f)
	if c.check != nil {
		c.check.notice(f, odd)
	}
	if odd && (c.check == nil || c.check.writer != nil) { // the check does not show it
		c.odd.add(f)
	}
}

// isOdd reports whether a notice is about such a row.
func isOdd(f *feed.Fault) bool {
	return f.Cause == feed.QuoteSwallowsRows || f.Cause == feed.RowShort
}

// add counts the row that a notice is about, if it is about one.
func (o *oddRows) add(f *feed.Fault) {
	if !isOdd(f) {
		return
	}
	if o.count == 0 {
		o.first = *f
	}
	o.count++
}

// note reports the first of the rows, in a file of some name.
func (o *oddRows) note(s *session, file string) {
	if o.count == 0 {
		return
	}
	more := ""
	if o.count > 1 {
		more = fmt.Sprintf(" (%s more; \"feedconv validate\" shows them)", quote.Count(o.count-1, "row"))
	}
	s.note("%v%s", named(file, &o.first), more)
}
