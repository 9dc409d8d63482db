package jsonfeed_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
)

// write writes a feed.
func write(t *testing.T, src feed.Reader, o *jsonfeed.WriterOptions) (string, jsonfeed.Counts) {
	t.Helper()
	var b bytes.Buffer
	w := jsonfeed.NewWriter(&b, o)
	feedtest.Copy(t, w, src)
	return b.String(), w.Counts()
}

// results are entities with what the forms write in different ways.
var results = feedtest.Entities(
	&feed.Entity{
		ID:      "1",
		Geocode: &feed.GeocodeRequest{Query: `a "b" \ c` + "\n\x01", MaxResults: "5", StrictMatch: "true", IncludeQueryParse: "1"},
		Responses: []feed.GeocodeResponse{{
			MatchCodes:    "Good, Ambiguous",
			GeocodePoints: []feed.GeocodePoint{{Location: feed.Location{Latitude: "47.60", Longitude: "+1"}, UsageTypes: "Display,Route"}},
			Point:         feed.Location{Latitude: "-0.5e1", Longitude: "01"},
		}, {Name: "x"}, {}},
	},
	&feed.Entity{ID: "2", Reverse: &feed.ReverseGeocodeRequest{IncludeEntityTypes: "Address", Location: feed.Location{Latitude: "1", Longitude: "2"}}, StatusCode: "a/<é\u2028\x7f"},
)

// TestForms shows the three forms of lines, and what is counted.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		options   jsonfeed.WriterOptions
		want      []string
		untyped   map[feed.Field]int64
		responses int64
	}{
		{jsonfeed.WriterOptions{}, []string{
			`{"id":"1","geocodeRequest":{"query":"a \"b\" \\ c\n\u0001","includeQueryParse":"1","maxResults":"5","strictMatch":"true"},"responses":[{"matchCodes":"Good, Ambiguous","geocodePoints":[{"latitude":"47.60","longitude":"+1","usageTypes":"Display,Route"}],"point":{"latitude":"-0.5e1","longitude":"01"}},{"name":"x"},{}]}`,
			`{"id":"2","reverseGeocodeRequest":{"includeEntityTypes":"Address","location":{"latitude":"1","longitude":"2"}},"statusCode":"a/<é` + "\u2028\x7f" + `"}`,
		}, nil, 0},
		{jsonfeed.WriterOptions{Typed: true}, []string{
			`{"id":"1","geocodeRequest":{"query":"a \"b\" \\ c\n\u0001","includeQueryParse":"1","maxResults":5,"strictMatch":true},"responses":[{"matchCodes":["Good","Ambiguous"],"geocodePoints":[{"latitude":47.60,"longitude":"+1","usageTypes":"Display,Route"}],"point":{"latitude":-0.5e1,"longitude":"01"}},{"name":"x"},{}]}`,
			`{"id":"2","reverseGeocodeRequest":{"includeEntityTypes":["Address"],"location":{"latitude":1,"longitude":2}},"statusCode":"a/<é` + "\u2028\x7f" + `"}`,
		}, map[feed.Field]int64{feed.GeocodeIncludeQueryParse: 1, feed.PointLongitude: 1, feed.PointUsageTypes: 1, feed.ResponseLongitude: 1}, 0},
	} {
		got, counts := write(t, results.Reader(), &c.options)
		if want := strings.Join(c.want, "\n") + "\n"; got != want {
			t.Errorf("%+v:\n%s\nwant\n%s", c.options, got, want)
		}
		for f, n := range counts.Untyped.All() {
			if c.untyped[f] != n {
				t.Errorf("%d of %v are counted, want %d", n, f, c.untyped[f])
			}
			delete(c.untyped, f)
		}
		if len(c.untyped) > 0 || counts.Responses != c.responses {
			t.Errorf("not counted: %v, and %d responses, want %d", c.untyped, counts.Responses, c.responses)
		}
	}
}

