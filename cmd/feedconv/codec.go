package main

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// newReader returns the reader of a format.
func newReader(r io.Reader, f feed.Format, o *feed.ReaderOptions) feed.SourceReader {
	if f == feed.XML {
		return xmlfeed.NewReader(r, o)
	}
	return delimfeed.NewReader(r, f, o)
}

// newWriter returns the writer of a format. Columns are for delimited text.
func newWriter(w io.Writer, f feed.Format, columns []feed.Field, dropped *feed.Tally) feed.RecordWriter {
	if f == feed.XML {
		return xmlfeed.NewWriter(w, &xmlfeed.WriterOptions{Dropped: dropped})
	}
	return delimfeed.NewWriter(w, f, &delimfeed.WriterOptions{Columns: columns, Dropped: dropped})
}
