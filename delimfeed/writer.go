package delimfeed

import (
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/plain"
)

// WriterOptions are the options of a Writer. The zero value, and a nil pointer to
// it, serve.
type WriterOptions struct {
	// Columns are the columns to write, in this order, each once; none stand
	// for those of the extended layout.
	Columns []feed.Field
	// Dropped, if not nil, counts the values that the columns cannot hold,
	// which are then left out. Otherwise they are faults. An entity without
	// values that cannot be written as a row counts as a response index.
	Dropped *feed.Tally
}

// A Writer writes delimited text.
type Writer struct {
	w         io.Writer
	delimiter byte
	columns   []feed.Field
	set       feed.FieldSet        // of the columns
	place     [feed.NumFields]int8 // of a column in the row
	shares    bool
	dropped   *feed.Tally

	own    feed.Record  // of the entity that comes in tokens
	open   bool         // an entity is begun and not ended
	record *feed.Record // being written
	values []byte       // of the record
	valid  bool         // all of them are UTF-8
	plain  plain.Run    // of the values, that needs no quotes
	row    outRow

	objects jsonStyle
	json    []byte // the texts of the row's JSON cells
	index   []byte // the text of its index
	out     []byte // not yet written
	err     error
	closed  bool
}

// flushSize is how much output is collected before it is written.
const flushSize = 64 << 10

// NewWriter returns a Writer of a format, CSV, Tab or Pipe, to w. Options may be
// nil.
func NewWriter(w io.Writer, f feed.Format, o *WriterOptions) *Writer {
	if o == nil {
		o = new(WriterOptions)
	}
	columns := o.Columns
	if len(columns) == 0 {
		columns = feed.Columns(feed.Extended)
	}
	t := &Writer{w: w, delimiter: f.Delimiter(), columns: columns, dropped: o.Dropped, objects: newJSONStyle(f)}
	t.plain.Find = quotedBytes(f).index
	if t.err = t.placeColumns(); t.err == nil {
		t.shares = shares(t.set)
		t.begin()
	}
	return t
}

func (w *Writer) placeColumns() error {
	for i, f := range w.columns {
		if f >= feed.NumFields || f.Info().Layout == feed.NoLayout {
			return fmt.Errorf("delimfeed: column %d is none", i+1)
		}
		if w.set.Has(f) {
			return fmt.Errorf("delimfeed: column %v twice", f)
		}
		w.set = w.set.With(f)
		w.place[f] = int8(i)
	}
	return nil
}

// begin writes the version line and the header.
func (w *Writer) begin() {
	w.out = append(w.out, VersionLine+"\n"...)
	for i, f := range w.columns {
		if i > 0 {
			w.out = append(w.out, w.delimiter)
		}
		w.out = append(w.out, f.String()...)
	}
	w.out = append(w.out, '\n')
}

// WriteToken takes the next token of a feed.
func (w *Writer) WriteToken(t feed.Token) error {
	if w.err != nil {
		return w.err
	}
	if w.closed {
		return fmt.Errorf("%w: %v behind the end of the feed", feed.ErrGrammar, t.Kind)
	}
	whole, err := w.own.Add(t)
	w.open = !whole
	if err == nil && whole {
		err = w.write(&w.own)
	}
	w.err = err
	return err
}

// WriteRecord writes an entity.
func (w *Writer) WriteRecord(r *feed.Record) error {
	switch {
	case w.err != nil:
		return w.err
	case w.closed || w.open:
		return fmt.Errorf("%w: an entity within another or behind the end of the feed", feed.ErrGrammar)
	}
	w.err = w.write(r)
	return w.err
}

func (w *Writer) write(r *feed.Record) error {
	w.record = r
	before := len(w.out)
	if err := w.entity(); err != nil {
		w.out = w.out[:before]
		return err
	}
	if len(w.out) >= flushSize {
		return w.flush()
	}
	return nil
}

// Close ends the feed and writes what is left of it.
func (w *Writer) Close() error {
	if w.err != nil || w.closed {
		return w.err
	}
	w.closed = true
	if w.open {
		w.err = fmt.Errorf("%w: the last entity has no end", feed.ErrGrammar)
		return w.err
	}
	w.err = w.flush()
	return w.err
}

// Flush writes out the entities that are collected.
func (w *Writer) Flush() error {
	if len(w.out) == 0 {
		return nil
	}
	return w.flush()
}

func (w *Writer) flush() error {
	_, err := w.w.Write(w.out)
	w.out = w.out[:0]
	return err
}
