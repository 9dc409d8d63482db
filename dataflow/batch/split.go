package batch

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// ErrInvalid is the error of a feed that was not sent because it has errors.
// Options.Problem gets them.
var ErrInvalid = errors.New("the feed has errors, and nothing was sent")

// severities are the severities of rules that differ from those for a feed sent
// unchanged, because here the feed is split, its Ids are replaced, and only requests are
// sent. For the last two the service itself says, entity by entity, what is wrong.
var severities = map[string]validate.Severity{
	"too-many-entities":            validate.Off,
	"too-large":                    validate.Off,
	"id-missing":                   validate.Off,
	"id-duplicate":                 validate.Off,
	"response-in-request":          validate.Off,
	"address-missing":              validate.Warning,
	"formatted-address-in-request": validate.Warning,
}

// A splitter writes the parts of a feed. It is a pieces.Taker, see split_pieces.go.
type splitter struct {
	run      *Run
	text     *partText
	state    *state
	dry      bool           // nothing is written
	repeats  *repeatsWriter // nil where requests are not compared
	judge    pieces.Taker   // checks the entities
	reader   feed.Reader    // of the feed
	read     int64          // entities so far
	rejected bool           // nothing will be sent
	asked    int64          // entities so far that do not stay as they are
	sent     int64          // entities in parts so far
	number   int            // of the last part
	prepared []byte         // what a Service has prepared last
	places   []place        // where pieces of the feed begin

	file *os.File
	out  *bufio.Writer
	part *part  // that is being written; nil where there is none
	sum  uint32 // of what is written to it, where a Service is to read it
}

// split checks the feed and writes its parts. It saves a state only when all of them are
// on disk.
func (r *Run) split() error {
	if err := r.clear(); err != nil {
		return err
	}
	text, err := newPartText()
	if err != nil {
		return err
	}
	in, err := r.openText()
	if err != nil {
		return err
	}
	defer in.Close()
	s := &splitter{run: r, text: text, state: &state{
		Run: newRunID(), Endpoint: r.endpoint, Retry: r.o.Retry, RetryIf: r.o.RetryIf, First: r.o.First, Reading: r.o.Reading, Settings: r.o.settings(), Dedupe: r.o.Dedupe,
		PartEntities: r.limits.Entities, PartBytes: r.limits.Bytes, Parts: []part{},
	}}
	defer s.abandon()
	if r.o.Dedupe {
		s.repeats = newRepeats()
		if err := s.repeats.create(r.path(repeatsFile)); err != nil {
			return err
		}
	}
	if err := s.readAll(in); err != nil {
		return err
	}
	return s.finish(in)
}

