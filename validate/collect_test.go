package validate

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestMaxOnlyShortens shows that a report is the same whether the Validator counts
// what the report would not show, or lists it.
func TestMaxOnlyShortens(t *testing.T) {
	var repeated strings.Builder // several problems in an entity, in another order than they are found
	repeated.WriteString("Id|ReverseGeocodeRequest/Location/Longitude|ReverseGeocodeRequest/Location/Latitude|GeocodeRequest/MaxResults\n")
	for range 5 {
		repeated.WriteString("1|x|y|99\n1|200|99\n2||\n|||0\n")
	}
	texts := []feedtest.Case{{Name: "repeated", Format: feed.Pipe, Input: delimited(feed.Pipe, repeated.String())}}
	texts = append(texts, feedtest.Cases()...)
	for _, c := range texts {
		for _, max := range []int{1, 2, 3, 7} {
			report := func(enough int) string {
				var out strings.Builder
				r := NewReport(&out, Text, &ReportOptions{Max: max, Clock: func() time.Time { return time.Time{} }})
				v := New(c.Format, &Options{Kind: Results, Max: enough, Handle: r.Problem})
				if err := r.Begin(c.Name); err != nil {
					t.Fatal(err)
				}
				if err := v.Run(context.Background(), newReader(c.Format, strings.NewReader(c.Bytes()), &feed.ReaderOptions{Notice: v.Notice})); err != nil && !errors.Is(err, ErrIncomplete) {
					t.Fatal(c.Name, err)
				}
				if err := r.End(v.Entities(), v.Counts()); err != nil {
					t.Fatal(err)
				}
				if err := r.Close(); err != nil {
					t.Fatal(err)
				}
				return out.String()
			}
			if got, want := report(max), report(0); got != want {
				t.Errorf("%s, %d shown:\n%s\nwant\n%s", c.Name, max, got, want)
			}
		}
	}
}
