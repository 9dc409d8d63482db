package parallel

import (
	"errors"
	"io"
	"runtime"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Copy is feed.Copy with two goroutines, one that reads src and one, the
// caller's, that writes dst. Where there is only one core it is feed.Copy. It
// reads ahead of what it writes: behind an error of dst the place of src is not
// known.
func Copy(dst feed.RecordWriter, src feed.SourceReader) (entities int64, err error) {
	if runtime.GOMAXPROCS(0) == 1 {
		return feed.Copy(dst, src)
	}
	return copyBatches(dst, src, batchSize)
}

// Batches go around between two goroutines:
//
//	reader  -- full -->  writer
//	        <-- free --
//
// There are never more than batches of them, which bounds the memory, and they
// come in order. The last one has err set: io.EOF, or what else ended the
// reading, behind its entities.
const (
	batches      = 4
	batchSize    = 128 << 10 // bytes of source text, or a little more
	batchRecords = 256
)

func copyBatches(dst feed.RecordWriter, src feed.SourceReader, size int) (entities int64, err error) {
	free, full := make(chan *batch, batches), make(chan *batch, batches)
	for range batches {
		free <- new(batch)
	}
	ended := make(chan struct{})
	go func() {
		readBatches(src, size, free, full)
		close(ended)
	}()
	defer func() {
		close(free)
		<-ended // nothing uses src behind the return
	}()
	for b := range full {
		n, err := b.write(dst)
		entities += n
		if err != nil {
			return entities, err
		}
		if b.err != nil {
			break
		}
		free <- b
	}
	return entities, nil
}

// readBatches fills batches until src ends or no more are wanted.
func readBatches(src feed.SourceReader, size int, free <-chan *batch, full chan<- *batch) {
	var entities int64
	for b := range free {
		entities = b.read(src, size, entities)
		last := b.err != nil
		full <- b // there is room for all
		if last {
			return
		}
	}
}

// A batch is a number of entities, one behind the other, with what is needed to
// locate their values when the reader is long past them.
type batch struct {
	records []feed.Record
	places  []place
	source  []byte // the texts of the entities
	n       int    // of records that are in use
	err     error
}

// A place is where an entity stands.
type place struct {
	start feed.Position
	end   int // of its text in batch.source
}

// read fills the batch. It returns the number of entities read so far.
func (b *batch) read(src feed.SourceReader, size int, entities int64) int64 {
	b.n, b.places, b.source, b.err = 0, b.places[:0], b.source[:0], nil
	for len(b.source) < size && b.n < batchRecords {
		if b.n == len(b.records) {
			b.records = append(b.records, feed.Record{})
		}
		r := &b.records[b.n]
		r.SetNumber(entities)
		if b.err = r.Read(src); b.err != nil {
			break
		}
		b.source = append(b.source, src.Source()...)
		b.places = append(b.places, place{src.Position(r.Entity().Offset()), len(b.source)})
		b.n++
		entities++
	}
	return entities
}

// write writes the batch and returns how many entities it wrote.
func (b *batch) write(dst feed.RecordWriter) (entities int64, err error) {
	for i := range b.n {
		if err := dst.WriteRecord(&b.records[i]); err != nil {
			return entities, b.locate(i, err)
		}
		entities++
	}
	if b.err == io.EOF {
		return entities, nil
	}
	return entities, b.err
}

// locate gives a fault of the writer its place.
func (b *batch) locate(i int, err error) error {
	var f *feed.Fault
	if !errors.As(err, &f) || f.Line != 0 {
		return err
	}
	from := 0
	if i > 0 {
		from = b.places[i-1].end
	}
	p := b.places[i]
	to := from + int(f.Offset-p.start.Offset)
	f.Position = p.start.After(b.source[from:min(to, p.end)])
	return f
}
