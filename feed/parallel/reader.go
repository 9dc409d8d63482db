package parallel

import (
	"errors"
	"runtime"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Reader yields the entities that another reader reads at the same time, ahead of
// it. It is a feed.RecordReader and a feed.SourceReader.
//
// Batches go around between the goroutine that reads and the Reader's user:
//
//	reading  -- full -->  ReadRecord
//	         <-- free --
//
// There are never more than batches of them, which bounds the memory. The reading
// begins with the first ReadRecord. Read by tokens, the Reader is the one behind
// it: to pass single tokens costs as much as it gains.
type Reader struct {
	src        feed.SourceReader
	notice     func(*feed.Fault)
	size       int // bytes of source in a batch
	free, full chan *batch
	filling    *batch        // takes the notices of src
	ended      chan struct{} // closed when src is no longer used
	begun      bool
	closed     bool

	b       *batch
	next    int           // index in b.steps
	entity  *entity       // the current one
	first   int64         // its offset
	begin   feed.Position // the last entity's start that was asked for
	counted feed.Position // a place in that entity, to count on from
	err     error
}

const (
	batches     = 3
	batchSize   = 256 << 10 // bytes of source text, or an entity more
	maxSteps    = 16 << 10
	maxEntities = 512
)

// Ahead returns a reader of the feed that open opens, which reads ahead on a core
// of its own; where there is only one core, it is what open returns. Open is given
// the options for the reader, which are those of o, nil allowed, but that the
// Notice is called when the user reads as far.
//
// Stop ends the reading; it is to be called in any case. A Reader that reads on a core
// of its own gives nothing but an error after that.
func Ahead(open func(*feed.ReaderOptions) feed.SourceReader, o *feed.ReaderOptions) (r feed.SourceReader, stop func()) {
	if o == nil {
		o = new(feed.ReaderOptions)
	}
	if runtime.GOMAXPROCS(0) == 1 {
		return open(o), func() {}
	}
	ahead := newReader(open, o, batchSize)
	return ahead, ahead.stop
}

func newReader(open func(*feed.ReaderOptions) feed.SourceReader, o *feed.ReaderOptions, size int) *Reader {
	r := &Reader{
		notice: o.Notice,
		size:   size,
		free:   make(chan *batch, batches),
		full:   make(chan *batch, batches),
		ended:  make(chan struct{}),
	}
	options := *o
	if o.Notice != nil {
		options.Notice = func(f *feed.Fault) {
			if r.filling == nil {
				r.notice(f)
				return
			}
			r.filling.addNotice(f)
		}
	}
	r.src = open(&options)
	if r.src == nil {
		r.err = errNoReader
	}
	return r
}

// start begins to read ahead.
func (r *Reader) start() {
	r.begun = true
	for range batches {
		r.free <- new(batch)
	}
	go func() {
		defer close(r.ended)
		var at progress
		for b := range r.free {
			b.clear()
			r.filling = b
			b.fill(r.src, &at, r.size)
			r.full <- b // there is room for all
			if b.last {
				return
			}
		}
	}()
}

// stop ends the reading. It returns when the reader behind is no longer used.
func (r *Reader) stop() {
	if !r.closed {
		r.closed = true
		close(r.free)
		if !r.begun {
			close(r.ended)
		}
	}
	<-r.ended
}

var (
	errNoReader = errors.New("parallel: there is no reader of the feed")
	errStopped  = errors.New("parallel: the reading was stopped")
)

// check returns what keeps from reading on.
func (r *Reader) check() error {
	switch {
	case r.err != nil:
		return r.err
	case r.src == nil:
		return errNoReader
	case r.closed:
		return errStopped
	}
	return nil
}

var errTokens = errors.New("parallel: a token is asked for behind a record")

// ReadToken returns the next token. It is not to be called behind ReadRecord.
func (r *Reader) ReadToken() (feed.Token, error) {
	if err := r.check(); err != nil {
		return feed.Token{}, err
	}
	if r.begun {
		return feed.Token{}, errTokens
	}
	t, err := r.src.ReadToken()
	if err != nil && !goesOn(err) {
		r.err = err
	}
	return t, err
}

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error {
	if !r.begun || r.closed {
		if err := r.check(); err != nil {
			return err
		}
		if rec.Open() {
			return rec.Read(r.src) // it was begun by tokens
		}
		r.start()
	}
	for {
		if r.b == nil || r.next == len(r.b.steps) {
			if err := r.check(); err != nil {
				return err
			}
			r.turn()
		}
		s := &r.b.steps[r.next]
		r.next++
		switch s.kind {
		case whole:
			r.entity = &r.b.entities[s.index]
			r.first = r.entity.start()
			rec.Take(&r.entity.record)
			return nil
		case notice:
			r.notice(r.b.notices[s.index])
		case failure:
			err := r.b.errors[s.index]
			if !goesOn(err) {
				r.err = err
			}
			if s.within && !rec.Open() {
				rec.AddStep(feed.EntityStart, 0)
			}
			return err
		}
	}
}

// turn goes on to the next batch.
func (r *Reader) turn() {
	if r.b != nil {
		r.free <- r.b
	}
	r.b, r.next, r.entity = <-r.full, 0, nil
}

// Position turns the offset of a token of the current entity into a line and
// column.
func (r *Reader) Position(offset int64) feed.Position {
	if !r.begun && r.src != nil {
		return r.src.Position(offset)
	}
	if r.entity == nil || offset < r.first || offset > r.first+int64(r.entity.to-r.entity.from) {
		return feed.Position{Offset: offset}
	}
	if run := r.b.runs[r.entity.run].start; r.begin.Offset < run.Offset || r.begin.Offset > r.first {
		r.begin = run
	}
	if r.begin.Offset < r.first {
		r.begin = r.count(r.begin, r.first)
		r.counted = r.begin
	}
	if offset < r.counted.Offset || r.counted.Offset < r.first {
		r.counted = r.begin
	}
	r.counted = r.count(r.counted, offset)
	return r.counted
}

// count counts on from a place in the current entity's run.
func (r *Reader) count(from feed.Position, offset int64) feed.Position {
	run := r.b.runs[r.entity.run]
	at := func(offset int64) int { return run.from + int(offset-run.start.Offset) }
	return from.After(r.b.source[at(from.Offset):at(offset)])
}

// Source returns the text of the current entity, which the reader has read to
// its end.
func (r *Reader) Source() []byte {
	switch {
	case !r.begun && r.src != nil:
		return r.src.Source()
	case r.entity == nil:
		return nil
	}
	return r.b.source[r.entity.from:r.entity.to]
}

// Unwrap returns the reader that is read ahead, for what only its kind can tell,
// once it has come to its end; nil before.
func (r *Reader) Unwrap() feed.SourceReader {
	if r.err == nil {
		return nil
	}
	if r.begun {
		<-r.ended
	}
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
