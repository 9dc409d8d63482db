package parallel

import (
	"runtime"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Reader yields what another reader reads at the same time, ahead of it. It is
// a feed.SourceReader.
//
// Batches go around between the goroutine that reads and the Reader's user:
//
//	reading  -- full -->  ReadToken
//	         <-- free --
//
// There are never more than batches of them, which bounds the memory.
type Reader struct {
	src        feed.SourceReader
	notice     func(*feed.Fault)
	free, full chan *batch
	ended      chan struct{} // closed when src is no longer used
	closed     bool

	b       *batch
	next    int           // index in b.steps
	entity  int           // index in b.entities of the current entity
	counted feed.Position // a place in the current entity, to count on from
	err     error
}

const (
	batches   = 3
	batchSize = 256 << 10 // bytes of source text, or an entity more
	maxSteps  = 64 << 10
)

// Ahead returns a reader of the feed that open opens, which reads ahead on a core
// of its own; where there is only one core, it is what open returns. Open is given
// the options for the reader, which are those of o, nil allowed, but that the
// Notice is called when the user reads as far.
//
// Stop ends the reading; it is to be called in any case.
func Ahead(open func(*feed.ReaderOptions) feed.SourceReader, o *feed.ReaderOptions) (r feed.SourceReader, stop func()) {
	if o == nil {
		o = new(feed.ReaderOptions)
	}
	if runtime.GOMAXPROCS(0) == 1 {
		return open(o), func() {}
	}
	ahead := start(open, o, batchSize)
	return ahead, ahead.stop
}

func start(open func(*feed.ReaderOptions) feed.SourceReader, o *feed.ReaderOptions, size int) *Reader {
	r := &Reader{
		notice: o.Notice,
		free:   make(chan *batch, batches),
		full:   make(chan *batch, batches),
		ended:  make(chan struct{}),
	}
	options := *o
	var filling *batch
	if o.Notice != nil {
		options.Notice = func(f *feed.Fault) { filling.addNotice(f) }
	}
	r.src = open(&options)
	for range batches {
		r.free <- new(batch)
	}
	go func() {
		defer close(r.ended)
		var e opened
		for filling = range r.free {
			filling.clear()
			e = filling.fill(r.src, size, e)
			r.full <- filling // there is room for all
			if filling.last {
				return
			}
		}
	}()
	return r
}

// stop ends the reading. It returns when the reader behind is no longer used.
func (r *Reader) stop() {
	if !r.closed {
		r.closed = true
		close(r.free)
	}
	<-r.ended
}

// ReadToken returns the next token.
func (r *Reader) ReadToken() (feed.Token, error) {
	for {
		if r.b == nil || r.next == len(r.b.steps) {
			if r.err != nil {
				return feed.Token{}, r.err
			}
			r.turn()
		}
		s := &r.b.steps[r.next]
		r.next++
		switch s.kind {
		case notice:
			r.notice(r.b.notices[s.start])
			continue
		case failure:
			err := r.b.errors[s.start]
			if !goesOn(err) {
				r.err = err
			}
			return feed.Token{}, err
		case feed.EntityStart:
			r.begin(r.entity + 1)
		}
		return feed.Token{Kind: s.kind, Field: s.field, Text: r.b.text[s.start:s.end], Offset: s.offset}, nil
	}
}

// turn goes on to the next batch.
func (r *Reader) turn() {
	if r.b != nil {
		r.free <- r.b
	}
	r.b, r.next, r.entity = <-r.full, 0, -1
	if r.b.within {
		r.begin(0)
	}
}

// begin makes an entity of the batch the current one.
func (r *Reader) begin(entity int) {
	r.entity = entity
	r.counted = r.b.entities[entity].start
}

// Position turns the offset of a token of the current entity into a line and
// column.
func (r *Reader) Position(offset int64) feed.Position {
	if r.b == nil || r.entity < 0 {
		return feed.Position{Offset: offset}
	}
	e := &r.b.entities[r.entity]
	source := r.b.source[e.from:e.to]
	if offset < e.start.Offset || offset > e.start.Offset+int64(len(source)) {
		return feed.Position{Offset: offset}
	}
	if offset < r.counted.Offset {
		r.counted = e.start
	}
	r.counted = r.counted.After(source[r.counted.Offset-e.start.Offset : offset-e.start.Offset])
	return r.counted
}

// Source returns the text of the current entity, which the reader has read to
// its end.
func (r *Reader) Source() []byte {
	if r.b == nil || r.entity < 0 {
		return nil
	}
	e := &r.b.entities[r.entity]
	return r.b.source[e.from:e.to]
}

// Unwrap returns the reader that is read ahead, for what only its kind can tell,
// once it has come to its end; nil before.
func (r *Reader) Unwrap() feed.SourceReader {
	if r.err == nil {
		return nil
	}
	<-r.ended
	return r.src
}

// Begin returns where the feed itself begins, its root element or its header; Line
// is 0 as long as the feed has not been read to its end.
func (r *Reader) Begin() feed.Position {
	if b, ok := r.Unwrap().(interface{ Begin() feed.Position }); ok {
		return b.Begin()
	}
	return feed.Position{}
}

// InputOffset returns how many bytes of the text have been read; 0 as long as the
// feed has not been read to its end.
func (r *Reader) InputOffset() int64 {
	if m, ok := r.Unwrap().(interface{ InputOffset() int64 }); ok {
		return m.InputOffset()
	}
	return 0
}
