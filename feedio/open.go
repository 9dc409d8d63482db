package feedio

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/sniff"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// Options say how a feed is opened. The zero value and a nil pointer mean the defaults.
type Options struct {
	feed.ReaderOptions
	// Format is that of the feed; NoFormat to find it out.
	Format feed.Format
	// Table, if not nil, says that the text is a user's own table, and what the values of
	// requests come from. The Format is feed.Table then, and need not be given.
	Table *tablefeed.Mapping
	// Delimiter and NoHeader are those of a table, as in tablefeed.Options.
	Delimiter byte
	NoHeader  bool
	// Spool is the folder for a zip archive that comes as a stream, whose directory is
	// at its end, until the Reader is closed. Where it is empty, such an archive is
	// refused.
	Spool string
}

// ErrChanged is the error, possibly wrapped, of a file that has changed since it was opened:
// another program writes to it.
var ErrChanged = textbuf.ErrChanged

// A Reader reads a feed that Open or OpenFile has opened. Copy and validation of it use
// all cores.
type Reader struct {
	source *textbuf.Source
	name   string // of the file
	o      Options
	codec  feed.RecordReader // nil before the first read

	section *section // of the text that is read; nil for all of it
}

func init() {
	pieces.RegisterReader(func(r *Reader) pieces.Reader {
		p, _ := pieces.ReaderOf(r.reader())
		return p
	})
}

// Open begins to read a feed from a stream, which may be compressed by gzip, or by zip
// if Options allow it. It finds out the format by what the text begins with, unless it
// is given, and returns a *feed.Fault, located, where the text is no feed. A file is
// read from where it is, and must not change while it is read.
func Open(r io.Reader, o *Options) (*Reader, error) {
	if r == nil {
		return nil, errNoReader
	}
	f := newReader("", o)
	var err error
	f.source, err = textbuf.NewSource(r, f.o.Spool)
	return f.opened(err)
}

// OpenFile opens a feed in a file, which may be compressed by gzip or be a zip archive
// of one file. Its format is the given one, or else what its name says, or what the text
// begins with. The caller closes the Reader.
func OpenFile(name string, o *Options) (*Reader, error) {
	f := newReader(name, o)
	return f.openFile(nil)
}

func newReader(name string, o *Options) *Reader {
	f := &Reader{name: name}
	if o != nil {
		f.o = *o
	}
	if f.o.Table != nil {
		f.o.Format = cmp.Or(f.o.Format, feed.Table)
	}
	return f
}

// newReader returns the reader of the format, with the options.
func (o *Options) newReader(r io.Reader) feed.RecordReader {
	if o.Table != nil {
		return tablefeed.NewReader(r, *o.Table, &tablefeed.Options{ReaderOptions: o.ReaderOptions, Delimiter: o.Delimiter, NoHeader: o.NoHeader})
	}
	return NewReader(r, o.Format, &o.ReaderOptions)
}

// openFile opens the file, which must be the one that first was opened of.
func (r *Reader) openFile(first *textbuf.Source) (*Reader, error) {
	format, gzip := FormatOf(r.name)
	r.o.Format = cmp.Or(r.o.Format, format)
	var err error
	r.source, err = textbuf.OpenSource(r.name, gzip, first)
	return r.opened(err)
}

// opened settles the format of what has been opened.
func (r *Reader) opened(err error) (*Reader, error) {
	if err == nil {
		if err = r.settleFormat(); err != nil {
			r.source.Close()
		}
	}
	if err != nil {
		return nil, atStart(err)
	}
	return r, nil
}

// settleFormat finds out the format, unless it is known.
func (r *Reader) settleFormat() error {
	switch {
	case r.o.Table != nil && r.o.Format != feed.Table:
		return fmt.Errorf("feedio: a mapping is for a table, and the format is %v", r.o.Format)
	case r.o.Table == nil && r.o.Format == feed.Table:
		return errNoMapping
	case r.o.Format == feed.NoFormat:
		return r.source.Blame(r.sniff())
	}
	return nil
}

// atStart gives a fault that keeps a text from being read at all its place.
func atStart(err error) error {
	var fault *feed.Fault
	if !errors.As(err, &fault) || fault.Line > 0 {
		return err
	}
	located := *fault
	located.Position = feed.Position{Line: 1, Column: 1}
	return &located
}

// sniff finds out the format.
func (r *Reader) sniff() error {
	prefix, err := r.source.Peek(textbuf.SniffLength)
	if err != nil {
		return err
	}
	if r.o.Format = formatOfText(prefix, r.o.Encoding); r.o.Format != feed.NoFormat {
		return nil
	}
	f := &feed.Fault{Cause: feed.TextHeader, Message: "this looks neither like XML nor like delimited text or JSON Lines of a feed", Remedy: "say what it is with -from xml, csv, tab, pipe or jsonl, or read a table of your own with -map"}
	if len(prefix) == 0 {
		f.Message, f.Remedy = textbuf.Empty, "look for why nothing was written into it"
	}
	return cmp.Or[error](r.source.Cut(), f)
}

