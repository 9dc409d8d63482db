package delimfeed_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// queries are the columns of most tests of the Writer.
var queries = []feed.Field{feed.ID, feed.GeocodeQuery}

// TestQuoting shows which values are quoted.
func TestQuoting(t *testing.T) {
	for _, c := range []struct{ value, csv, tab, pipe string }{
		{"a b", "a b", "a b", "a b"},
		{" a", `" a"`, `" a"`, `" a"`},
		{"a ", `"a "`, `"a "`, `"a "`},
		{" ", `" "`, `" "`, `" "`},
		{"\u00a0a\u00a0", "\u00a0a\u00a0", "\u00a0a\u00a0", "\u00a0a\u00a0"},
		{"a,b", `"a,b"`, "a,b", "a,b"},
		{"a\tb", "a\tb", "\"a\tb\"", "a\tb"},
		{"a|b", "a|b", "a|b", `"a|b"`},
		{"a\nb", "\"a\nb\"", "\"a\nb\"", "\"a\nb\""},
		{"a\r\nb", "\"a\r\nb\"", "\"a\r\nb\"", "\"a\r\nb\""},
		{"\r", "\"\r\"", "\"\r\"", "\"\r\""},
		{`"a`, `"""a"`, `"""a"`, `"""a"`},
		{`"`, `""""`, `""""`, `""""`},
		{`5" x 3"`, `"5"" x 3"""`, `5" x 3"`, `5" x 3"`},
		{"a;b'c", "a;b'c", "a;b'c", "a;b'c"},
		{"\u2028\v\f\x00\u0085", "\u2028\v\f\x00\u0085", "\u2028\v\f\x00\u0085", "\u2028\v\f\x00\u0085"},
		{"a long value, of more than eight bytes", `"a long value, of more than eight bytes"`, "a long value, of more than eight bytes", "a long value, of more than eight bytes"},
	} {
		tokens := feedtest.Entities(&feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: c.value}})
		for i, f := range formats {
			got, err := write(tokens.Reader(), f, &delimfeed.WriterOptions{Columns: queries})
			if err != nil {
				t.Fatal(err)
			}
			same(t, c.value, got, versionLine+in(f, "Id,GeocodeRequest/Query\n1,")+[]string{c.csv, c.tab, c.pipe}[i]+"\n")
			same(t, c.value, content(t, got, f), tokens.Content())
		}
	}
}

// TestJSONCells shows how JSON cells are written: compact, keys in the order of
// the service's examples, with the least escapes, raw in tab and pipe.
func TestJSONCells(t *testing.T) {
	tokens := feedtest.Entities(&feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{
		GeocodePoints: []feed.GeocodePoint{
			{CalculationMethod: "Rooftop", Location: feed.Location{Latitude: "47.6", Longitude: "-122.1"}, Type: "Point", UsageTypes: "Display"},
			{},
			{Type: "a|b"},
		},
		QueryParseValues: []feed.QueryParsePair{{Property: "p\"\\/", Value: "<ü>&\u2028\n\r\t\x01\x1f\x7f"}},
	}}})
	const (
		points = `[{"Longitude":"-122.1","Latitude":"47.6","UsageTypes":"Display","Type":"Point","CalculationMethod":"Rooftop"},{"Type":"a|b"}]`
		pairs  = `[{"Property":"p\"\\/","Value":"<ü>&` + "\u2028" + `\n\r\t\u0001\u001f` + "\x7f" + `"}]`
	)
	quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	columns := []feed.Field{feed.ResponseGeocodePoints, feed.ID, feed.ResponseQueryParseValues}
	for _, c := range []struct {
		format feed.Format
		row    string
	}{
		{feed.CSV, quoted(points) + ",1," + quoted(pairs)},
		{feed.Tab, points + "\t1\t" + pairs},
		{feed.Pipe, quoted(points) + "|1|" + pairs},
	} {
		got, err := write(tokens.Reader(), c.format, &delimfeed.WriterOptions{Columns: columns})
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.format.String(), got, versionLine+in(c.format, "GeocodeResponse/GeocodePoints,Id,GeocodeResponse/QueryParseValues\n")+c.row+"\n")
		same(t, c.format.String(), content(t, got, c.format), tokens.Content())
	}
}

