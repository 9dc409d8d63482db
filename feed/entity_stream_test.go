package feed_test

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// full is an entity with every value set, each to something of its own.
func full() *feed.Entity {
	return &feed.Entity{
		ID: "x-7",
		Reverse: &feed.ReverseGeocodeRequest{
			Culture: "pl", IncludeEntityTypes: "Address,Neighborhood", IncludeNeighborhood: "1", MaxResults: "3",
			Location: feed.Location{Latitude: "51.77", Longitude: "19.46"}, MinimumConfidence: "Low",
		},
		Geocode: &feed.GeocodeRequest{
			Culture: "de-DE", Query: "Lindenweg 4, Bielefeld", IncludeNeighborhood: "0", IncludeQueryParse: "true", MaxResults: "5", StrictMatch: "false",
			Address: feed.Address{
				AddressLine: "Lindenweg 4", AdminDistrict: "NW", CountryRegion: "Germany", AdminDistrict2: "Detmold",
				FormattedAddress: "Lindenweg 4, 33602 Bielefeld", Locality: "Bielefeld", PostalCode: "33602", PostalTown: "Bielefeld-Mitte",
			},
			MinimumConfidence: "High",
		},
		Responses: []feed.GeocodeResponse{{
			Name: "Lindenweg (Bielefeld)", EntityType: "Road", Confidence: "Medium", MatchCodes: "Good,Ambiguous",
			Address: feed.Address{
				AddressLine: "Lindenweg", AdminDistrict: "NRW", CountryRegion: "DE", AdminDistrict2: "Lippe",
				FormattedAddress: "Lindenweg, Bielefeld", Locality: "Bi", PostalCode: "33603", PostalTown: "B", Neighborhood: "Altstadt", Landmark: "Turm",
			},
			GeocodePoints: []feed.GeocodePoint{
				{CalculationMethod: "Rooftop", Location: feed.Location{Latitude: "52.1", Longitude: "8.1"}, Type: "Point", UsageTypes: "Display"},
				{CalculationMethod: "Interpolation", Location: feed.Location{Latitude: "52.2", Longitude: "8.2"}, Type: "Point", UsageTypes: "Route"},
			},
			QueryParseValues: []feed.QueryParsePair{{Property: "Locality", Value: "Bielefeld"}, {Property: "AddressLine", Value: "Lindenweg 4"}},
			BoundingBox:      feed.BoundingBox{SouthLatitude: "52.01", WestLongitude: "8.01", NorthLatitude: "52.03", EastLongitude: "8.03"},
			Point:            feed.Location{Latitude: "52.02", Longitude: "8.02"},
		}, {Name: "second"}},
		StatusCode: "Success", FaultReason: "none", TraceID: "a|b",
	}
}

// TestFullIsFull shows that full leaves no value out and uses none twice, so
// that a value gone astray below would be seen.
func TestFullIsFull(t *testing.T) {
	seen := map[string]feed.Field{}
	fields := map[feed.Field]bool{}
	for _, token := range feedtest.Entities(full()) {
		if token.Kind != feed.FieldValue {
			continue
		}
		fields[token.Field] = true
		if f, ok := seen[token.Field.Info().Group.Element()+string(token.Text)]; ok && f != token.Field {
			t.Errorf("%v has the value of %v", token.Field, f)
		}
		seen[token.Field.Info().Group.Element()+string(token.Text)] = token.Field
	}
	for f := feed.ID; f <= feed.TraceID; f++ {
		if !fields[f] {
			t.Errorf("no %v", f)
		}
	}
}

