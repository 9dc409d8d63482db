package render

import (
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/short"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// A Sink is the part of a feed.RecordWriter that does not depend on the format. A writer
// has one and renders whole entities.
type Sink struct {
	// Out is what has been rendered and not yet written. Rendering appends to
	// it.
	Out []byte
	// Record is the entity to be rendered, and Values are its values, one after the
	// other. Valid reports whether all of them are UTF-8 without the lead byte of the
	// writer's set; Marked says where the rest of the set is in them.
	Record *feed.Record
	Values []byte
	Valid  bool
	Marked Marks
	// Large reports whether some of the values may be over the limit of a value.
	Large bool
	// Limits are those of the readers of the output; New sets the defaults. Sink
	// reports an entity over its limit, not counting Margin bytes of each that
	// readers do not count.
	Limits feed.Limits
	Margin int
	// Dropped counts values that cannot be written; nil where one is an error.
	Dropped *feed.Tally

	w      io.Writer
	marks  *Set
	render func() error
	tail   string

	own     feed.Record // of the entity that comes in tokens
	state   state
	forked  bool // Out is held until it is joined
	room    int  // that a fork's Out begins with
	failure error

	unusable error // why nothing more can be written, whatever it is
}

// A state says how far the output is.
type state uint8

const (
	fresh  state = iota // no entity was rendered
	begun               // one was, or will be of a fork
	closed              // the end was rendered
)

// errNew is returned where a Sink was not made by New or Fork, or has nothing to write to.
var errNew = errors.New("the writer was not made by NewWriter, or without an io.Writer to write to")

// flushSize is how much output is gathered before it is written.
const flushSize = 128 << 10

// New returns a Sink that writes to w: head first, then what render appends to
// Out for each Record, then tail. The marks are of what wants a closer look.
func New(w io.Writer, marks *Set, head []byte, render func() error, tail string) Sink {
	return Sink{Out: head, Limits: feed.Limits{}.WithDefaults(), w: w, marks: marks, render: render, tail: tail}
}

// Fail makes every further call return an error, of forks too.
func (s *Sink) Fail(err error) { s.failure, s.unusable = err, err }

// WriteToken implements feed.Writer.
func (s *Sink) WriteToken(t feed.Token) error {
	if s.failure != nil {
		return s.failure
	}
	if s.state == closed {
		return fmt.Errorf("%w: %v after the end of the feed", feed.ErrGrammar, t.Kind)
	}
	whole, err := s.own.Add(t)
	switch {
	case err != nil:
		s.failure = err
	case whole:
		s.failure = s.write(&s.own)
	}
	return s.failure
}

// WriteRecord implements feed.RecordWriter.
func (s *Sink) WriteRecord(r *feed.Record) error {
	switch {
	case s.failure != nil:
		return s.failure
	case s.state == closed || s.own.Open():
		return fmt.Errorf("%w: an entity within another or after the end of the feed", feed.ErrGrammar)
	case r == nil || !r.Whole():
		return fmt.Errorf("%w: a record that holds no whole entity", feed.ErrGrammar)
	}
	s.failure = s.write(r)
	return s.failure
}

// write renders an entity. What was rendered of one that fails is taken back.
func (s *Sink) write(r *feed.Record) error {
	if s.render == nil {
		return errNew
	}
	s.Record, s.Values = r, records.Values(r)
	if records.Tidy(r) && records.Unquoted(r) && records.Valid(r) && !s.marks.hasLead(s.Values) && s.Marked.MarkFew(s.Values, s.marks) {
		s.Valid = true
	} else {
		s.Valid = s.Marked.Mark(s.Values, s.marks) || records.Valid(r) && !s.marks.hasLead(s.Values)
	}
	if s.forked && cap(s.Out) == 0 {
		s.Out = make([]byte, 0, s.room)
	}
	s.Large = len(s.Values) > s.Limits.Value
	before := len(s.Out)
	err := s.render()
	if size := len(s.Out) - before - s.Margin; err == nil && size > s.Limits.Entity {
		err = s.tooLarge(size)
	}
	if err != nil {
		s.Out = s.Out[:before]
		return err
	}
	s.state = begun
	if len(s.Out) >= flushSize && !s.forked {
		return s.flush()
	}
	return nil
}

// tooLarge returns the fault of an entity that readers would refuse.
func (s *Sink) tooLarge(size int) error {
	return s.Record.Entity().Fault(feed.ValueTooLarge, feed.NoField, fmt.Sprintf("written, the entity has %d bytes, over the limit of %d that readers have", size, s.Limits.Entity), "shorten its values")
}

// IsTooLarge reports whether a value of the record is over the limit of a value.
func (s *Sink) IsTooLarge(p feed.Part, f feed.Field) bool {
	return s.Large && len(p.Text(f)) > s.Limits.Value
}

// ValueTooLarge says of a value, or of what a cell holds, that readers would refuse
// it for its size.
func (s *Sink) ValueTooLarge(size int) string {
	return fmt.Sprintf("a value of %d bytes, over the limit of %d that readers have", size, s.Limits.Value)
}

// Close implements feed.Writer.
func (s *Sink) Close() error {
	switch {
	case s.failure != nil || s.state == closed:
		return s.failure
	case s.own.Open():
		s.failure = fmt.Errorf("%w: it ends within an entity", feed.ErrGrammar)
		return s.failure
	}
	s.state = closed
	s.Out = append(s.Out, s.tail...)
	s.failure = s.flush()
	return s.failure
}

// Flush writes the buffered entities, after a fault too; nothing if there was none.
// Once the writer below has failed, that is the error of each further call.
func (s *Sink) Flush() error {
	if s.state == fresh || len(s.Out) == 0 {
		return s.unusable
	}
	return s.flush()
}

func (s *Sink) flush() error {
	err := s.put(s.Out)
	s.Out = s.Out[:0]
	return err
}

// put writes a text, unless a part of the feed is lost already.
func (s *Sink) put(text []byte) error {
	if s.unusable != nil {
		return s.unusable
	}
	if s.w == nil {
		return errNew
	}
	if err := Write(s.w, text); err != nil {
		s.Fail(err)
	}
	return s.unusable
}

// Write writes a text to w as a whole. A writer that takes less of it without an error
// does what an io.Writer may not do, and that is one. Its io.EOF is wrapped, so that nobody
// takes it for the end of a feed.
func Write(w io.Writer, text []byte) error {
	n, err := w.Write(text)
	switch {
	case err == io.EOF:
		return fmt.Errorf("the output failed: %w", err)
	case err == nil && n < len(text):
		return io.ErrShortWrite
	}
	return err
}

// Fork returns the Sink of a writer that goes on with the same feed, from pieces of
// about so many bytes of text, and holds what is rendered until Join.
func (s *Sink) Fork(render func() error, size int) Sink {
	f := Sink{Limits: s.Limits, Margin: s.Margin, failure: s.unusable, unusable: s.unusable, marks: s.marks, render: render, state: begun, forked: true, room: perText * size}
	if s.Dropped != nil {
		f.Dropped = new(feed.Tally)
	}
	return f
}

// perText is how many bytes of output come of one of text, if it is much: memory that
// is not used costs nothing, but memory that grows is touched again and again.
const perText = 4

// errHeld is returned where more is to be joined than a fork holds.
var errHeld = errors.New("the fork holds less than is to be joined")

// keep is how much memory a fork keeps for its next use.
const keep = 4 << 20

// Held returns how many bytes a fork holds.
func (s *Sink) Held() int { return len(s.Out) }

// Join writes the first held bytes of a fork, which is empty then, and counts what it
// dropped.
func (s *Sink) Join(fork *Sink, held int) error {
	for f, n := range fork.Dropped.All() {
		s.Dropped.Add(f, n)
	}
	if s.failure == nil && held > len(fork.Out) {
		s.failure = errHeld
	}
	if s.failure == nil && held > 0 {
		s.state = begun
		if len(s.Out) > 0 {
			s.failure = s.flush()
		}
		if s.failure == nil {
			s.failure = s.put(fork.Out[:held])
		}
	}
	fork.Clear()
	return s.failure
}

// Clear lets a fork forget what it holds, and its error. Of a Sink that is no fork
// nothing is forgotten.
func (s *Sink) Clear() {
	if !s.forked {
		return
	}
	if s.Dropped != nil {
		*s.Dropped = feed.Tally{}
	}
	if s.Out = s.Out[:0]; cap(s.Out) > keep {
		s.Out = nil
	}
	s.failure = s.unusable
}

// Append is append(dst, text...). It is quick where a short text has further
// bytes after it in memory, which it reads: nobody may write them meanwhile.
func Append(dst, text []byte) []byte { return short.Append(dst, text) }

// Padded returns a text as Append wants it.
func Padded(text string) []byte {
	return append(make([]byte, 0, len(text)+short.Size), text...)
}
