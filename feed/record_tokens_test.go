package feed_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestRecordsReplay shows that a record gives back the tokens that it was given,
// empty parts and all.
func TestRecordsReplay(t *testing.T) {
	source := feedtest.Random(3, 300, feedtest.AnyChars)
	var rec feed.Record
	var copied feedtest.Tokens
	for _, token := range source {
		whole, err := rec.Add(token)
		if err != nil {
			t.Fatal(err)
		}
		if !whole {
			continue
		}
		if err := records.Copy(&copied, &rec, source.Reader()); err != nil {
			t.Fatal(err)
		}
		for range rec.Tokens() {
			break // a loop may end anywhere
		}
	}
	if got, want := feedtest.Dump(copied.Reader()), feedtest.Dump(source.Reader()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestReplayKeepsOffsets shows that replayed tokens stand where they stood, and
// that a fault of the writer is located there.
func TestReplayKeepsOffsets(t *testing.T) {
	e := full()
	e.Responses[0].GeocodePoints = e.Responses[0].GeocodePoints[:1] // no value twice
	source := feedtest.Entities(e)
	r := source.Reader()
	want := map[string]int64{}
	var rec feed.Record
	for range source {
		token, err := r.ReadToken()
		if err != nil {
			t.Fatal(err)
		}
		want[token.Field.String()+string(token.Text)] = token.Offset
		if _, err := rec.Add(token); err != nil {
			t.Fatal(err)
		}
	}
	for token := range rec.Tokens() {
		if at := want[token.Field.String()+string(token.Text)]; token.Kind == feed.FieldValue && token.Offset != at {
			t.Errorf("%v is at %d, want %d", token.Field, token.Offset, at)
		}
	}
	err := records.Copy(&refusing{n: 2, err: &feed.Fault{Cause: feed.Unwritable, Position: feed.Position{Offset: 6}, Message: "no"}}, &rec, r)
	if err == nil || err.Error() != "7:1: no" {
		t.Errorf("%v", err)
	}
}

func TestRecordValues(t *testing.T) {
	var rec feed.Record
	if err := add(&rec, "EisGg."); err != nil {
		t.Fatal(err)
	}
	if got := string(records.Values(&rec)); got != "1Successx" {
		t.Errorf("%q", got)
	}
}
