package delimfeed

import (
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// WriterOptions are the options of a Writer. The zero value has the defaults.
type WriterOptions struct {
	// Columns are the columns to write, in this order, each once. If there are none, they
	// are those of the extended layout.
	Columns []feed.Field
	// Dropped, if not nil, counts the values that the columns cannot hold, which are then
	// left out. If it is nil, they are faults. An entity without values that cannot be
	// written as a row counts as a response index.
	Dropped *feed.Tally
	// Limits are the limits of the readers that the output is for. An entity over them is a
	// fault. A cell over them is a fault, too, or is dropped.
	Limits feed.Limits
}

// A Writer writes delimited text: a feed, or, made by NewPlainWriter, a plain table.
type Writer struct {
	sink      render.Sink
	delimiter byte
	columns   []feed.Field
	set       feed.FieldSet        // of the columns
	index     [feed.NumFields]int8 // of each column, from 0
	shares    bool
	plain     *plainTable // nil for a feed

	row     rowBuilder
	objects jsonStyle
	json    []byte // the text of the JSON cells of the row
	number  []byte // the text of its response index
}

// NewWriter returns a Writer to w, in the format CSV, Tab or Pipe. The options may be nil. If
// the format is another one, or a column is unknown or is there twice, every call returns an
// error and nothing is written.
func NewWriter(w io.Writer, f feed.Format, o *WriterOptions) *Writer {
	if o == nil {
		o = new(WriterOptions)
	}
	columns := o.Columns
	if len(columns) == 0 {
		columns = feed.Columns(feed.Extended)
	}
	t := &Writer{delimiter: f.Delimiter(), columns: columns, objects: newJSONStyle(f == feed.CSV)}
	t.sink = render.New(w, markedBytes(f), t.head(), t.entity, "")
	t.sink.Dropped, t.sink.Limits = o.Dropped, o.Limits.WithDefaults()
	t.check(f)
	return t
}

// check lets every call return what is wrong with the format or the columns, if anything is.
func (w *Writer) check(f feed.Format) {
	err := checkFormat(f)
	if err == nil {
		err = w.indexColumns()
	}
	w.shares = shares(w.set)
	if err != nil {
		w.sink.Fail(err)
	}
}

func (w *Writer) indexColumns() error {
	for i, f := range w.columns {
		if f >= feed.NumFields || f.Info().Layout == feed.NoLayout {
			return fmt.Errorf("delimfeed: column %d is unknown", i+1)
		}
		if w.set.Has(f) {
			return fmt.Errorf("delimfeed: column %v is there twice", f)
		}
		w.set = w.set.With(f)
		w.index[f] = int8(i)
	}
	return nil
}

// head returns the version line and the header.
func (w *Writer) head() []byte {
	head := []byte(VersionLine + "\n")
	for i, f := range w.columns {
		if i > 0 {
			head = append(head, w.delimiter)
		}
		if f < feed.NumFields {
			head = append(head, f.String()...)
		}
	}
	return append(head, '\n')
}

// WriteToken implements feed.Writer.
func (w *Writer) WriteToken(t feed.Token) error { return w.sink.WriteToken(t) }

// WriteRecord implements feed.RecordWriter.
func (w *Writer) WriteRecord(r *feed.Record) error { return w.sink.WriteRecord(r) }

// Flush writes the entities that are buffered, also after a fault. It writes nothing if there
// has been no entity.
func (w *Writer) Flush() error { return w.sink.Flush() }

// Close implements feed.Writer.
func (w *Writer) Close() error { return w.sink.Close() }

// A joiner is a Writer as package pieces uses it.
type joiner struct{ *Writer }

func init() { pieces.RegisterWriter(func(w *Writer) pieces.Writer { return joiner{w} }) }

// Fork implements pieces.Writer.
func (w joiner) Fork(size int) pieces.Writer {
	f := &Writer{delimiter: w.delimiter, columns: w.columns, set: w.set, index: w.index, shares: w.shares, objects: w.objects}
	f.objects.escaped = nil
	render := f.entity
	if w.plain != nil {
		f.plain, render = w.plain.fork(), f.plainEntity
	}
	f.sink = w.sink.Fork(render, size)
	return joiner{f}
}

// Held implements pieces.Writer.
func (w joiner) Held() int { return w.sink.Held() }

// Join implements pieces.Writer.
func (w joiner) Join(fork pieces.Writer, held int) error {
	f := fork.(joiner)
	if w.plain != nil {
		w.plain.further += f.plain.further
		f.plain.further = 0
	}
	return w.sink.Join(&f.sink, held)
}

// Clear implements pieces.Writer.
func (w joiner) Clear() {
	if w.plain != nil {
		w.plain.further = 0
	}
	w.sink.Clear()
}
