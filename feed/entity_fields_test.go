package feed_test

import (
	"errors"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestGetAndSet copies every value of an entity by its field.
func TestGetAndSet(t *testing.T) {
	from, to := full(), new(feed.Entity)
	for f := range feed.NumFields {
		if got := to.Get(f); got != "" {
			t.Errorf("%v is %q before it is set", f, got)
		}
		text := from.Get(f)
		err := to.Set(f, text)
		if isValue := f != feed.NoField && f.Info().InXML(); (err == nil) != isValue || (text != "") != isValue || err != nil && !errors.Is(err, feed.ErrGrammar) {
			t.Errorf("%v: %q, %v", f, text, err)
		}
		if got := to.Get(f); got != text {
			t.Errorf("%v is %q, want %q", f, got, text)
		}
	}
	want := full()
	want.Responses = want.Responses[:1]
	want.Responses[0].GeocodePoints = want.Responses[0].GeocodePoints[:1]
	want.Responses[0].QueryParseValues = want.Responses[0].QueryParseValues[:1]
	if !reflect.DeepEqual(to, want) {
		t.Errorf("%+v\nwant %+v", to, want)
	}
	empty := new(feed.Entity)
	for f := range feed.NumFields {
		empty.Set(f, "")
	}
	if !reflect.DeepEqual(empty, new(feed.Entity)) {
		t.Errorf("empty values make %+v", empty)
	}
	if err := empty.Set(200, "x"); err == nil || empty.Get(200) != "" {
		t.Error("Field(200) has a value")
	}
	point := new(feed.Entity)
	if point.Set(feed.PointLatitude, "1"); len(point.Responses) != 1 || point.Responses[0].GeocodePoints[0].Latitude != "1" {
		t.Errorf("%+v", point)
	}
}

// newEntityReader returns a reader of entities in memory.
func newEntityReader(entities ...*feed.Entity) feed.RecordReader {
	return feed.NewEntityReader(func() (*feed.Entity, error) {
		if len(entities) == 0 {
			return nil, io.EOF
		}
		e := entities[0]
		entities = entities[1:]
		return e, nil
	})
}

// TestEntityReader reads entities by records, by tokens and by both.
func TestEntityReader(t *testing.T) {
	all := []*feed.Entity{full(), {}, {ID: "2", Reverse: new(feed.ReverseGeocodeRequest)}, full()}
	want := feedtest.Entities(all...)
	var tokens feedtest.Tokens
	if n, err := feed.Copy(&tokens, struct{ feed.Reader }{newEntityReader(all...)}); n != 4 || err != nil || !sameTokens(tokens, want) {
		t.Errorf("by tokens: %d, %v\n%v\nwant\n%v", n, err, tokens, want)
	}
	tokens = nil
	if n, err := feed.Copy(&tokens, newEntityReader(all...)); n != 4 || err != nil || !sameTokens(tokens, want) {
		t.Errorf("by records: %d, %v", n, err)
	}
	for left := range want {
		r := newEntityReader(all...)
		var rec feed.Record
		whole := true
		for range left {
			token, err := r.ReadToken()
			if err != nil {
				t.Fatal(err)
			}
			if whole, err = rec.Add(token); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.ReadRecord(&rec); err != nil || !rec.Whole() || rec.Len() == 0 {
			t.Errorf("after %d tokens (whole %v): %v", left, whole, err)
		}
	}
}

func sameTokens(got, want feedtest.Tokens) bool {
	return slices.EqualFunc(got, want, func(a, b feed.Token) bool {
		return a.Kind == b.Kind && a.Field == b.Field && string(a.Text) == string(b.Text)
	})
}

// TestEntityReaderErrors shows that what cannot be an entity is an error, after which the
// next one is read, and that an error of the program comes back as it is.
func TestEntityReaderErrors(t *testing.T) {
	landmark := &feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Address: feed.Address{Landmark: "Turm"}}}
	many := &feed.Entity{ID: "2", Responses: make([]feed.GeocodeResponse, 20_000)}
	r := newEntityReader(landmark, many, nil, &feed.Entity{ID: "4"})
	var rec feed.Record
	for i, want := range []error{feed.Unwritable, feed.ValueTooLarge, feed.ErrGrammar, nil, io.EOF} {
		if err := r.ReadRecord(&rec); !errors.Is(err, want) {
			t.Errorf("entity %d: %v, want %v", i+1, err, want)
		}
	}
	broken := errors.New("broken")
	r = feed.NewEntityReader(func() (*feed.Entity, error) { return nil, broken })
	if _, err := r.ReadToken(); err != broken {
		t.Error(err)
	}
}

func ExampleNewEntityReader() {
	queries := []string{"Rathaus, Bremen", "Lindenweg 4, Bielefeld"}
	next := func() (*feed.Entity, error) {
		if len(queries) == 0 {
			return nil, io.EOF
		}
		e := &feed.Entity{ID: string(rune('3' - len(queries))), Geocode: &feed.GeocodeRequest{Query: queries[0]}}
		queries = queries[1:]
		return e, nil
	}
	var b strings.Builder
	w := delimfeed.NewWriter(&b, feed.Pipe, &delimfeed.WriterOptions{Columns: []feed.Field{feed.ID, feed.GeocodeQuery}})
	if _, err := feed.Copy(w, feed.NewEntityReader(next)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	os.Stdout.WriteString(b.String())
	// Output:
	// Bing Spatial Data Services, 2.0
	// Id|GeocodeRequest/Query
	// 1|Rathaus, Bremen
	// 2|Lindenweg 4, Bielefeld
}

func ExampleRecord() {
	text := "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n2|Lindenweg 4, Bielefeld\n"
	src := delimfeed.NewReader(strings.NewReader(text), feed.Pipe, nil)
	dst := delimfeed.NewWriter(os.Stdout, feed.Pipe, &delimfeed.WriterOptions{Columns: []feed.Field{feed.ID, feed.GeocodeQuery, feed.GeocodeCulture}})
	var rec feed.Record // its memory is used again for every entity
	for {
		if err := src.ReadRecord(&rec); err == io.EOF {
			break
		} else if err != nil {
			panic(err) // a *feed.Fault has line, column, entity and field
		}
		id := append([]byte("de-"), rec.Entity().Text(feed.ID)...)
		if err := errors.Join(rec.Set(feed.Part{}, feed.ID, id), rec.Set(feed.Part{}, feed.GeocodeCulture, []byte("de-DE")), dst.WriteRecord(&rec)); err != nil {
			panic(err)
		}
	}
	if err := dst.Close(); err != nil {
		panic(err)
	}
	// Output:
	// Bing Spatial Data Services, 2.0
	// Id|GeocodeRequest/Query|GeocodeRequest/Culture
	// de-1|Rathaus, Bremen|de-DE
	// de-2|Lindenweg 4, Bielefeld|de-DE
}
