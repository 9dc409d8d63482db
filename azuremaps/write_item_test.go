package azuremaps

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// recordOf returns an entity as a record.
func recordOf(t testing.TB, e feed.Entity) *feed.Record {
	t.Helper()
	rec := new(feed.Record)
	w := &recorder{rec: rec}
	if err := feed.WriteEntity(w, &e); err != nil {
		t.Fatal(err)
	}
	return rec
}

// A recorder is a writer that fills a record.
type recorder struct{ rec *feed.Record }

func (r *recorder) WriteToken(t feed.Token) error {
	_, err := r.rec.Add(t)
	return err
}

func (r *recorder) Close() error { return nil }

func fieldNames(s feed.FieldSet) string {
	var names []string
	for s != 0 {
		var f feed.Field
		f, s = s.Next()
		names = append(names, f.Info().Attr)
	}
	return strings.Join(names, ",")
}

// described returns an item and what became of the request, in one line.
func described(item []byte, r Request) string {
	text := string(item)
	if r.Fault != "" {
		text = "fault: " + r.Fault
	}
	for _, set := range []struct {
		name string
		set  feed.FieldSet
	}{{"refused", r.Refused}, {"lost", r.Lost}, {"changed", r.Changed}} {
		if set.set != 0 {
			text += "; " + set.name + " " + fieldNames(set.set)
		}
	}
	if r.Culture != DefaultCulture && r.Fault == "" {
		text += "; " + r.Culture
	}
	return text
}

func geocode(change func(*feed.GeocodeRequest)) feed.Entity {
	q := new(feed.GeocodeRequest)
	change(q)
	return feed.Entity{ID: "a", Geocode: q}
}

func reverse(latitude, longitude string, change func(*feed.ReverseGeocodeRequest)) feed.Entity {
	q := &feed.ReverseGeocodeRequest{Location: feed.Location{Latitude: latitude, Longitude: longitude}}
	if change != nil {
		change(q)
	}
	return feed.Entity{ID: "a", Reverse: q}
}

