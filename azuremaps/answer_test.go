package azuremaps

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// respond returns the answer to the first item of a body.
func respond(t testing.TB, o *Options, request feed.Entity, body string) (*feed.Entity, *Tally) {
	t.Helper()
	m, err := NewMapper(o)
	if err != nil {
		t.Fatal(err)
	}
	var a Answer
	if err := a.Parse([]byte(body)); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	rec := recordOf(t, request)
	tally := new(Tally)
	if err := m.SetAnswer(rec, &a, 0, []byte("trace"), tally); err != nil {
		t.Fatal(err)
	}
	return rec.Struct(), tally
}

// feature returns a feature with some properties and members of its address.
func featureText(properties, address string) string {
	return `{"type":"Feature","geometry":{"type":"Point","coordinates":[-1.50,2e0]},"properties":{` + properties + `"address":{` + address + `}}}`
}

// place returns a feature at a place, with a box if there is one.
func place(coordinates, box string) string {
	if box != "" {
		box = `"bbox":[` + box + `],`
	}
	return `{` + box + `"geometry":{"coordinates":[` + coordinates + `]},"properties":{"address":{"locality":"a"}}}`
}

func bodyOf(features ...string) string {
	return `{"batchItems":[{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}],"summary":{"successfulRequests":1,"totalRequests":1}}`
}

func counts(t *Tally) string {
	var lines []string
	for l := range t.All() {
		lines = append(lines, fmt.Sprintf("%d %s", l.N, l.Name))
	}
	return strings.Join(lines, "; ")
}

