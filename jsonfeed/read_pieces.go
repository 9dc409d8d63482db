package jsonfeed

import (
	"bytes"
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// JSON Lines are read in pieces of whole lines. Nothing of the text before a piece matters to
// it.

// A splitter is a Reader as package pieces uses it.
type splitter struct{ *Reader }

func init() { pieces.RegisterReader(func(r *Reader) pieces.Reader { return splitter{r} }) }

// Rest implements pieces.Reader.
func (r splitter) Rest() (rest io.Reader, at feed.Position, ok bool) {
	if r.number == 0 || r.err != nil || r.record != nil || r.skipping || r.view.Inside() {
		return nil, feed.Position{}, false
	}
	rest, at = r.window.Rest(r.end)
	r.lookFrom(r.end)
	r.at = at
	return rest, at, true
}

// lookFrom lets the Reader continue from an offset, at which its window begins.
func (r *Reader) lookFrom(offset int64) {
	r.cursor = cursor{keep: offset, end: offset, next: offset}
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
func (r splitter) Pass(_ pieces.Reader, piece feed.Position, entities int64) {
	r.at = textbuf.Plus(r.at, piece)
	r.lookFrom(r.at.Offset)
	r.number += entities
}

// Cut implements pieces.Reader. A piece ends with a line that is not blank.
func (r splitter) Cut(text []byte) (size int) {
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	for len(text) > 0 {
		line := text[bytes.LastIndexByte(text[:len(text)-1], '\n')+1:]
		if blankPrefix(line[:len(line)-1]) < len(line)-1 {
			break
		}
		text = text[:len(text)-len(line)]
	}
	return len(text)
}

// Fork implements pieces.Reader.
func (r splitter) Fork() pieces.Reader {
	window := textbuf.NewWindow(nil, textbuf.AnyChars, feed.AnyUnicode)
	window.Lenient()
	return splitter{&Reader{err: r.unusable, unusable: r.unusable, window: window, limits: r.limits, fork: true}}
}

// errNoFork is that of a Reader that was handed a piece.
var errNoFork = errors.New("jsonfeed: Piece of a Reader that is no fork")

// Piece implements pieces.Reader. A little of what comes after the piece is kept in view, so
// that its last line can be read quickly.
func (r splitter) Piece(text []byte, size int) {
	if !r.fork {
		r.err = errNoFork
		return
	}
	size = min(max(size, 0), len(text))
	ahead := min(len(text), size+headSize)
	r.window.Reset(text[:ahead:ahead])
	r.lookFrom(0)
	r.limit, r.isPiece = int64(size), true
	r.err, r.number, r.record, r.faults = r.unusable, 0, nil, nil
}
