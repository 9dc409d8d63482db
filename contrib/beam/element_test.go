package beamfeed

import (
	"reflect"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// someElements returns elements as they are read.
func someElements(t *testing.T) (all []Element) {
	t.Helper()
	for _, f := range []feed.Format{feed.XML, feed.CSV, feed.JSONLines} {
		for seed := range uint64(20) {
			text := feedtest.Hard(seed, 10, f).Text
			src := sourceOf(t, "a."+f.String(), text)
			var l log
			p := &readFn{}
			tracker := p.CreateTracker(p.CreateInitialRestriction(src))
			if err := p.ProcessElement(t.Context(), tracker, src, func(e Element) { all = append(all, e) }, l.reject, l.problem, l.count); err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

// TestElementCoder shows that nothing of an element is lost on its way, and that what is cut
// short is an error.
func TestElementCoder(t *testing.T) {
	for _, e := range someElements(t) {
		data, err := encodeElement(e)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeElement(data)
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Fatalf("%v\n%+v\n%+v", err, got, e)
		}
		for n := 0; n < len(data); n += 1 + len(data)/50 {
			if _, err := decodeElement(data[:n]); err == nil {
				t.Fatalf("%d bytes of %d are enough", n, len(data))
			}
		}
	}
	var e Element
	e.Entity.Geocode = &feed.GeocodeRequest{Address: feed.Address{Neighborhood: "Headingley"}}
	if _, err := encodeElement(e); err == nil || !strings.Contains(err.Error(), "Neighborhood") {
		t.Errorf("a value without a place: %v", err)
	}
	i := item{File: "a", Number: 1, Line: 2, Column: 3, Data: []byte("x")}
	if got, err := decodeItem(encodeItem(i)); err != nil || !reflect.DeepEqual(got, i) {
		t.Errorf("%v %+v", err, got)
	}
	if _, err := decodeItem(nil); err == nil {
		t.Error("no bytes are an item")
	}
}

// TestClone shows that a clone can be changed without the original.
func TestClone(t *testing.T) {
	for _, e := range someElements(t) {
		before, err := encodeElement(e)
		if err != nil {
			t.Fatal(err)
		}
		c := e.Clone()
		if !reflect.DeepEqual(c, e) {
			t.Fatalf("%+v, want %+v", c, e)
		}
		for f := range feed.NumFields {
			c.Entity.Set(f, "changed") // of the fields that are no values it is an error
		}
		for i := range c.Entity.Responses {
			r := &c.Entity.Responses[i]
			r.Name = "changed"
			for j := range r.GeocodePoints {
				r.GeocodePoints[j].Type = "changed"
			}
			for j := range r.QueryParseValues {
				r.QueryParseValues[j].Value = "changed"
			}
		}
		if after, _ := encodeElement(e); string(after) != string(before) {
			t.Fatalf("%+v has changed", e)
		}
	}
}

// TestElementString shows what messages say of an element.
func TestElementString(t *testing.T) {
	e := Element{File: "a.xml", Line: 3, Column: 5, Number: 2, Entity: feed.Entity{ID: "x"}}
	if got := e.String(); got != `a.xml:3:5: entity 2 (Id "x")` {
		t.Error(got)
	}
	if got := (Element{Entity: feed.Entity{ID: "x"}}).String(); got != `an entity with the Id "x"` {
		t.Error(got)
	}
}
