package feed_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// TestSetAnswer shows that an entity with another's answer has its own Id and requests,
// and everything else from the other, whatever the two had.
func TestSetAnswer(t *testing.T) {
	records := feed.Internal.Records(&private.Granted)
	own, others := feedtest.Random(3, 500, feedtest.AnyChars).Reader(), feedtest.Random(4, 500, feedtest.AnyChars).Reader()
	var r, other feed.Record
	for range 500 {
		if err := errors.Join(r.Read(own), other.Read(others)); err != nil {
			t.Fatal(err)
		}
		want, from := r.Struct(), other.Struct()
		want.Responses, want.StatusCode, want.FaultReason, want.TraceID = from.Responses, from.StatusCode, from.FaultReason, from.TraceID
		if err := records.SetAnswer(&r, &other); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r.Struct()); diff != "" {
			t.Fatalf("with the answer of another: %s", diff)
		}
		if diff := cmp.Diff(from, other.Struct()); diff != "" {
			t.Fatalf("the other has changed: %s", diff)
		}
		for tok := range r.Tokens() {
			if isOfAnswer(tok) && tok.Offset != r.Entity().Offset() {
				t.Fatalf("%v of the answer is at %d, the entity at %d", tok.Kind, tok.Offset, r.Entity().Offset())
			}
		}
		want.Responses, want.StatusCode, want.FaultReason, want.TraceID = nil, "", "", ""
		if err := records.SetAnswer(&r, nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r.Struct()); diff != "" {
			t.Fatalf("without an answer: %s", diff)
		}
	}
	for _, err := range []error{records.SetAnswer(new(feed.Record), nil), records.SetAnswer(&r, new(feed.Record))} {
		if !errors.Is(err, feed.ErrGrammar) {
			t.Errorf("error %v of a record without an entity", err)
		}
	}
}

func isOfAnswer(t feed.Token) bool {
	switch t.Kind {
	case feed.ResponseStart, feed.PointStart, feed.QueryParseStart:
		return true
	case feed.FieldValue:
		g := t.Field.Info().Group
		return g >= feed.ResponseGroup || g == feed.EntityGroup && t.Field != feed.ID
	}
	return false
}
