package run

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// ErrOtherFeed is the error of answers that match no request of the feed.
var ErrOtherFeed = errors.New("the answers are to another feed, or were asked for with other flags")

// Kept holds answers that Raw wrote. An answer is found by its request, so that it can be
// joined to a feed that has its entities in another order, or others as well.
//
// It takes about 40 bytes of memory for each answer.
type Kept struct {
	// Mapper must have the options of the run that got the answers.
	Mapper *azuremaps.Mapper

	files  []*os.File
	runs   int32 // that the answers are of, as far as is seen
	lines  []keptLine
	places []keptPlace
	first  map[uint64]int32 // index in places, by digest
	cache  []*parsedLine    // the one that was used last at the end
	tally  azuremaps.Tally
}

// A keptLine is where a line of the answers is.
type keptLine struct {
	file   int32
	length int32
	offset int64
	run    int32
	number int32 // in the file, from 1
	first  int64 // number of a request
	known  bool  // what is not known of it is counted
}

// A keptPlace is where the answer to a request is. Next is the place of the same request's
// next answer.
type keptPlace struct{ line, item, next int32 }

// A keptIndex is what is needed until all lines are read.
type keptIndex struct {
	last     map[uint64]int32    // place of a request so far, by digest
	disorder map[uint64]struct{} // requests whose answers came in another order
	batches  map[string]struct{} // of the run
}

const (
	// maxKept is how many bytes of answers stay in memory. Two answers always stay.
	maxKept = 16 << 20
	// maxKeptAnswers is how many answers stay in memory.
	maxKeptAnswers = 64
)

// maxLine bounds a line of answers.
const maxLine = 64 << 20

// OpenKept reads files of answers.
func OpenKept(m *azuremaps.Mapper, names ...string) (*Kept, error) {
	k := &Kept{Mapper: m, first: make(map[uint64]int32)}
	x := &keptIndex{last: make(map[uint64]int32), disorder: make(map[uint64]struct{}), batches: make(map[string]struct{})}
	for _, name := range names {
		clear(x.batches)
		k.runs++
		if err := k.open(name, x); err != nil {
			return nil, errors.Join(err, k.Close())
		}
	}
	for digest := range x.disorder {
		k.order(digest)
	}
	return k, nil
}

// order sorts the answers to a repeated request by when the request was made. They arrive
// in a different order, because several batches are in flight at once.
func (k *Kept) order(digest uint64) {
	var chain []int32
	for at := k.first[digest]; at >= 0; at = k.places[at].next {
		chain = append(chain, at)
	}
	slices.SortFunc(chain, k.compare)
	next := int32(-1)
	for _, at := range slices.Backward(chain) {
		k.places[at].next, next = next, at
	}
	k.first[digest] = next
}

// compare compares the times of two equal requests. The batches of a run have ascending
// numbers.
func (k *Kept) compare(a, b int32) int {
	p, q := &k.places[a], &k.places[b]
	l, m := &k.lines[p.line], &k.lines[q.line]
	return cmp.Or(cmp.Compare(l.run, m.run), cmp.Compare(l.first, m.first), cmp.Compare(p.line, q.line), cmp.Compare(p.item, q.item))
}