const fullLog = `entity Id="x-7"
  ReverseGeocodeRequest Culture="pl" IncludeEntityTypes="Address,Neighborhood" IncludeNeighborhood="1" MaxResults="3" Location/Latitude="51.77" Location/Longitude="19.46" ConfidenceFilter/MinimumConfidence="Low"
  GeocodeRequest Culture="de-DE" Query="Lindenweg 4, Bielefeld" IncludeNeighborhood="0" IncludeQueryParse="true" MaxResults="5" StrictMatch="false" Address/AddressLine="Lindenweg 4" Address/AdminDistrict="NW" Address/CountryRegion="Germany" Address/AdminDistrict2="Detmold" Address/FormattedAddress="Lindenweg 4, 33602 Bielefeld" Address/Locality="Bielefeld" Address/PostalCode="33602" Address/PostalTown="Bielefeld-Mitte" ConfidenceFilter/MinimumConfidence="High"
  GeocodeResponse Name="Lindenweg (Bielefeld)" EntityType="Road" Confidence="Medium" MatchCodes="Good,Ambiguous" Address/AddressLine="Lindenweg" Address/AdminDistrict="NRW" Address/CountryRegion="DE" Address/AdminDistrict2="Lippe" Address/FormattedAddress="Lindenweg, Bielefeld" Address/Locality="Bi" Address/PostalCode="33603" Address/PostalTown="B" Address/Neighborhood="Altstadt" Address/Landmark="Turm" BoundingBox/SouthLatitude="52.01" BoundingBox/WestLongitude="8.01" BoundingBox/NorthLatitude="52.03" BoundingBox/EastLongitude="8.03" Point/Latitude="52.02" Point/Longitude="8.02"
    GeocodePoint CalculationMethod="Rooftop" Latitude="52.1" Longitude="8.1" Type="Point" UsageTypes="Display"
    GeocodePoint CalculationMethod="Interpolation" Latitude="52.2" Longitude="8.2" Type="Point" UsageTypes="Route"
    QueryParseValue Property="Locality" Value="Bielefeld"
    QueryParseValue Property="AddressLine" Value="Lindenweg 4"
  GeocodeResponse Name="second"
  StatusCode="Success" FaultReason="none" TraceId="a|b"
end
`

func TestWriteEntity(t *testing.T) {
	if got := feedtest.Dump(feedtest.Entities(full()).Reader()); got != fullLog {
		t.Errorf("%s\nwant\n%s", got, fullLog)
	}
}

// TestWriteEntityFault shows that a fault names the entity by its Id, and by no number: that of
// a record which others used before would be any.
func TestWriteEntityFault(t *testing.T) {
	w := xmlfeed.NewWriter(io.Discard, nil)
	for range 5 {
		err := feed.WriteEntity(w, &feed.Entity{ID: "7", FaultReason: "\x01"})
		if want := `entity with Id "7": FaultReason: XML cannot hold the character U+0001; remove it`; err == nil || err.Error() != want {
			t.Fatalf("%v\nwant %s", err, want)
		}
	}
}

