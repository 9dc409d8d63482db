package batch

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// A results file holds the results of a part, packed and without their requests, in the order in
// which they came. After them, an entry for each entity of the part, in order, says where its
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

// add writes the packed answer of the i-th entity of the part. It reports whether it is
// the first.
func (w *resultsWriter) add(i int, o outcome, answer []byte) (bool, error) {
	if w.entries[i].outcome != missing {
		return false, nil
	}
	w.entries[i] = entry{w.offset, uint32(len(answer)), o}
	w.offset += int64(len(answer))
	_, err := w.out.Write(answer)
	return true, err
}

// forget drops the results of entities that will be downloaded again.
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

// feedCounts counts the entities of the feed. Counts, unless nil, says how many make
// each request.
func (w *resultsWriter) feedCounts(counts []uint32) (c feedCounts) {
	for i, e := range w.entries {
		n := int64(1)
		if counts != nil {
			n = int64(counts[i])
		}
		c.add(e.outcome, n)
	}
	return c
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

// A resultsReader reads a results file.
type resultsReader struct {
	file     *os.File
	size     int64 // of what comes before the entries
	entities int
	ahead    int     // how many entries are read at once
	first    int     // entity of the entries that were
	entries  []byte  // that were
	blocks   *blocks // nil where results are wanted in no order
	buffer   []byte
}

var errResults = fmt.Errorf("%w: the results that were kept are broken", ErrState)

// openResults opens the file of a part with so many entities. Ahead is how many entries
// it reads at once.
func openResults(name string, entities, ahead int) (*resultsReader, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r := &resultsReader{file: f, entities: entities, ahead: ahead}
	if err := r.check(); err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

// check makes sure that the file is of so many entities.
func (r *resultsReader) check() error {
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	if r.size = info.Size() - resultsSize(r.entities); r.size < 0 {
		return errResults
	}
	var count [8]byte
	if _, err := r.file.ReadAt(count[:], info.Size()-int64(len(count))); err != nil {
		return err
	}
	if binary.LittleEndian.Uint64(count[:]) != uint64(r.entities) {
		return errResults
	}
	return nil
}

// entry returns where the result of the i-th entity is.
func (r *resultsReader) entry(i int) ([]byte, error) {
	if i < 0 || i >= r.entities {
		return nil, errResults
	}
	if at := (i - r.first) * entrySize; at < 0 || at >= len(r.entries) {
		if err := r.readEntries(i - i%r.ahead); err != nil {
			return nil, err
		}
	}
	return r.entries[(i-r.first)*entrySize:][:entrySize], nil
}

// readEntries reads as many entries from the i-th one as are read at once.
func (r *resultsReader) readEntries(i int) error {
	if r.entries == nil {
		r.entries = make([]byte, r.ahead*entrySize)
	}
	n := min(r.ahead, r.entities-i)
	r.first, r.entries = i, r.entries[:n*entrySize]
	_, err := r.file.ReadAt(r.entries, r.size+int64(i)*entrySize)
	return err
}

// at returns the packed result of the i-th entity of the part, nil where there is none. It
// lives until the next call.
func (r *resultsReader) at(i int) ([]byte, outcome, error) {
	e, err := r.entry(i)
	if err != nil {
		return nil, missing, err
	}
	offset := binary.LittleEndian.Uint64(e)
	length := binary.LittleEndian.Uint32(e[8:])
	o := outcome(e[12])
	if o == missing {
		return nil, missing, nil
	}
	if o > failed || offset > uint64(r.size) || uint64(length) > uint64(r.size)-offset {
		return nil, missing, errResults
	}
	text, err := r.text(int64(offset), int(length))
	return text, o, err
}

// text returns the bytes of a result.
func (r *resultsReader) text(offset int64, length int) ([]byte, error) {
	if cap(r.buffer) < length {
		r.buffer = make([]byte, length)
	}
	text := r.buffer[:length]
	if r.blocks != nil {
		if found, err := r.blocks.find(text, offset); found || err != nil {
			return text, err
		}
	}
	_, err := r.file.ReadAt(text, offset)
	return text, err
}

func (r *resultsReader) close() error { return r.file.Close() }
