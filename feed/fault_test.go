package feed_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func TestFaultMessages(t *testing.T) {
	at := feed.Position{Offset: 99, Line: 12, Column: 7}
	for _, c := range []struct {
		fault feed.Fault
		want  string
	}{
		{feed.Fault{Message: "the file is empty"}, "the file is empty"},
		{feed.Fault{Position: at, Message: "the file is empty"}, "12:7: the file is empty"},
		{feed.Fault{Position: at, Message: "no header", Remedy: "add one"}, "12:7: no header; add one"},
		{feed.Fault{Position: at, Entity: 10, Message: "no"}, "12:7: entity 10: no"},
		{feed.Fault{Position: at, Entity: 10, ID: "x-7", Path: "GeocodeResponse/GeocodePoints", Message: "no", Remedy: "do"}, `12:7: entity 10 (Id "x-7"): GeocodeResponse/GeocodePoints: no; do`},
		{feed.Fault{Entity: 1, ID: "a\"\n\x1b[31m", Message: "no"}, `entity 1 (Id "a\"\n\x1b[31m"): no`},
		{feed.Fault{ID: "x", Path: "Id", Value: "v", Message: "no"}, `entity with Id "x": Id: no`},
	} {
		if got := c.fault.Error(); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

func TestFaultsAreTheirCause(t *testing.T) {
	var err error = fmt.Errorf("in.csv: %w", &feed.Fault{Cause: feed.RowTooLong, Message: "no"})
	if !errors.Is(err, feed.RowTooLong) || errors.Is(err, feed.RowIndex) {
		t.Error("errors.Is does not tell the cause")
	}
	var f *feed.Fault
	if !errors.As(err, &f) || f.Cause.Error() != "row-too-long" {
		t.Errorf("%+v", f)
	}
}

func TestTally(t *testing.T) {
	var tally feed.Tally
	tally.Add(feed.TraceID, 2)
	tally.Add(feed.ID, 1)
	tally.Add(feed.TraceID, 3)
	tally.Add(feed.GeocodeQuery, 0)
	var got []string
	for f, n := range tally.All() {
		got = append(got, fmt.Sprint(f, " ", n))
	}
	if want := []string{"Id 1", "TraceId 5"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for range tally.All() {
		break
	}
}

func TestLimits(t *testing.T) {
	standard := feed.Limits{Value: 1 << 20, Entity: 8 << 20, Header: 1 << 20, Nesting: 64}
	for _, c := range []struct{ limits, want feed.Limits }{
		{feed.Limits{}, standard},
		{feed.Limits{Value: -1, Nesting: -1}, standard},
		{feed.Limits{Entity: 10}, feed.Limits{Value: 1 << 20, Entity: 10, Header: 1 << 20, Nesting: 64}},
		{feed.Limits{1, 2, 3, 4}, feed.Limits{1, 2, 3, 4}},
	} {
		if got := c.limits.WithDefaults(); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.limits, got, c.want)
		}
	}
}
