package feedio

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// NewReader returns the reader of a format. Of NoFormat, or an unknown format, it
// returns a reader whose first read returns an error.
func NewReader(r io.Reader, f feed.Format, o *feed.ReaderOptions) feed.RecordReader {
	if f == feed.XML {
		return xmlfeed.NewReader(r, o)
	}
	return delimfeed.NewReader(r, f, o)
}

// NewWriter returns the writer of a format. Columns are for delimited text; nil
// stands for all of the extended layout. Of NoFormat, or an unknown format, it returns
// a writer whose every call returns an error and which writes nothing.
func NewWriter(w io.Writer, f feed.Format, columns []feed.Field, dropped *feed.Tally) feed.RecordWriter {
	if f == feed.XML {
		return xmlfeed.NewWriter(w, &xmlfeed.WriterOptions{Dropped: dropped})
	}
	return delimfeed.NewWriter(w, f, &delimfeed.WriterOptions{Columns: columns, Dropped: dropped})
}

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
)

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
