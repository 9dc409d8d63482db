package azuremaps

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestFilterText shows that a filter is read as it was written, and what follows it is left,
// and that a text that was cut is no filter.
func TestFilterText(t *testing.T) {
	m, err := NewMapper(nil)
	if err != nil {
		t.Fatal(err)
	}
	reverse := feed.Entity{Reverse: &feed.ReverseGeocodeRequest{MaxResults: "3", IncludeNeighborhood: "1", MinimumConfidence: "Medium"}}
	for _, e := range []feed.Entity{
		reverse, geocode(func(q *feed.GeocodeRequest) { q.Query = "x" }),
		geocode(func(q *feed.GeocodeRequest) {
			q.StrictMatch, q.MinimumConfidence, q.IncludeNeighborhood = "true", "High", "true"
			q.Address = feed.Address{AdminDistrict: " Île-de-France ", CountryRegion: "France"}
		}),
	} {
		want := m.Filter(recordOf(t, e))
		text := want.appendText(nil)
		got, rest, err := m.parseFilter(append(text, "rest"...))
		if err != nil || string(rest) != "rest" {
			t.Fatalf("rest %q, %v", rest, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Filter{}), cmp.Comparer(func(a, b *Mapper) bool { return a == b })); diff != "" || got.country != want.country {
			t.Error(diff)
		}
		for i := range text {
			if _, _, err := m.parseFilter(text[:i:i]); err == nil {
				t.Errorf("%q is a filter", text[:i])
			}
		}
	}
}
