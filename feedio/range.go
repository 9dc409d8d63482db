package feedio

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
)

// OpenRange opens a part of a feed, for programs that split a large one among machines:
// it reads the entities that begin in the bytes from start up to end. Whatever the cuts
// are, parts that join without a gap have every entity of the feed exactly once, and
// every fault and notice, with its place and number in the whole feed. What is at fault
// outside of entities belongs to the part that it is in; after a fault that ends the
// feed, later parts are empty. An end past that of the feed is its end. Where the text
// is no feed at all, that is the error of each part.
//
// Where an entity begins cannot be known without reading what is before it: a quote, a
// comment or a CDATA section may reach over what looks like a boundary. So a part is
// read from the beginning of the feed, and what is before start is passed over. The text
// must be UTF-8 and not compressed; else the error is ErrRange, wrapped. It is read from
// beginning to end, and where it ends is asked of r, if it has a method Size() int64.
func OpenRange(r io.ReaderAt, start, end int64, o *Options) (*Reader, error) {
	switch {
	case r == nil:
		return nil, errNoReader
	case start < 0 || end < start:
		return nil, fmt.Errorf("feedio: there is no range of bytes from %d to %d", start, end)
	}
	f := newReader("", o)
	f.section = &section{start: start, end: end}
	err := f.checkRange(r)
	if err == nil {
		f.source, err = textbuf.NewSource(io.NewSectionReader(r, 0, math.MaxInt64), "")
	}
	return f.opened(err)
}

// A section is a part of a text.
type section struct{ start, end int64 }

// ErrRange is wrapped by the errors of OpenRange for a text that has to be read as a whole.
var ErrRange = errors.New("feedio: a range can only be read of text that is UTF-8 and not compressed")

// checkRange refuses text whose bytes are not those of the file, and finds out where the
// section is to the end of the feed, or past it.
func (r *Reader) checkRange(at io.ReaderAt) error {
	prefix := make([]byte, 4)
	n, err := at.ReadAt(prefix, 0)
	if err != nil && err != io.EOF {
		return err
	}
	prefix = prefix[:n]
	mark := n >= 2 && (prefix[0] == 0xFF && prefix[1] == 0xFE || prefix[0] == 0xFE && prefix[1] == 0xFF)
	switch {
	case textbuf.IsGzip(prefix), textbuf.IsZip(prefix):
		return fmt.Errorf("%w: this is compressed; unpack it first", ErrRange)
	case mark:
		return fmt.Errorf("%w: this is UTF-16; turn it into UTF-8 first", ErrRange)
	case r.o.Encoding > feed.UTF8:
		return fmt.Errorf("%w: this is to be read as %v; turn it into UTF-8 first", ErrRange, r.o.Encoding)
	}
	s := r.section
	if ends, err := endsAt(at, s.start); err != nil {
		return err
	} else if ends && s.start > 0 || s.start == s.end {
		s.start = math.MaxInt64
	}
	ends, err := endsAt(at, s.end)
	if ends {
		s.end = math.MaxInt64
	}
	return err
}

// endsAt reports whether a text has no byte at an offset.
func endsAt(r io.ReaderAt, offset int64) (bool, error) {
	if r, ok := r.(interface{ Size() int64 }); ok {
		return offset >= r.Size(), nil
	}
	n, err := r.ReadAt(make([]byte, 1), offset)
	if n == 0 && err == io.EOF {
		return true, nil
	}
	return false, err
}

// of returns the reader of a section.
func (s section) of(r *Reader) *sectionReader {
	p := &sectionReader{section: s, notice: r.o.Notice}
	o := r.o
	if o.Notice != nil {
		o.Notice = func(f *feed.Fault) { p.notices = append(p.notices, f) }
	}
	p.RecordReader = o.newReader(r.source)
	if s.start == math.MaxInt64 {
		p.err = io.EOF
	}
	return p
}

// A sectionReader reads a section of a feed: what comes before it is passed over.
type sectionReader struct {
	feed.RecordReader // of the whole feed
	section
	at      int64 // where what was read last begins, or what was before it
	err     error // what every further read returns
	view    tokens.View
	notice  func(*feed.Fault)
	notices []*feed.Fault // of what is being read
}

// readEntity is a tokens.Source.
func (p *sectionReader) readEntity(rec *feed.Record) error {
	for p.err == nil {
		p.notices = p.notices[:0]
		err := p.RecordReader.ReadRecord(rec)
		var fault *feed.Fault
		switch {
		case err == nil, errors.As(err, &fault) && rec.Open():
			p.at = max(p.at, rec.Entity().Offset())
		case fault != nil:
			p.at = max(p.at, fault.Offset)
		case err == io.EOF:
			p.at = math.MaxInt64 - 1 // of the last section
		default:
			p.err = err
			return err
		}
		switch over := err == io.EOF || fault != nil && fault.Fatal; {
		case p.at >= p.end, over && p.at < p.start:
			p.err = io.EOF
		case p.at >= p.start:
			for _, f := range p.notices {
				p.notice(f)
			}
			if over {
				p.err = err
			}
			return err
		}
	}
	return p.err
}

// ReadRecord implements feed.RecordReader.
func (p *sectionReader) ReadRecord(r *feed.Record) error { return p.view.ReadRecord(p.readEntity, r) }

// ReadToken implements feed.Reader.
func (p *sectionReader) ReadToken() (feed.Token, error) { return p.view.Next(p.readEntity) }
