package xmlfeed

import (
	"errors"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// A document is read in pieces of the content of its root element, each from one entity's
// end to another's. Of what comes before, only the root element matters to them: its name
// and namespaces.

// A splitter is a Reader as package pieces uses it.
type splitter struct{ *Reader }

func init() { pieces.RegisterReader(func(r *Reader) pieces.Reader { return splitter{r} }) }

// Rest implements pieces.Reader.
func (r splitter) Rest() (rest io.Reader, at feed.Position, ok bool) {
	if !r.betweenEntities() || r.view.Inside() {
		return nil, feed.Position{}, false
	}
	rest, r.at = r.scanner.Rest()
	return rest, r.at, true
}

// Continue implements pieces.Reader.
func (r splitter) Continue(rest io.Reader) {
	if r.scanner == nil || rest == nil {
		r.err = errNew
		return
	}
	r.scanner.Continue(rest, r.at)
}

// Pass implements pieces.Reader.
func (r splitter) Pass(_ pieces.Reader, piece feed.Position, entities int64) {
	r.at = textbuf.Plus(r.at, piece)
	r.number += entities
}

// Cut implements pieces.Reader.
func (r splitter) Cut(text []byte) (size int) { return xmlscan.LastEnd(text, entity.name) }

// errNotice ends the reading of a fork that would give a notice: only the reader itself
// knows its place.
var errNotice = errors.New("xmlfeed: a notice in a piece")

// errEarlyFork is that of a fork made outside of the root element, which it needs.
var errEarlyFork = errors.New("xmlfeed: Fork before the first entity was read, or after the end")

// errNoFork is that of a Reader that was handed a piece.
var errNoFork = errors.New("xmlfeed: Piece of a Reader that is no fork")

// Fork implements pieces.Reader.
func (r splitter) Fork() pieces.Reader {
	if r.top < root.depth || r.open[0].element == nil {
		return splitter{&Reader{forked: true, err: errEarlyFork, top: -1}}
	}
	f := &Reader{forked: true, scanner: r.scanner.Fork(), limit: r.limit, state: outside, versioned: r.versioned, otherCase: r.otherCase, literals: newLiterals()}
	f.open[0] = r.open[0]
	if r.notice != nil {
		f.notice = func(*feed.Fault) { f.err = errNotice }
	}
	return splitter{f}
}

// Piece implements pieces.Reader.
func (r splitter) Piece(text []byte, size int) {
	switch {
	case !r.forked:
		r.err = errNoFork
		return
	case r.scanner == nil: // it was made too early
		return
	}
	size = min(max(size, 0), len(text))
	r.scanner.Piece(text[:size:size])
	r.err, r.state, r.top, r.skip, r.number = nil, ended, root.depth, 0, 0
	r.attrs, r.next, r.missing = nil, 0, 0
	r.lines = lineCount{}
}
