package pieces

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A piece is a part of a feed's text, with a reader and a taker of its own.
// It and its memory are used again.
type piece struct {
	src   Reader
	taker PieceTaker

	offset int64  // of text in the feed
	text   []byte // the piece and what has been read after it
	size   int    // of the piece
	usual  int    // the size of a usual one
	before int64  // what a Counter has counted before it
	last   bool   // nothing comes after it but err
	err    error

	done     chan struct{} // has a token when the piece has been taken, or left
	waited   bool
	whole    bool // it was taken from an entity's end to another's
	entities int64
	taken    int           // bytes of the piece whose entities were taken
	held     int           // bytes that the taker then held
	end      feed.Position // counted from the piece's beginning
	thrown   any           // what a function of the caller panicked with

	record feed.Record

	// Pieces are worked on at the same time, and what one core writes must not be in a
	// cache line that another one reads.
	_ [64]byte
}

// wait returns when nobody else uses the piece.
func (p *piece) wait() {
	if !p.waited {
		<-p.done
		p.waited = true
	}
}

// take takes the entities of the piece.
func (p *piece) take() {
	if c, ok := p.src.(Counter); ok {
		c.Before(p.before)
	}
	p.src.Piece(p.text, p.size)
	p.taker.Clear()
	if t, ok := p.taker.(PlacedTaker); ok {
		t.Place(p.offset)
	}
	p.entities = 0
	if p.record.Open() { // where the piece before broke off
		p.record = feed.Record{}
	}
	records.CountFrom(&p.record, 0)
	p.whole = p.takeAll()
	if p.held = p.taker.Held(); !p.whole {
		p.taker.Clear()
	} else {
		p.end = textbuf.After(feed.Position{Line: 1, Column: 1}, p.text[:p.size])
	}
}

// maxHeld is how many times as much as a usual piece has may be held of one.
const maxHeld = 8

// takeAll reports whether the piece ends with an entity, and all were taken. It stops where
// too much is held.
func (p *piece) takeAll() bool {
	size, most := int64(p.size), maxHeld*p.usual
	for end := int64(0); end < size; {
		if err := p.src.ReadRecord(&p.record); err != nil {
			return err == io.EOF
		}
		if end = EndOf(&p.record, p.src); end > size || !p.taker.TakeRecord(&p.record) {
			return false
		}
		p.entities++
		p.taken = int(end)
		if p.taker.Held() > most {
			return false
		}
	}
	return true
}
