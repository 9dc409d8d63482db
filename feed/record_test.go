package feed_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

func start(k feed.Kind) feed.Token { return feed.Token{Kind: k} }

func valueToken(f feed.Field, text string) feed.Token {
	return feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(text)}
}

// Tokens by the letter, for sequences of them: E and . are the entity's start
// and end; R, G, A, P, Q the starts of the reverse request, the geocode request,
// a response (answer), a point, a pair; i, r, g, a, p, q a value of each, and s
// the status.
var letters = map[rune]feed.Token{
	'E': start(feed.EntityStart), '.': start(feed.EntityEnd),
	'R': start(feed.ReverseStart), 'G': start(feed.GeocodeStart), 'A': start(feed.ResponseStart),
	'P': start(feed.PointStart), 'Q': start(feed.QueryParseStart),
	'i': valueToken(feed.ID, "1"), 's': valueToken(feed.StatusCode, "Success"),
	'r': valueToken(feed.ReverseLatitude, "1"), 'g': valueToken(feed.GeocodeQuery, "x"), 'a': valueToken(feed.ResponseName, "x"),
	'p': valueToken(feed.PointType, "Point"), 'q': valueToken(feed.QueryParseValue, "x"),
	'x': valueToken(feed.ResponseIndex, "1"), 'j': valueToken(feed.ResponseGeocodePoints, "[]"), '0': {}, 'n': {Kind: feed.FieldValue},
	'?': {Kind: feed.FieldValue, Field: feed.NumFields}, '!': {Kind: feed.EntityEnd + 1},
}

// add gives a record the tokens and returns the first error.
func add(rec *feed.Record, sequence string) error {
	for _, letter := range sequence {
		t, ok := letters[letter]
		if !ok {
			panic(letter)
		}
		whole, err := rec.Add(t)
		if err != nil {
			return err
		}
		if whole != (letter == '.') {
			return fmt.Errorf("whole is %v after %c", whole, letter)
		}
	}
	return nil
}

func TestRecordTakesTheGrammar(t *testing.T) {
	for _, sequence := range []string{
		"", "E.", "Ei.", "E.E.", "Eis.", "Esi.",
		"EiGg.", "EiG.", "EiRr.", "EiRrGgs.", "EiGgRrs.", "EisGg.",
		"EiAa.", "EiA.", "EiAaAaAa.", "EiAaPpPpQqQq.", "EiAPQ.", "EiAPpa.", "EiAQqa.", "EiAQqPpa.",
		"EiAaRrGg.", "EiAaGg.", "EGgAaPps.", "EAaPpsi.",
	} {
		if err := add(new(feed.Record), sequence); err != nil {
			t.Errorf("%s: %v", sequence, err)
		}
	}
}

// TestRecordRefusesOtherOrders shows that every wrong order is named. The last
// token of each sequence is the one too many.
func TestRecordRefusesOtherOrders(t *testing.T) {
	for _, c := range []struct{ sequence, want string }{
		{".", "EntityEnd where an entity is not open"},
		{"i", "Id outside of an entity"},
		{"G", "GeocodeStart where an entity is not open"},
		{"Ei..", "EntityEnd where an entity is not open"},
		{"Ei.i", "Id outside of an entity"},
		{"Ei.P", "PointStart where an entity is not open"},
		{"EE", "EntityStart where an entity is open"},
		{"EiGE", "EntityStart where an entity is open"},
		{"Eii", "a second Id"},
		{"EiGgg", "a second GeocodeRequest/Query"},
		{"EiGgG", "a second GeocodeRequest in an entity"},
		{"EiRGR", "a second ReverseGeocodeRequest in an entity"},
		{"Eiss", "a second StatusCode"},
		{"Eg", "GeocodeRequest/Query where no GeocodeRequest is open"},
		{"Er", "ReverseGeocodeRequest/Location/Latitude where no ReverseGeocodeRequest is open"},
		{"Ea", "GeocodeResponse/Name where no GeocodeResponse is open"},
		{"EGr", "ReverseGeocodeRequest/Location/Latitude where no ReverseGeocodeRequest is open"},
		{"EGRg", "GeocodeRequest/Query where no GeocodeRequest is open"},
		{"EGsg", "GeocodeRequest/Query where no GeocodeRequest is open"},
		{"EAsa", "GeocodeResponse/Name where no GeocodeResponse is open"},
		{"EAaa", "a second GeocodeResponse/Name"},
		{"EAaPa", "a second GeocodeResponse/Name"},
		{"EP", "PointStart outside of a response"},
		{"EGP", "PointStart outside of a response"},
		{"EGQ", "QueryParseStart outside of a response"},
		{"EAsP", "PointStart outside of a response"},
		{"EAp", "GeocodeResponse/GeocodePoint/Type where no GeocodePoint is open"},
		{"EAPap", "GeocodeResponse/GeocodePoint/Type where no GeocodePoint is open"},
		{"EAPQp", "GeocodeResponse/GeocodePoint/Type where no GeocodePoint is open"},
		{"EAPq", "GeocodeResponse/QueryParseValue/Value where no QueryParseValue is open"},
		{"EAPpp", "a second GeocodeResponse/GeocodePoint/Type"},
		{"EAx", "GeocodeResponse/Index is no value"},
		{"EAj", "GeocodeResponse/GeocodePoints is no value"},
		{"E0", "NoToken"},
		{"En", "a value without a field"},
		{"E?", "a value without a field"},
		{"E!", "a token of no kind"},
	} {
		n := len(c.sequence) - 1
		var rec feed.Record
		if err := add(&rec, c.sequence[:n]); err != nil {
			t.Errorf("%s: %v", c.sequence[:n], err)
			continue
		}
		err := add(&rec, c.sequence[n:])
		if !errors.Is(err, feed.ErrGrammar) || err.Error() != "tokens make no feed: "+c.want {
			t.Errorf("%s: %v, want %s", c.sequence, err, c.want)
		}
	}
}

