package validate

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// ErrInvalid is returned by Copy where the feed, or an entity that must not be
// set aside, has an error. Handle was given the problems.
var ErrInvalid = errors.New("the feed has errors")

// Copy is feed.Copy with a look at every entity on its way: an entity with an
// error is not written but handed to reject, which owns it. Warnings set nothing
// aside. Copy returns the number of entities written, and ErrInvalid at an error
// of the feed itself and, where reject is nil, at the first entity with an error; at a
// fault after which src cannot go on the error is an ErrIncomplete. Other errors are
// those of reject, src and dst. Every fault that src finds is an error whatever the
// profile says, as what cannot be read cannot be written.
func (v *Validator) Copy(dst feed.Writer, src feed.SourceReader, reject func(*Reject) error) (entities int64, err error) {
	v.converting = true
	c := &Copier{v: v, dst: dst, reject: reject}
	if err := c.takeAll(src); err != io.EOF {
		return c.entities, err
	}
	return c.entities, nil
}

// A Copier does what Copy does, entity by entity and in pieces: for package parallel.
type Copier struct {
	v        *Validator
	dst      feed.Writer
	reject   func(*Reject) error
	entities int64 // written

	// Of a fork:
	src     feed.SourceReader
	rejects []setAside // of the piece
}

// A setAside is a reject of a fork, whose writer held so many bytes before it.
type setAside struct {
	*Reject
	held int
}

var _ feed.PieceTaker = (*Copier)(nil)

// Copier returns a Copier. The arguments are those of Copy.
func (v *Validator) Copier(dst feed.PieceWriter, reject func(*Reject) error) *Copier {
	v.converting = true
	return &Copier{v: v, dst: dst, reject: reject}
}

// Entities returns how many entities have been written.
func (c *Copier) Entities() int64 { return c.entities }

// isFork reports whether Fork has made the Copier.
func (c *Copier) isFork() bool { return c.v != nil && c.v.piece != nil }

var errNoWriter = errors.New("validate: there is no writer to copy the feed to")

// Take implements feed.PieceTaker. The errors are those of Copy.
func (c *Copier) Take(src feed.PieceReader) (end int64, err error) {
	whole, err := c.next(src)
	if err != nil || !whole {
		return 0, err
	}
	return feed.EndOf(c.v.entity.Record, src), nil
}

// TakeAll is Take up to what ends it, and returns that: io.EOF at the feed's end. Package
// parallel uses it where there is one core.
func (c *Copier) TakeAll(src feed.PieceReader) error { return c.takeAll(src) }

// takeAll takes what is left of a feed, and returns what ends it.
func (c *Copier) takeAll(src feed.SourceReader) error {
	for {
		if _, err := c.next(src); err != nil {
			return err
		}
	}
}

// next looks at the next entity and hands it on, or takes a fault that comes before
// its end. It reports whether there was an entity.
func (c *Copier) next(src feed.SourceReader) (whole bool, err error) {
	v := c.v
	if v == nil {
		return false, errZero
	}
	whole, err = v.advance(src)
	if err == nil && whole && !v.Rejected() {
		v.checkWritten(c.entities + 1)
		err = v.err
	}
	switch {
	case v.feedErrors > 0 && (err == nil || err == io.EOF), v.faulty && err == io.EOF:
		return whole, ErrInvalid
	case err != nil || !whole:
		return whole, err
	case !v.Rejected() && c.dst == nil:
		return true, errNoWriter
	case !v.Rejected():
		c.entities++
		return true, feed.CopyRecord(c.dst, v.entity.Record, src)
	case c.reject == nil:
		return true, ErrInvalid
	}
	return true, c.reject(v.reject(src))
}

// Fork implements feed.PieceTaker.
func (c *Copier) Fork(src feed.PieceReader, size int) feed.PieceTaker {
	if c.v == nil || c.dst == nil {
		return new(Copier)
	}
	return &Copier{v: c.v.Fork(src, size).(*Validator), dst: c.dst.(feed.PieceWriter).Fork(size), reject: c.reject, src: src}
}

// TakeRecord implements feed.PieceTaker.
func (c *Copier) TakeRecord(r *feed.Record) bool {
	switch {
	case !c.isFork() || !c.v.TakeRecord(r):
		return false
	case !c.v.Rejected():
		return c.dst.(feed.PieceWriter).WriteRecord(r) == nil
	case c.reject == nil || c.v.options.Max > 0: // then not all of its problems are known here
		return false
	}
	c.rejects = append(c.rejects, setAside{c.v.reject(c.src), c.dst.(feed.PieceWriter).Held()})
	return true
}

// Clear implements feed.PieceTaker.
func (c *Copier) Clear() {
	if !c.isFork() {
		return
	}
	c.v.Clear()
	c.dst.(feed.PieceWriter).Clear()
	clear(c.rejects)
	c.rejects = c.rejects[:0]
}

// Join implements feed.PieceTaker. Where reject fails, the entities before are written.
func (c *Copier) Join(fork feed.PieceTaker, begin feed.Position, entities int64) (ok bool, err error) {
	f, ok := fork.(*Copier)
	if !ok || f == nil || !f.isFork() || c.v == nil || c.dst == nil {
		return false, fmt.Errorf("validate: Join of a %T that is no fork of the Copier", fork)
	}
	dst, src := c.dst.(feed.PieceWriter), f.dst.(feed.PieceWriter)
	good := entities - int64(len(f.rejects))
	if over(c.v.measure.limits.Entities, c.entities, good) {
		return false, nil
	}
	written, held := int64(0), 0 // entities, and bytes of src
	rejects, before := f.rejects, c.v.entities
	ok, err = c.v.join(f.v, begin, func(number int64) error {
		if len(rejects) == 0 || rejects[0].Entity != number {
			return nil
		}
		r := rejects[0]
		r.move(begin, before)
		if err := c.reject(r.Reject); err != nil {
			written, held = number-1-int64(len(f.rejects)-len(rejects)), r.held
			return err
		}
		rejects = rejects[1:]
		return nil
	})
	if !ok {
		return false, err
	}
	if err == nil {
		written, held = good, src.Held()
	}
	c.entities += written
	return true, cmp.Or(err, dst.Join(src, held))
}