// TestWide shows that wide lines have the same keys in the same order, and the content of
// the first response.
func TestWide(t *testing.T) {
	text, counts := write(t, results.Reader(), &jsonfeed.WriterOptions{Wide: true, Typed: true})
	if counts.Responses != 2 {
		t.Errorf("%d responses are left out, want 2", counts.Responses)
	}
	var keys [][]string
	for line := range strings.Lines(text) {
		keys = append(keys, keysOf(t, line))
	}
	if len(keys) != 2 || !slices.Equal(keys[0], keys[1]) || len(keys[0]) < 40 {
		t.Errorf("%q", keys)
	}
	for _, part := range []string{
		`"geocodeRequest_strictMatch":true`, `"geocodeRequest_address_locality":null`, `"response_matchCodes":["Good","Ambiguous"]`, `"response_point_latitude":-0.5e1`,
		`"response_geocodePoints":"[{\"latitude\":\"47.60\",\"longitude\":\"+1\",\"usageTypes\":\"Display,Route\"}]"`, `"response_queryParseValues":null`,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%s is not in\n%s", part, text)
		}
	}
	first := slices.Clone(results)
	cut := slices.IndexFunc(first, func(token feed.Token) bool { return string(token.Text) == "x" }) - 1
	first = slices.Delete(first, cut, cut+3)
	want, err := feedtest.Content(first.Reader())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := feedtest.Content(jsonfeed.NewReader(strings.NewReader(text), nil)); got != want || err != nil {
		t.Errorf("%s, %v\nwant\n%s", got, err, want)
	}
}

// TestAllForms shows that random feeds come back from all forms: from wide lines the first
// response.
func TestAllForms(t *testing.T) {
	for seed := range uint64(60) {
		tokens := feedtest.Random(seed, 20, feedtest.AnyChars)
		want, err := feedtest.Content(tokens.Reader())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []jsonfeed.WriterOptions{{}, {Typed: true}, {Wide: true}, {Wide: true, Typed: true}} {
			text, counts := write(t, tokens.Reader(), &o)
			got, err := feedtest.Content(feedtest.Check(jsonfeed.NewReader(strings.NewReader(text), nil)))
			if err != nil {
				t.Fatalf("seed %d, %+v: %v", seed, o, err)
			}
			if got != want && (!o.Wide || counts.Responses == 0) {
				t.Fatalf("seed %d, %+v:\n%s\nwant\n%s", seed, o, got, want)
			}
		}
	}
}

// TestEntitiesAreTheSame shows that a line is what an entity is in JSON.
func TestEntitiesAreTheSame(t *testing.T) {
	for seed := range uint64(20) {
		for e, err := range feed.Entities(feedtest.Random(seed, 20, feedtest.AnyChars).Reader()) {
			if err != nil {
				t.Fatal(err)
			}
			want, err := e.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := write(t, feedtest.Entities(e).Reader(), nil); got != string(want)+"\n" {
				t.Fatalf("%s\nwant\n%s", got, want)
			}
		}
	}
}

// TestUnwritable shows what lines cannot hold.
func TestUnwritable(t *testing.T) {
	for _, wide := range []bool{false, true} {
		e := &feed.Entity{ID: "1", StatusCode: "\xff", Responses: []feed.GeocodeResponse{{Name: "n", GeocodePoints: []feed.GeocodePoint{{Type: "a\xe9"}}}}}
		err := feed.WriteEntity(jsonfeed.NewWriter(new(bytes.Buffer), &jsonfeed.WriterOptions{Wide: wide}), e)
		if !errors.Is(err, feed.Unwritable) {
			t.Errorf("%v", err)
		}
		var dropped feed.Tally
		text, _ := write(t, feedtest.Entities(e).Reader(), &jsonfeed.WriterOptions{Wide: wide, Dropped: &dropped})
		n := 0
		for range dropped.All() {
			n++
		}
		if _, err := feedtest.Content(jsonfeed.NewReader(strings.NewReader(text), nil)); err != nil || n != 2 {
			t.Errorf("%d fields are dropped, and reading says %v of %s", n, err, text)
		}
	}
}
