package delimfeed

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// A Survey is a feed.RecordWriter that writes nothing. It finds out which columns of the
// extended layout a Writer needs for all the entities of a feed. The zero Survey is ready to
// use.
type Survey struct {
	record feed.Record
	open   bool
	needed feed.FieldSet
}

// extension are the columns that the service does not know.
var extension = func() (s feed.FieldSet) {
	for _, f := range feed.Columns(feed.Extended) {
		if f.Info().Layout == feed.Extended {
			s = s.With(f)
		}
	}
	return s
}()

// WriteToken implements feed.Writer.
func (s *Survey) WriteToken(t feed.Token) error {
	whole, err := s.record.Add(t)
	s.open = !whole
	if err == nil && whole {
		s.add(&s.record)
	}
	return err
}

// WriteRecord implements feed.RecordWriter.
func (s *Survey) WriteRecord(r *feed.Record) error {
	if s.open || r == nil || !r.Whole() {
		return fmt.Errorf("%w: an entity within another, or a record that holds no whole entity", feed.ErrGrammar)
	}
	s.add(r)
	return nil
}

// Close implements feed.Writer.
func (s *Survey) Close() error {
	if s.open {
		return fmt.Errorf("%w: the last entity has no end", feed.ErrGrammar)
	}
	return nil
}

// add adds the columns that an entity needs. Its values outside of shared columns will all be
// written, so they decide who owns the shared cells.
func (s *Survey) add(r *feed.Record) {
	_, _, values := requestsOf(r)
	both := sharedReverse | sharedGeocode
	s.needed |= values & extension &^ both
	if unrecoverable(values, values&^both) != 0 {
		s.needed |= sharedReverse
	}
	responses := countResponses(r)
	if responses > 1 || responses == 0 && values == 0 && r.Entity().Empty() {
		s.needed = s.needed.With(feed.ResponseIndex)
	}
}

// Columns returns the columns that hold all entities so far: those of the documented layout,
// followed by those of the extended layout that are needed.
func (s *Survey) Columns() []feed.Field {
	columns := feed.Columns(feed.Documented)
	for _, f := range feed.Columns(feed.Extended) {
		if s.needed.Has(f) {
			columns = append(columns, f)
		}
	}
	return columns
}

// A surveyor is a Survey as package pieces uses it. It holds no bytes.
type surveyor struct{ *Survey }

func init() { pieces.RegisterWriter(func(s *Survey) pieces.Writer { return surveyor{s} }) }

// Fork implements pieces.Writer.
func (s surveyor) Fork(int) pieces.Writer { return surveyor{new(Survey)} }

// Held implements pieces.Writer.
func (s surveyor) Held() int { return 0 }

// Join implements pieces.Writer.
func (s surveyor) Join(fork pieces.Writer, _ int) error {
	s.needed |= fork.(surveyor).needed
	fork.Clear()
	return nil
}

// Clear implements pieces.Writer.
func (s surveyor) Clear() { s.needed = 0 }