// formatOfText returns the format of a text that begins so: NoFormat where nothing tells. Of one
// in an encoding that is not read it returns CSV, as all readers say the same of it.
func formatOfText(prefix []byte, e feed.Encoding) feed.Format {
	decoded, err := textbuf.Decoded(prefix, e)
	if errors.Is(err, feed.EncodingNotUTF8) {
		return feed.CSV
	}
	if sniff.JSONLines(decoded) {
		return feed.JSONLines
	}
	if f := sniff.Delimited(decoded); f != feed.NoFormat {
		return f
	}
	if xmlscan.Sniff(decoded) {
		return feed.XML
	}
	return feed.NoFormat
}

// Format returns the format of the feed.
func (r *Reader) Format() feed.Format { return r.o.Format }

// Notice sets the function that is called for what the reader tolerates, in place of that of
// the Options. Call it before the first read. So a Validator, which can only be made when the
// format is known, can have its Notice called.
func (r *Reader) Notice(notice func(*feed.Fault)) { r.o.Notice = notice }

// Rewindable reports whether Rewind and Reopen can be called: whether the feed is a
// regular file that was opened by its name.
func (r *Reader) Rewindable() bool { return r.source.Rewindable() }

// Rewind begins to read the file again.
func (r *Reader) Rewind() error {
	r.codec = nil
	return atStart(r.source.Rewind())
}

// Reopen opens the file once more, with the same Options, also after Close. If it is not
// the same file as before the error is ErrChanged.
func (r *Reader) Reopen() (*Reader, error) {
	if !r.Rewindable() {
		return nil, errors.ErrUnsupported
	}
	return newReader(r.name, &r.o).openFile(r.source)
}

// Changed returns ErrChanged if the file is not what it was when it was opened. There is no
// need to ask after reading to the end. After a fault, it may be what is really wrong.
func (r *Reader) Changed() error { return r.source.Changed() }

// Progress returns how many bytes of the stream or file have been read, and how many
// there are; 0 where that is not known. It may be called at any time, from any goroutine.
func (r *Reader) Progress() (read, size int64) { return r.source.Progress() }

// Close closes a file, and removes what was spooled. A stream is its caller's.
func (r *Reader) Close() error { return r.source.Close() }

// Text returns the text of the feed instead of its entities, uncompressed: as it is or,
// if its encoding was given, as UTF-8.
func (r *Reader) Text() (io.Reader, error) {
	if r.source == nil {
		return nil, errNoReader
	}
	if r.o.Encoding == feed.AnyUnicode {
		return r.source, nil
	}
	if r.o.Format == feed.XML {
		return textbuf.XMLToUTF8(r.source, r.o.Encoding)
	}
	return textbuf.ToUTF8(r.source, r.o.Encoding), nil
}

// reader returns the reader of the format.
func (r *Reader) reader() feed.RecordReader {
	switch {
	case r.codec != nil:
	case r.source == nil:
		r.codec = NewReader(nil, r.o.Format, nil)
	case r.section != nil:
		r.codec = r.section.of(r)
	default:
		r.codec = r.o.newReader(r.source)
	}
	return r.codec
}

// whole returns the reader of the format without the bounds of a section.
func (r *Reader) whole() feed.RecordReader {
	if p, ok := r.reader().(*sectionReader); ok {
		return p.RecordReader
	}
	return r.reader()
}

// ReadToken implements feed.Reader.
func (r *Reader) ReadToken() (feed.Token, error) { return r.reader().ReadToken() }

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error { return r.reader().ReadRecord(rec) }

// Source implements feed.RecordReader.
func (r *Reader) Source() []byte { return r.reader().Source() }

// Position implements feed.Reader.
func (r *Reader) Position(offset int64) feed.Position { return r.reader().Position(offset) }

// Columns returns the known columns of delimited text in the order of its header, or the
// fields that the mapping of a table gives values; none for other formats.
func (r *Reader) Columns() ([]feed.Field, error) {
	if d, ok := r.whole().(interface{ Columns() ([]feed.Field, error) }); ok {
		return d.Columns()
	}
	return nil, nil
}

// ColumnOf returns what the values of a field come from in a table: the name of a column, or
// a template. It is empty for other fields and before the first read, and for feeds.
func (r *Reader) ColumnOf(f feed.Field) string {
	if t, ok := r.whole().(*tablefeed.Reader); ok {
		return t.ColumnOf(f)
	}
	return ""
}

// DuplicateColumnConflicts returns how many values of the entities read so far were under
// a column that repeats an earlier one of the header, where that has another value. They
// are left out.
func (r *Reader) DuplicateColumnConflicts() int64 {
	if d, ok := r.whole().(*delimfeed.Reader); ok {
		return d.DuplicateColumnConflicts()
	}
	return 0
}

// Begin returns where the root element or the header is; Line is 0 where it has not been
// read.
func (r *Reader) Begin() feed.Position { return pieces.Begin(r.whole()) }

// InputOffset returns how many bytes of the text have been read: at the end of the feed,
// all.
func (r *Reader) InputOffset() int64 { return pieces.InputOffset(r.whole()) }

// EntityLine returns the line on which all of the current entity's own row is; 0 if it is
// not known to be on one.
func (r *Reader) EntityLine() int { return pieces.EntityLine(r.whole()) }
