package pieces

import (
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// A cutter reads a text and cuts it into pieces.
type cutter struct {
	src    Reader // says where to cut
	text   io.Reader
	size   int    // of usual pieces, about
	offset int64  // of the next one
	rest   []byte // of the text of the last one: what the next begins with
	err    error  // what the text ended with, after rest

	// aim is the size of the next pieces: smaller where much more than a piece has is held
	// of it.
	aim atomic.Int64

	free, work, cut chan *piece
	quit            chan struct{}
	goroutines      sync.WaitGroup
}

// largest is how many times as large as usual a piece may become until it is cut
// anywhere.
const largest = 4

// startCutter begins to cut the text, and to take the pieces. It returns nil, and has
// not read, where the taker cannot take pieces.
func startCutter(src Reader, taker Taker, text io.Reader, offset int64, size, cores int) *cutter {
	n := cores + 3 // one is being cut, two may be held for src
	k := &cutter{
		src: src.Fork(), text: text, size: size, offset: offset,
		free: make(chan *piece, n), work: make(chan *piece, n), cut: make(chan *piece, n),
		quit: make(chan struct{}),
	}
	k.aim.Store(int64(size))
	for range n {
		fork := src.Fork()
		takerFork := taker.Fork(fork, size)
		if takerFork == nil {
			return nil
		}
		k.free <- &piece{src: fork, taker: takerFork, usual: size, done: make(chan struct{}, 1)}
	}
	k.goroutines.Go(k.run)
	for range cores {
		k.goroutines.Go(k.takePieces)
	}
	return k
}

// takePieces takes pieces until there are no more. Functions of the caller may panic, or end
// the goroutine. Then the piece is not whole, and the runner takes it: on the caller's own
// goroutine, and only if the entity is one, as a piece may begin in the middle of a value.
func (k *cutter) takePieces() {
	var p *piece
	defer func() {
		if p == nil {
			return
		}
		p.thrown = recover()
		p.whole, p.taken, p.record = false, 0, feed.Record{}
		k.goroutines.Go(k.takePieces)
		p.done <- struct{}{}
	}()
	for p = range k.work {
		p.take()
		p.done <- struct{}{}
	}
	p = nil
}

// stop ends the cutting. It returns when the text is no longer read.
func (k *cutter) stop() {
	close(k.quit)
	k.goroutines.Wait()
}

// run cuts the whole text.
func (k *cutter) run() {
	defer close(k.work)
	for {
		select {
		case <-k.quit:
			return
		case p := <-k.free:
			p.waited, p.whole, p.thrown, p.taken = false, false, nil, 0
			if k.next(p) {
				k.work <- p // there is room for all
			} else {
				p.done <- struct{}{}
			}
			k.cut <- p
			if p.last {
				return
			}
		}
	}
}

// next makes p the next piece. It reports whether it may be whole.
func (k *cutter) next(p *piece) bool {
	p.offset, p.last, p.err = k.offset, false, nil
	p.text = append(p.text[:0], k.rest...)
	p.size = 0
	for most := int(k.aim.Load()); p.size == 0 && most <= largest*k.size; most *= 2 {
		p.text = k.read(p.text, most)
		p.size = k.src.Cut(p.text)
		if k.err != nil {
			break
		}
	}
	likely := p.size > 0
	if !likely {
		p.size, p.last, p.err = len(p.text), k.err != nil, k.err
	}
	if c, ok := k.src.(Counter); ok {
		p.before = c.CountPiece(p.text[:p.size])
	}
	k.rest = append(k.rest[:0], p.text[p.size:]...)
	k.offset += int64(p.size)
	return likely
}

// learn lets the next pieces be of a size of which half as much is held as may be, as far as
// a piece can tell that.
func (k *cutter) learn(p *piece) {
	if p.taken > 0 {
		size := int64(k.size)
		k.aim.Store(max(1, min(size, maxHeld/2*size*int64(p.taken)/int64(max(1, p.held)))))
	}
}

// read reads until text has size bytes or nothing comes any more.
func (k *cutter) read(text []byte, size int) []byte {
	for empty := 0; len(text) < size && k.err == nil; empty++ {
		want := max(size-len(text), utf8.UTFMax) // so much room a decoder needs
		text = slices.Grow(text, want)
		var n int
		n, k.err = k.text.Read(text[len(text) : len(text)+want])
		text = text[:len(text)+n]
		if n > 0 {
			empty = -1
		}
		if k.err == nil && empty >= textbuf.MaxEmptyReads {
			k.err = io.ErrNoProgress
		}
	}
	return text
}
