package tablefeed

import (
	"errors"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// The rows of a piece are written as the Reader of the piece has them, so they are scanned
// once. The Joiner itself goes past pieces only where it has to read on its own.

func init() { pieces.RegisterWriter(func(j *Joiner) pieces.Writer { return pieceJoiner{j} }) }

// A pieceJoiner is a Joiner as package pieces uses it.
type pieceJoiner struct{ *Joiner }

var _ pieces.SourceWriter = pieceJoiner{}

// reached is how far pieces have come in a table.
type reached struct {
	offset int64
	number int64 // of the entity
}

// Fork implements pieces.Writer.
func (j pieceJoiner) Fork(int) pieces.Writer {
	f := new(joinerFork)
	if f.err = j.begin(); f.err == nil {
		f.rowJoiner = j.rowJoiner
		f.out, f.memory, f.value, f.bounds = nil, nil, nil, nil
		f.cells = make([][]byte, len(j.cells))
	}
	return f
}

// Reach implements pieces.SourceWriter.
func (j pieceJoiner) Reach(begin feed.Position, entities int64) {
	j.ahead.offset, j.ahead.number = begin.Offset, entities
}

// Join implements pieces.Writer.
func (j pieceJoiner) Join(fork pieces.Writer, _ int) error {
	f := fork.(*joinerFork)
	if j.err != nil {
		return j.err
	}
	j.writeHead()
	if err := j.Flush(); err != nil {
		return err
	}
	if f.src == nil {
		return errNoRow
	}
	text := f.src.fork.text
	j.ahead = reached{j.ahead.offset + int64(len(text)), j.ahead.number + f.src.number}
	j.number = j.ahead.number
	if !j.o.Subset {
		f.out = append(f.out, text[f.next:]...)
	}
	if len(f.out) > 0 {
		j.err = render.Write(j.w, f.out)
	}
	f.Clear()
	return j.err
}

// From, Held and Clear are those of forks.
func (j pieceJoiner) From(pieces.Reader) bool { return false }
func (j pieceJoiner) Held() int               { return 0 }
func (j pieceJoiner) Clear()                  {}

// A joinerFork is the fork of a Joiner. It holds the rows of a piece.
type joinerFork struct {
	rowJoiner
	src  *Reader
	row  Row
	next int64 // where in the piece the row begins after the one that was written last
	err  error
}

var _ pieces.SourceWriter = (*joinerFork)(nil)

// errNoRow is the error of a fork that is to write what is no row of the table.
var errNoRow = errors.New("tablefeed: a row that no Reader of the table has read")

// From implements pieces.SourceWriter.
func (f *joinerFork) From(src pieces.Reader) bool {
	s, ok := src.(splitter)
	if ok = ok && s.fork != nil && f.err == nil && s.dialect.Delimiter == f.delimiter && len(s.columns) == f.columns; ok {
		f.src = s.Reader
	}
	return ok
}

// WriteRecord implements feed.RecordWriter. The entity is the one that the Reader has just
// read.
func (f *joinerFork) WriteRecord(r *feed.Record) error {
	if f.src == nil {
		return errNoRow
	}
	w, text := f.src.row, f.src.fork.text
	if !f.o.Subset {
		f.out = append(f.out, text[f.next:w.offset]...)
	}
	f.next = w.offset + int64(w.size)
	f.row = Row{Text: text[w.offset:f.next], End: w.end, Cells: w.count, delimiter: f.delimiter}
	f.joined(&f.row, r)
	return nil
}

// WriteToken implements feed.Writer. Tokens have no rows.
func (f *joinerFork) WriteToken(feed.Token) error {
	return errNoRow
}

// Held implements pieces.Writer.
func (f *joinerFork) Held() int { return len(f.out) }

// Clear implements pieces.Writer.
func (f *joinerFork) Clear() { f.out, f.next = f.out[:0], 0 }

// Close implements feed.Writer.
func (f *joinerFork) Close() error { return nil }

// Fork, Join and Reach are those of a Joiner.
func (f *joinerFork) Fork(int) pieces.Writer        { return nil }
func (f *joinerFork) Join(pieces.Writer, int) error { return nil }
func (f *joinerFork) Reach(feed.Position, int64)    {}

// catchUp moves the Joiner's own reading past the pieces.
func (j *Joiner) catchUp() error {
	if j.ahead.offset <= j.rows.next {
		return nil
	}
	return j.rows.passTo(j.ahead.offset)
}

// passTo moves to a row that begins at an offset.
func (t *text) passTo(offset int64) error {
	for t.keep = t.next; t.next < offset; t.keep = t.next {
		if n := min(int64(len(t.atHand())), offset-t.next); n > 0 {
			t.pass(int(n))
			continue
		}
		if t.whole {
			return errTableChanged
		}
		if err := t.fill(t.limits.Entity); err != nil {
			return err
		}
	}
	return nil
}