// TestAppendItem shows the item of each kind of request. It has the traps 1 (the order of
// coordinates), 4 (a query is sent alone), 5 (codes of countries), 6 (cultures), 8 (the text
// of numbers), 12 (top), 20 (empty rows), 23 (cultures that no header holds) and 24 (text
// that is not UTF-8).
func TestAppendItem(t *testing.T) {
	type request = feed.GeocodeRequest
	for _, c := range []struct {
		name   string
		o      Options
		entity feed.Entity
		want   string
	}{
		{"a query", Options{}, geocode(func(q *request) { q.Query = "Pike Pl" }), `{"query":"Pike Pl"}`},
		{"an address", Options{}, geocode(func(q *request) {
			q.Address = feed.Address{AddressLine: "1 Main St", Locality: "Ely", PostalCode: "123", AdminDistrict: "MN", AdminDistrict2: "Lake", CountryRegion: "US"}
		}), `{"addressLine":"1 Main St","locality":"Ely","postalCode":"123","adminDistrict":"MN","adminDistrict2":"Lake","countryRegion":"US"}`},
		{"escapes", Options{}, geocode(func(q *request) { q.Query = "\"<&>\\\té\u2028" }), `{"query":"\"<&>\\\té` + "\u2028" + `"}`},
		{"a town", Options{}, geocode(func(q *request) { q.Address.PostalTown = "Ely" }), `{"adminDistrict3":"Ely"}; changed PostalTown`},
		{"nothing", Options{}, geocode(func(q *request) { q.Culture = "en-US" }), "fault: nothing to geocode: there is no address and no query"},
		{"spaces", Options{}, geocode(func(q *request) { q.Query, q.Address.Locality = " \t", "  " }), "fault: nothing to geocode: there is no address and no query"},
		{"no request", Options{}, feed.Entity{ID: "a"}, "fault: nothing to geocode: there is no address and no query"},
		{"two requests", Options{}, feed.Entity{Geocode: &request{Query: "a"}, Reverse: &feed.ReverseGeocodeRequest{Location: feed.LocationAt(1, 2)}}, "fault: the entity has two requests; an entity needs one"},
		{"a formatted address", Options{}, geocode(func(q *request) { q.Address.FormattedAddress = "a" }), "fault: FormattedAddress is no field of a request; write AddressLine or Query"},
		{"not UTF-8", Options{}, geocode(func(q *request) { q.Query = "a\xff" }), `fault: "a\xff" is not valid UTF-8`},

		{"both", Options{}, geocode(func(q *request) { q.Query, q.Address.Locality = "a", "b" }),
			"fault: a Query beside an Address; Azure Maps takes one of the two; choose with -both query or -both address"},
		{"both, the query", Options{Both: BothQuery}, geocode(func(q *request) { q.Query, q.Address.Locality, q.Address.CountryRegion = "a", "b", "US" }), `{"query":"a"}; lost CountryRegion,Locality`},
		{"both, the address", Options{Both: BothAddress}, geocode(func(q *request) { q.Query, q.Address.Locality, q.Address.CountryRegion = "a", "b", "US" }), `{"locality":"b","countryRegion":"US"}; lost Query`},
		{"a country beside a query", Options{}, geocode(func(q *request) { q.Query, q.Address.CountryRegion = "a", "US" }), `{"query":"a"}; refused CountryRegion`},
		{"a country beside a query, allowed", Options{AllowLoss: []string{"CountryRegion"}}, geocode(func(q *request) { q.Query, q.Address.CountryRegion = "a", "US" }), `{"query":"a"}; lost CountryRegion`},
		{"a country in the query", Options{CountryInQuery: true}, geocode(func(q *request) { q.Query, q.Address.CountryRegion = "a", "de" }), `{"query":"a, Germany"}; changed Query`},
		{"an unknown country in the query", Options{CountryInQuery: true}, geocode(func(q *request) { q.Query, q.Address.CountryRegion = "a", " Atlantis " }), `{"query":"a, Atlantis"}; changed Query`},
		{"the country of all in the query", Options{CountryInQuery: true, Country: "fr"}, geocode(func(q *request) { q.Query = "a" }), `{"query":"a, France"}; changed Query`},
		{"the country of all", Options{Country: "fr"}, geocode(func(q *request) { q.Query = "a" }), `{"query":"a"}`},

		{"a code in lower case", Options{}, geocode(func(q *request) { q.Address.CountryRegion = "us" }), `{"countryRegion":"US"}; changed CountryRegion`},
		{"an English name", Options{}, geocode(func(q *request) { q.Address.CountryRegion = "United States" }), `{"countryRegion":"US"}; changed CountryRegion`},
		{"a code of three letters", Options{}, geocode(func(q *request) { q.Address.CountryRegion = "DEU" }), `{"countryRegion":"DE"}; changed CountryRegion`},
		{"a local name", Options{}, geocode(func(q *request) { q.Address.CountryRegion = "Österreich" }), `{"countryRegion":"AT"}; changed CountryRegion`},
		{"UK", Options{}, geocode(func(q *request) { q.Address.CountryRegion = "UK" }), `{"countryRegion":"GB"}; changed CountryRegion`},
		{"an unknown country", Options{}, geocode(func(q *request) { q.Address.Locality, q.Address.CountryRegion = "a", "Atlantis" }), `{"locality":"a"}; refused CountryRegion`},
		{"an unknown country, allowed", Options{AllowLoss: []string{"GeocodeRequest/Address/CountryRegion"}}, geocode(func(q *request) { q.Address.Locality, q.Address.CountryRegion = "a", "Atlantis" }), `{"locality":"a"}; lost CountryRegion`},
		{"nothing but an unknown country", Options{AllowLoss: []string{"countryregion"}}, geocode(func(q *request) { q.Address.CountryRegion = "Atlantis" }), `fault: nothing to geocode: "Atlantis" is no country that is known here; lost CountryRegion`},
		{"the country of those without one", Options{Country: "Germany"}, geocode(func(q *request) { q.Address.Locality = "a" }), `{"locality":"a","countryRegion":"DE"}`},

		{"MaxResults", Options{Top: 1}, geocode(func(q *request) { q.Query, q.MaxResults = "a", "+07" }), `{"query":"a","top":7}`},
		{"MaxResults 5", Options{Top: 1}, geocode(func(q *request) { q.Query, q.MaxResults = "a", "5" }), `{"query":"a","top":5}`},
		{"no MaxResults in a text feed", Options{Top: 1}, geocode(func(q *request) { q.Query = "a" }), `{"query":"a","top":1}`},
		{"MaxResults 0", Options{}, geocode(func(q *request) { q.Query, q.MaxResults = "a", "0" }), `fault: MaxResults "0" is not a whole number from 1 to 20`},
		{"MaxResults 21", Options{}, geocode(func(q *request) { q.Query, q.MaxResults = "a", "21" }), `fault: MaxResults "21" is not a whole number from 1 to 20`},

		{"a culture", Options{}, geocode(func(q *request) { q.Query, q.Culture = "a", "DE_at" }), `{"query":"a"}; de-AT`},
		{"a culture with a script", Options{}, geocode(func(q *request) { q.Query, q.Culture = "a", "zh-hant-TW" }), `{"query":"a"}; zh-Hant-TW`},
		{"a culture that no header holds", Options{}, geocode(func(q *request) { q.Query, q.Culture = "a", "de\r\nX: y" }), `fault: the Culture "de\r\nX: y" is no language tag such as en-US`},
		{"a culture beyond ASCII", Options{}, geocode(func(q *request) { q.Query, q.Culture = "a", "dé" }), `fault: the Culture "dé" is no language tag such as en-US`},
		{"a view", Options{View: "IN"}, geocode(func(q *request) { q.Query = "a" }), `{"query":"a","view":"IN"}`},
		{"filters", Options{}, geocode(func(q *request) {
			q.Query, q.StrictMatch, q.MinimumConfidence, q.IncludeNeighborhood, q.IncludeQueryParse = "a", "true", "high", "1", "TRUE"
		}), `{"query":"a"}; lost IncludeQueryParse`},
		{"no StrictMatch", Options{}, geocode(func(q *request) { q.Query, q.StrictMatch = "a", "maybe" }), `fault: StrictMatch "maybe" is not true, false, 1 or 0`},
		{"no MinimumConfidence", Options{}, geocode(func(q *request) { q.Query, q.MinimumConfidence = "a", "Sure" }), `fault: MinimumConfidence "Sure" is not Low, Medium or High`},

		{"a place", Options{}, reverse("47.640120", "-122.1297", nil), `{"coordinates":[-122.1297,47.640120]}`},
		{"numbers that JSON has not", Options{}, reverse("+47.6", ".5", nil), `{"coordinates":[0.5,47.6]}; changed Latitude,Longitude`},
		{"more of them", Options{}, reverse("47.", "007", nil), `{"coordinates":[7,47]}; changed Latitude,Longitude`},
		{"an exponent", Options{}, reverse("1e-7", "-0", nil), `{"coordinates":[-0,1e-7]}`},
		{"a number of 400 digits", Options{}, reverse("1."+strings.Repeat("3", 400), "2", nil), `{"coordinates":[2,1.3333333333333333]}; changed Latitude`},
		{"an infinity", Options{}, reverse("INF", "1", nil), `fault: Latitude "INF" is not a number of degrees`},
		{"a decimal comma", Options{}, reverse("47,6", "1", nil), `fault: Latitude "47,6" is not a number of degrees`},
		{"out of range", Options{}, reverse("-122.1", "47", nil), `fault: Latitude "-122.1" is not from -90 to 90`},
		{"far out of range", Options{}, reverse("1", "181", nil), `fault: Longitude "181" is not from -180 to 180`},
		{"half a place", Options{}, reverse("1", "", nil), `fault: the Location has no Longitude`},
		{"entity types", Options{}, reverse("1", "2", func(q *feed.ReverseGeocodeRequest) { q.IncludeEntityTypes = " address , Postcode1,Address," }), `{"coordinates":[2,1],"resultTypes":["Address","Postcode1"]}; changed IncludeEntityTypes`},
		{"an unknown entity type", Options{}, reverse("1", "2", func(q *feed.ReverseGeocodeRequest) { q.IncludeEntityTypes = "Address,Airport" }), `{"coordinates":[2,1],"resultTypes":["Address"]}; refused IncludeEntityTypes`},
		{"an unknown entity type, allowed", Options{AllowLoss: []string{"IncludeEntityTypes"}}, reverse("1", "2", func(q *feed.ReverseGeocodeRequest) { q.IncludeEntityTypes = "Airport" }), `{"coordinates":[2,1]}; lost IncludeEntityTypes`},
		{"no top in a reverse item", Options{Top: 1}, reverse("1", "2", func(q *feed.ReverseGeocodeRequest) { q.MaxResults, q.Culture = "3", "fr" }), `{"coordinates":[2,1]}; fr`},
		{"MaxResults 0 in a reverse request", Options{}, reverse("1", "2", func(q *feed.ReverseGeocodeRequest) { q.MaxResults = "0" }), `fault: MaxResults "0" is not a whole number from 1 to 20`},
	} {
		m, err := NewMapper(&c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		item, r := m.AppendItem([]byte("["), recordOf(t, c.entity), 0)
		if got := described(item[1:], r); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
		if r.Fault == "" && !json.Valid(item[1:]) {
			t.Errorf("%s: %s is no JSON", c.name, item[1:])
		}
	}
}

// TestAppendItemID shows that an item has the entity's number and never its Id, which may
// be anything (trap 13).
func TestAppendItemID(t *testing.T) {
	m, _ := NewMapper(nil)
	item, _ := m.AppendItem(nil, recordOf(t, feed.Entity{ID: "secret", Geocode: &feed.GeocodeRequest{Query: "a"}}), 17)
	if string(item) != `{"optionalId":"17","query":"a"}` {
		t.Errorf("%s", item)
	}
}

func TestNewMapper(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Top: 21}, "azuremaps: Options.Top is 21, not 1 to 20"},
		{Options{Top: -1}, "azuremaps: Options.Top is -1, not 1 to 20"},
		{Options{Both: "all"}, `"all" is neither "query" nor "address"`},
		{Options{Country: "Atlantis"}, `"Atlantis" is no country; write its code of two letters, such as DE`},
		{Options{View: "X\"Y"}, `"X\"Y" is no view; write Auto, Unified or a country's code of two letters`},
		{Options{AllowLoss: []string{"Culture"}}, `"Culture" names nothing that is lost only where that is allowed; there are GeocodeRequest/Address/CountryRegion and ReverseGeocodeRequest/IncludeEntityTypes`},
	} {
		if _, err := NewMapper(&c.o); fmt.Sprint(err) != c.want {
			t.Errorf("%+v: %v, want %s", c.o, err, c.want)
		}
	}
}

