package feedbenthos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/redpanda-data/benthos/v4/public/service"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// broken counts the feeds that were not read to their ends.
var broken atomic.Int64

// Broken returns how many feeds could not be read to their ends in this process. Benthos
// itself logs what a scanner returns and exits with status 0.
func Broken() int64 { return broken.Load() }

// noFormat is the setting of a format that is found out.
const noFormat = "auto"

func formatNames() (names []string) {
	for _, f := range []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines} {
		names = append(names, f.String())
	}
	return names
}

func init() {
	spec := service.NewConfigSpec().
		Summary("Reads a geocode feed: a message for each entity, as a line of JSON Lines.").
		Description(`The metadata of a message are geocode_file, geocode_line and geocode_entity, the number of the entity.

What cannot be read is a message that has failed: its content is the text at fault, and its error says where it is and what to do. A feed that breaks off ends with such a message, so that it does not look whole. Send failed messages elsewhere, as "errored()" finds them.`).
		Fields(
			service.NewStringEnumField("format", append([]string{noFormat}, formatNames()...)...).Description("The format of the feed; auto finds it out by the name or the content.").Default(noFormat),
			service.NewIntField("batch_size").Description("How many entities are in a batch.").Default(100),
		)
	err := service.RegisterBatchScannerCreator("geocode_feed", spec, func(conf *service.ParsedConfig, _ *service.Resources) (service.BatchScannerCreator, error) {
		name, err := conf.FieldString("format")
		if err != nil {
			return nil, err
		}
		c := &creator{}
		if name != noFormat {
			if err := c.format.UnmarshalText([]byte(name)); err != nil {
				return nil, err
			}
		}
		if c.batch, err = conf.FieldInt("batch_size"); err == nil && c.batch < 1 {
			err = errors.New("batch_size wants a number above 0")
		}
		return c, err
	})
	if err != nil {
		panic(err)
	}
}

// A creator makes scanners.
type creator struct {
	format feed.Format
	batch  int
}

// Create implements service.BatchScannerCreator.
func (c *creator) Create(text io.ReadCloser, ack service.AckFunc, details *service.ScannerSourceDetails) (service.BatchScanner, error) {
	s := &scanner{text: text, name: details.Name(), batch: c.batch}
	format := c.format
	if format == feed.NoFormat {
		format, _ = feedio.FormatOf(s.name)
	}
	src, err := feedio.Open(text, &feedio.Options{Format: format})
	if err != nil {
		s.end(err)
	}
	s.src, s.out = src, feedio.NewWriter(&s.line, feed.JSONLines, nil)
	return service.AutoAggregateBatchScannerAcks(s, ack), nil
}

// Close implements service.BatchScannerCreator.
func (c *creator) Close(context.Context) error { return nil }

// A scanner reads a feed.
type scanner struct {
	text   io.ReadCloser
	name   string
	batch  int
	src    *feedio.Reader
	record feed.Record
	out    feed.RecordWriter // of entities to line
	line   bytes.Buffer
	queue  service.MessageBatch
	faults []error // of the entity of faultsOf
	faulty int64   // its number
	source []byte  // its text, as far as it was read
	ended  bool
}

// NextBatch implements service.SimpleBatchScanner.
func (s *scanner) NextBatch(context.Context) (service.MessageBatch, error) {
	for len(s.queue) < s.batch && !s.ended {
		s.read()
	}
	if len(s.queue) == 0 {
		return nil, io.EOF
	}
	n := min(len(s.queue), s.batch)
	batch := s.queue[:n:n]
	s.queue = s.queue[n:]
	return batch, nil
}

// Close implements service.SimpleBatchScanner.
func (s *scanner) Close(context.Context) error {
	if s.src != nil {
		s.src.Close()
	}
	return s.text.Close()
}

// read reads one entity, or one fault. Faults of an entity are kept until it is over.
func (s *scanner) read() {
	err := s.src.ReadRecord(&s.record)
	var fault *feed.Fault
	switch {
	case err == nil:
		s.entity()
	case err == io.EOF:
		s.flush()
		s.ended = true
	case errors.As(err, &fault) && !fault.Fatal:
		if fault.Entity != s.faulty {
			s.flush()
		}
		s.faulty = fault.Entity
		s.faults = append(s.faults, err)
		s.source = append(s.source[:0], s.src.Source()...)
	default:
		s.flush()
		s.source = append(s.source[:0], s.src.Source()...)
		s.end(err)
	}
}

// entity queues the entity that was read.
func (s *scanner) entity() {
	if len(s.faults) > 0 && s.record.Number() == s.faulty {
		s.flush()
		return
	}
	s.flush()
	s.line.Reset()
	err := s.out.WriteRecord(&s.record)
	if err == nil {
		err = s.out.(interface{ Flush() error }).Flush()
	}
	if err != nil { // JSON Lines hold every entity that is within the limits
		s.faults = []error{err}
		s.source = append(s.source[:0], s.src.Source()...)
		s.flush()
		s.out = feedio.NewWriter(&s.line, feed.JSONLines, nil)
		return
	}
	m := service.NewMessage(bytes.Clone(bytes.TrimSuffix(s.line.Bytes(), []byte("\n"))))
	s.describe(m, s.record.Number(), s.src.Position(s.record.Entity().Offset()).Line)
	s.queue = append(s.queue, m)
}

// flush queues a failed message for the faults that are kept.
func (s *scanner) flush() {
	if len(s.faults) == 0 {
		return
	}
	err := errors.Join(s.faults...)
	m := service.NewMessage(bytes.Clone(s.source))
	line := 0
	if f := new(feed.Fault); errors.As(err, &f) {
		line = f.Line
	}
	s.describe(m, s.faulty, line)
	m.SetError(fmt.Errorf("%s:%w", s.name, err))
	s.queue = append(s.queue, m)
	s.faults, s.faulty = nil, 0
}

// end ends a feed that cannot be read any further.
func (s *scanner) end(err error) {
	broken.Add(1)
	s.faults = []error{err}
	s.flush()
	s.ended = true
}

// describe adds the metadata.
func (s *scanner) describe(m *service.Message, entity int64, line int) {
	m.MetaSetMut("geocode_file", s.name)
	m.MetaSetMut("geocode_entity", entity)
	m.MetaSetMut("geocode_line", int64(line))
}