// TestEmptyFeed shows what is written without entities, and by default.
func TestEmptyFeed(t *testing.T) {
	for _, f := range formats {
		got, err := write(feedtest.Tokens{}.Reader(), f, nil)
		var names []string
		for _, c := range feed.Columns(feed.Extended) {
			names = append(names, c.String())
		}
		same(t, f.String(), got, "Bing Spatial Data Services, 2.0\n"+strings.Join(names, string(f.Delimiter()))+"\n")
		if err != nil {
			t.Error(err)
		}
	}
}

// TestUnwritable shows the faults of values that the columns cannot hold.
func TestUnwritable(t *testing.T) {
	documented := feed.Columns(feed.Documented)
	for _, c := range []struct {
		columns []feed.Field
		entity  feed.Entity
		want    string
	}{
		{queries, feed.Entity{ID: "1", StatusCode: "ok"}, `entity 1 (Id "1"): StatusCode: no column holds this value; add the column StatusCode`},
		{documented, feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{MaxResults: "5"}}, `entity 1 (Id "1"): GeocodeRequest/MaxResults: no column holds this value; add the column GeocodeRequest/MaxResults`},
		{queries, feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{GeocodePoints: []feed.GeocodePoint{{Type: "x"}}}}},
			`entity 1 (Id "1"): GeocodeResponse/GeocodePoints: no column holds this value; add the column GeocodeResponse/GeocodePoints`},
		{documented, feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{Name: "a"}, {}, {Name: "b"}, {Name: "c"}}},
			`entity 1 (Id "1"): GeocodeResponse/Index: the entity has 3 responses, and no column numbers them; add the column GeocodeResponse/Index`},
		{documented, feed.Entity{Reverse: &feed.ReverseGeocodeRequest{}, Responses: []feed.GeocodeResponse{{}}},
			`entity 1: GeocodeResponse/Index: an entity without values is a blank row; add the column GeocodeResponse/Index`},
		{documented, feed.Entity{ID: "1", Reverse: &feed.ReverseGeocodeRequest{Culture: "de"}},
			`entity 1 (Id "1"): ReverseGeocodeRequest/Culture: the column GeocodeRequest/Culture, which both requests share, belongs to the other one in this row; add the columns ReverseGeocodeRequest/Culture and ReverseGeocodeRequest/ConfidenceFilter/MinimumConfidence`},
		{documented, feed.Entity{ID: "1", Reverse: &feed.ReverseGeocodeRequest{MinimumConfidence: "Low", Location: feed.Location{Latitude: "1"}}, Geocode: &feed.GeocodeRequest{MinimumConfidence: "High"}},
			`entity 1 (Id "1"): GeocodeRequest/ConfidenceFilter/MinimumConfidence: the column GeocodeRequest/ConfidenceFilter/MinimumConfidence, which both requests share, belongs to the other one in this row; add the columns ReverseGeocodeRequest/Culture and ReverseGeocodeRequest/ConfidenceFilter/MinimumConfidence`},
		{append(documented, feed.ReverseCulture), feed.Entity{ID: "1", Reverse: &feed.ReverseGeocodeRequest{MinimumConfidence: "Low"}},
			`entity 1 (Id "1"): ReverseGeocodeRequest/ConfidenceFilter/MinimumConfidence: no column holds this value; add the column ReverseGeocodeRequest/ConfidenceFilter/MinimumConfidence`},
		{nil, feed.Entity{ID: "1", TraceID: "\xff"}, `entity 1 (Id "1"): TraceId: the value is not UTF-8`},
		{nil, feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{QueryParseValues: []feed.QueryParsePair{{Value: "\xc3"}}}}},
			`entity 1 (Id "1"): GeocodeResponse/QueryParseValue/Value: the value is not UTF-8`},
	} {
		_, err := write(withoutPlaces{feedtest.Entities(&c.entity).Reader()}, feed.CSV, &delimfeed.WriterOptions{Columns: c.columns})
		if !errors.Is(err, feed.Unwritable) || err.Error() != c.want {
			t.Errorf("%v\nwant\n%v", err, c.want)
		}
	}
}