// TestReadItem shows that what is sent can be read again.
func TestReadItem(t *testing.T) {
	m, _ := NewMapper(&Options{View: "US"})
	for _, e := range []feed.Entity{
		geocode(func(q *feed.GeocodeRequest) { q.Query, q.MaxResults = "a \"b\"", "3" }),
		geocode(func(q *feed.GeocodeRequest) {
			q.Address = feed.Address{AddressLine: "1 Main St", Locality: "Ely", PostalCode: "123", AdminDistrict: "MN", AdminDistrict2: "Lake", PostalTown: "Ely", CountryRegion: "US"}
		}),
		reverse("47.640120", "-122.1297", func(q *feed.ReverseGeocodeRequest) { q.IncludeEntityTypes = "Address, Postcode1" }),
	} {
		item, r := m.AppendItem(nil, recordOf(t, e), 5)
		var back feed.Record
		lost, err := ReadItem(&back, item, r.Direction, "")
		if err != nil || fmt.Sprint(lost) != "[view]" {
			t.Errorf("%s: %v, lost %v", item, err, lost)
		}
		e.ID = "5"
		if got, want := fmt.Sprintf("%+v", describe(back.Struct())), fmt.Sprintf("%+v", describe(&e)); got != want {
			t.Errorf("%s\n%s\nwant\n%s", item, got, want)
		}
	}
	var rec feed.Record
	lost, err := ReadItem(&rec, []byte(`{"coordinates":[1,2],"bbox":[1,2,3,4],"query":"a","top":2,"x":{"y":[1]},"locality":null}`), Forward, "de")
	if err != nil || fmt.Sprint(lost) != "[coordinates bbox x]" || rec.Struct().Geocode.MaxResults != "2" || rec.Struct().Geocode.Culture != "de" {
		t.Errorf("%v, %v, %+v", lost, err, rec.Struct().Geocode)
	}
	if _, err := ReadItem(&rec, []byte(`{"query":"a"`), Forward, ""); err == nil {
		t.Error("half an item is read")
	}
}

func describe(e *feed.Entity) string {
	text, _ := json.Marshal(struct {
		Reverse *feed.ReverseGeocodeRequest
		Geocode *feed.GeocodeRequest
		ID      string
	}{e.Reverse, e.Geocode, e.ID})
	return string(text)
}
