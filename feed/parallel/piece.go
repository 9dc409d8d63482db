package parallel

import (
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A piece is a part of a feed's text, with a reader and a writer that convert it.
// It and its memory are used again.
type piece struct {
	src feed.PieceReader
	dst feed.PieceWriter

	offset int64  // of text in the feed
	text   []byte // the piece and what has been read behind it
	size   int    // of the piece
	last   bool   // nothing comes behind it but err
	err    error

	done     chan struct{} // has a token when the piece has been converted, or left
	waited   bool
	whole    bool // it was converted from an entity's end to another's
	entities int64
	end      feed.Position // counted from the piece's beginning

	record feed.Record
}

// wait returns when nobody else uses the piece.
func (p *piece) wait() {
	if !p.waited {
		<-p.done
		p.waited = true
	}
}

// convert reads the entities of the piece and writes them.
func (p *piece) convert() {
	p.src.Piece(p.text, p.size)
	p.dst.Clear()
	p.entities = 0
	if p.whole = p.copy(); p.whole {
		p.end = feed.Position{Line: 1, Column: 1}.After(p.text[:p.size])
	}
}

// copy reports whether the piece ends with an entity.
func (p *piece) copy() bool {
	size := int64(p.size)
	for end := int64(0); end < size; {
		if err := p.src.ReadRecord(&p.record); err != nil {
			return err == io.EOF
		}
		first := p.record.Entity().Offset()
		if first >= size {
			break
		}
		if end = first + int64(len(p.src.Source())); end > size {
			return false
		}
		if p.dst.WriteRecord(&p.record) != nil {
			return false
		}
		p.entities++
	}
	return true
}
