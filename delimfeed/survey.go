package delimfeed

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Survey is a feed.Writer that writes nothing. It learns which columns of the
// extended layout a feed needs, so that a Writer can hold all its entities. The
// zero Survey is ready.
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

// WriteToken takes the next token of a feed.
func (s *Survey) WriteToken(t feed.Token) error {
	whole, err := s.record.Add(t)
	s.open = !whole
	if err == nil && whole {
		s.add(&s.record)
	}
	return err
}

// WriteRecord looks at an entity.
func (s *Survey) WriteRecord(r *feed.Record) error {
	s.add(r)
	return nil
}

// Close ends the feed.
func (s *Survey) Close() error {
	if s.open {
		return fmt.Errorf("%w: the last entity has no end", feed.ErrGrammar)
	}
	return nil
}

// add looks at an entity. Where the columns of its other values are there, all
// of these are written, and decide who owns shared cells.
func (s *Survey) add(r *feed.Record) {
	_, _, values := requestsOf(r)
	both := sharedReverse | sharedGeocode
	s.needed |= values & extension &^ both
	if lost(values, values&^both) != 0 {
		s.needed |= sharedReverse
	}
	responses := countResponses(r)
	if responses > 1 || responses == 0 && values == 0 && r.Entity().Empty() {
		s.needed = s.needed.With(feed.ResponseIndex)
	}
}

// Columns returns the columns that hold all entities so far: those of the
// documented layout and, after them, the needed ones of the extended layout.
func (s *Survey) Columns() []feed.Field {
	columns := feed.Columns(feed.Documented)
	for _, f := range feed.Columns(feed.Extended) {
		if s.needed.Has(f) {
			columns = append(columns, f)
		}
	}
	return columns
}

// Done reports whether all columns are needed, so that the rest of the feed
// cannot change the answer.
func (s *Survey) Done() bool { return s.needed == extension }

var _ feed.PieceWriter = (*Survey)(nil)

// Fork implements feed.PieceWriter.
func (s *Survey) Fork(int) feed.PieceWriter { return new(Survey) }

// Held implements feed.PieceWriter. There is no output.
func (s *Survey) Held() int { return 0 }

// Join implements feed.PieceWriter.
func (s *Survey) Join(fork feed.PieceWriter, _ int) error {
	s.needed |= fork.(*Survey).needed
	fork.Clear()
	return nil
}

// Clear implements feed.PieceWriter.
func (s *Survey) Clear() { *s = Survey{} }
