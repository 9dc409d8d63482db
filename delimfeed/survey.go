package delimfeed

import (
	"cmp"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// A Survey is a feed.RecordWriter that writes nothing. It finds out which columns of the
// extended layout a Writer needs for all the entities of a feed. The zero Survey is ready to
// use.
type Survey struct {
	given  given
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
func (s *Survey) WriteToken(t feed.Token) error { return s.given.token(t, s.add) }

// WriteRecord implements feed.RecordWriter.
func (s *Survey) WriteRecord(r *feed.Record) error { return s.given.whole(r, s.add) }

// Close implements feed.Writer.
func (s *Survey) Close() error { return s.given.close() }

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

// A PlainSurvey is a feed.RecordWriter that writes nothing. It finds out which columns a plain
// table of a feed needs: those that have a value. The zero PlainSurvey is ready to use.
type PlainSurvey struct {
	// AllResponses is that of the PlainOptions.
	AllResponses bool

	given  given
	needed feed.FieldSet
}

// WriteToken implements feed.Writer.
func (s *PlainSurvey) WriteToken(t feed.Token) error { return s.given.token(t, s.add) }

// WriteRecord implements feed.RecordWriter.
func (s *PlainSurvey) WriteRecord(r *feed.Record) error { return s.given.whole(r, s.add) }

// Close implements feed.Writer.
func (s *PlainSurvey) Close() error { return s.given.close() }

// add adds the columns that an entity needs.
func (s *PlainSurvey) add(r *feed.Record) {
	_, _, values := requestsOf(r)
	s.needed |= values | r.Entity().NonEmpty()
	for i := render.NextResponse(r, 1); i < r.Len(); i = render.NextResponse(r, i+1) {
		p := r.At(i)
		s.needed |= p.NonEmpty()
		for _, c := range jsonColumns {
			for item := range p.Items(c.group) {
				if !item.Empty() {
					s.needed = s.needed.With(c.column)
				}
			}
		}
		if !s.AllResponses {
			return
		}
	}
}

// Columns returns the columns that have values in the entities so far, in the order of the
// extended layout; the Id in any case.
func (s *PlainSurvey) Columns() []feed.Field { return plainColumns(s.needed.With(feed.ID)) }

// given is what a survey has been given of the current entity.
type given struct {
	record feed.Record
	failed error // the fault of a token
}

// token takes a token, and hands an entity on that is whole with it.
func (g *given) token(t feed.Token, add func(*feed.Record)) error {
	whole, err := g.record.Add(t)
	if g.failed = cmp.Or(g.failed, err); g.failed == nil && whole {
		add(&g.record)
	}
	return g.failed
}

// whole hands an entity on.
func (g *given) whole(r *feed.Record, add func(*feed.Record)) error {
	if g.record.Open() || r == nil || !r.Whole() {
		return fmt.Errorf("%w: an entity within another, or a record that holds no whole entity", feed.ErrGrammar)
	}
	add(r)
	return nil
}

func (g *given) close() error {
	if g.failed == nil && g.record.Open() {
		return fmt.Errorf("%w: the last entity has no end", feed.ErrGrammar)
	}
	return g.failed
}

// A surveyor is a survey as package pieces uses it. It holds no bytes.
type surveyor struct {
	feed.RecordWriter
	needed *feed.FieldSet       // of the survey
	fork   func() pieces.Writer // makes an empty survey of the same kind
}

func init() {
	pieces.RegisterWriter(func(s *Survey) pieces.Writer { return s.surveyor() })
	pieces.RegisterWriter(func(s *PlainSurvey) pieces.Writer { return s.surveyor() })
}

func (s *Survey) surveyor() surveyor {
	return surveyor{s, &s.needed, func() pieces.Writer { return new(Survey).surveyor() }}
}

func (s *PlainSurvey) surveyor() surveyor {
	return surveyor{s, &s.needed, func() pieces.Writer { return (&PlainSurvey{AllResponses: s.AllResponses}).surveyor() }}
}

// Fork implements pieces.Writer.
func (s surveyor) Fork(int) pieces.Writer { return s.fork() }

// Held implements pieces.Writer.
func (s surveyor) Held() int { return 0 }

// Join implements pieces.Writer.
func (s surveyor) Join(fork pieces.Writer, _ int) error {
	*s.needed |= *fork.(surveyor).needed
	fork.Clear()
	return nil
}

// Clear implements pieces.Writer.
func (s surveyor) Clear() { *s.needed = 0 }
