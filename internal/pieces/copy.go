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
	fork     Writer // dst, of a fork
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

func (c *copying) Fork(_ Reader, size int) Taker {
	dst, ok := WriterOf(c.dst)
	if !ok {
		return nil
	}
	fork := dst.Fork(size)
	return &copying{dst: fork, fork: fork}
}

func (c *copying) TakeRecord(r *feed.Record) bool { return c.fork.WriteRecord(r) == nil }

func (c *copying) Clear() { c.fork.Clear() }

func (c *copying) Join(fork Taker, _ feed.Position, entities int64) (ok bool, err error) {
	f := fork.(*copying)
	dst, _ := WriterOf(c.dst)
	if err := dst.Join(f.fork, f.fork.Held()); err != nil {
		return true, err
	}
	c.entities += entities
	return true, nil
}
