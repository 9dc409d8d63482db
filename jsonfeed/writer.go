package jsonfeed

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// WriterOptions are the options of a Writer. The zero value and a nil pointer mean the
// defaults.
type WriterOptions struct {
	// Typed writes values as what they are if that says exactly the same: coordinates and
	// numbers of results as numbers with the feed's own digits, true and false as booleans,
	// and lists joined by a comma and a space as arrays. Other values stay strings.
	Typed bool
	// Wide writes every key on every line, null where there is no value, and no objects
	// within objects. Points and pairs are the text of an array. Of several responses only
	// the first is written.
	Wide bool
	// Dropped, if not nil, counts the values that cannot be written, which are left out. If
	// it is nil they are faults.
	Dropped *feed.Tally
	// Limits are those of the readers that the output is for. A value or entity over them is
	// a fault, or a value that cannot be written.
	Limits feed.Limits
}

// A Writer writes a feed as JSON Lines: an entity a line, with its keys in the order of the
// schema. It is a feed.RecordWriter.
//
// Output is buffered; Close writes the rest.
type Writer struct {
	sink   render.Sink
	o      WriterOptions
	text   []byte // of an array, in a wide line
	counts Counts
	forked bool
}

// Counts are what lines say in another way than the feed, or not at all.
type Counts struct {
	Untyped   feed.Tally // values that WriterOptions.Typed has left as strings
	Responses int64      // that WriterOptions.Wide has left out
}

// Counts returns what has been counted so far.
func (w *Writer) Counts() Counts { return w.counts }

// marked is what a value needs a closer look for: what JSON does not allow in a string.
var marked = render.NewSet('"', '\\', '"', 0)

// NewWriter returns a Writer to w. The options may be nil.
func NewWriter(w io.Writer, o *WriterOptions) *Writer {
	t := new(Writer)
	if o != nil {
		t.o = *o
	}
	t.sink = render.New(w, marked, nil, t.render, "")
	t.sink.Dropped, t.sink.Limits, t.sink.Margin = t.o.Dropped, t.o.Limits.WithDefaults(), len("\n")
	return t
}

// WriteToken implements feed.Writer.
func (w *Writer) WriteToken(t feed.Token) error { return w.sink.WriteToken(t) }

// WriteRecord implements feed.RecordWriter.
func (w *Writer) WriteRecord(r *feed.Record) error { return w.sink.WriteRecord(r) }

// Flush writes the entities that are buffered, also after a fault. Before the first entity
// it writes nothing.
func (w *Writer) Flush() error { return w.sink.Flush() }

// Close implements feed.Writer.
func (w *Writer) Close() error { return w.sink.Close() }

// A joiner is a Writer as package pieces uses it.
type joiner struct{ *Writer }

func init() { pieces.RegisterWriter(func(w *Writer) pieces.Writer { return joiner{w} }) }

// Fork implements pieces.Writer.
func (w joiner) Fork(size int) pieces.Writer {
	f := &Writer{forked: true, o: WriterOptions{Typed: w.o.Typed, Wide: w.o.Wide}}
	f.sink = w.sink.Fork(f.render, size)
	return joiner{f}
}

// Held implements pieces.Writer.
func (w joiner) Held() int { return w.sink.Held() }

// Join implements pieces.Writer.
func (w joiner) Join(fork pieces.Writer, held int) error {
	f := fork.(joiner)
	for field, n := range f.counts.Untyped.All() {
		w.counts.Untyped.Add(field, n)
	}
	w.counts.Responses += f.counts.Responses
	err := w.sink.Join(&f.sink, held)
	f.Clear()
	return err
}

// Clear implements pieces.Writer.
func (w joiner) Clear() {
	if w.sink.Clear(); w.forked {
		w.counts = Counts{}
	}
}
