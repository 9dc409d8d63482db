package batch

import (
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// ErrAnswered is wrapped by Do's error where the feed is one of results, and
// neither Options.Retry nor Options.Force says what to do with those. Nothing was
// sent.
var ErrAnswered = errors.New("the feed has results already")

// An answeredError names the first entity that has a result.
type answeredError struct {
	entity int64
	id     string
	field  feed.Field
	value  string
}

func (e *answeredError) Error() string {
	return fmt.Sprintf("entity %d (Id %s) has a result already, %v %s", e.entity, quote.Text(e.id), e.field, quote.Text(e.value))
}

func (e *answeredError) Unwrap() error { return ErrAnswered }

// checkUnanswered refuses an entity that has a result, or a part of one.
func (r *Run) checkUnanswered(rec *feed.Record) error {
	if r.o.Retry || r.o.Force {
		return nil
	}
	for _, f := range []feed.Field{feed.StatusCode, feed.FaultReason} {
		if err := checkEmpty(rec, rec.Entity(), f); err != nil {
			return err
		}
	}
	for _, g := range []feed.Group{feed.ResponseGroup, feed.PointGroup, feed.QueryParseGroup} {
		for p := range rec.Parts(g) {
			for _, f := range g.Fields() {
				if err := checkEmpty(rec, p, f); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkEmpty lets a 0 pass: some producers fill their columns for responses with it.
func checkEmpty(rec *feed.Record, p feed.Part, f feed.Field) error {
	value := string(p.Text(f))
	if value == "" || value == "0" {
		return nil
	}
	return &answeredError{rec.Number(), string(rec.Entity().Text(feed.ID)), f, value}
}
