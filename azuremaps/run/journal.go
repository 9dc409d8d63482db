package run

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
)

// A journal is an append-only file of entries:
//
//	SUM HEAD
//	BODY
//
// HEAD is an entry in JSON, BODY has the length that HEAD says, and SUM is a checksum of
// both. A kill or a full disk may leave the last entry torn; it is then cut off.

// An entry is what the journal records about a batch.
type entry struct {
	Kind  entryKind `json:"kind"`
	Batch string    `json:"batch"`
	Items int       `json:"items,omitempty"` // that were sent
	Again bool      `json:"again,omitempty"` // they had been sent before
	// Of an answer.
	Status int       `json:"status,omitempty"`
	Trace  string    `json:"trace,omitempty"`
	Length int       `json:"length,omitempty"` // of the body
	Answer *raw      `json:"answer,omitempty"`
	asked  *requests // what Answer is made of when the entry is written
}

// raw describes the requests of a kept answer.
type raw struct {
	Direction string   `json:"direction"`
	Language  string   `json:"language"`
	Numbers   []int64  `json:"numbers"` // of the requests of the run
	Digests   []string `json:"digests"` // of the requests
}

// append appends the entry in JSON.
func (e *entry) append(dst []byte) []byte {
	dst = append(append(dst, `{"kind":"`...), e.Kind...)
	dst = append(append(dst, `","batch":"`...), e.Batch...)
	dst = append(dst, '"')
	number := func(name string, n int) {
		if n != 0 {
			dst = strconv.AppendInt(append(dst, name...), int64(n), 10)
		}
	}
	number(`,"items":`, e.Items)
	if e.Again {
		dst = append(dst, `,"again":true`...)
	}
	number(`,"status":`, e.Status)
	if e.Trace != "" {
		dst = append(dst, `,"trace":"`...)
		dst = append(jsonscan.AppendEscaped(dst, []byte(strings.ToValidUTF8(e.Trace, "\uFFFD"))), '"')
	}
	number(`,"length":`, e.Length)
	if e.asked != nil {
		dst = e.asked.appendRaw(append(dst, `,"answer":`...))
	}
	return append(dst, '}')
}

type entryKind string

const (
	sending  entryKind = "sending"  // about to be sent
	answered entryKind = "answered" // the body is the answer
	refused  entryKind = "refused"  // a single request is; the body is the reason
	halved   entryKind = "halved"   // cut into two
	gaveUp   entryKind = "open"     // a single request takes the service too long
	counted  entryKind = "counted"  // the part has come to its end; the body is what it lost
)

// A journal is open for adding.
type journal struct {
	file *os.File

	mu    sync.Mutex
	size  int64 // of what is whole
	end   int64 // of the file: there may be zeros at its end
	held  int64 // bytes that must still fit in the file
	found map[string]stored
	begun map[string]bool // batches that were sent
	// Requests sent, and how many of them were sent again.
	sent, repeated int64
	tally          *azuremaps.Tally // of the part; nil until it has come to its end
	buffer         []byte
	// The functions to call when the entries that are not on disk yet are.
	unsynced []func()
	syncing  bool
	hurry    chan struct{} // the next sync is not to wait
	synced   sync.Cond     // a sync has ended
	broken   error         // it failed
}

// A stored is the last entry of a batch.
type stored struct {
	kind   entryKind
	offset int64 // of the body
	length int
	trace  string
}

// castagnoli is made on first use, because most commands do not need it.
var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

// openJournal opens a journal. It creates a missing one unless read is set.
func openJournal(name string, read bool) (*journal, error) {
	flags := os.O_RDWR | os.O_CREATE
	if read {
		flags = os.O_RDONLY
	}
	f, err := os.OpenFile(name, flags, 0o600)
	if read && errors.Is(err, os.ErrNotExist) {
		return &journal{}, nil
	}
	if err != nil {
		return nil, err
	}
	j := newJournal(f)
	if err := j.load(name); err != nil {
		f.Close()
		return nil, err
	}
	if !read {
		if err := f.Truncate(j.size); err != nil {
			f.Close()
			return nil, err
		}
		j.end = j.size
	}
	return j, nil
}

func newJournal(f *os.File) *journal {
	j := &journal{file: f, found: make(map[string]stored), begun: make(map[string]bool), hurry: make(chan struct{}, 1)}
	j.synced.L = &j.mu
	return j
}

