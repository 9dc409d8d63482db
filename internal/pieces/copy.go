package pieces

import (
	"context"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Copy is feed.Copy on all cores: it writes the same, returns the same, and stops at
// the same place, or with the context's error. It uses several cores where src and dst
// can be read and written in pieces.
//
// When Copy has returned, nothing of it reads or writes any more. It cannot return while
// a Read of what src reads is blocked.
func Copy(ctx context.Context, dst feed.Writer, src feed.Reader) (entities int64, err error) {
	t := &copying{dst: dst}
	err = Take(ctx, t, src)
	return t.entities, err
}

// A copying is a Taker that writes the entities.
type copying struct {
	dst      feed.Writer
	record   feed.Record
	entities int64
}

func (c *copying) Take(src feed.RecordReader) (*feed.Record, error) {
	records.CountFrom(&c.record, c.entities)
	if err := src.ReadRecord(&c.record); err != nil {
		return nil, err
	}
	if err := records.Copy(c.dst, &c.record, src); err != nil {
		return nil, err
	}
	c.entities++
	return &c.record, nil
}

func (c *copying) Fork(_ Reader, size int) PieceTaker {
	dst, ok := WriterOf(c.dst)
	if !ok {
		return nil
	}
	return pieceWriter{dst.Fork(size)}
}

func (c *copying) Join(fork PieceTaker, _ feed.Position, entities int64) (ok bool, err error) {
	f := fork.(pieceWriter)
	dst, _ := WriterOf(c.dst)
	if err := dst.Join(f.Writer, f.Held()); err != nil {
		return true, err
	}
	c.entities += entities
	return true, nil
}

// A pieceWriter is a fork of a copying. It writes the entities of a piece.
type pieceWriter struct{ Writer }

func (w pieceWriter) TakeRecord(r *feed.Record) bool { return w.WriteRecord(r) == nil }
