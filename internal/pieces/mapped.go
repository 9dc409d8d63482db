package pieces

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/tokens"
)

// A Mapped is a reader of what a function leaves of the entities of another one. Take
// calls the function on all cores. Entities are numbered as if those that it drops were
// not there.
type Mapped struct {
	feed.RecordReader // the entities, whose sources and places these are
	f                 func(*feed.Record) (keep bool, err error)
	view              tokens.View
	err               error
}

// Map returns a reader of the entities of src, each as f leaves it, without those of which
// f reports false. An error of f ends the reading, at the place of the entity.
func Map(src feed.Reader, f func(*feed.Record) (keep bool, err error)) *Mapped {
	return &Mapped{RecordReader: recordReader(src), f: f}
}

// readEntity is a tokens.Source.
func (m *Mapped) readEntity(r *feed.Record) error {
	for m.err == nil {
		if err := m.RecordReader.ReadRecord(r); err != nil {
			return err
		}
		keep, err := m.f(r)
		if err != nil {
			m.err = m.located(r, err)
		} else if keep {
			return nil
		} else {
			drop(r)
		}
	}
	return m.err
}

// located adds the place of an entity to an error of f.
func (m *Mapped) located(r *feed.Record, err error) error {
	if _, ok := err.(*feed.Fault); ok {
		return records.Locate(err, m)
	}
	at := m.Position(r.Entity().Offset())
	if at.Line == 0 {
		return fmt.Errorf("entity %d: %w", r.Number(), err)
	}
	return fmt.Errorf("%d:%d: %w", at.Line, at.Column, err)
}

// drop gives the next entity the number of this one.
func drop(r *feed.Record) { records.CountFrom(r, r.Number()-1) }

// ReadRecord implements feed.RecordReader.
func (m *Mapped) ReadRecord(r *feed.Record) error { return m.view.ReadRecord(m.readEntity, r) }

// ReadToken implements feed.Reader.
func (m *Mapped) ReadToken() (feed.Token, error) { return m.view.Next(m.readEntity) }

// Begin, InputOffset and EntityLine say what the reader below says.
func (m *Mapped) Begin() feed.Position { return Begin(m.RecordReader) }
func (m *Mapped) InputOffset() int64   { return InputOffset(m.RecordReader) }
func (m *Mapped) EntityLine() int      { return EntityLine(m.RecordReader) }

// ColumnOf says what the reader below says, if it is one of a table.
func (m *Mapped) ColumnOf(f feed.Field) string {
	if t, ok := m.RecordReader.(interface{ ColumnOf(feed.Field) string }); ok {
		return t.ColumnOf(f)
	}
	return ""
}

// Begin returns where the feed of a reader itself begins, its root element or its header;
// Line is 0 where that is not known.
func Begin(r feed.Reader) feed.Position {
	if b, ok := r.(interface{ Begin() feed.Position }); ok {
		return b.Begin()
	}
	return feed.Position{}
}

// InputOffset returns how many bytes of its text a reader has read; 0 where it is not
// known.
func InputOffset(r feed.Reader) int64 {
	if m, ok := r.(interface{ InputOffset() int64 }); ok {
		return m.InputOffset()
	}
	return 0
}

// EntityLine returns the line that the current entity is on; 0 where that is not known
// without counting.
func EntityLine(r feed.Reader) int {
	if l, ok := r.(interface{ EntityLine() int }); ok {
		return l.EntityLine()
	}
	return 0
}

// A mapping is a Taker of the entities of a Mapped: it gets only those that are left.
type mapping struct {
	Taker
	f func(*feed.Record) (keep bool, err error)
}

// unmapped returns the reader below all that are Mapped, and the taker that does in pieces
// of it what t does with src.
func unmapped(src feed.Reader, t Taker) (feed.Reader, Taker) {
	for {
		m, ok := src.(*Mapped)
		if !ok {
			return src, t
		}
		src, t = m.RecordReader, mapping{t, m.f}
	}
}

func (m mapping) Fork(src Reader, size int) PieceTaker {
	t := m.Taker.Fork(src, size)
	if t == nil {
		return nil
	}
	return &mappedPiece{PieceTaker: t, f: m.f}
}

func (m mapping) Join(fork PieceTaker, begin feed.Position, entities int64) (ok bool, err error) {
	f := fork.(*mappedPiece)
	return m.Taker.Join(f.PieceTaker, begin, entities-f.dropped)
}

// A mappedPiece is a fork of a mapping.
type mappedPiece struct {
	PieceTaker
	f       func(*feed.Record) (keep bool, err error)
	dropped int64 // entities of the piece
}

func (m *mappedPiece) TakeRecord(r *feed.Record) bool {
	keep, err := m.f(r)
	switch {
	case err != nil:
		return false
	case keep:
		return m.PieceTaker.TakeRecord(r)
	}
	m.dropped++
	drop(r)
	return true
}

func (m *mappedPiece) Clear() {
	m.dropped = 0
	m.PieceTaker.Clear()
}

// Place implements PlacedTaker.
func (m *mappedPiece) Place(offset int64) {
	if t, ok := m.PieceTaker.(PlacedTaker); ok {
		t.Place(offset)
	}
}