// load reads the entries.
func (j *journal) load(name string) error {
	return scanJournal(j.file, name, func(e *entry, body int64, text []byte) error {
		j.note(e, body)
		j.size = body + int64(e.Length) + 1
		if e.Kind == counted {
			j.tally = new(azuremaps.Tally)
			return json.Unmarshal(text, j.tally)
		}
		return nil
	})
}

// note updates the counts and the index with an entry.
func (j *journal) note(e *entry, body int64) {
	if e.Kind == sending {
		j.begun[e.Batch] = true
		j.sent += int64(e.Items)
		if e.Again {
			j.repeated += int64(e.Items)
		}
		return
	}
	j.found[e.Batch] = stored{e.Kind, body, e.Length, e.Trace}
}

const (
	maxHead = 1 << 20  // of an entry
	maxBody = 64 << 20 // of an entry: more than an answer may have
)

// scanJournal reads the complete entries of a journal. Body is the offset of the body in the
// file. Only the last entry may be incomplete.
func scanJournal(f io.ReadSeeker, name string, each func(e *entry, body int64, text []byte) error) error {
	in := bufio.NewReaderSize(f, maxHead)
	at := int64(0)
	var head, body []byte
	for {
		line, err := in.ReadSlice('\n')
		switch {
		case err == io.EOF:
			return nil // torn, or the end
		case err != nil && err != bufio.ErrBufferFull:
			return err
		}
		e, sum, ok := parseHead(line)
		if err != nil || !ok {
			return judgeTail(f, name, at)
		}
		size := int64(len(line))
		head = append(head[:0], line[9:size-1]...)
		body = slices.Grow(body[:0], e.Length+1)[:e.Length+1]
		if _, err := io.ReadFull(in, body); err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil // torn
		} else if err != nil {
			return err
		}
		if body[e.Length] != '\n' || sumOf(head, body[:e.Length]) != sum {
			return judgeTail(f, name, at)
		}
		at += size
		if err := each(&e, at, body[:e.Length]); err != nil {
			return err
		}
		at += int64(len(body))
	}
}

// judgeTail judges a damaged entry. If it is the last one, it may have been torn when the
// machine went down; any other means that the journal is damaged.
func judgeTail(f io.ReadSeeker, name string, at int64) error {
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return err
	}
	in := bufio.NewReaderSize(f, maxHead)
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if _, _, ok := parseHead(line); ok && !first {
			return fmt.Errorf("%w: the journal %s is damaged at byte %d, and there are answers after that; put back a copy of it, or cut it off at that byte to send again what comes after", batch.ErrState, name, at)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil && err != bufio.ErrBufferFull {
			return err
		}
	}
}

// parseHead parses the first line of an entry.
func parseHead(line []byte) (e entry, sum uint32, ok bool) {
	if len(line) < 11 || line[8] != ' ' || line[len(line)-1] != '\n' {
		return e, 0, false
	}
	n, err := strconv.ParseUint(string(line[:8]), 16, 32)
	if err != nil || json.Unmarshal(line[9:], &e) != nil || e.Length < 0 || e.Length > maxBody || e.Batch == "" {
		return e, 0, false
	}
	return e, uint32(n), true
}

func sumOf(head, body []byte) uint32 {
	return crc32.Update(crc32.Checksum(head, castagnoli()), castagnoli(), body)
}

// hold reserves room bytes for entries, whatever others write to the disk, by filling the
// file with zeros. Calling free releases them. A file system that compresses, or never
// overwrites in place, may break the promise.
func (j *journal) hold(room int) (free func(), err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.held += int64(room)
	free = func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.held -= int64(room)
	}
	if want := j.size + j.held; j.end < want {
		if j.end, err = writeZeros(j.file, j.end, want+ahead); j.end < want {
			j.end, err = writeZeros(j.file, j.end, want)
		}
		if j.end < want {
			j.held -= int64(room)
			return nil, err
		}
	}
	return free, nil
}

// ahead is how much room a journal reserves beyond what it needs, if the disk has it.
const ahead = 1 << 20

// writeZeros extends a file with zeros from end to want. It returns the new length.
func writeZeros(f *os.File, end, want int64) (int64, error) {
	for end < want {
		n, err := f.WriteAt(zeros[:min(int64(len(zeros)), want-end)], end)
		end += int64(n)
		if err != nil {
			return end, err
		}
	}
	return end, nil
}

