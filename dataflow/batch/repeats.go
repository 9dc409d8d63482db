package batch

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// If a request that several entities make is sent once, the file repeats says whose
// answer each of them gets:
//
//	number … number  count … count
//
// It has a number for each entity to be sent, in the order of the feed: how many requests
// were sent before the entity's own. It has a count for each request sent, in the order
// of the parts: how many entities make it. Each takes 4 bytes.

const (
	numberSize = 4
	// maxRepeats is how many entities can have numbers.
	maxRepeats = math.MaxUint32
)

// repeatsSize is how long the file is, for so many entities that make so many requests.
func repeatsSize(entities, sent int64) int64 { return (entities + sent) * numberSize }

// A requestSum distinguishes a request from others.
type requestSum [16]byte

// sumOfRequest returns a sum over an entity's request. It is equal for two entities if all
// values of their requests are.
func sumOfRequest(buffer *[]byte, r *feed.Record) requestSum {
	*buffer = appendRequest((*buffer)[:0], r)
	sum := sha256.Sum256(*buffer)
	return requestSum(sum[:len(requestSum{})])
}

// appendRequest appends an entity's request in a form that is equal only for equal
// requests.
func appendRequest(dst []byte, r *feed.Record) []byte {
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		p, ok := r.Request(g)
		if !ok {
			continue
		}
		dst = append(dst, 0, byte(g))
		for _, f := range requestFields[g] {
			if text := p.Text(f); len(text) > 0 {
				dst = append(dst, byte(f))
				dst = binary.AppendUvarint(dst, uint64(len(text)))
				dst = append(dst, text...)
			}
		}
	}
	return dst
}

// requestFields are the fields of the groups that are requests.
var requestFields = map[feed.Group][]feed.Field{
	feed.ReverseGroup: feed.ReverseGroup.Fields(),
	feed.GeocodeGroup: feed.GeocodeGroup.Fields(),
}

// A repeatsWriter knows the requests of a feed and writes the file repeats.
type repeatsWriter struct {
	file     *os.File // nil if nothing is kept
	out      *bufio.Writer
	numbers  map[requestSum]uint32
	counts   []uint32 // by number
	entities int64
	buffer   []byte
}

func newRepeats() *repeatsWriter {
	return &repeatsWriter{numbers: make(map[requestSum]uint32)}
}

// create keeps the numbers in a file.
func (w *repeatsWriter) create(name string) (err error) {
	if w.file, err = createOwn(name); err == nil {
		w.out = bufio.NewWriterSize(w.file, 64<<10)
	}
	return err
}

// note records an entity by the sum of its request, and reports whether an earlier one makes
// the same request.
func (w *repeatsWriter) note(key requestSum) (again bool, err error) {
	if w.entities == maxRepeats {
		return false, fmt.Errorf("the feed has more than the %d entities among which requests can be sent once; run it without -dedupe", int64(maxRepeats))
	}
	w.entities++
	number, again := w.numbers[key]
	if again {
		w.counts[number]++
	} else {
		number = uint32(len(w.counts))
		w.numbers[key] = number
		w.counts = append(w.counts, 1)
	}
	return again, w.write(number)
}

func (w *repeatsWriter) write(number uint32) error {
	if w.file == nil {
		return nil
	}
	w.buffer = binary.LittleEndian.AppendUint32(w.buffer[:0], number)
	_, err := w.out.Write(w.buffer)
	return err
}

// distinct returns how many requests there are.
func (w *repeatsWriter) distinct() int64 { return int64(len(w.counts)) }

// finish completes the file.
func (w *repeatsWriter) finish() error {
	for _, n := range w.counts {
		w.write(n) // Flush returns the error
	}
	return errors.Join(w.out.Flush(), w.file.Sync(), w.file.Close())
}

// abandon closes a file that is not complete.
func (w *repeatsWriter) abandon() {
	if w != nil && w.file != nil {
		w.file.Close()
	}
}

// errRepeats is the error of a repeats file that does not match the parts.
var errRepeats = fmt.Errorf("%w: the numbers of repeated requests that were kept are broken", ErrState)

// A repeatsReader reads the numbers, in the order of the feed.
type repeatsReader struct {
	file *os.File
	in   *bufio.Reader
	left int64
}

func (r *Run) openRepeats() (*repeatsReader, error) {
	f, err := os.Open(r.path(repeatsFile))
	if err != nil {
		return nil, err
	}
	return &repeatsReader{file: f, in: bufio.NewReaderSize(f, 64<<10), left: r.state.answered()}, nil
}

// next returns the number of the next entity.
func (r *repeatsReader) next() (int64, error) {
	if r.left == 0 {
		return 0, errChanged // the feed has more entities than it had
	}
	r.left--
	var b [numberSize]byte
	if _, err := io.ReadFull(r.in, b[:]); err != nil {
		return 0, errors.Join(errRepeats, err)
	}
	return int64(binary.LittleEndian.Uint32(b[:])), nil
}

func (r *repeatsReader) close() error { return r.file.Close() }

// counts returns how many entities make each request of a part; nil where each is sent.
func (r *Run) counts(p *part) ([]uint32, error) {
	r.mu.Lock()
	dedupe, answered := r.state.Dedupe, r.state.answered()
	r.mu.Unlock()
	if !dedupe {
		return nil, nil
	}
	f, err := os.Open(r.path(repeatsFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	bytes := make([]byte, p.Entities*numberSize)
	if _, err := f.ReadAt(bytes, repeatsSize(answered, p.First)); err != nil {
		return nil, errors.Join(errRepeats, err)
	}
	counts := make([]uint32, p.Entities)
	for i := range counts {
		counts[i] = binary.LittleEndian.Uint32(bytes[i*numberSize:])
	}
	return counts, nil
}

func sumOfCounts(counts []uint32) (sum int64) {
	for _, n := range counts {
		sum += int64(n)
	}
	return sum
}

// feedCounts counts entities of the feed. With Options.Dedupe, several may share one that
// is sent.
type feedCounts struct {
	Entities int64 `json:"entities"`
	Failed   int64 `json:"failed"`
	Missing  int64 `json:"missing"`
}

// add counts those whose request has an outcome.
func (c *feedCounts) add(o outcome, entities int64) {
	c.Entities += entities
	switch o {
	case failed:
		c.Failed += entities
	case missing:
		c.Missing += entities
	}
}

// sent returns how many entities the parts have.
func (s *state) sent() (n int64) {
	for i := range s.Parts {
		n += int64(s.Parts[i].Entities)
	}
	return n
}

// answered returns how many entities of the feed the parts are for.
func (s *state) answered() (n int64) {
	for i := range s.Parts {
		n += s.Parts[i].Feed.Entities
	}
	return n
}