// Close closes the files.
func (k *Kept) Close() (err error) {
	for _, f := range k.files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// A KeptError is a line that is not an answer.
type KeptError struct {
	File    string
	Line    int
	Message string
}

// Error returns "file:line: message".
func (e *KeptError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// open reads a file of answers.
func (k *Kept) open(name string, x *keptIndex) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	k.files = append(k.files, f)
	in := bufio.NewReaderSize(f, 256<<10)
	at := int64(0)
	for n := 1; ; n++ {
		line, err := readLine(in)
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		if err != nil && err != io.EOF {
			return &KeptError{name, n, err.Error()}
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if message := k.index(line, keptLine{offset: at, number: int32(n)}, x); message != "" {
				return &KeptError{name, n, message}
			}
		}
		at += int64(len(line))
	}
}

// readLine reads a line with its end.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		piece, err := in.ReadSlice('\n')
		line = append(line, piece...)
		if len(line) > maxLine {
			return nil, fmt.Errorf("the line is longer than %d MiB", maxLine>>20)
		}
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

// index records where the answers of a line at l are. It returns what is wrong with the
// line.
func (k *Kept) index(line []byte, l keptLine, x *keptIndex) string {
	var r RawLine
	if bytes.HasPrefix(line, []byte("\x1f\x8b")) {
		return "the file is compressed; unpack it"
	}
	if err := json.Unmarshal(line, &r); err != nil || r.Batch == "" || len(r.Numbers) != len(r.Digests) {
		return "this is no answer that feedconv geocode -raw has kept"
	}
	if _, again := x.batches[r.Batch]; again { // of another run, whose answers follow
		clear(x.batches)
		k.runs++
	}
	x.batches[r.Batch] = struct{}{}
	l.file, l.length, l.run = int32(len(k.files)-1), int32(len(line)), k.runs
	if len(r.Numbers) > 0 {
		l.first = r.Numbers[0]
	}
	k.lines = append(k.lines, l)
	for i, text := range r.Digests {
		digest, err := strconv.ParseUint(text, 16, 64)
		if err != nil {
			return fmt.Sprintf("%.40q is no digest of a request", text)
		}
		here := int32(len(k.places))
		k.places = append(k.places, keptPlace{int32(len(k.lines) - 1), int32(i), -1})
		if before, ok := x.last[digest]; ok {
			k.places[before].next = here
			if k.compare(before, here) > 0 {
				x.disorder[digest] = struct{}{}
			}
		} else {
			k.first[digest] = here
		}
		x.last[digest] = here
	}
	return ""
}

// A parsedLine is a line in memory.
type parsedLine struct {
	index  int32
	size   int
	line   RawLine
	answer azuremaps.Answer
}

// load reads a line again.
func (k *Kept) load(index int32) (*parsedLine, error) {
	for i, p := range k.cache {
		if p.index == index {
			copy(k.cache[i:], k.cache[i+1:])
			k.cache[len(k.cache)-1] = p
			return p, nil
		}
	}
	size := int(k.lines[index].length)
	for _, p := range k.cache {
		size += p.size
	}
	for len(k.cache) > 2 && (size > maxKept || len(k.cache) == maxKeptAnswers) {
		size -= k.cache[0].size
		k.cache = append(k.cache[:0], k.cache[1:]...)
	}
	l := k.lines[index]
	text := make([]byte, l.length)
	if _, err := k.files[l.file].ReadAt(text, l.offset); err != nil && err != io.EOF {
		return nil, err
	}
	p := &parsedLine{index: index, size: len(text)}
	if err := json.Unmarshal(text, &p.line); err != nil {
		return nil, fmt.Errorf("%s has changed while it was read", k.files[l.file].Name())
	}
	if len(p.line.Answer) > 0 {
		if err := p.parse(); err != nil {
			return nil, &KeptError{k.files[l.file].Name(), int(l.number), fmt.Sprintf("batch %s: %v", p.line.Batch, err)}
		}
	}
	if !k.lines[index].known {
		k.lines[index].known = true
		k.tally.Merge(p.answer.Unknown())
	}
	k.cache = append(k.cache, p)
	return p, nil
}

func (p *parsedLine) parse() error {
	if err := p.answer.Parse(p.line.Answer); err != nil {
		return err
	}
	return p.answer.Check(len(p.line.Numbers), func(i int) int64 { return p.line.Numbers[i] })
}

// Tally returns the losses of the answers in the last Join.
func (k *Kept) Tally() *azuremaps.Tally { return &k.tally }

// Join writes the outputs: the entities of a feed in order, each with its answer. It works
// like Fetched.Join of package batch. If a request was made several times, the entities get
// its answers in order; if there are fewer answers, the remaining entities get the last one.
func (k *Kept) Join(input func() (feed.RecordReader, error), o batch.Outputs) (batch.FetchedReport, error) {
	reader, err := input()
	if err != nil {
		return batch.FetchedReport{}, err
	}
	k.tally = azuremaps.Tally{}
	for i := range k.lines {
		k.lines[i].known = false
	}
	k.cache = nil
	j := keptJoin{Kept: k, outputs: o, reader: reader, used: make(map[uint64]int32)}
	err = j.join()
	if err == nil && j.report.Entities > 0 && j.report.Entities == j.report.Missing {
		err = ErrOtherFeed
	}
	return j.report, err
}

type keptJoin struct {
	*Kept
	outputs batch.Outputs
	reader  feed.RecordReader
	report  batch.FetchedReport
	used    map[uint64]int32 // the place that was used last of a request
	input   feed.Record
	out     feed.Record
	packed  []byte // its answer
	item    []byte
}

func (j *keptJoin) join() error {
	for {
		err := j.input.Read(j.reader)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = j.entity()
		}
		if err != nil {
			return records.Locate(err, j.reader)
		}
	}
}

// entity writes one entity with its answer.
func (j *keptJoin) entity() error {
	j.report.Entities++
	answered, err := j.answer()
	if err != nil {
		return err
	}
	e := j.input.Entity()
	if !answered {
		j.report.Missing++
		if j.outputs.Missing != nil {
			j.outputs.Missing(j.input.Number(), string(e.Text(feed.ID)), j.reader.Position(e.Offset()))
		}
		return j.write(j.outputs.Failed)
	}
	j.packed = records.AppendAnswer(j.packed[:0], &j.out, 0)
	if err := records.SetAnswer(&j.input, j.packed); err != nil {
		return err
	}
	if string(j.out.Entity().Text(feed.StatusCode)) == azuremaps.StatusSuccess {
		j.report.Succeeded++
		return j.write(j.outputs.Succeeded)
	}
	j.report.Failed++
	return j.write(j.outputs.Failed)
}

// answer makes the answer of an entity. It reports whether there is one.
func (j *keptJoin) answer() (bool, error) {
	var r azuremaps.Request
	j.item, r = j.Mapper.AppendItem(j.item[:0], &j.input, 0)
	j.tally.AddRequest(&r)
	id := j.input.Entity().Text(feed.ID)
	if r.Fault != "" {
		return true, azuremaps.Refuse(&j.out, id, r.Fault)
	}
	digest := digest(r.Direction, r.Culture, j.item)
	at, again := j.used[digest]
	if !again {
		var ok bool
		if at, ok = j.first[digest]; !ok {
			return false, nil
		}
	} else if next := j.places[at].next; next >= 0 {
		at = next
	}
	j.used[digest] = at
	p, err := j.load(j.places[at].line)
	switch {
	case err != nil:
		return false, err
	case len(p.line.Answer) > 0:
		return true, j.Mapper.Respond(&j.out, id, j.Mapper.Filter(&j.input), &p.answer, int(j.places[at].item), []byte(p.line.Trace), &j.tally)
	case p.line.Reason != "":
		return true, azuremaps.Refuse(&j.out, id, p.line.Reason)
	}
	return false, nil // it took the service too long
}

// write writes the entity to Joined and to a second output.
func (j *keptJoin) write(second feed.Writer) error {
	for _, w := range [...]feed.Writer{j.outputs.Joined, second} {
		if w == nil {
			continue
		}
		if err := records.Copy(w, &j.input, j.reader); err != nil {
			return err
		}
	}
	return nil
}
