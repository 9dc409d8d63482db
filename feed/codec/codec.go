package codec

import (
	"bytes"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// NewReader returns the reader of a format. Of NoFormat, or an unknown format, it
// returns a reader whose first read returns an error.
func NewReader(r io.Reader, f feed.Format, o *feed.ReaderOptions) feed.PieceReader {
	if f == feed.XML {
		return xmlfeed.NewReader(r, o)
	}
	return delimfeed.NewReader(r, f, o)
}

// NewWriter returns the writer of a format. Columns are for delimited text; nil
// stands for all of the extended layout. Of NoFormat, or an unknown format, it returns
// a writer whose every call returns an error and which writes nothing.
func NewWriter(w io.Writer, f feed.Format, columns []feed.Field, dropped *feed.Tally) feed.PieceWriter {
	if f == feed.XML {
		return xmlfeed.NewWriter(w, &xmlfeed.WriterOptions{Dropped: dropped})
	}
	return delimfeed.NewWriter(w, f, &delimfeed.WriterOptions{Columns: columns, Dropped: dropped})
}

// SniffLength is how much of a text Sniff wants to see.
const SniffLength = 64 << 10

// Sniff tells the format of a text in UTF-8, or in UTF-16 with a byte order mark,
// that begins so: NoFormat where nothing does. Of one in an encoding that is not
// read it tells CSV, as all readers say the same of it.
func Sniff(prefix []byte) feed.Format { return SniffAs(prefix, feed.AnyUnicode) }

// SniffAs is Sniff of a text in an encoding.
func SniffAs(prefix []byte, e feed.Encoding) feed.Format {
	decoded := textbuf.NewWindow(bytes.NewReader(prefix), textbuf.AnyChars, e)
	var err error
	for err == nil {
		err = decoded.Fill(0, len(prefix)+1)
	}
	if errors.Is(err, feed.EncodingNotUTF8) {
		return feed.CSV
	}
	if f, ok := delimfeed.Sniff(decoded.Data); ok {
		return f
	}
	if xmlfeed.Sniff(decoded.Data) {
		return feed.XML
	}
	return feed.NoFormat
}
