package pieces

import (
	"context"
	"io"
	"runtime"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// Take lets a taker take all entities of a feed, on all cores where src and t can do
// so in pieces. It returns what ends the taking: nil at the feed's end, or the context's
// error. What comes of it is the same as if t.Take had been called until then, which it
// is where there is one core.
//
// When Take has returned, nothing of it reads any more. It cannot return while a Read of
// what src reads is blocked.
func Take(ctx context.Context, t Taker, src feed.Reader) error {
	below, taker := unmapped(src, t)
	r := runner{ctx: ctx, src: recordReader(src), taker: taker, size: Size, cores: min(runtime.GOMAXPROCS(0), maxCores)}
	r.pieced, _ = ReaderOf(below)
	if r.pieced != nil && below == src {
		r.src = r.pieced // without what src has around it
	}
	if err := r.run(); err != io.EOF {
		return err
	}
	return nil
}

// Size is how many bytes of text a piece has, about. Tests make them smaller.
var Size = 128 << 10

// A runner brings the entities of a reader to a taker. It starts on its own. Once there is
// much to read, the rest of the text is cut into pieces for the workers:
//
//	cutter -- piece --> workers
//	       -- piece --> runner: waits, joins what came of it  -- piece --> cutter
//
// The runner gets all pieces in the order of the text. A piece begins where src is, so what
// a worker made of it is right if it was read to its end. If it was not, the runner reads
// the text itself, by src, up to where a piece begins again. So it is src that finds faults,
// at their true positions.
type runner struct {
	ctx    context.Context
	src    feed.RecordReader
	pieced Reader // src, where it can be read in pieces
	taker  Taker
	size   int // of pieces
	cores  int

	cutter *cutter
	// pieces are those that came from the cutter and have not been given back, in
	// order. Src has been given the text of those before next, and given bytes of
	// that one.
	pieces      []*piece
	next, given int
	at          feed.Position // where src is between two pieces
}

const (
	// firstPiece is how much is read before it is worth reading in pieces.
	firstPiece = 64 << 10
	maxCores   = 16
)

// run goes through the whole feed.
func (r *runner) run() error {
	for several := r.cores > 1 && r.pieced != nil; ; {
		record, err := r.take()
		if err != nil {
			return err
		}
		if !several || record == nil || EndOf(record, r.src) < int64(min(firstPiece, r.size)) {
			continue
		}
		rest, at, ok := r.pieced.Rest()
		if !ok {
			continue
		}
		r.at = at
		if r.cutter = startCutter(r.pieced, r.taker, rest, at.Offset, r.size, r.cores); r.cutter == nil {
			r.pieced.Continue(rest)
			several = false
			continue
		}
		defer r.cutter.stop()
		return r.takePieces()
	}
}

// take takes the next entity by src.
func (r *runner) take() (*feed.Record, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, context.Cause(r.ctx)
	}
	return r.taker.Take(r.src)
}

// takePieces takes the rest of the feed.
func (r *runner) takePieces() error {
	for {
		if r.ctx.Err() != nil {
			return context.Cause(r.ctx)
		}
		p := r.first()
		ok, err := r.join(p)
		if err == nil && !ok {
			thrown := p.thrown // giveBack may let another piece be made of p
			err = r.takePlainly()
			if thrown != nil && (err == nil || err == io.EOF) {
				panic(thrown) // it did not come again, and must not be lost
			}
		}
		if err != nil {
			return err
		}
	}
}

// join joins a piece, if it is whole and the taker agrees.
func (r *runner) join(p *piece) (ok bool, err error) {
	p.wait()
	r.cutter.learn(p)
	if !p.whole {
		return false, nil
	}
	if c, ok := r.pieced.(Counter); ok && !c.Follows(p.src) {
		return false, nil
	}
	if ok, err = r.taker.Join(p.taker, r.at, p.entities); !ok || err != nil {
		return ok, err
	}
	r.pieced.Pass(p.src, p.end, p.entities)
	r.at = textbuf.Plus(r.at, p.end)
	r.giveBack(1)
	return true, nil
}

// takePlainly takes by src, from the first of the pieces up to where another one
// begins.
func (r *runner) takePlainly() error {
	r.next, r.given = 0, 0
	r.pieced.Continue(r)
	for {
		record, err := r.take()
		if err != nil {
			return err
		}
		if record == nil {
			continue
		}
		end := EndOf(record, r.src)
		for i, p := range r.pieces {
			if p.offset+int64(p.size) != end || p.last {
				continue
			}
			if _, at, ok := r.pieced.Rest(); ok {
				r.at = at
				r.giveBack(i + 1)
				return nil
			}
		}
	}
}

// Read yields the text of pieces to src.
func (r *runner) Read(b []byte) (int, error) {
	for {
		if r.next == len(r.pieces) {
			// src may stop between the last two, so these are kept.
			if r.next == 2 {
				r.giveBack(1)
			}
			r.takeCut()
		}
		p := r.pieces[r.next]
		if r.given < p.size {
			n := copy(b, p.text[r.given:p.size])
			r.given += n
			return n, nil
		}
		if p.last {
			return 0, p.err
		}
		r.next, r.given = r.next+1, 0
	}
}

// first returns the piece that begins where src is.
func (r *runner) first() *piece {
	if len(r.pieces) == 0 {
		r.takeCut()
	}
	return r.pieces[0]
}

// takeCut takes one more piece from the cutter.
func (r *runner) takeCut() { r.pieces = append(r.pieces, <-r.cutter.cut) }

// giveBack gives the first n pieces back.
func (r *runner) giveBack(n int) {
	for _, p := range r.pieces[:n] {
		p.wait()
		r.cutter.free <- p
	}
	r.pieces = append(r.pieces[:0], r.pieces[n:]...)
	r.next -= min(n, r.next)
}
