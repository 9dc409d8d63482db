package tablefeed

import (
	"bytes"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A table is read in pieces of whole rows. What matters of the text before a piece is the
// header and, if the Ids are the numbers of rows or somebody asks for these, how many rows
// there are: the fork that cuts the pieces counts them.

// A splitter is a Reader as package pieces uses it.
type splitter struct{ *Reader }

func init() { pieces.RegisterReader(func(r *Reader) pieces.Reader { return splitter{r} }) }

var _ pieces.Counter = splitter{}

// A fork is what only a Reader of pieces needs.
type fork struct {
	text    []byte // the piece
	before  int64  // the number of rows before it
	partial []byte // the text of a row that has not been counted, as it goes on
	err     error  // if it cannot read anything
}

var (
	// errEarlyFork is the error of a fork made before the header was read, which it needs.
	errEarlyFork = errors.New("tablefeed: Fork before the first read of the Reader")
	// errNoFork is the error of a Reader that was given a piece and is no fork.
	errNoFork = errors.New("tablefeed: Piece of a Reader that is no fork")
)

// Rest implements pieces.Reader.
func (r splitter) Rest() (rest io.Reader, at feed.Position, ok bool) {
	if r.err != nil || r.refused || r.number == 0 || r.view.Inside() {
		return nil, feed.Position{}, false
	}
	rest, at = r.window.Rest(r.next)
	r.lookFrom(at)
	r.at = at
	return rest, at, true
}

// lookFrom lets the Reader continue from a position, at which its window begins.
func (r *Reader) lookFrom(at feed.Position) {
	r.keep, r.next, r.nextLine, r.whole = at.Offset, at.Offset, at.Line, false
}

// Continue implements pieces.Reader.
func (r splitter) Continue(rest io.Reader) {
	if r.window == nil || rest == nil {
		r.err = errNoReader
		return
	}
	r.window.Continue(rest, r.at)
	r.lookFrom(r.at)
}

// Pass implements pieces.Reader.
func (r splitter) Pass(passed pieces.Reader, piece feed.Position, entities int64) {
	r.at = textbuf.Plus(r.at, piece)
	r.lookFrom(r.at)
	r.number += entities
	if f, ok := passed.(splitter); ok && f.fork != nil {
		r.rows += f.rows - f.fork.before
	}
}

// cutLines is how many lines are looked at to find where to cut.
const cutLines = 50

// Cut implements pieces.Reader. It looks for a line that is a row with a cell for each column:
// a line of a value with line ends rarely has as many. Blank rows are left to the next piece.
func (r splitter) Cut(text []byte) (size int) {
	text = bytes.TrimSuffix(text, []byte("\r")) // it may be half of a line end
	text = text[:bytes.LastIndexAny(text, cells.LineEnds)+1]
	var w row
	for range cutLines {
		if len(text) == 0 {
			break
		}
		last := cells.LastLine(text)
		s := cells.Scanner{Text: text[last:], Delimiter: r.dialect.Delimiter, Whole: true}
		switch how := w.scan(&s, nil); {
		case how == cells.Ended && w.blank:
		case how == cells.Ended && w.count == len(r.columns):
			return len(text)
		case size == 0:
			size = len(text)
		}
		text = text[:last]
	}
	return size
}

// Fork implements pieces.Reader.
func (r splitter) Fork() pieces.Reader {
	f := &Reader{
		text: text{
			window: textbuf.NewWindow(nil, textbuf.AnyChars, feed.AnyUnicode),
			limits: r.limits, given: r.given, begun: true, head: r.head, row: new(row), rows: r.rows,
		},
		values:  r.values,
		counted: r.counted,
		fork:    new(fork),
	}
	f.window.Lenient()
	f.built = nil
	if !r.begun {
		f.fork.err = errEarlyFork
	}
	f.err = f.fork.err
	return splitter{f}
}

// Piece implements pieces.Reader.
func (r splitter) Piece(text []byte, size int) {
	if r.fork == nil {
		r.err = errNoFork
		return
	}
	r.fork.text = text[:min(max(size, 0), len(text))]
	r.window.Reset(r.fork.text)
	r.lookFrom(feed.Position{Line: 1})
	r.err, r.refused, r.number, r.rows = r.fork.err, false, 0, r.fork.before
}

// CountPiece implements pieces.Counter.
func (r splitter) CountPiece(text []byte) (before int64) {
	before = r.rows
	if r.counts() && r.fork != nil {
		r.rows += r.fork.count(text, r.dialect.Delimiter, r.limits.Entity)
	}
	return before
}

// count returns how many rows end in the text. A row that it ends within is counted with the
// next text.
func (f *fork) count(text []byte, delimiter byte, limit int) (rows int64) {
	if len(f.partial) == 0 && bytes.IndexByte(text, '"') < 0 {
		return int64(textbuf.After(feed.Position{}, text).Line)
	}
	f.partial = append(f.partial, text...)
	rest := f.partial
	var w row
	for len(rest) > 0 {
		s := cells.Scanner{Text: rest, Delimiter: delimiter}
		if w.scan(&s, nil) == cells.Cut {
			break
		}
		rows++
		rest = rest[w.size:]
	}
	if len(rest) > limit {
		rest = nil // the Reader will refuse the row
	}
	f.partial = append(f.partial[:0], rest...)
	return rows
}

// Before implements pieces.Counter.
func (r splitter) Before(rows int64) {
	if r.fork != nil {
		r.fork.before = rows
	}
}

// Follows implements pieces.Counter.
func (r splitter) Follows(next pieces.Reader) bool {
	f, ok := next.(splitter)
	return ok && f.fork != nil && (!r.counts() || f.fork.before == r.rows)
}

// RowNumbers implements pieces.Counter.
func (r splitter) RowNumbers() bool { return r.prepare() == nil && r.numbered }

// CountRows implements pieces.Counter.
func (r splitter) CountRows() { r.counted = true }

// counts reports whether the rows before a piece are counted.
func (r splitter) counts() bool { return r.numbered || r.counted }
