package feed_test

import (
	"errors"
	"math/rand/v2"
	"slices"
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
		if err := records.SetAnswer(&r, records.AppendAnswer(nil, &other, 0)); err != nil {
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
	if err := records.SetAnswer(new(feed.Record), nil); !errors.Is(err, feed.ErrGrammar) {
		t.Errorf("error %v of a record without an entity", err)
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

// TestAnswerFields shows which values of an answer are packed where some fields are asked for.
func TestAnswerFields(t *testing.T) {
	records := feed.Internal.Records(&private.Granted)
	result := feed.Entity{ID: "a", Geocode: &feed.GeocodeRequest{Query: "Leeds"}, StatusCode: "Success", TraceID: "t", Responses: []feed.GeocodeResponse{
		{Name: "n", Confidence: "High", GeocodePoints: []feed.GeocodePoint{{Type: "Point"}}}, {Name: "m"},
	}}
	for fields, want := range map[feed.FieldSet]feed.Entity{
		0: {StatusCode: "Success", TraceID: "t", Responses: result.Responses},
		feed.SetOf(feed.ID, feed.StatusCode, feed.ResponseConfidence): {StatusCode: "Success", Responses: []feed.GeocodeResponse{{Confidence: "High"}, {}}},
		feed.SetOf(feed.ResponseGeocodePoints):                        {Responses: []feed.GeocodeResponse{{GeocodePoints: result.Responses[0].GeocodePoints}, {}}},
	} {
		var r, from feed.Record
		if err := errors.Join(r.Read(feedtest.Entities(&feed.Entity{ID: "own"}).Reader()), from.Read(feedtest.Entities(&result).Reader())); err != nil {
			t.Fatal(err)
		}
		if err := records.SetAnswer(&r, records.AppendAnswer(nil, &from, fields)); err != nil {
			t.Fatal(err)
		}
		want.ID = "own"
		if diff := cmp.Diff(&want, r.Struct()); diff != "" {
			t.Errorf("fields %v: %s", fields, diff)
		}
	}
}

// TestBrokenAnswer shows that no change of a packed answer makes SetAnswer panic, and that
// one that is cut off is an error or has fewer parts.
func TestBrokenAnswer(t *testing.T) {
	records := feed.Internal.Records(&private.Granted)
	source := feedtest.Random(5, 200, feedtest.AnyChars).Reader()
	random := rand.New(rand.NewPCG(1, 2))
	var r, from feed.Record
	for range 200 {
		if err := from.Read(source); err != nil {
			t.Fatal(err)
		}
		packed := records.AppendAnswer(nil, &from, 0)
		for n := range packed {
			if err := r.Read(feedtest.Entities(&feed.Entity{ID: "own"}).Reader()); err != nil {
				t.Fatal(err)
			}
			if err := records.SetAnswer(&r, packed[:n:n]); err == nil && r.Len() >= from.Len()+1 {
				t.Fatalf("%q cut off after %d bytes: %d parts", packed, n, r.Len())
			}
			changed := slices.Clone(packed)
			changed[n] = byte(random.Uint32())
			if records.SetAnswer(&r, changed) == nil {
				r.Struct()
			}
		}
	}
	if err := records.SetAnswer(&r, []byte{}); err == nil {
		t.Error("no error of nothing")
	}
}
