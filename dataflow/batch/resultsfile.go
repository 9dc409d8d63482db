package batch

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pack"
)

// A results file holds the results of a part, packed and without what was asked, in
// the order in which they came, and after them, for each entity of the part, in its order, where its
// result is:
//
//	result … result  entry … entry  count
//
// An entry is 8 bytes of offset, 4 bytes of length and 1 byte of outcome; count
// is 8 bytes.

type outcome byte

const (
	missing outcome = iota
	succeeded
	failed
)

// An entry says where the result of an entity is.
type entry struct {
	offset int64
	length uint32
	outcome
}

const entrySize = 8 + 4 + 1

// resultsSize is how long the file of a part at least is.
func resultsSize(entities int) int64 { return int64(entities)*entrySize + 8 }

// A resultsWriter writes a results file.
type resultsWriter struct {
	file    *os.File
	out     *bufio.Writer
	offset  int64
	entries []entry
	buffer  []byte
}

func createResults(name string, entities int) (*resultsWriter, error) {
	f, err := createOwn(name)
	if err != nil {
		return nil, err
	}
	return &resultsWriter{file: f, out: bufio.NewWriterSize(f, 256<<10), entries: make([]entry, entities)}, nil
}

// add writes the result of the i-th entity of the part. It reports whether it is
// the first.
func (w *resultsWriter) add(i int, o outcome, r *feed.Record) (bool, error) {
	if w.entries[i].outcome != missing {
		return false, nil
	}
	w.buffer = w.buffer[:0]
	for t := range r.Tokens() {
		if isAnswer(t) {
			w.buffer = pack.AppendToken(w.buffer, t)
		}
	}
	w.entries[i] = entry{w.offset, uint32(len(w.buffer)), o}
	w.offset += int64(len(w.buffer))
	_, err := w.out.Write(w.buffer)
	return true, err
}

// forget gives up the results of entities, as they will come again.
func (w *resultsWriter) forget(places []int32) {
	for _, i := range places {
		w.entries[i] = entry{}
	}
}

// count returns how many entities have an outcome.
func (w *resultsWriter) count(o outcome) (n int) {
	for _, e := range w.entries {
		if e.outcome == o {
			n++
		}
	}
	return n
}

// close completes the file.
func (w *resultsWriter) close() error {
	for _, e := range w.entries {
		b := binary.LittleEndian.AppendUint64(w.buffer[:0], uint64(e.offset))
		b = binary.LittleEndian.AppendUint32(b, e.length)
		w.out.Write(append(b, byte(e.outcome)))
	}
	w.out.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(w.entries))))
	return errors.Join(w.out.Flush(), w.file.Sync(), w.file.Close())
}

// A resultsReader reads a results file in the order of the part's entities.
type resultsReader struct {
	file    *os.File
	size    int64  // of what comes before the entries
	entries []byte // not read yet
	buffer  []byte
	record  feed.Record
}

var errResults = fmt.Errorf("%w: the results that were kept are broken", ErrState)

func openResults(name string, entities int) (*resultsReader, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r := &resultsReader{file: f}
	if err := r.readEntries(entities); err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

func (r *resultsReader) readEntries(entities int) error {
	size := resultsSize(entities)
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < size {
		return errResults
	}
	r.size = info.Size() - size
	r.entries = make([]byte, size)
	if _, err := r.file.ReadAt(r.entries, info.Size()-size); err != nil && err != io.EOF {
		return err
	}
	if binary.LittleEndian.Uint64(r.entries[size-8:]) != uint64(entities) {
		return errResults
	}
	r.entries = r.entries[:size-8]
	return nil
}

// next returns the result of the next entity, nil where there is none. It lives
// until the next call.
func (r *resultsReader) next() (*feed.Record, outcome, error) {
	if len(r.entries) < entrySize {
		return nil, missing, errResults
	}
	offset := binary.LittleEndian.Uint64(r.entries)
	length := binary.LittleEndian.Uint32(r.entries[8:])
	o := outcome(r.entries[12])
	r.entries = r.entries[entrySize:]
	if o == missing {
		return nil, missing, nil
	}
	if o > failed || offset > uint64(r.size) || uint64(length) > uint64(r.size)-offset {
		return nil, missing, errResults
	}
	if cap(r.buffer) < int(length) {
		r.buffer = make([]byte, length)
	}
	if _, err := r.file.ReadAt(r.buffer[:length], int64(offset)); err != nil {
		return nil, o, err
	}
	return &r.record, o, pack.Load(&r.record, r.buffer[:length])
}

func (r *resultsReader) close() error { return r.file.Close() }
