package validate

import (
	"cmp"
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// Copy copies src to dst on all cores and checks every entity. An entity with an error is not
// written but passed to reject, which owns it; an entity with warnings is written. Copy
// returns the number of entities written. It ends with an ErrInvalid at an error of the feed
// itself or, if reject is nil, at the first entity with an error, and with an ErrIncomplete at
// a fault after which src cannot go on. Other errors come from reject, src, dst, Handle or the
// context. Every fault that src finds is an error whatever the profile says, because what
// cannot be read cannot be written. Records that feedio.Map edited are checked as CheckRecord
// checks them.
func (v *Validator) Copy(ctx context.Context, dst feed.Writer, src feed.RecordReader, reject func(*Reject) error) (entities int64, err error) {
	v.known |= converting
	c := &copier{v: v, dst: dst, reject: reject}
	if src == nil {
		return 0, errNoReader
	}
	err = pieces.Take(ctx, c, src)
	return c.entities, err
}

// A copier does what Copy does, entity by entity and in pieces.
type copier struct {
	v        *Validator
	dst      feed.Writer
	reject   func(*Reject) error
	entities int64 // written
}

// A pieceCopier is a fork of a copier.
type pieceCopier struct {
	v       *Validator
	dst     pieces.Writer
	rejects bool // entities with errors are set aside
	src     feed.RecordReader
	aside   []setAside // of the piece
	held    int        // bytes of these, about
}

// A setAside is a reject of a piece, and how many bytes the writer held before it.
type setAside struct {
	*Reject
	held int
}

var errNoWriter = errors.New("validate: there is no writer to copy the feed to")

// Take implements pieces.Taker. The errors are those of Copy.
func (c *copier) Take(src feed.RecordReader) (*feed.Record, error) {
	whole, err := c.next(src)
	if err != nil || !whole {
		return nil, err
	}
	return c.v.entity.Record, nil
}

// next checks the next entity and writes or rejects it, or takes a fault found before its
// end. It reports whether there was an entity.
func (c *copier) next(src feed.RecordReader) (whole bool, err error) {
	v := c.v
	whole, err = v.advance(src)
	if err == nil && whole && !v.rejected() {
		v.checkWritten(c.entities + 1)
		err = v.err
	}
	switch {
	case v.feedErrors > 0 && (err == nil || err == io.EOF), v.marks.has(faulty) && err == io.EOF:
		return whole, v.invalid()
	case err != nil || !whole:
		return whole, err
	case !v.rejected() && c.dst == nil:
		return true, errNoWriter
	case !v.rejected():
		err := records.Copy(c.dst, v.entity.Record, src)
		if err == nil {
			c.entities++
		}
		return true, err
	case c.reject == nil:
		return true, v.invalid()
	}
	return true, notEnd(c.reject(v.reject(src)))
}

// Fork implements pieces.Taker.
func (c *copier) Fork(src pieces.Reader, size int) pieces.PieceTaker {
	dst, ok := pieces.WriterOf(c.dst)
	if !ok {
		return nil
	}
	return &pieceCopier{v: c.v.fork(src), dst: dst.Fork(size), rejects: c.reject != nil, src: src}
}

// TakeRecord implements pieces.PieceTaker.
func (c *pieceCopier) TakeRecord(r *feed.Record) bool {
	switch {
	case !c.v.takeRecord(r):
		return false
	case !c.v.rejected():
		return c.dst.WriteRecord(r) == nil
	case !c.rejects || c.v.options.Max > 0: // then not all of its problems are known here
		return false
	}
	reject := c.v.reject(c.src)
	c.aside = append(c.aside, setAside{reject, c.dst.Held()})
	c.held += heldProblem*(1+len(reject.Problems)) + len(reject.Source)
	return true
}

// Held implements pieces.PieceTaker.
func (c *pieceCopier) Held() int { return c.dst.Held() + c.held + runner{c.v}.Held() }

// Clear implements pieces.PieceTaker.
func (c *pieceCopier) Clear() {
	c.held = 0
	c.v.clear()
	c.dst.Clear()
	clear(c.aside)
	c.aside = c.aside[:0]
}

// Join implements pieces.Taker. Where reject fails, the entities before are written.
func (c *copier) Join(fork pieces.PieceTaker, begin feed.Position, entities int64) (ok bool, err error) {
	f := fork.(*pieceCopier)
	dst, _ := pieces.WriterOf(c.dst)
	good := entities - int64(len(f.aside))
	if over(c.v.measure.limits.Entities, c.entities, good) {
		return false, nil
	}
	written, held := int64(0), 0 // entities, and bytes of the fork
	rejects, before := f.aside, c.v.entities
	ok, err = c.v.join(f.v, begin, func(number int64) error {
		if len(rejects) == 0 || rejects[0].Entity != number {
			return nil
		}
		r := rejects[0]
		r.move(begin, before)
		if err := notEnd(c.reject(r.Reject)); err != nil {
			written, held = number-1-int64(len(f.aside)-len(rejects)), r.held
			return err
		}
		rejects = rejects[1:]
		return nil
	})
	if !ok {
		return false, err
	}
	if err == nil {
		written, held = good, f.dst.Held()
	}
	c.entities += written
	return true, cmp.Or(err, dst.Join(f.dst, held))
}

// A Reject is an entity that a conversion set aside. Its JSON form is a line of
// the rejects; schema/reject.schema.json describes it.
type Reject struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Offset int64  `json:"offset"`
	Entity int64  `json:"entity"`
	ID     string `json:"id"`
	// Problems are the entity's problems of every severity, in the order of their places.
	// Where an entity has thousands, More counts those left out.
	Problems []Problem `json:"problems"`
	More     int64     `json:"more,omitempty"`
	// Source is the entity's text exactly as it is in the input: its
	// element, or its rows with their line ends.
	Source string `json:"source"`
	// SourceBytes is the same text where it is not valid UTF-8, which JSON cannot hold:
	// Source then has U+FFFD in place of each invalid byte.
	SourceBytes []byte `json:"sourceBytes,omitempty"`
}

