package feedio

import (
	"context"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// NewReader returns the reader of a format. Of NoFormat, or an unknown format, it
// returns a reader whose first read returns an error; so it does of a table, which is read
// by a mapping: with tablefeed.NewReader, or by Open with Options.Table.
func NewReader(r io.Reader, f feed.Format, o *feed.ReaderOptions) feed.RecordReader {
	switch f {
	case feed.XML:
		return xmlfeed.NewReader(r, o)
	case feed.JSONLines:
		return jsonfeed.NewReader(r, o)
	}
	return delimfeed.NewReader(r, f, o)
}

// WriterOptions are the options of the writers of all formats. The zero value, and a
// nil pointer to it, serve.
type WriterOptions struct {
	// Columns are those of delimited text, in this order, each once; if there are
	// none, those of the extended layout.
	Columns []feed.Field
	// JSON are the options of JSON Lines. Those that are here too are taken from here.
	JSON JSONOptions
	// Dropped, if not nil, counts the values that the format, or the columns, cannot
	// hold; they are left out. If it is nil they are faults.
	Dropped *feed.Tally
	// Limits are those of the readers that the output is for. What is over them is a
	// fault, or a value that cannot be held.
	Limits feed.Limits
}

// NewWriter returns the writer of a format. Of NoFormat, or an unknown format, it
// returns a writer whose every call returns an error and which writes nothing.
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
	}
	return delimfeed.NewWriter(w, f, &delimfeed.WriterOptions{Columns: o.Columns, Dropped: o.Dropped, Limits: o.Limits})
}

// JSONOptions are the options of the writer of JSON Lines.
type JSONOptions = jsonfeed.WriterOptions

// A Survey is a feed.RecordWriter that writes nothing. It learns which columns of the
// extended layout the entities need, for WriterOptions. The zero Survey is ready.
type Survey = delimfeed.Survey

// Copy is feed.Copy on all cores: it writes the same, returns the same, and stops at
// the same place, or with the context's error. Where src or dst is none of this module's
// it uses one core.
//
// When Copy has returned, nothing of it reads or writes any more. It cannot return while
// a Read of what src reads is blocked.
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