// clear removes the files of a run that never saved a state.
func (r *Run) clear() error {
	names, err := filepath.Glob(r.path("part-*"))
	for _, name := range names {
		if ownFile().MatchString(filepath.Base(name)) {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}

// readAll goes through the feed.
func (s *splitter) readAll(text io.Reader) error {
	reader, err := s.run.newReader(text)
	if err != nil {
		return err
	}
	s.reader = reader
	v := validate.New(s.run.o.Format, &validate.Options{File: s.run.o.Name, Profile: s.run.profile(), Handle: s.problem})
	s.judge = validate.Internal.Taker(&private.Granted, v)
	err = pieces.Take(context.Background(), s, reader)
	switch {
	case err == nil || err == errLast:
		_, err = io.Copy(io.Discard, text)
	case errors.Is(err, validate.ErrIncomplete):
		s.rejected, err = true, nil
	}
	return err
}

// errLast ends the reading after the last entity that the run takes.
var errLast = errors.New("batch: the last entity")

// Take implements pieces.Taker: it takes the next entity.
func (s *splitter) Take(src feed.RecordReader) (*feed.Record, error) {
	rec, err := s.judge.Take(src)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		s.rejected = true // what cannot be read cannot be sent
		return nil, nil
	}
	s.read = rec.Number()
	if !s.rejected || s.dry { // else only to tell what else is wrong
		if err := s.add(rec); err != nil {
			return nil, records.Locate(err, s.reader)
		}
	}
	if s.run.isLast(rec.Number()) {
		return nil, errLast
	}
	return rec, nil
}

// profile returns the profile that the feed is checked against. If only some entities are
// sent, there may be nothing to send.
func (r *Run) profile() *validate.Profile {
	p := validate.Enterprise()
	p.Severity = maps.Clone(severities)
	if r.o.Service != nil {
		p.Severity = serviceSeverities()
	}
	if r.o.Retry {
		p.Severity["feed-empty"] = validate.Off
	}
	return p
}

// problem notes whether a problem keeps the feed from being sent.
func (s *splitter) problem(p validate.Problem) error {
	if p.Severity == validate.Error && (!s.run.o.Force || p.Entity == 0) {
		s.rejected = true
	}
	if s.run.o.Problem == nil {
		return nil
	}
	return s.run.o.Problem(p)
}

// add takes an entity, and writes it to its part if it is to be sent.
func (s *splitter) add(r *feed.Record) error {
	s.state.Entities++
	if s.run.keeps(r) {
		return nil
	}
	if !s.rejected {
		if err := s.run.checkUnanswered(r); err != nil {
			return err
		}
	}
	s.asked++
	repeated := false
	if s.repeats != nil {
		again, err := s.repeats.note(sumOfRequest(&s.prepared, r))
		if err != nil {
			return err
		}
		repeated = again && s.run.o.Dedupe
	}
	if s.run.o.Service != nil {
		if err := s.prepare(r, repeated); err != nil {
			return err
		}
	}
	if s.rejected || repeated {
		return nil
	}
	return s.send(r)
}

// send writes an entity to its part.
func (s *splitter) send(r *feed.Record) error {
	if s.part == nil {
		if err := s.begin(); err != nil {
			return err
		}
	}
	text, err := s.textOf(r)
	if err != nil {
		return err
	}
	whole, err := s.put(text)
	if err == errTooLarge {
		err = tooLarge(r.Entity(), len(text))
	}
	if whole || err != nil {
		return err
	}
	return s.send(r) // it gets its Id in the next part
}

// textOf returns an entity's text in a part. It is valid until the next call.
func (s *splitter) textOf(r *feed.Record) ([]byte, error) {
	if s.run.o.Service != nil {
		s.text.prepared = appendPrepared(s.text.prepared[:0], s.prepared)
		return s.text.prepared, nil
	}
	return s.text.entity(r, s.text.namer.next(r.Entity().Text(feed.ID)))
}

// errTooLarge is the error of an entity that is larger than a part may be.
var errTooLarge = errors.New("batch: the entity is too large")

func tooLarge(p feed.Part, size int) error {
	return p.Fault(feed.ValueTooLarge, feed.NoField, fmt.Sprintf("the entity has %d bytes as XML, more than a job may have", size), "shorten it")
}

// put writes an entity's text to the part. If the part has no room, put ends it and
// returns false.
func (s *splitter) put(text []byte) (written bool, err error) {
	switch {
	case s.fits(len(text)):
		return true, s.write(text)
	case s.part.Entities == 0:
		return false, errTooLarge
	}
	return false, s.end()
}

func (s *splitter) fits(size int) bool {
	return s.part.Entities < s.run.limits.Entities && s.part.Bytes+int64(size+len(s.text.tail)) <= s.run.limits.Bytes
}

func (s *splitter) write(text []byte) error {
	s.sent++
	s.part.Entities++
	return s.writeText(text)
}

// writeText appends text to the part.
func (s *splitter) writeText(text []byte) error {
	s.part.Bytes += int64(len(text))
	if s.run.o.Service != nil {
		s.sum = crc32.Update(s.sum, castagnoli(), text)
	}
	_, err := s.out.Write(text)
	return err
}

// begin begins a part.
func (s *splitter) begin() error {
	s.number++
	s.state.Parts = append(s.state.Parts, part{Number: s.number, First: s.sent, Stage: Ready})
	s.part = &s.state.Parts[len(s.state.Parts)-1]
	if s.out == nil {
		s.out = bufio.NewWriterSize(nil, 256<<10)
	}
	if err := s.create(); err != nil {
		return err
	}
	s.text.namer.reset()
	s.sum = 0
	if s.run.o.Service != nil {
		return nil
	}
	return s.writeText(s.text.head)
}

// create creates the file of a part.
func (s *splitter) create() (err error) {
	if s.dry {
		s.out.Reset(io.Discard)
		return nil
	}
	if s.file, err = createOwn(s.run.sentFile(s.part)); err == nil {
		s.out.Reset(s.file)
	}
	return err
}

// end ends a part.
func (s *splitter) end() error {
	tail := s.text.tail
	if s.run.o.Service != nil {
		tail = binary.LittleEndian.AppendUint32(nil, s.sum)
	}
	s.writeText(tail) // Flush returns the error
	s.part = nil
	if s.dry {
		return nil
	}
	return errors.Join(s.out.Flush(), s.file.Sync(), s.file.Close())
}

func (s *splitter) abandon() {
	if s.part != nil {
		s.file.Close()
	}
	s.repeats.abandon()
}

// conclude ends the last part.
func (s *splitter) conclude() error {
	switch {
	case s.rejected:
		return ErrInvalid
	case s.part != nil:
		return s.end()
	}
	return nil
}

// finish saves the state of the completed split.
func (s *splitter) finish(text *feedText) (err error) {
	if err := s.conclude(); err != nil {
		return err
	}
	if s.repeats != nil {
		if err := s.repeats.finish(); err != nil {
			return err
		}
	}
	s.count()
	if err := syncFolder(s.run.o.Folder()); err != nil {
		return err
	}
	s.state.Jobs = len(s.state.Parts)
	if s.state.Input, err = text.sum(); err != nil {
		return err
	}
	if data, err := readStateFile(s.run.o.State); data != nil || err != nil { // it was made meanwhile
		return cmp.Or(err, fmt.Errorf("%s is %w", s.run.o.State, ErrNotState))
	}
	s.run.places = s.places
	return s.run.found(s.state)
}

// count counts the entities of the feed that the parts are for.
func (s *splitter) count() {
	for i := range s.state.Parts {
		p := &s.state.Parts[i]
		p.Feed = feedCounts{Entities: int64(p.Entities)}
		if s.repeats != nil {
			p.Feed.Entities = sumOfCounts(s.repeats.counts[p.First:][:p.Entities])
		}
	}
}