// TestRecordParts shows what a record tells of its entity, whatever the order in
// which the groups came.
func TestRecordParts(t *testing.T) {
	var rec feed.Record
	for _, sequence := range []string{"E.", "EisAaPpQqPAGg."} {
		if err := add(&rec, sequence); err != nil {
			t.Fatal(err)
		}
	}
	if n := rec.Number(); n != 2 {
		t.Errorf("number %d", n)
	}
	if e := rec.Entity(); string(e.Text(feed.ID)) != "1" || e.Has(feed.TraceID) || !e.Has(feed.StatusCode) || e.Empty() {
		t.Errorf("entity: Id %q, trace %v, status %v", e.Text(feed.ID), e.Has(feed.TraceID), e.Has(feed.StatusCode))
	}
	if _, ok := rec.Request(feed.ReverseGroup); ok {
		t.Error("a reverse request that was not given")
	}
	if q, ok := rec.Request(feed.GeocodeGroup); !ok || string(q.Text(feed.GeocodeQuery)) != "x" || len(q.Text(feed.GeocodeCulture)) != 0 {
		t.Errorf("geocode request: %v", ok)
	}
	counts := ""
	for p := range rec.Parts(feed.ResponseGroup) {
		points, pairs := 0, 0
		for range p.Items(feed.PointGroup) {
			points++
		}
		for range p.Items(feed.QueryParseGroup) {
			pairs++
		}
		counts += fmt.Sprintf("%v %d %d;", p.Empty(), points, pairs)
	}
	if want := "false 2 1;true 0 0;"; counts != want {
		t.Errorf("responses: %s, want %s", counts, want)
	}
}

// TestRecordPlaces shows where the parts and values of an entity stand, and what
// a fault of them says.
func TestRecordPlaces(t *testing.T) {
	var rec feed.Record
	for i, letter := range "EiGgA." {
		token := letters[letter]
		token.Offset = int64(10 * i)
		if _, err := rec.Add(token); err != nil {
			t.Fatal(err)
		}
	}
	q, _ := rec.Request(feed.GeocodeGroup)
	for f, want := range map[feed.Field]int64{feed.NoField: 20, feed.GeocodeQuery: 30, feed.GeocodeCulture: 20, feed.ResponseName: 20} {
		if got := q.Place(f); got != want {
			t.Errorf("place of %q: %d, want %d", f, got, want)
		}
	}
	got := q.Fault(feed.Unwritable, feed.GeocodeQuery, "no column", "add one")
	want := feed.Fault{Cause: feed.Unwritable, Position: feed.Position{Offset: 30}, Entity: 1, ID: "1", Path: "GeocodeRequest/Query", Value: "x", Message: "no column", Remedy: "add one"}
	if *got != want {
		t.Errorf("%+v\nwant %+v", *got, want)
	}
	got = rec.Entity().Fault(feed.Unwritable, feed.ResponseIndex, "no column", "")
	want = feed.Fault{Cause: feed.Unwritable, Entity: 1, ID: "1", Path: "GeocodeResponse/Index", Message: "no column"}
	if *got != want {
		t.Errorf("%+v\nwant %+v", *got, want)
	}
}

// TestRecordIsBounded shows that an entity of endless responses ends in a fault.
func TestRecordIsBounded(t *testing.T) {
	var rec feed.Record
	err := add(&rec, "Ei")
	n := 0
	for ; err == nil && n < 1<<20; n++ {
		err = add(&rec, "A")
	}
	if want := `entity 1 (Id "1"): more than 16384 responses, points and pairs in one entity`; !errors.Is(err, feed.ValueTooLarge) || err.Error() != want {
		t.Errorf("%v after %d responses, want %s", err, n, want)
	}
}

// TestRecordAllocatesOnce shows that a record's memory serves again.
func TestRecordAllocatesOnce(t *testing.T) {
	var rec feed.Record
	tokens := []feed.Token{letters['E'], letters['i'], letters['G'], letters['g'], letters['A'], letters['a'], letters['P'], letters['p'], letters['.']}
	if n := testing.AllocsPerRun(100, func() {
		for _, token := range tokens {
			if _, err := rec.Add(token); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations an entity", n)
	}
}
