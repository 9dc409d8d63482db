package delimfeed

import (
	"bytes"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// Delimited text is read in pieces of whole rows, each from the first row of an entity to the
// first row of another one. All that matters of the text before a piece is the header and, for
// suspicious rows, the row before. If an entity may have several rows, a piece ends only if
// the row after it begins another entity, so that row must be complete, too.

// A splitter is a Reader as package pieces uses it.
type splitter struct{ *Reader }

func init() { pieces.RegisterReader(func(r *Reader) pieces.Reader { return splitter{r} }) }

// Rest implements pieces.Reader.
func (r splitter) Rest() (rest io.Reader, at feed.Position, ok bool) {
	if r.state != betweenEntities || r.err != nil || r.fault != nil || r.number == 0 || r.end < r.restEnd || r.view.Inside() {
		return nil, feed.Position{}, false
	}
	rest, at = r.window.Rest(r.end)
	r.lookFrom(r.end)
	r.at = at
	return rest, at, true
}

// lookFrom lets the Reader continue from an offset, at which its window begins.
func (r *Reader) lookFrom(offset int64) {
	r.keep, r.end, r.next, r.nextLine = offset, offset, offset, 0
	r.held, r.whole = false, false
}

// Continue implements pieces.Reader.
func (r splitter) Continue(rest io.Reader) {
	if r.window == nil || rest == nil {
		r.err = errNew
		return
	}
	r.window.Continue(rest, r.at)
	r.lookFrom(r.at.Offset)
}

// Pass implements pieces.Reader.
func (r splitter) Pass(fork pieces.Reader, piece feed.Position, entities int64) {
	r.at = textbuf.Plus(r.at, piece)
	r.lookFrom(r.at.Offset)
	r.number += entities
	if f, ok := fork.(splitter); ok {
		r.conflicts += f.conflicts
		if entities > 0 {
			r.id, r.isRest = append(r.id[:0], f.id...), false
		}
		if f.before > 0 {
			r.before = f.before
		}
	}
}

// Cut implements pieces.Reader. A piece ends where an entity does. Blank rows do not belong to
// the entity before them, so they are left to the next piece.
func (r splitter) Cut(text []byte) (size int) {
	text = bytes.TrimSuffix(text, []byte("\r")) // it may be half of a line end
	text = text[:bytes.LastIndexAny(text, cells.LineEnds)+1]
	if r.warns { // the rows are compared with the lines after them
		for range linesAfter {
			text = text[:cells.LastLine(text)]
		}
	}
	for own := !r.indexed; len(text) > 0; {
		line := text[cells.LastLine(text):]
		if len(line) <= len("\r\n") && len(bytes.Trim(line, cells.LineEnds)) == 0 {
			text = text[:len(text)-len(line)] // a blank line
			continue
		}
		switch row := r.scanLine(line); {
		case own && !row.blank:
			return len(text)
		case row.how == ended && !row.blank && isOwn(r.indexIn(row, line)):
			own = true // what is before it is whole
		}
		text = text[:len(text)-len(line)]
	}
	return 0
}

// linesAfter is how many lines must follow a piece for suspectShort to judge its last row.
const linesAfter = 2

// scanLine scans a line as a row.
func (r *Reader) scanLine(line []byte) *row {
	if r.probe == nil {
		r.probe = new(row)
	}
	s := scanner{Text: line, Delimiter: r.delimiter, Whole: true}
	r.probe.scan(&s, r.columns)
	return r.probe
}

// Fork implements pieces.Reader.
func (r splitter) Fork() pieces.Reader {
	unusable := r.unusable
	if unusable == nil && r.state == atBeginning {
		unusable = errEarlyFork
	}
	window := textbuf.NewWindow(nil, textbuf.AnyChars, feed.AnyUnicode)
	window.Lenient()
	return splitter{&Reader{
		unusable:  unusable,
		err:       unusable,
		window:    window,
		limits:    r.limits,
		delimiter: r.delimiter,
		header:    r.header,
		rows:      rows{row: new(row), ahead: new(row)},
		history:   history{warns: r.warns},
		fork:      new(fork),
	}}
}

// A fork is what only a Reader of pieces needs.
type fork struct {
	piece []byte // the text of the piece and what follows it
}

// errEarlyFork is the error of a fork made before the header was read, which it needs.
var errEarlyFork = errors.New("delimfeed: Fork before the first read of the Reader")

// errNoFork is the error of a Reader that was given a piece and is no fork.
var errNoFork = errors.New("delimfeed: Piece of a Reader that is no fork")

// errCut ends the reading of a piece at what only the Reader itself can read.
var errCut = errors.New("delimfeed: a piece ends within an entity")

// seesRowAhead reports whether there is a row ahead that is complete, with its line end.
func (r *Reader) seesRowAhead() bool {
	return r.held && cells.EndsLine(r.text(r.ahead))
}

// Piece implements pieces.Reader.
func (r splitter) Piece(text []byte, size int) {
	if r.fork == nil {
		r.err = errNoFork
		return
	}
	size = min(max(size, 0), len(text))
	r.fork.piece, r.before, r.id, r.isRest = text, 0, r.id[:0], false
	if !r.indexed {
		text = text[:size:size]
	}
	r.window.Reset(text)
	r.lookFrom(0)
	r.state, r.err, r.fault, r.left = betweenEntities, r.unusable, nil, 0
	r.number, r.conflicts = 0, 0
}
