package excerpt

import (
	"bytes"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// A Reader reads the entities of a feed with their texts, as UTF-8.
type Reader struct {
	codec  feed.RecordReader
	format feed.Format
	text   *recorder
	mark   bool // the text begins with a byte order mark, which codec does not get
	record feed.Record
	frame  *Frame
	ahead  bool // the first entity has been read, and Next has not returned it
	err    error
}

// NewReader returns a Reader of a feed that has just been opened. Notice may be nil.
func NewReader(src *feedio.Reader, notice func(*feed.Fault)) (*Reader, error) {
	return newReader(src, func(text io.Reader) feed.RecordReader {
		return feedio.NewReader(text, src.Format(), &feed.ReaderOptions{Notice: notice})
	})
}

// NewTableReader returns a Reader of a user's own table that has just been opened, by its
// mapping.
func NewTableReader(src *feedio.Reader, m tablefeed.Mapping, o tablefeed.Options) (*Reader, error) {
	o.ReaderOptions = feed.ReaderOptions{}
	return newReader(src, func(text io.Reader) feed.RecordReader { return tablefeed.NewReader(text, m, &o) })
}

func newReader(src *feedio.Reader, codec func(text io.Reader) feed.RecordReader) (*Reader, error) {
	text, err := src.Text()
	if err != nil {
		return nil, err
	}
	r := &Reader{format: src.Format()}
	if text, err = r.utf8(text); err != nil {
		return nil, err
	}
	r.text = &recorder{r: text}
	r.codec = codec(r.text)
	return r, nil
}

// utf8 returns a text as UTF-8 without a byte order mark.
func (r *Reader) utf8(text io.Reader) (io.Reader, error) {
	prefix := make([]byte, len(utf8Mark))
	n, err := io.ReadFull(text, prefix)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	prefix = prefix[:n]
	whole := io.MultiReader(bytes.NewReader(prefix), text)
	encoding := feed.AnyUnicode
	switch {
	case err != nil:
		return nil, err
	case string(prefix) == utf8Mark:
		r.mark = true
		return text, nil
	case bytes.HasPrefix(prefix, []byte{0xFF, 0xFE}):
		encoding = feed.UTF16LE
	case bytes.HasPrefix(prefix, []byte{0xFE, 0xFF}):
		encoding = feed.UTF16BE
	default:
		return whole, nil
	}
	if r.format == feed.XML {
		return textbuf.XMLToUTF8(whole, encoding)
	}
	return textbuf.ToUTF8(whole, encoding), nil
}

const utf8Mark = "\uFEFF"

// Frame returns what is around the entities. It reads the first one for that.
func (r *Reader) Frame() (*Frame, error) {
	if r.frame == nil && r.err == nil {
		r.frame, r.err = r.readFirst()
	}
	if r.frame == nil {
		return nil, r.err
	}
	return r.frame, nil
}

func (r *Reader) readFirst() (*Frame, error) {
	err := r.codec.ReadRecord(&r.record)
	if err != nil && err != io.EOF {
		return nil, err
	}
	empty := err == io.EOF
	head := r.text.taken
	r.text.taken, r.text.full = nil, true
	if !empty {
		offset := r.record.Entity().Offset()
		if offset > int64(len(head)) {
			return nil, r.Locate(r.record.Entity().Fault(feed.ValueTooLarge, feed.NoField,
				fmt.Sprintf("more than %d bytes come before the first entity", maxHead), "remove what is no entity"))
		}
		head = bytes.Clone(head[:offset])
	}
	begin := int(pieces.Begin(r.codec).Offset)
	if begin < 0 || begin > len(head) {
		begin = len(head)
	}
	if r.mark {
		head, begin = append([]byte(utf8Mark), head...), begin+len(utf8Mark)
	}
	if empty {
		r.err = io.EOF
		return emptyFrame(r.format, head, begin)
	}
	r.ahead = true
	return newFrame(r.format, head, begin), nil
}

// Next returns the next entity and its text, which live until the next call, and io.EOF
// after the last. After an error it returns the same error again.
func (r *Reader) Next() (*feed.Record, []byte, error) {
	if _, err := r.Frame(); err != nil {
		return nil, nil, err
	}
	if !r.ahead && r.err == nil {
		r.err = r.codec.ReadRecord(&r.record)
	}
	r.ahead = false
	if r.err != nil {
		return nil, nil, r.err
	}
	return &r.record, r.codec.Source(), nil
}

// Locate gives a fault of the current entity its line and column.
func (r *Reader) Locate(err error) error { return records.Locate(err, r.codec) }

// Line returns the line on which the current entity begins.
func (r *Reader) Line() int {
	if line := pieces.EntityLine(r.codec); line > 0 {
		return line
	}
	return r.codec.Position(r.record.Entity().Place(feed.ID)).Line
}

// Columns returns the known columns of delimited text in the order of its header; none
// for other formats.
func (r *Reader) Columns() ([]feed.Field, error) {
	if d, ok := r.codec.(*delimfeed.Reader); ok {
		return d.Columns()
	}
	return nil, nil
}

// DuplicateColumnConflicts returns how many values of the entities read so far were under
// a column that repeats an earlier one of the header, where that has another value.
func (r *Reader) DuplicateColumnConflicts() int64 {
	if d, ok := r.codec.(*delimfeed.Reader); ok {
		return d.DuplicateColumnConflicts()
	}
	return 0
}

// maxHead is how many bytes there may be before the first entity. Delimited text has
// a header of at most half as many.
const maxHead = 2 << 20

// A recorder keeps the first bytes that are read through it.
type recorder struct {
	r     io.Reader
	taken []byte
	full  bool
}

func (t *recorder) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if !t.full {
		t.taken = append(t.taken, p[:min(n, maxHead-len(t.taken))]...)
		t.full = len(t.taken) == maxHead
	}
	return n, err
}
