package feedio

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// NewReader returns the reader of a format. For NoFormat, a table or an unknown format, it
// returns a reader whose first read returns an error. A table is read by a mapping: with
// tablefeed.NewReader, or by Open with Options.Table.
func NewReader(r io.Reader, f feed.Format, o *feed.ReaderOptions) feed.RecordReader {
	switch f {
	case feed.XML:
		return xmlfeed.NewReader(r, o)
	case feed.JSONLines:
		return jsonfeed.NewReader(r, o)
	case feed.CSV, feed.Tab, feed.Pipe:
		return delimfeed.NewReader(r, f, o)
	}
	return failingReader(noFormat(f))
}

// WriterOptions are the options of the writers of all formats. The zero value and a nil
// pointer mean the defaults.
type WriterOptions struct {
	// Columns are those of delimited text, in this order, each once; if there are
	// none, those of the extended layout.
	Columns []feed.Field
	// JSON are the options of JSON Lines. Its Dropped and Limits do not count, but those here.
	JSON JSONOptions
	// Dropped, if not nil, counts the values that the format, or the columns, cannot
	// hold; they are left out. If it is nil they are faults.
	Dropped *feed.Tally
	// Limits are those of the readers that the output is for. What is over them is a
	// fault, or a value that cannot be held.
	Limits feed.Limits
}

// NewWriter returns the writer of a format. For NoFormat or an unknown format, it returns a
// writer that writes nothing and whose every call returns an error.
func NewWriter(w io.Writer, f feed.Format, o *WriterOptions) feed.RecordWriter {
	if o == nil {
		o = new(WriterOptions)
	}
	switch f {
	case feed.XML:
		return xmlfeed.NewWriter(w, &xmlfeed.WriterOptions{Dropped: o.Dropped, Limits: o.Limits})
	case feed.JSONLines:
		j := o.JSON
		j.Dropped, j.Limits = o.Dropped, o.Limits
		return jsonfeed.NewWriter(w, &j)
	case feed.CSV, feed.Tab, feed.Pipe:
		return delimfeed.NewWriter(w, f, &delimfeed.WriterOptions{Columns: o.Columns, Dropped: o.Dropped, Limits: o.Limits})
	}
	return failingWriter{noFormat(f)}
}

// noFormat returns why nothing is read or written in a format.
func noFormat(f feed.Format) error {
	const formats = "use feed.XML, feed.CSV, feed.Tab, feed.Pipe or feed.JSONLines"
	switch f {
	case feed.Table:
		return errors.New("feedio: a table is not a feed; Open reads it by a mapping, with Options.Table, and nothing writes it")
	case feed.NoFormat:
		return errors.New("feedio: no format is given; " + formats)
	}
	return fmt.Errorf("feedio: unknown format %v; %s", f, formats)
}

// failingReader returns a reader whose every read returns an error.
func failingReader(err error) feed.RecordReader {
	return feed.NewEntityReader(func() (*feed.Entity, error) { return nil, err })
}

// A failingWriter is a writer whose every call returns an error.
type failingWriter struct{ err error }

func (w failingWriter) WriteToken(feed.Token) error    { return w.err }
func (w failingWriter) WriteRecord(*feed.Record) error { return w.err }
func (w failingWriter) Flush() error                   { return w.err }
func (w failingWriter) Close() error                   { return w.err }

// JSONOptions are the options of the writer of JSON Lines.
type JSONOptions = jsonfeed.WriterOptions

// A Survey is a feed.RecordWriter that writes nothing. It learns which columns of the
// extended layout the entities need, for WriterOptions. The zero Survey is ready.
type Survey = delimfeed.Survey

// Copy is feed.Copy on all cores: it writes the same, returns the same, and stops at
// the same place, or with the context.Cause of ctx. It uses one core if src or dst is not of
// this module.
//
// Nothing is read or written after Copy has returned. It cannot return while a Read of src's
// underlying reader is blocked.
func Copy(ctx context.Context, dst feed.Writer, src feed.Reader) (entities int64, err error) {
	switch {
	case src == nil:
		return 0, errNoReader
	case dst == nil:
		return 0, errNoWriter
	}
	return pieces.Copy(ctx, dst, src)
}

var (
	errNoReader = errors.New("feedio: there is no reader of the feed")
	errNoWriter = errors.New("feedio: there is no writer of the feed")

	errNoMapping = errors.New("feedio: a table is read by a mapping: give one in Options.Table")
)
