package xmlfeed

import (
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// flushSize is how much output is gathered before it is written.
const flushSize = 256 << 10

// WriterOptions are the options of a Writer. The zero value, and a nil pointer
// to it, serve.
type WriterOptions struct {
	// Dropped, if not nil, counts the values that XML cannot hold; they are
	// left out. If it is nil they are faults.
	Dropped *feed.Tally
}

// A Writer writes a feed as XML in one canonical form: indented by two spaces,
// elements and attributes in the order of the schema, attributes that are
// required always and others only where they have a value. It is a feed.Writer.
//
// Nothing is written before much output has gathered, or Close.
type Writer struct {
	w       io.Writer
	dropped *feed.Tally
	own     feed.Record  // of the entity that comes in tokens
	record  *feed.Record // being written
	inside  bool         // an entity is open
	begun   bool         // the root's start tag is in out
	closed  bool
	out     []byte
	err     error
}

// NewWriter returns a Writer to w. The options may be nil.
func NewWriter(w io.Writer, o *WriterOptions) *Writer {
	if o == nil {
		o = new(WriterOptions)
	}
	return &Writer{w: w, dropped: o.Dropped}
}

// WriteToken implements feed.Writer.
func (w *Writer) WriteToken(t feed.Token) error {
	if w.err != nil {
		return w.err
	}
	if w.closed {
		return fmt.Errorf("%w: %v behind the end of the feed", feed.ErrGrammar, t.Kind)
	}
	whole, err := w.own.Add(t)
	if err != nil {
		w.err = err
		return err
	}
	w.inside = !whole
	if whole {
		w.err = w.writeEntity(&w.own)
	}
	return w.err
}

// WriteRecord implements feed.RecordWriter.
func (w *Writer) WriteRecord(r *feed.Record) error {
	switch {
	case w.err != nil:
		return w.err
	case w.closed || w.inside:
		return fmt.Errorf("%w: an entity within another or behind the end of the feed", feed.ErrGrammar)
	}
	w.err = w.writeEntity(r)
	return w.err
}

func (w *Writer) writeEntity(r *feed.Record) error {
	w.record = r
	w.begin()
	before := len(w.out)
	if err := w.element(entity, w.record.Entity()); err != nil {
		w.out = w.out[:before]
		return err
	}
	if len(w.out) >= flushSize {
		return w.flush()
	}
	return nil
}

// begin writes what stands before the first entity.
func (w *Writer) begin() {
	if w.begun {
		return
	}
	w.begun = true
	w.out = append(w.out, `<?xml version="1.0" encoding="utf-8"?>`+"\n<"+rootName+` xmlns="`+namespace+`" `+versionName+`="2.0">`+"\n"...)
}

// Close implements feed.Writer.
func (w *Writer) Close() error {
	switch {
	case w.err != nil || w.closed:
		return w.err
	case w.inside:
		w.err = fmt.Errorf("%w: it ends within an entity", feed.ErrGrammar)
		return w.err
	}
	w.closed = true
	w.begin()
	w.out = append(w.out, "</"+rootName+">\n"...)
	w.err = w.flush()
	return w.err
}

// Flush writes out the entities that are gathered.
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