// withoutPlaces is a reader that does not know lines.
type withoutPlaces struct{ feed.Reader }

func (withoutPlaces) Position(offset int64) feed.Position { return feed.Position{Offset: offset} }

// TestLossy shows which values are dropped and counted.
func TestLossy(t *testing.T) {
	tokens := feedtest.Entities(
		&feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "q", MaxResults: "5"}, Responses: []feed.GeocodeResponse{
			{EntityType: "no column"}, {Name: "a"}, {Name: "b", GeocodePoints: []feed.GeocodePoint{{Type: "x"}, {Type: "y"}}},
		}},
		&feed.Entity{Geocode: &feed.GeocodeRequest{MaxResults: "6"}},
		&feed.Entity{},
		&feed.Entity{ID: "2", Geocode: &feed.GeocodeRequest{Query: "r\xff"}},
	)
	var dropped feed.Tally
	got, err := write(tokens.Reader(), feed.CSV, &delimfeed.WriterOptions{Columns: append(queries, feed.ResponseName), Dropped: &dropped})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "text", got, versionLine+"Id,GeocodeRequest/Query,GeocodeResponse/Name\n1,q,a\n2,,\n")
	want := map[feed.Field]int64{feed.GeocodeQuery: 1, feed.GeocodeMaxResults: 2, feed.ResponseName: 1, feed.ResponseEntityType: 1, feed.PointType: 2, feed.ResponseIndex: 2}
	for f, n := range dropped.All() {
		if want[f] != n {
			t.Errorf("%d of %v are dropped, want %d", n, f, want[f])
		}
		delete(want, f)
	}
	if len(want) > 0 {
		t.Errorf("not dropped: %v", want)
	}
}

// TestWriterMistakes shows the errors of programs that use a Writer wrongly.
func TestWriterMistakes(t *testing.T) {
	for _, columns := range [][]feed.Field{{feed.ID, feed.ID}, {feed.PointLatitude}, {feed.NoField}, {feed.NumFields}} {
		w := delimfeed.NewWriter(&bytes.Buffer{}, feed.CSV, &delimfeed.WriterOptions{Columns: columns})
		if err := w.Close(); err == nil {
			t.Errorf("columns %d are taken", columns)
		}
	}
	w := delimfeed.NewWriter(&bytes.Buffer{}, feed.CSV, nil)
	w.WriteToken(feed.Token{Kind: feed.EntityStart})
	if err := w.Close(); !errors.Is(err, feed.ErrGrammar) {
		t.Errorf("an open entity: %v", err)
	}
	w = delimfeed.NewWriter(&bytes.Buffer{}, feed.CSV, nil)
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := w.WriteToken(feed.Token{Kind: feed.EntityStart}); !errors.Is(err, feed.ErrGrammar) {
		t.Errorf("after the end: %v", err)
	}
}

// failing is a writer whose every write fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestWriteErrors shows that errors of the underlying writer are returned unchanged, and again
// by every further call.
func TestWriteErrors(t *testing.T) {
	full := errors.New("no space")
	w := delimfeed.NewWriter(failing{full}, feed.Tab, nil)
	if _, err := feed.Copy(w, feedtest.Results(1, 1000)); err != full {
		t.Errorf("%v", err)
	}
	if err := w.Close(); err != full {
		t.Errorf("Close: %v", err)
	}
	w = delimfeed.NewWriter(failing{full}, feed.Tab, nil)
	if err := w.Close(); err != full {
		t.Errorf("Close of an empty feed: %v", err)
	}
}
