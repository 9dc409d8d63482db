package parallel

import (
	"errors"
	"runtime"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Copy is feed.Copy on all cores: it writes the same, returns the same, and stops
// at the same place. It does so where src is a feed.PieceReader and dst a
// feed.PieceWriter, as the readers and writers of both formats are; where only src
// can be read ahead, that is done.
//
// When Copy has returned, nothing of it reads or writes any more. A Read of what
// src reads that does not return keeps it from returning.
func Copy(dst feed.Writer, src feed.SourceReader) (entities int64, err error) {
	return copyIn(dst, src, pieceSize)
}

// copyIn is Copy in pieces of a size.
func copyIn(dst feed.Writer, src feed.SourceReader, size int) (entities int64, err error) {
	switch {
	case src == nil:
		return 0, errNoReader
	case dst == nil:
		return 0, errNoWriter
	}
	r, canRead := src.(feed.PieceReader)
	w, canWrite := dst.(feed.PieceWriter)
	if runtime.GOMAXPROCS(0) > 1 && canRead && canWrite {
		t := &copying{dst: w}
		err := takeIn(t, r, size)
		return t.entities, err
	}
	ahead, stop := Ahead(func(*feed.ReaderOptions) feed.SourceReader { return src }, nil)
	defer stop()
	return feed.Copy(dst, ahead)
}

var errNoWriter = errors.New("parallel: there is no writer of the feed")

// A copying takes entities to write them.
type copying struct {
	dst      feed.PieceWriter
	record   feed.Record
	entities int64
}

var _ feed.PieceTaker = (*copying)(nil)

func (c *copying) Take(src feed.PieceReader) (end int64, err error) {
	c.record.CountFrom(c.entities)
	if err := src.ReadRecord(&c.record); err != nil {
		return 0, err
	}
	if err := feed.CopyRecord(c.dst, &c.record, src); err != nil {
		return 0, err
	}
	c.entities++
	return feed.EndOf(&c.record, src), nil
}

func (c *copying) Fork(_ feed.PieceReader, size int) feed.PieceTaker {
	return &copying{dst: c.dst.Fork(size)}
}

func (c *copying) TakeRecord(r *feed.Record) bool { return c.dst.WriteRecord(r) == nil }

func (c *copying) Clear() { c.dst.Clear() }

func (c *copying) Join(fork feed.PieceTaker, _ feed.Position, entities int64) (ok bool, err error) {
	f := fork.(*copying)
	if err := c.dst.Join(f.dst, f.dst.Held()); err != nil {
		return true, err
	}
	c.entities += entities
	return true, nil
}