// reject returns the entity at hand with its problems.
func (v *Validator) reject(src feed.RecordReader) *Reject {
	e := v.entity.Entity()
	at := src.Position(e.Offset())
	r := &Reject{
		File:     v.options.File,
		Line:     at.Line,
		Column:   at.Column,
		Offset:   at.Offset,
		Entity:   v.entity.Number(),
		ID:       string(e.Text(feed.ID)),
		Problems: append([]Problem(nil), v.problems...),
		More:     v.more,
		Source:   string(src.Source()),
	}
	if !utf8.ValidString(r.Source) {
		r.SourceBytes = []byte(r.Source)
		var b strings.Builder
		for _, c := range r.Source { // U+FFFD for each byte
			b.WriteRune(c)
		}
		r.Source = b.String()
	}
	return r
}

// move gives what a fork found in a piece its place in the feed.
func (r *Reject) move(begin feed.Position, entities int64) {
	at := textbuf.Plus(begin, feed.Position{Offset: r.Offset, Line: r.Line, Column: r.Column})
	r.Offset, r.Line, r.Column = at.Offset, at.Line, at.Column
	r.Entity += entities
	for i := range r.Problems {
		r.Problems[i].move(begin, entities)
	}
}

// A RejectWriter writes rejects, one JSON object in a line.
type RejectWriter struct{ e *lineEncoder }

// NewRejectWriter returns a RejectWriter on w. It does not buffer.
func NewRejectWriter(w io.Writer) *RejectWriter {
	if w == nil {
		return new(RejectWriter)
	}
	return &RejectWriter{newLineEncoder(w)}
}

// Write writes one reject.
func (w *RejectWriter) Write(r *Reject) error {
	switch {
	case w.e == nil:
		return errors.New("validate: a RejectWriter without a writer")
	case r == nil:
		return errors.New("validate: there is no reject to write")
	}
	return w.e.encode(r)
}
