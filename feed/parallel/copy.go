package parallel

import (
	"io"
	"runtime"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Copy is feed.Copy on all cores: it writes the same, returns the same, and stops
// at the same place. It does so where src is a feed.PieceReader and dst a
// feed.PieceWriter, as the readers and writers of both formats are; where only src
// can be read ahead, that is done.
//
// When Copy has returned, nothing of it reads or writes any more. A Read of what
// src reads that does not return keeps it from returning.
func Copy(dst feed.Writer, src feed.SourceReader) (entities int64, err error) {
	return copyIn(dst, src, pieceSize)
}

// copyIn is Copy in pieces of a size.
func copyIn(dst feed.Writer, src feed.SourceReader, size int) (entities int64, err error) {
	cores := min(runtime.GOMAXPROCS(0), maxCores)
	r, canRead := src.(feed.PieceReader)
	w, canWrite := dst.(feed.PieceWriter)
	if cores > 1 && canRead && canWrite {
		c := copier{src: r, dst: w, size: size, cores: cores}
		err := c.run()
		return c.entities, err
	}
	ahead, stop := Ahead(func(*feed.ReaderOptions) feed.SourceReader { return src }, nil)
	defer stop()
	return feed.Copy(dst, ahead)
}

// A copier carries entities from a reader to a writer. It begins by itself. As soon
// as there is much to read, the rest of the text is cut into pieces, which workers
// convert:
//
//	cutter -- piece --> workers
//	       -- piece --> copier: waits, joins the output  -- piece --> cutter
//
// All pieces come to the copier in the order of the text. A piece begins where src
// stands, so that what a worker made of it holds if it was read to its end. What
// was not, the copier reads itself, by src, up to where a piece begins again. So
// faults are found by src, where they stand.
type copier struct {
	src   feed.PieceReader
	dst   feed.PieceWriter
	size  int // of pieces
	cores int

	record   feed.Record
	entities int64

	cutter *cutter
	// pieces are those that are taken from the cutter and not given back, in
	// their order. Of them, src has been given the text of those before next,
	// and so much of that.
	pieces      []*piece
	next, given int
}

const (
	pieceSize = 128 << 10 // bytes of text
	// firstPiece is how much is read before it is worth reading in pieces.
	firstPiece = 64 << 10
	maxCores   = 16
)

// run copies the whole feed.
func (c *copier) run() error {
	for {
		end, err := c.copyOne()
		if err != nil {
			return endOfFeed(err)
		}
		if end < int64(min(firstPiece, c.size)) {
			continue
		}
		if rest, at, ok := c.src.Rest(); ok {
			c.cutter = startCutter(c.src, c.dst, rest, at.Offset, c.size, c.cores)
			defer c.cutter.stop()
			return endOfFeed(c.copyPieces())
		}
	}
}

func endOfFeed(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// copyOne copies an entity by src and returns where it ends.
func (c *copier) copyOne() (end int64, err error) {
	c.record.CountFrom(c.entities)
	if err := c.src.ReadRecord(&c.record); err != nil {
		return 0, err
	}
	if err := feed.CopyRecord(c.dst, &c.record, c.src); err != nil {
		return 0, err
	}
	c.entities++
	return c.record.Entity().Offset() + int64(len(c.src.Source())), nil
}

// copyPieces copies the rest of the feed.
func (c *copier) copyPieces() error {
	for {
		p := c.first()
		if p.wait(); !p.whole {
			if err := c.copyPlainly(); err != nil {
				return err
			}
			continue
		}
		if err := c.dst.Join(p.dst); err != nil {
			return err
		}
		c.src.Pass(p.src, p.end, p.entities)
		c.entities += p.entities
		c.giveBack(1)
	}
}

// copyPlainly copies by src, from the first of the pieces up to where another one
// begins.
func (c *copier) copyPlainly() error {
	c.next, c.given = 0, 0
	c.src.Continue(c)
	for {
		end, err := c.copyOne()
		if err != nil {
			return err
		}
		for i, p := range c.pieces {
			if p.offset+int64(p.size) != end || p.last {
				continue
			}
			if _, _, ok := c.src.Rest(); ok {
				c.giveBack(i + 1)
				return nil
			}
		}
	}
}

// Read yields the text of pieces to src.
func (c *copier) Read(b []byte) (int, error) {
	for {
		if c.next == len(c.pieces) {
			// src may stop between the last two, so these are kept.
			if c.next == 2 {
				c.giveBack(1)
			}
			c.take()
		}
		p := c.pieces[c.next]
		if c.given < p.size {
			n := copy(b, p.text[c.given:p.size])
			c.given += n
			return n, nil
		}
		if p.last {
			return 0, p.err
		}
		c.next, c.given = c.next+1, 0
	}
}

// first returns the piece that begins where src stands.
func (c *copier) first() *piece {
	if len(c.pieces) == 0 {
		c.take()
	}
	return c.pieces[0]
}

// take takes one more piece from the cutter.
func (c *copier) take() { c.pieces = append(c.pieces, <-c.cutter.cut) }

// giveBack gives the first n pieces back.
func (c *copier) giveBack(n int) {
	for _, p := range c.pieces[:n] {
		p.wait()
		c.cutter.free <- p
	}
	c.pieces = append(c.pieces[:0], c.pieces[n:]...)
	c.next -= min(n, c.next)
}