// TestSetAnswer shows the status, the responses and the losses of answers. It has the traps
// 2 and 3 (a status of 200 and an empty list are no success), 7 (ISO and iso), 8 (the text
// of numbers), 9 (districts), 10 and 11 (match codes, Parcel).
func TestSetAnswer(t *testing.T) {
	query := geocode(func(q *feed.GeocodeRequest) { q.Query = "a" })
	for _, c := range []struct {
		name    string
		o       Options
		request feed.Entity
		body    string
		want    string // status, reason, and the responses
		counts  string
	}{
		{"nothing found", Options{}, query, bodyOf(), "NotFound, Azure Maps found no match: []", ""},
		{"an error", Options{}, query, `{"batchItems":[{"error":{"code":"Invalid or malformed query","message":"query is missing or empty","target":"","details":[]}}]}`,
			"BadRequest, Invalid or malformed query: query is missing or empty: []", ""},
		{"an error with details", Options{}, query, `{"batchItems":[{"error":{"code":"A","message":"b","target":"c","details":[{"code":"d","message":"e"},{"message":"f"}],"additionalInfo":[{"type":"g","info":{}}]}}]}`,
			"BadRequest, A: b (c: e): []", ""},
		{"an error without words", Options{}, query, `{"batchItems":[{"error":{}}]}`, "BadRequest, Azure Maps gives no reason: []", ""},
		{"the text of numbers", Options{NoName: true}, query, bodyOf(featureText("", "")), "Success, : [{-1.50 2e0}]", "1 responses without a locality"},
		{"names and codes", Options{}, query, bodyOf(featureText(`"type":"PointOfInterest","confidence":"High","matchCodes":["Ambiguous","Good"],`,
			`"locality":"Ely","adminDistricts":[{"name":"Washington","shortName":"WA"},{"name":"King County"},{"name":"c"},{}],"countryRegion":{"name":"United States","ISO":"US"},"formattedAddress":"x"`)),
			"Success, : [{-1.50 2e0} x PointOfInterest High Ambiguous, Good WA King County United States Ely x]",
			"1 address.countryRegion.ISO; 1 address.adminDistricts.name; 1 address.adminDistricts beyond the second"},
		{"no name", Options{NoName: true}, query, bodyOf(featureText("", `"locality":"Ely","formattedAddress":"x"`)), "Success, : [{-1.50 2e0} Ely x]", ""},
		{"iso of a reverse answer", Options{}, reverse("1", "2", nil), bodyOf(featureText("", `"locality":"Ely","countryRegion":{"iso":"US"}`)), "Success, : [{-1.50 2e0} US Ely]", ""},
		{"the neighborhood", Options{}, query, bodyOf(featureText("", `"locality":"a","neighborhood":"b"`)), "Success, : [{-1.50 2e0} a]", "1 address.neighborhood"},
		{"the neighborhood, asked for", Options{}, geocode(func(q *feed.GeocodeRequest) { q.Query, q.IncludeNeighborhood = "a", "true" }), bodyOf(featureText("", `"locality":"a","neighborhood":"b"`)), "Success, : [{-1.50 2e0} a b]", ""},
		{"what a feed has no field for", Options{}, query,
			bodyOf(`{"type":"Feature","id":"f","x":1,"geometry":{"type":"Point","coordinates":[1,2,3]},"properties":{"y":{"z":[null]},"address":{"locality":"a","streetName":"b","streetNumber":"c","intersection":{"baseStreet":"d"},"z":"e","postalCode":[1]},"geocodePoints":[{"geometry":{"coordinates":[1,2]},"usageTypes":["Display"]}]}}`),
			"Success, : [{1 2} a]",
			"1 address.streetName; 1 address.streetNumber; 1 address.intersection; 1 feature.id; 1 geometry.coordinates beyond the second; 1 geocodePoints that lack a value; 1 values of another type than text or number"},
		{"null", Options{}, query, bodyOf(featureText(`"confidence":null,"matchCodes":null,"geocodePoints":null,`, `"locality":"a","adminDistricts":null,"countryRegion":null,"streetName":null,"intersection":null,"postalCode":123`)), "Success, : [{-1.50 2e0} a 123]", ""},
		{"the first only", Options{First: true}, query, bodyOf(featureText("", `"locality":"a"`), featureText("", `"locality":"b"`)), "Success, : [{-1.50 2e0} a]", "1 features beyond the first"},

		{"MinimumConfidence", Options{}, geocode(func(q *feed.GeocodeRequest) { q.Query, q.MinimumConfidence = "a", "medium" }),
			bodyOf(featureText(`"confidence":"Low",`, `"locality":"a"`), featureText(`"confidence":"Medium",`, `"locality":"b"`), featureText(`"confidence":"High",`, `"locality":"c"`), featureText(`"confidence":"Sure",`, `"locality":"d"`)),
			"Success, : [{-1.50 2e0} Medium b] [{-1.50 2e0} High c]", "1 responses below MinimumConfidence; 1 responses of an unknown confidence"},
		{"all filtered", Options{}, geocode(func(q *feed.GeocodeRequest) { q.Query, q.MinimumConfidence = "a", "High" }), bodyOf(featureText(`"confidence":"Low",`, "")),
			"NotFound, Azure Maps found only what MinimumConfidence leaves out: []", "1 responses below MinimumConfidence"},
		{"StrictMatch", Options{}, geocode(func(q *feed.GeocodeRequest) {
			q.StrictMatch, q.Address.Locality, q.Address.AdminDistrict, q.Address.CountryRegion = "1", "a", "wa", "United States"
		}),
			bodyOf(featureText("", `"locality":"a","adminDistricts":[{"shortName":"WA"}],"countryRegion":{"ISO":"US"}`), featureText("", `"locality":"b","adminDistricts":[{"name":"WA","shortName":"x"}],"countryRegion":{"name":"USA"}`),
				featureText("", `"locality":"c","adminDistricts":[{"shortName":"OH"}],"countryRegion":{"ISO":"US"}`), featureText("", `"locality":"d","adminDistricts":[{"shortName":"WA"}],"countryRegion":{"ISO":"CA"}`)),
			"Success, : [{-1.50 2e0} WA US a] [{-1.50 2e0} x USA b]", "1 address.adminDistricts.name; 2 responses elsewhere than StrictMatch asks for"},
		{"StrictMatch without a country", Options{}, geocode(func(q *feed.GeocodeRequest) {
			q.StrictMatch, q.Address.Locality, q.Address.AdminDistrict = "true", "a", "WA"
		}), bodyOf(featureText("", `"locality":"a","adminDistricts":[{"shortName":"WA"}],"countryRegion":{"ISO":"CA"}`)), "Success, : [{-1.50 2e0} WA CA a]", ""},
		{"another country", Options{}, geocode(func(q *feed.GeocodeRequest) {
			q.Address.Locality, q.Address.AdminDistrict, q.Address.CountryRegion = "a", "MI", "US"
		}), bodyOf(featureText("", `"locality":"a","adminDistricts":[{"shortName":"OH"}],"countryRegion":{"ISO":"GB"}`)), "Success, : [{-1.50 2e0} OH GB a]",
			"1 entities answered in another country than asked; 1 entities answered in another AdminDistrict than asked"},
		{"the country of all, in an address", Options{Country: "DE"}, geocode(func(q *feed.GeocodeRequest) { q.StrictMatch, q.Address.Locality = "1", "a" }),
			bodyOf(featureText("", `"locality":"a","countryRegion":{"ISO":"US"}`)), "NotFound, Azure Maps found only what StrictMatch leaves out: []", "1 responses elsewhere than StrictMatch asks for"},
		{"the country of all, in a query", Options{Country: "DE", CountryInQuery: true}, geocode(func(q *feed.GeocodeRequest) { q.Query = "a" }),
			bodyOf(featureText("", `"locality":"a","countryRegion":{"ISO":"US"}`)), "Success, : [{-1.50 2e0} US a]", "1 entities answered in another country than asked"},
		{"the country of all, which a query does not ask for", Options{Country: "DE"}, geocode(func(q *feed.GeocodeRequest) { q.Query, q.StrictMatch = "a", "1" }),
			bodyOf(featureText("", `"locality":"a","countryRegion":{"ISO":"US"}`)), "Success, : [{-1.50 2e0} US a]", ""},
		{"MaxResults of a reverse request", Options{}, reverse("1", "2", func(q *feed.ReverseGeocodeRequest) { q.MaxResults, q.MinimumConfidence = "1", "High" }),
			bodyOf(featureText(`"confidence":"Low",`, `"locality":"a"`), featureText(`"confidence":"High",`, `"locality":"b"`), featureText(`"confidence":"High",`, `"locality":"c"`)),
			"Success, : [{-1.50 2e0} High b]", "1 responses below MinimumConfidence; 1 responses beyond MaxResults"},
		{"points", Options{}, query, bodyOf(featureText(`"geocodePoints":[{"geometry":{"type":"Point","coordinates":[3,4]},"calculationMethod":"Parcel","usageTypes":["Display","Route"]}],`, `"locality":"a"`)),
			"Success, : [{-1.50 2e0} (Parcel 4 3 Point Display, Route) a]", ""},
		{"a box", Options{}, query, bodyOf(`{"bbox":[1,2,3,4],"geometry":{"type":"Point","coordinates":[5,6]},"properties":{"address":{"locality":"a"}}}`), "Success, : [{5 6} w1 s2 e3 n4 a]", ""},
		{"no places", Options{}, query, bodyOf(place("1,470.5", ""), place("1e400,2", ""), place("1,"+strings.Repeat("1", 400), ""), place("1,-90.0000001", ""), place("-180,9e1", "")),
			"Success, : [{ } a] [{ } a] [{ } a] [{ } a] [{-180 9e1} a]", "4 coordinates beyond 180 and 90 degrees"},
		{"values in place of numbers", Options{}, query, bodyOf(place("null,1,2", "1,2,3,4"), place(`"1",2`, "1,2,3,4"), place("5,6", `1,null,3,4,5`), place("5,6", `1,null,3,4`)),
			"Success, : [{ } w1 s2 e3 n4 a] [{ } w1 s2 e3 n4 a] [{5 6} a] [{5 6} a]", "2 geometry.coordinates beyond the second; 4 values of another type than text or number"},
		{"a box that is none", Options{}, query, bodyOf(place("5,6", "1,2,3,91"), place("5,6", "-181,2,3,4")), "Success, : [{5 6} a] [{5 6} a]", "2 coordinates beyond 180 and 90 degrees"},
	} {
		e, tally := respond(t, &c.o, c.request, c.body)
		got := fmt.Sprintf("%s, %s:", e.StatusCode, e.FaultReason)
		if len(e.Responses) == 0 {
			got += " []"
		}
		for _, r := range e.Responses {
			got += " " + responseText(&r)
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
		if n := counts(tally); n != c.counts {
			t.Errorf("%s: counted %q, want %q", c.name, n, c.counts)
		}
		if e.TraceID != "trace" || e.ID != "a" || e.Geocode == nil && e.Reverse == nil {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
}

func responseText(r *feed.GeocodeResponse) string {
	parts := []string{fmt.Sprintf("{%s %s}", r.Point.Longitude, r.Point.Latitude)}
	if b := r.BoundingBox; b != (feed.BoundingBox{}) {
		parts = append(parts, "w"+b.WestLongitude+" s"+b.SouthLatitude+" e"+b.EastLongitude+" n"+b.NorthLatitude)
	}
	for _, p := range r.GeocodePoints {
		parts = append(parts, fmt.Sprintf("(%s %s %s %s %s)", p.CalculationMethod, p.Latitude, p.Longitude, p.Type, p.UsageTypes))
	}
	a := r.Address
	for _, text := range []string{r.Name, r.EntityType, r.Confidence, r.MatchCodes, a.AddressLine, a.AdminDistrict, a.AdminDistrict2, a.CountryRegion, a.Locality, a.PostalCode, a.Neighborhood, a.FormattedAddress} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	return "[" + strings.Join(parts, " ") + "]"
}

// TestUnknown shows that members that are not known are named, and that so many are kept.
func TestUnknown(t *testing.T) {
	var body strings.Builder
	body.WriteString(`{"x":1,"batchItems":[{"y":2,"features":[{"z":3,"properties":{"address":{`)
	for i := range 150 {
		fmt.Fprintf(&body, `"n%d":[{}],`, i)
	}
	body.WriteString(`"m":0}}}]}]}`)
	var a Answer
	if err := a.Parse([]byte(body.String())); err != nil {
		t.Fatal(err)
	}
	text := counts(a.Unknown())
	for _, want := range []string{"1 answer.x", "1 item.y", "1 feature.z", "1 address.n0", "further unknown members"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q", text, want)
		}
	}
}

// TestCheck shows which answers are not used at all (trap 13, and the faults of the service).
func TestCheck(t *testing.T) {
	ok := `{"optionalId":"1","features":[]}`
	for _, c := range []struct{ items, want string }{
		{ok, ""},
		{ok + "," + ok, "the answer: it has 2 items instead of 1"},
		{"", "the answer: it has 0 items instead of 1"},
		{`{"features":[]}`, "item 1 of the answer: it has no optionalId, where 1 was sent"},
		{`{"optionalId":null,"features":[]}`, "item 1 of the answer: it has no optionalId, where 1 was sent"},
		{`{"optionalId":"2","features":[]}`, `item 1 of the answer: its optionalId is "2", where 1 was sent`},
		{`{"optionalId":"1","features":[],"error":{"code":"a"}}`, "item 1 of the answer: it has both features and an error"},
		{`{"optionalId":"1","features":null}`, "item 1 of the answer: it has neither features nor an error"},
		{`{"optionalId":"1","features":[],"nextLink":"https://example.com"}`, "item 1 of the answer: it has a nextLink, which is not known of this service"},
	} {
		var a Answer
		err := a.Parse([]byte(`{"batchItems":[` + c.items + `],"nextLink":null}`))
		if err == nil {
			err = a.Check(1, func(int) int64 { return 1 })
		}
		if got := fmt.Sprint(err); got != c.want && (c.want != "" || err != nil) {
			t.Errorf("%s: %v, want %s", c.items, err, c.want)
		}
	}
}

// TestAnswerPlace shows that an error of the answer as a whole is of no item.
func TestAnswerPlace(t *testing.T) {
	const items = `"batchItems":[{"optionalId":"1","features":[]},{"optionalId":"2","features":[]}]`
	for text, want := range map[string]string{
		`{` + items + `,"nextLink":"https://example.com"}`: "the answer: it has a nextLink, which is not known of this service",
		`{` + items + `,"batchItems":{}}`:                  "the answer: its batchItems are no array",
		`{"batchItems":[{"features":[]},[]]}`:              "item 2 of the answer: it is no object",
	} {
		if err := new(Answer).Parse([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// TestKindName asks for the names of all kinds, and of numbers that are none.
func TestKindName(t *testing.T) {
	for k := range Kind(255) {
		if name := k.Name(); (name != "") != (k < numKinds) {
			t.Errorf("%d: %q", k, name)
		}
	}
}

// TestTallyText shows that a Tally comes back from JSON as it was, and that the name of an
// unknown member is cut where it is long.
func TestTallyText(t *testing.T) {
	tally := new(Tally)
	for k := range numKinds {
		tally.kinds[k] = int64(k)
	}
	for f := range tally.lost {
		tally.lost[f], tally.changed[f] = int64(f), int64(2*f)
	}
	var a Answer
	if err := a.Parse([]byte(`{"batchItems":[{"features":[{"é\n":1,"` + strings.Repeat("é", 1<<20) + `":2}]}]}`)); err != nil {
		t.Fatal(err)
	}
	tally.Merge(a.Unknown())
	text, err := json.Marshal(tally)
	if err != nil {
		t.Fatal(err)
	}
	again := &Tally{unknown: map[string]int64{"x": 1}}
	if err := json.Unmarshal(text, again); err != nil {
		t.Fatal(err)
	}
	got := slices.Collect(again.All())
	if diff := cmp.Diff(slices.Collect(tally.All()), got); diff != "" || len(got) < int(numKinds) {
		t.Error(diff)
	}
	names := ""
	for _, line := range got {
		names += line.Name + "\n"
	}
	if want := "feature.é\n\nfeature." + strings.Repeat("é", maxUnknownName/2) + "…\n"; !strings.HasSuffix(names, want) {
		t.Errorf("%.2000s", names)
	}
}

// answers are bodies of the shapes that the service was recorded to have, and of those that
// its specification shows; their places are made up.
func answers(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.json")
	if err != nil || len(names) < 3 {
		t.Fatalf("%d answers, %v", len(names), err)
	}
	all := make(map[string][]byte)
	for _, name := range names {
		if all[name], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// leaves returns the path and the text of each value of a JSON text, sorted. Numbers keep
// their text.
func leaves(t testing.TB, text []byte) (all []string) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				walk(path+"."+key, inner)
			}
		case []any:
			for i, inner := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), inner)
			}
		default:
			all = append(all, fmt.Sprintf("%s=%v", path, v))
		}
	}
	walk("", v)
	slices.Sort(all)
	return all
}

// TestEachKey goes with every answer to a feed and to GeoJSON: each value is there again in
// its place, or is of a kind of loss that was counted.
func TestEachKey(t *testing.T) {
	lossOf := []struct {
		part string
		kind Kind
	}{
		{".streetName=", LostStreetName}, {".streetNumber=", LostStreetNumber}, {".intersection.", LostIntersection}, {".countryRegion.ISO=", LostISO}, {".countryRegion.iso=", LostISO},
		{".adminDistricts[0].name=", LostDistrictName}, {".adminDistricts[1].name=", LostDistrictName},
	}
	for name, body := range answers(t) {
		var a Answer
		if err := a.Parse(body); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var raw struct {
			BatchItems []struct {
				Features []json.RawMessage
				Error    json.RawMessage
			}
		}
		if err := json.Unmarshal(body, &raw); err != nil {
			t.Fatal(err)
		}
		if n := counts(a.Unknown()); n != "" {
			t.Errorf("%s: unknown %s", name, n)
		}
		m, _ := NewMapper(&Options{NoName: true})
		for i, item := range raw.BatchItems {
			rec := recordOf(t, geocode(func(q *feed.GeocodeRequest) { q.Query, q.IncludeNeighborhood = "a", "true" }))
			var tally Tally
			if err := m.SetAnswer(rec, &a, i, nil, &tally); err != nil {
				t.Fatal(err)
			}
			if e := rec.Struct(); len(e.Responses) != len(item.Features) || (item.Error != nil) != (e.StatusCode == StatusBadRequest) || (len(item.Features) > 0) != (e.StatusCode == StatusSuccess) {
				t.Errorf("%s, item %d: %+v", name, i+1, e)
			}
			n := 0
			for response := range rec.Parts(feed.ResponseGroup) {
				written, ok := AppendFeature(nil, rec, response)
				if !ok {
					t.Errorf("%s, item %d: there is no feature", name, i+1)
					continue
				}
				got := leaves(t, written)
				for _, leaf := range leaves(t, item.Features[n]) {
					if slices.Contains(got, leaf) || strings.HasSuffix(leaf, "=<nil>") || strings.HasSuffix(leaf, ".geometry.type=Point") {
						continue
					}
					lost := slices.IndexFunc(lossOf, func(l struct {
						part string
						kind Kind
					}) bool {
						return strings.Contains(leaf, l.part) && tally.Count(l.kind) > 0
					})
					if lost < 0 {
						t.Errorf("%s, item %d: %s is neither written nor lost by name\n%s", name, i+1, leaf, written)
					}
				}
				n++
			}
		}
	}
}

// TestAppendFeature shows what a feature holds that Azure Maps does not know, and when there is none.
func TestAppendFeature(t *testing.T) {
	e := feed.Entity{ID: "1", StatusCode: "Success", TraceID: "t", Responses: []feed.GeocodeResponse{{
		Name: "n", MatchCodes: "Ambiguous,  Good", Address: feed.Address{AdminDistrict2: "King Co.", CountryRegion: "US", Landmark: "l", PostalTown: "p"},
		Point: feed.Location{Latitude: "+1.50", Longitude: "2.50"}, BoundingBox: feed.BoundingBox{SouthLatitude: "1", WestLongitude: "2", NorthLatitude: "3", EastLongitude: "4"},
		GeocodePoints:    []feed.GeocodePoint{{CalculationMethod: "ParcelCentroid", Type: "Point", UsageTypes: "Display,Route", Location: feed.Location{Latitude: "1", Longitude: "2"}}},
		QueryParseValues: []feed.QueryParsePair{{Property: "Locality", Value: "\"a\""}},
	}, {Name: "no point"}}}
	rec := recordOf(t, e)
	var got []string
	for p := range rec.Parts(feed.ResponseGroup) {
		f, ok := AppendFeature(nil, rec, p)
		got = append(got, fmt.Sprintf("%s %v", f, ok))
	}
	want := []string{
		`{"type":"Feature","geometry":{"type":"Point","coordinates":[2.50,1.5]},"bbox":[2,1,4,3],"properties":{"matchCodes":["Ambiguous","Good"],` +
			`"address":{"adminDistricts":[{},{"shortName":"King Co."}],"countryRegion":{"ISO":"US"}},` +
			`"geocodePoints":[{"geometry":{"type":"Point","coordinates":[2,1]},"calculationMethod":"Parcel","usageTypes":["Display","Route"]}],` +
			`"bing":{"id":"1","statusCode":"Success","traceId":"t","name":"n","landmark":"l","postalTown":"p","queryParseValues":[{"property":"Locality","value":"\"a\""}]}}} true`,
		" false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMapping shows that the table has each field once, and that each member of it that is
// a simple one gives its field what it holds.
func TestMapping(t *testing.T) {
	var fields []feed.Field
	for _, row := range Mapping() {
		fields = append(fields, row.Field)
		path, ok := strings.CutPrefix(row.Azure, "properties.")
		if !ok || strings.Contains(path, "geocodePoints") {
			continue
		}
		text := `"§"`
		if base, index, ok := strings.Cut(path, "["); ok {
			path, text = base, `[`+strings.Repeat(`{},`, int(index[0]-'0'))+`{"shortName":"§"}]`
		}
		for _, key := range slices.Backward(strings.Split(path, ".")) {
			text = fmt.Sprintf("{%q:%s}", key, text)
		}
		e, _ := respond(t, nil, geocode(func(q *feed.GeocodeRequest) { q.Query, q.IncludeNeighborhood = "a", "true" }), bodyOf(`{"properties":`+text+`}`))
		if got := e.Get(row.Field); got != "§" {
			t.Errorf("%v is %q, and not what %s holds", row.Field, got, row.Azure)
		}
	}
	want := []feed.Field{}
	for f := range feed.NumFields {
		if f != feed.NoField && f.Info().InXML() {
			want = append(want, f)
		}
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("the fields of the table (-all +got)\n%s", diff)
	}
}

// TestParseAgainstEncodingJSON compares damaged answers with encoding/json: what it refuses
// is refused, and what it reads is read as it reads it.
func TestParseAgainstEncodingJSON(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 3))
	var bodies [][]byte
	for _, body := range answers(t) {
		var compact bytes.Buffer
		json.Compact(&compact, body)
		bodies = append(bodies, body, compact.Bytes())
	}
	slices.SortFunc(bodies, bytes.Compare)
	damage := []string{"", "\"", "\\", ",", "]", "}", "[", "{", ":", "0", "-", ".", "e", "null", "\\u00e9", "\\ud834\\udd1e", "\\ud834", "\\x", "\n", "\x01", "é", "true", `"a":1,`, " "}
	accepted, refused := 0, 0
	n := 60_000
	if testing.Short() {
		n = 5_000
	}
	for range n {
		body := slices.Clone(bodies[random.IntN(len(bodies))])
		for range random.IntN(3) {
			at, size := random.IntN(len(body)), random.IntN(3)
			body = slices.Replace(body, at, min(len(body), at+size), []byte(damage[random.IntN(len(damage))])...)
		}
		var a Answer
		err := a.Parse(body)
		switch {
		case err == nil && !json.Valid(body):
			t.Fatalf("encoding/json refuses what is read: %s", body)
		case err != nil && utf8.Valid(body) && json.Valid(body) && err.(*AnswerError).Offset >= 0:
			t.Fatalf("%v, but encoding/json reads %s", err, body)
		case err != nil:
			refused++
			continue
		}
		accepted++
		checkAgainst(t, &a, body)
	}
	if accepted < n/10 || refused < n/10 {
		t.Errorf("%d accepted, %d refused", accepted, refused)
	}
}

// FuzzAnswer does the same with what the fuzzer thinks of.
func FuzzAnswer(f *testing.F) {
	for _, body := range answers(f) {
		f.Add(body)
	}
	f.Add([]byte(`{"batchItems":[{"error":{"details":[null]}},{"features":[{"bbox":[1e9999999,0,-0,1]}]}]}`))
	m, _ := NewMapper(nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		var a Answer
		err := a.Parse(body)
		switch {
		case err == nil && !json.Valid(bytes.TrimPrefix(body, []byte("\uFEFF"))):
			t.Fatalf("encoding/json refuses what is read: %q", body)
		case err != nil && utf8.Valid(body) && json.Valid(body) && err.(*AnswerError).Offset >= 0 && !strings.Contains(err.Error(), "within each other"):
			t.Fatalf("%v, but encoding/json reads %q", err, body)
		case err != nil:
			return
		}
		rec := recordOf(t, geocode(func(q *feed.GeocodeRequest) { q.Query = "a" }))
		for i := range a.Len() {
			if err := m.SetAnswer(rec, &a, i, nil, nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// checkAgainst compares some values of an answer with those that encoding/json reads.
func checkAgainst(t *testing.T, a *Answer, body []byte) {
	var v struct {
		BatchItems []map[string]any `json:"batchItems"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return // of another shape: encoding/json knows members in any case
	}
	if strings.Count(string(body), `"batchItems"`) != 1 || len(v.BatchItems) != len(a.items) {
		return
	}
	for i, item := range v.BatchItems {
		features, _ := item["features"].([]any)
		for j, f := range features {
			got := &a.features[a.items[i].first+j]
			properties, _ := member(f, "properties").(map[string]any)
			want := map[string]any{"type": got.entityType, "confidence": got.confidence}
			address := map[string]any{"locality": got.locality, "formattedAddress": got.formatted, "postalCode": got.postalCode}
			for key, text := range want {
				compareText(t, body, key, properties[key], text.([]byte))
			}
			for key, text := range address {
				compareText(t, body, key, member(properties["address"], key), text.([]byte))
			}
		}
	}
}

func member(v any, key string) any {
	m, _ := v.(map[string]any)
	return m[key]
}

func compareText(t *testing.T, body []byte, key string, want any, got []byte) {
	text := ""
	switch want := want.(type) {
	case string:
		text = want
	case json.Number:
		text = want.String()
	}
	if text != string(got) {
		t.Fatalf("%s is %q, and encoding/json reads %q in %s", key, got, text, body)
	}
}

// TestNoAllocations shows that no memory is taken for each entity on either way.
func TestNoAllocations(t *testing.T) {
	m, _ := NewMapper(nil)
	body := testBatch(t, 100)
	rec := recordOf(t, geocode(func(q *feed.GeocodeRequest) {
		q.Culture, q.MaxResults, q.StrictMatch, q.MinimumConfidence = "de_DE", "3", "true", "Low"
		q.Address = feed.Address{AddressLine: "1 Main St", Locality: "Ely", CountryRegion: "United States"}
	}))
	var a Answer
	var out feed.Record
	var tally Tally
	var item []byte
	trace := []byte("Ref A: 1")
	run := func() {
		if err := a.Parse(body); err != nil {
			t.Fatal(err)
		}
		for i := range a.Len() {
			item, _ = m.AppendItem(item[:0], rec, 1)
			if err := m.Respond(&out, trace, m.Filter(rec), &a, i, trace, &tally); err != nil {
				t.Fatal(err)
			}
		}
	}
	run()
	if n := testing.AllocsPerRun(10, run); n > 2 {
		t.Errorf("%v allocations for a batch of 100", n)
	}
}

// testBatch returns an answer of n items in the shape of the recordings.
func testBatch(t testing.TB, n int) []byte {
	t.Helper()
	var v struct {
		BatchItems []json.RawMessage `json:"batchItems"`
	}
	for _, body := range answers(t) {
		var one struct {
			BatchItems []json.RawMessage `json:"batchItems"`
		}
		if err := json.Unmarshal(body, &one); err != nil {
			t.Fatal(err)
		}
		v.BatchItems = append(v.BatchItems, one.BatchItems...)
	}
	slices.SortFunc(v.BatchItems, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	for i := 0; len(v.BatchItems) < n; i++ {
		v.BatchItems = append(v.BatchItems, v.BatchItems[i])
	}
	v.BatchItems = v.BatchItems[:n]
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
