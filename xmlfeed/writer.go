package xmlfeed

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// WriterOptions are the options of a Writer. The zero value and a nil pointer mean the
// defaults.
type WriterOptions struct {
	// Dropped, if not nil, counts the values that XML cannot hold; they are
	// left out. If it is nil they are faults.
	Dropped *feed.Tally
	// Limits are those of the readers that the output is for. A value or entity over
	// them is a fault, or a value that XML cannot hold.
	Limits feed.Limits
}

// A Writer writes a feed as XML in one canonical form: indented by two spaces, elements and
// attributes in the order of the schema, required attributes always and others only if they
// have a value. It is a feed.RecordWriter.
//
// Output is buffered; Close writes the rest.
type Writer struct {
	sink  render.Sink
	drops int // how often something was dropped

	templates templates
	notes     []note
}

// NewWriter returns a Writer to w. The options may be nil.
func NewWriter(w io.Writer, o *WriterOptions) *Writer {
	if o == nil {
		o = new(WriterOptions)
	}
	head := []byte(`<?xml version="1.0" encoding="utf-8"?>` + "\n<" + rootName + ` xmlns="` + namespace + `" ` + versionName + `="2.0">` + "\n")
	t := new(Writer)
	t.sink = render.New(w, marked, head, t.render, "</"+rootName+">\n")
	t.sink.Dropped, t.sink.Limits, t.sink.Margin = o.Dropped, o.Limits.WithDefaults(), len("  \n") // the line's indent and end
	return t
}

// render writes the entity of the record.
func (w *Writer) render() error { return w.part(entity, 0) }

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
	f := new(Writer)
	f.sink = w.sink.Fork(f.render, size)
	return joiner{f}
}

// Held implements pieces.Writer.
func (w joiner) Held() int { return w.sink.Held() }

// Join implements pieces.Writer.
func (w joiner) Join(fork pieces.Writer, held int) error {
	return w.sink.Join(&fork.(joiner).sink, held)
}

// Clear implements pieces.Writer.
func (w joiner) Clear() { w.sink.Clear() }
