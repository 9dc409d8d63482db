package feed_test

import (
	"slices"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func TestFieldSet(t *testing.T) {
	s := feed.SetOf(feed.TraceID, feed.ID, feed.ResponseIndex, feed.ID)
	if !s.Has(feed.ID) || s.Has(feed.GeocodeQuery) || s.Without(feed.ID).Has(feed.ID) || s.With(feed.ID) != s {
		t.Errorf("%b", s)
	}
	var got []feed.Field
	for s != 0 {
		var f feed.Field
		f, s = s.Next()
		got = append(got, f)
	}
	if want := []feed.Field{feed.ID, feed.TraceID, feed.ResponseIndex}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestGroupSet(t *testing.T) {
	var all feed.FieldSet
	for g := range feed.NumGroups {
		if all&g.Set() != 0 {
			t.Errorf("%s shares a field", g.Element())
		}
		all |= g.Set()
	}
	for f := feed.NoField; f < feed.NumFields; f++ {
		if all.Has(f) != f.Info().InXML() {
			t.Errorf("%v is in a group's set: %v", f, all.Has(f))
		}
	}
}