var zeros [256 << 10]byte

const (
	// maxUnsynced is how many entries may be written to the file and not yet synced. If the
	// process is killed, none of them is lost; if the machine goes down, they may be.
	maxUnsynced = 32
	// syncEvery is how often the file is synced, unless half of maxUnsynced entries wait, so
	// that many entries share the cost.
	syncEvery = 100 * time.Millisecond
)

// add appends an entry. Synced, if not nil, is called when the entry is on disk. Entries
// without it are synced with others, or later.
func (j *journal) add(e *entry, body []byte, synced func()) error {
	e.Length = len(body)
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return j.broken
	}
	const noSum = "00000000 " // until it is known
	text := e.append(append(j.buffer[:0], noSum...))
	head := text[len(noSum):]
	var sum [4]byte
	binary.BigEndian.PutUint32(sum[:], sumOf(head, body))
	hex.Encode(text, sum[:])
	text = append(text, '\n')
	offset := j.size + int64(len(text))
	text = append(append(text, body...), '\n')
	j.buffer = text
	if _, err := j.file.WriteAt(text, j.size); err != nil {
		return err // what is whole stays, and what others hold
	}
	j.size += int64(len(text))
	j.end = max(j.end, j.size)
	j.note(e, offset)
	if synced == nil {
		return nil
	}
	j.unsynced = append(j.unsynced, synced)
	if !j.syncing {
		j.syncing = true
		go j.sync()
	}
	if len(j.unsynced) >= maxUnsynced/2 {
		j.hasten()
	}
	for len(j.unsynced) > maxUnsynced && j.broken == nil {
		j.synced.Wait()
	}
	return j.broken
}

// hasten starts the next sync at once.
func (j *journal) hasten() {
	select {
	case j.hurry <- struct{}{}:
	default: // it does
	}
}

// count adds the losses of a complete part. Fresh is false if the journal already has them
// from an earlier process.
func (j *journal) count(part int, t *azuremaps.Tally) (fresh bool, err error) {
	if j.tally != nil {
		return false, nil
	}
	text, err := json.Marshal(t)
	if err == nil {
		err = j.add(&entry{Kind: counted, Batch: strconv.Itoa(part)}, text, nil)
	}
	return err == nil, err
}

// sync syncs the file until all entries are on disk.
func (j *journal) sync() {
	j.mu.Lock()
	defer j.mu.Unlock()
	var begun time.Time
	for len(j.unsynced) > 0 {
		j.mu.Unlock()
		select {
		case <-time.After(syncEvery - time.Since(begun)):
		case <-j.hurry:
		}
		begun = time.Now()
		j.mu.Lock()
		n := len(j.unsynced)
		j.mu.Unlock()
		err := j.file.Sync()
		j.mu.Lock()
		if err != nil {
			j.broken = err
			break
		}
		done := slices.Clone(j.unsynced[:n])
		j.unsynced = slices.Delete(j.unsynced, 0, n)
		j.synced.Broadcast()
		j.mu.Unlock()
		for _, f := range done {
			f()
		}
		j.mu.Lock()
	}
	j.syncing = false
	j.synced.Broadcast()
}

// flush waits until all entries that count are on disk, or returns the error that
// prevents it.
func (j *journal) flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.syncing {
		j.hasten()
		j.synced.Wait()
	}
	return j.broken
}

// last returns the last entry of a batch.
func (j *journal) last(name string) (stored, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	s, ok := j.found[name]
	return s, ok
}

// again reports whether the requests of a batch were sent before, also as part of a larger
// batch.
func (j *journal) again(name string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	for !j.begun[name] {
		end := strings.LastIndexByte(name, '.')
		if end < 0 {
			return false
		}
		name = name[:end] // the batch of which it is a half
	}
	return true
}

// body reads the body of an entry.
func (j *journal) body(s stored) ([]byte, error) {
	body := make([]byte, s.length)
	_, err := j.file.ReadAt(body, s.offset)
	return body, err
}

// close releases the reserved room and closes the file.
func (j *journal) close() error {
	if j.file == nil {
		return nil
	}
	var err error
	if j.end > j.size {
		err = j.file.Truncate(j.size)
	}
	return errors.Join(err, j.file.Close())
}