func TestEntitiesReadWhatWasWritten(t *testing.T) {
	empty := &feed.Entity{}
	bare := &feed.Entity{ID: "2", Reverse: &feed.ReverseGeocodeRequest{}, Geocode: &feed.GeocodeRequest{}, Responses: make([]feed.GeocodeResponse, 2)}
	want := []*feed.Entity{full(), empty, bare, full()}
	var got []*feed.Entity
	for e, err := range feed.Entities(feedtest.Expire(feedtest.Entities(want...).Reader())) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// TestEntitiesOfRandomFeeds shows that the way through structs keeps the content
// of any feed.
func TestEntitiesOfRandomFeeds(t *testing.T) {
	tokens := feedtest.Random(1, 500, feedtest.AnyChars)
	var back feedtest.Tokens
	for e, err := range feed.Entities(feedtest.Expire(tokens.Reader())) {
		if err != nil {
			t.Fatal(err)
		}
		if err := feed.WriteEntity(&back, e); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := feedtest.Content(back.Reader())
	want, _ := feedtest.Content(tokens.Reader())
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// script is a reader of tokens and errors in a row; the last is sticky.
type script struct {
	steps []any
}

func (s *script) ReadToken() (feed.Token, error) {
	step := s.steps[0]
	if len(s.steps) > 1 {
		s.steps = s.steps[1:]
	}
	switch step := step.(type) {
	case error:
		return feed.Token{}, step
	case rune:
		return letters[step], nil
	}
	panic(step)
}

func (s *script) Position(offset int64) feed.Position {
	return feed.Position{Offset: offset, Line: 1, Column: int(offset) + 1}
}

// steps makes a script of token letters; 'f' is a fault that is not fatal, 'F'
// one that is, 'b' a broken machine; at the end is io.EOF.
func steps(sequence string) *script {
	var s script
	for _, letter := range sequence {
		switch letter {
		case 'f':
			s.steps = append(s.steps, &feed.Fault{Cause: feed.RowTooLong, Message: "fault"})
		case 'F':
			s.steps = append(s.steps, &feed.Fault{Cause: feed.XMLSyntax, Message: "fatal", Fatal: true})
		case 'b':
			s.steps = append(s.steps, errBroken)
		default:
			s.steps = append(s.steps, letter)
		}
	}
	s.steps = append(s.steps, io.EOF)
	return &s
}

var errBroken = errors.New("broken")

// TestEntitiesGoOnBehindFaults shows what the loop sees: e for an entity, else
// the error.
func TestEntitiesGoOnBehindFaults(t *testing.T) {
	for _, c := range []struct{ sequence, want string }{
		{"", ""},
		{"Ei.Ei.", "e e "},
		{"EiGfg.Ei.", "fault e "},
		{"fEi.", "fault e "},
		{"Ei.fEi.", "e fault e "},
		{"EifGf.Ei.", "fault fault e "},
		{"Ei.EiFEi.", "e fatal "},
		{"Ei.b", "e broken "},
		{"Ei.EP", "e tokens make no feed: PointStart outside of a response "},
	} {
		got := ""
		for e, err := range feed.Entities(steps(c.sequence)) {
			switch {
			case err == nil && e.ID == "1":
				got += "e "
			case e != nil:
				t.Errorf("%s: an entity with %v", c.sequence, err)
			default:
				got += err.Error() + " "
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.sequence, got, c.want)
		}
	}
}

// TestEntitiesStop shows that a loop may end anywhere.
func TestEntitiesStop(t *testing.T) {
	for _, sequence := range []string{"Ei.Ei.", "fEi.", "EP"} {
		n := 0
		for range feed.Entities(steps(sequence)) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%s: %d rounds", sequence, n)
		}
	}
}

// refusing is a writer that refuses the nth token.
type refusing struct {
	feedtest.Tokens
	n   int
	err error
}

func (r *refusing) WriteToken(t feed.Token) error {
	if len(r.Tokens) == r.n {
		return r.err
	}
	return r.Tokens.WriteToken(t)
}

// TestWriteEntityStops shows that the first error of a writer comes back, from
// whichever token, and that nothing is written after it.
func TestWriteEntityStops(t *testing.T) {
	for n := range feedtest.Entities(full()) {
		w := &refusing{n: n, err: errBroken}
		if err := feed.WriteEntity(w, full()); err != errBroken || len(w.Tokens) != n {
			t.Errorf("token %d: %v after %d", n, err, len(w.Tokens))
		}
	}
}

// members yields every member of v that is a string, within structs, slices and
// pointers, with a way to reach it.
func members(path string, v reflect.Value, yield func(path string, member reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		yield(path, v)
	case reflect.Pointer:
		members(path, v.Elem(), yield)
	case reflect.Slice:
		members(path+"[0]", v.Index(0), yield)
	case reflect.Struct:
		for i := range v.NumField() {
			members(path+"."+v.Type().Field(i).Name, v.Field(i), yield)
		}
	}
}

// TestWriteEntityDropsNothing sets each member of an entity alone. It has to come out as
// a token, or to be refused before anything is written.
func TestWriteEntityDropsNothing(t *testing.T) {
	fresh := func() *feed.Entity {
		return &feed.Entity{
			Reverse:   &feed.ReverseGeocodeRequest{},
			Geocode:   &feed.GeocodeRequest{},
			Responses: []feed.GeocodeResponse{{GeocodePoints: make([]feed.GeocodePoint, 1), QueryParseValues: make([]feed.QueryParsePair, 1)}},
		}
	}
	var paths []string
	members("", reflect.ValueOf(fresh()), func(path string, _ reflect.Value) { paths = append(paths, path) })
	if want := int(feed.NumFields) - 4 + 2; len(paths) != want {
		t.Fatalf("an entity has %d members, want %d", len(paths), want)
	}
	refused := map[string]string{
		".Geocode.Address.Neighborhood": `entity with Id "9": GeocodeRequest/Address/Neighborhood: the request's address has a Neighborhood, which only a response's can have; leave it out, or write it in the AddressLine or the Query`,
		".Geocode.Address.Landmark":     `entity with Id "9": GeocodeRequest/Address/Landmark: the request's address has a Landmark, which only a response's can have; leave it out, or write it in the AddressLine or the Query`,
	}
	for _, path := range paths {
		e := fresh()
		e.ID = "9"
		members("", reflect.ValueOf(e), func(at string, member reflect.Value) {
			if at == path {
				member.SetString("the value")
			}
		})
		var w collector
		err := feed.WriteEntity(&w, e)
		if want := refused[path]; want != "" {
			if err == nil || err.Error() != want || !errors.Is(err, feed.Unwritable) || len(w) > 0 {
				t.Errorf("%s: %v, %d tokens, want the fault\n%s", path, err, len(w), want)
			}
			continue
		}
		found := 0
		for _, token := range w {
			if string(token.Text) == "the value" {
				found++
			}
		}
		if err != nil || found != 1 {
			t.Errorf("%s: %v, written %d times", path, err, found)
		}
	}
}

// A collector keeps what is written to it.
type collector []feed.Token

func (c *collector) WriteToken(t feed.Token) error { *c = append(*c, t.Clone()); return nil }
func (c *collector) Close() error                  { return nil }

// TestEntityReaderAsReadersOfFiles yields the tokens that a reader of the entity's XML
// does, the empty ones of required attributes included, and so does an edited record.
func TestEntityReaderAsReadersOfFiles(t *testing.T) {
	dump := func(r feed.Reader) (all []string) {
		for {
			token, err := r.ReadToken()
			if err == io.EOF {
				return all
			} else if err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprintf("%v %v %q", token.Kind, token.Field, token.Text))
		}
	}
	for f := range feed.NumFields {
		e := new(feed.Entity)
		if !f.Info().InXML() || e.Set(f, "x") != nil {
			continue
		}
		src := feed.NewEntityReader(func() (*feed.Entity, error) {
			defer func() { e = nil }()
			if e == nil {
				return nil, io.EOF
			}
			return e, nil
		})
		var b strings.Builder
		w := xmlfeed.NewWriter(&b, nil)
		if err := errors.Join(feed.WriteEntity(w, e), w.Close()); err != nil {
			t.Fatal(err)
		}
		want := dump(xmlfeed.NewReader(strings.NewReader(b.String()), nil))
		if got := dump(src); !slices.Equal(got, want) {
			t.Errorf("%v:\n%s\nwant\n%s", f, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if g := f.Info().Group; g > feed.GeocodeGroup {
			continue
		}
		var rec feed.Record
		if err := feed.WriteEntity(adder{&rec}, new(feed.Entity)); err != nil {
			t.Fatal(err)
		}
		if err := rec.Set(feed.Part{}, f, []byte("x")); err != nil {
			t.Fatal(err)
		}
		var got []string
		for token := range rec.Tokens() {
			got = append(got, fmt.Sprintf("%v %v %q", token.Kind, token.Field, token.Text))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v set:\n%s\nwant\n%s", f, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// An adder is a writer that fills a record.
type adder struct{ r *feed.Record }

func (a adder) WriteToken(t feed.Token) error { _, err := a.r.Add(t); return err }
func (a adder) Close() error                  { return nil }
