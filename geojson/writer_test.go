package geojson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/geojson"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/flat"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

func TestMain(m *testing.M) {
	runtime.GOMAXPROCS(max(3, runtime.GOMAXPROCS(0)))
	feedtest.Main(m)
}

// ways are the options, in all combinations.
var ways = func() (ways []geojson.Options) {
	for i := range 16 {
		ways = append(ways, geojson.Options{Lines: i&1 != 0, Located: i&2 != 0, BBox: i&4 != 0, Points: i&8 != 0})
	}
	return ways
}()

// azureWays are those in which features are as Azure Maps has them.
var azureWays = []geojson.Options{{Azure: true}, {Azure: true, Lines: true}}

// write writes a feed as GeoJSON.
func write(t testing.TB, src feed.Reader, o geojson.Options) (string, geojson.Counts) {
	t.Helper()
	var out bytes.Buffer
	w := geojson.NewWriter(&out, &o)
	feedtest.Copy(t, w, src)
	return out.String(), w.Counts()
}

// A feature is a Feature as package json reads it.
type feature struct {
	Type       string                     `json:"type"`
	Properties map[string]json.RawMessage `json:"properties"`
	BBox       []json.Number              `json:"bbox"`
	Geometry   *struct {
		Type        string        `json:"type"`
		Coordinates []json.Number `json:"coordinates"`
	} `json:"geometry"`
}

// parse reads a text as package json does.
func parse(t *testing.T, text string, lines bool) (features []feature) {
	t.Helper()
	if !lines {
		var all struct {
			Type     string
			Features []feature
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&all); err != nil || all.Type != "FeatureCollection" || all.Features == nil {
			t.Fatalf("%v: %.300s", err, text)
		}
		return all.Features
	}
	for line := range strings.Lines(text) {
		var f feature
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&f); err != nil || !strings.HasSuffix(line, "}\n") {
			t.Fatalf("%v: %.300s", err, line)
		}
		features = append(features, f)
	}
	return features
}

// place is the slow and simple judgement of coordinates.
func place(latitude, longitude string) bool {
	within := func(text string, limit float64) bool {
		f, err := strconv.ParseFloat(strings.Trim(text, " \t\r\n"), 64)
		return err == nil && -limit <= f && f <= limit && !strings.ContainsAny(text, "xX_")
	}
	return within(latitude, 90) && within(longitude, 180)
}

// same reports whether a number of JSON is the one that a text is.
func same(n json.Number, text string) bool {
	want, err1 := strconv.ParseFloat(strings.Trim(text, " \t\r\n"), 64)
	got, err2 := n.Float64()
	return err1 == nil && err2 == nil && want == got
}

// expected is a Feature that there should be.
type expected struct {
	texts     map[string]string // of properties
	response  int
	lat, lon  string
	sides     [4]string
	isLocated bool
}

// expect lists the Features that there should be, from the entities as structs of tokens.
func expect(t *testing.T, src feed.Reader, o geojson.Options) (all []expected) {
	t.Helper()
	var r feed.Record
	for {
		err := r.Read(src)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		own := make(map[string]string)
		add := func(texts map[string]string, p feed.Part) {
			for _, f := range p.Group().Fields() {
				if text := p.Text(f); len(text) > 0 {
					texts[flat.Name(f)] = string(text)
				}
			}
		}
		add(own, r.Entity())
		for _, g := range []feed.Group{feed.GeocodeGroup, feed.ReverseGroup} {
			if p, ok := r.Request(g); ok {
				add(own, p)
			}
		}
		n := 0
		for p := range r.Parts(feed.ResponseGroup) {
			points := slices.Collect(p.Items(feed.PointGroup))
			points = slices.DeleteFunc(points, feed.Part.Empty)
			pairs := slices.Collect(p.Items(feed.QueryParseGroup))
			pairs = slices.DeleteFunc(pairs, feed.Part.Empty)
			if p.Empty() && len(points)+len(pairs) == 0 {
				continue
			}
			n++
			texts := make(map[string]string)
			for k, v := range own {
				texts[k] = v
			}
			add(texts, p)
			e := expected{texts: texts, response: n, lat: texts["Latitude"], lon: texts["Longitude"]}
			for i, f := range []feed.Field{feed.ResponseWestLongitude, feed.ResponseSouthLatitude, feed.ResponseEastLongitude, feed.ResponseNorthLatitude} {
				e.sides[i] = string(p.Text(f))
			}
			switch {
			case !o.Points:
				all = append(all, e)
			case len(points) == 0:
				e.lat, e.lon = "", ""
				all = append(all, e)
			}
			for _, point := range points {
				if !o.Points {
					break
				}
				at := e
				at.texts = make(map[string]string)
				for k, v := range texts {
					at.texts[k] = v
				}
				for _, f := range []feed.Field{feed.PointCalculationMethod, feed.PointUsageTypes} {
					if text := point.Text(f); len(text) > 0 {
						at.texts[flat.Name(f)] = string(text)
					}
				}
				at.lat, at.lon = string(point.Text(feed.PointLatitude)), string(point.Text(feed.PointLongitude))
				all = append(all, at)
			}
		}
		if n == 0 {
			all = append(all, expected{texts: own})
		}
	}
}

// compare compares what was written of a feed with what should be.
func compare(t *testing.T, name string, tokens func() feed.Reader, o geojson.Options) {
	t.Helper()
	text, counts := write(t, tokens(), o)
	got := parse(t, text, o.Lines)
	want := expect(t, tokens(), o)
	for i := range want {
		want[i].isLocated = place(want[i].lat, want[i].lon)
	}
	if o.Located {
		want = slices.DeleteFunc(want, func(e expected) bool { return !e.isLocated })
	}
	if len(got) != len(want) || counts.Features != int64(len(want)) {
		t.Fatalf("%s %+v: %d Features, counted %d, want %d", name, o, len(got), counts.Features, len(want))
	}
	for i, f := range got {
		if diff := differ(f, want[i], i+1, o); diff != "" {
			t.Fatalf("%s %+v: Feature %d: %s", name, o, i+1, diff)
		}
	}
}

// numeric are the properties that are numbers.
var numeric = []string{"Seq", "Response", "WestLongitude", "SouthLatitude", "EastLongitude", "NorthLatitude"}

// differ says what is wrong with a Feature.
func differ(f feature, want expected, seq int, o geojson.Options) string {
	switch {
	case f.Type != "Feature":
		return "of type " + f.Type
	case string(f.Properties["Seq"]) != strconv.Itoa(seq):
		return "Seq " + string(f.Properties["Seq"])
	case want.response == 0 && string(f.Properties["Response"]) != "null",
		want.response > 0 && string(f.Properties["Response"]) != strconv.Itoa(want.response):
		return fmt.Sprintf("Response %s, want %d", f.Properties["Response"], want.response)
	case want.isLocated != (f.Geometry != nil):
		return fmt.Sprintf("geometry %v of %q, %q", f.Geometry, want.lat, want.lon)
	case want.isLocated && (f.Geometry.Type != "Point" || len(f.Geometry.Coordinates) != 2 || !same(f.Geometry.Coordinates[0], want.lon) || !same(f.Geometry.Coordinates[1], want.lat)):
		return fmt.Sprintf("%v of %q, %q", f.Geometry, want.lat, want.lon)
	}
	isBox := place(want.sides[1], want.sides[0]) && place(want.sides[3], want.sides[2])
	if isBox {
		south, _ := strconv.ParseFloat(strings.TrimSpace(want.sides[1]), 64)
		north, _ := strconv.ParseFloat(strings.TrimSpace(want.sides[3]), 64)
		isBox = south <= north
	}
	if (o.BBox && isBox) != (f.BBox != nil) {
		return fmt.Sprintf("bbox %v of %q", f.BBox, want.sides)
	}
	for i, n := range f.BBox {
		if !same(n, want.sides[i]) {
			return fmt.Sprintf("bbox %v of %q", f.BBox, want.sides)
		}
	}
	for name, raw := range f.Properties {
		text, is := want.texts[name], string(raw)
		var unquoted string
		switch {
		case name == "Seq" || name == "Response":
		case slices.Contains(numeric, name):
			if is == "null" && !place("0", text) && !place(text, "0") {
				continue
			}
			if !same(json.Number(is), text) {
				return fmt.Sprintf("%s is %s, want %q", name, is, text)
			}
		case is == "null":
			if text != "" {
				return fmt.Sprintf("%s is null, want %q", name, text)
			}
		case json.Unmarshal(raw, &unquoted) != nil || unquoted != text:
			return fmt.Sprintf("%s is %s, want %q", name, is, text)
		}
	}
	for name := range want.texts {
		if _, ok := f.Properties[name]; !ok {
			return "no property " + name
		}
	}
	return ""
}

// TestFeatures compares the Features of generated feeds with the feeds: every value and every
// point, in all ways.
func TestFeatures(t *testing.T) {
	seeds := uint64(8)
	if feedtest.Race {
		seeds = 1
	}
	for _, o := range ways {
		compare(t, "results", func() feed.Reader { return feedtest.Results(1, 300) }, o)
		compare(t, "requests", func() feed.Reader { return feedtest.Requests(2, 50) }, o)
		for seed := range seeds {
			compare(t, "random", func() feed.Reader { return feedtest.Random(seed, 30, feedtest.AnyChars).Reader() }, o)
			hard := feedtest.Hard(seed, 30, feed.XML)
			compare(t, "hard", func() feed.Reader { return hard.Tokens.Reader() }, o)
		}
	}
}

// TestManySets writes responses with values of more sets of fields than a Writer keeps
// templates of, twice, and with sides of boxes that are no numbers.
func TestManySets(t *testing.T) {
	tokens := func() feed.Reader {
		i := 0
		return feed.NewEntityReader(func() (*feed.Entity, error) {
			if i++; i > 1200 {
				return nil, io.EOF
			}
			r := feed.GeocodeResponse{Name: "x", BoundingBox: feed.BoundingBox{SouthLatitude: "1", NorthLatitude: "2"}}
			a, b := &r.Address, &r.BoundingBox
			for bit, value := range []*string{&a.AddressLine, &a.AdminDistrict, &a.Locality, &a.PostalCode, &a.Landmark, &r.EntityType, &r.Confidence, &b.SouthLatitude, &b.NorthLatitude} {
				if i>>bit&1 != 0 {
					*value = fmt.Sprintf("no number %d", bit)
				}
			}
			return &feed.Entity{ID: strconv.Itoa(i), Responses: []feed.GeocodeResponse{r}}, nil
		})
	}
	compare(t, "many sets", tokens, geojson.Options{})
}

// TestPieces shows that what is written on all cores is the same to the byte, and counted so.
func TestPieces(t *testing.T) {
	text := feedtest.Text(t, feedtest.Results(3, 400), feed.XML, feedio.NewWriter)
	whole := pieces.Size
	defer func() { pieces.Size = whole }()
	for _, o := range slices.Concat(ways, azureWays) {
		if feedtest.Race && !o.Azure && o.Lines == o.BBox {
			continue // half of them
		}
		want, counts := write(t, feedio.NewReader(strings.NewReader(text), feed.XML, nil), o)
		for _, size := range []int{100, 5000, 30_000} {
			pieces.Size = size
			var got bytes.Buffer
			w := geojson.NewWriter(&got, &o)
			n, err := feedio.Copy(context.Background(), w, feedio.NewReader(strings.NewReader(text), feed.XML, nil))
			if err := errors.Join(err, w.Close()); n != 400 || err != nil {
				t.Fatal(n, err)
			}
			if got.String() != want || w.Counts() != counts {
				t.Errorf("%+v in pieces of %d: %d bytes and %+v, want %d and %+v", o, size, got.Len(), w.Counts(), len(want), counts)
			}
		}
	}
}

// entity returns a feed of an entity with a response for each pair of coordinates.
func entity(id string, places ...[2]string) feed.Reader {
	e := &feed.Entity{ID: id}
	for _, p := range places {
		e.Responses = append(e.Responses, feed.GeocodeResponse{Name: "x", Point: feed.Location{Latitude: p[0], Longitude: p[1]}})
	}
	done := false
	return feed.NewEntityReader(func() (*feed.Entity, error) {
		if done {
			return nil, io.EOF
		}
		done = true
		return e, nil
	})
}

// TestPlaces shows, for coordinates at and beyond the edges, what is written of them and how
// they are counted.
func TestPlaces(t *testing.T) {
	text, counts := write(t, entity("1",
		[2]string{"47.6401305198669", "-122.12979"}, [2]string{"90", "180"}, [2]string{"-90", "-180"}, [2]string{"+47.60", ".5"}, [2]string{"47.", "-0"},
		[2]string{"90.5", "0"}, [2]string{"0", "180.1"}, [2]string{"47,6", "8"}, [2]string{"NaN", "0"}, [2]string{"0", strings.Repeat("9", 400)},
		[2]string{"0." + strings.Repeat("1", 400), "0"}, [2]string{"", ""},
	), geojson.Options{Lines: true})
	var got []string
	for line := range strings.Lines(text) {
		_, geometry, _ := strings.Cut(strings.TrimSuffix(line, "}\n"), `"geometry":`)
		got = append(got, geometry)
	}
	point := func(coordinates string) string { return `{"type":"Point","coordinates":[` + coordinates + `]}` }
	want := []string{
		point("-122.12979,47.6401305198669"), point("180,90"), point("-180,-90"), point("0.5,47.6"), point("-0,47"),
		"null", "null", "null", "null", "null",
		point("0,0." + strings.Repeat("1", 400)), "null",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if want := (geojson.Counts{Features: 12, NoPlace: 1, BadPlace: 5}); counts != want {
		t.Errorf("%+v, want %+v", counts, want)
	}
}

// TestAntimeridian shows that a box across the antimeridian keeps its west above its east, and
// that a box with south above north is none.
func TestAntimeridian(t *testing.T) {
	box := func(south, west, north, east string) string {
		text, _ := write(t, feed.NewEntityReader(one(&feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{
			BoundingBox: feed.BoundingBox{SouthLatitude: south, WestLongitude: west, NorthLatitude: north, EastLongitude: east}}}})), geojson.Options{BBox: true})
		_, text, _ = strings.Cut(text, `,"bbox":`)
		text, _, _ = strings.Cut(text, `,"geometry"`)
		return text
	}
	for _, c := range [][5]string{
		{"-20", "177", "-12.5", "-178", "[177,-20,-178,-12.5]"}, {"-90", "-180", "90", "180", "[-180,-90,180,90]"}, {"+1", "2", "1", "2", "[2,1,2,1]"},
		{"2", "0", "1", "0", ""}, {"0", "0", "91", "0", ""}, {"0", "x", "1", "0", ""}, {"0", "", "1", "0", ""},
	} {
		if got := box(c[0], c[1], c[2], c[3]); got != c[4] {
			t.Errorf("%q: %s", c, got)
		}
	}
}

// one returns a source of one entity.
func one(e *feed.Entity) func() (*feed.Entity, error) {
	return func() (*feed.Entity, error) {
		if e == nil {
			return nil, io.EOF
		}
		defer func() { e = nil }()
		return e, nil
	}
}

// TestEmpty shows what an empty feed is.
func TestEmpty(t *testing.T) {
	for lines, want := range map[bool]string{false: "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n", true: ""} {
		if got, _ := write(t, feedtest.Results(1, 0), geojson.Options{Lines: lines}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestNotUTF8 shows that a value which JSON cannot hold is a fault, or is counted and null.
func TestNotUTF8(t *testing.T) {
	e := &feed.Entity{ID: "1", StatusCode: "a\xff"}
	w := geojson.NewWriter(io.Discard, nil)
	if _, err := feed.Copy(w, feed.NewEntityReader(one(e))); !errors.Is(err, feed.Unwritable) {
		t.Error(err)
	}
	dropped := new(feed.Tally)
	text, _ := write(t, feed.NewEntityReader(one(e)), geojson.Options{Dropped: dropped})
	if !strings.Contains(text, `"StatusCode":null`) {
		t.Error(text)
	}
	for f, n := range dropped.All() {
		if f != feed.StatusCode || n != 1 {
			t.Error(f, n)
		}
	}
}

// TestAzure shows that each response that has a place is the feature that package azuremaps
// makes of it, and that all is valid JSON.
func TestAzure(t *testing.T) {
	for _, o := range azureWays {
		for seed := range uint64(8) {
			read := func() feed.Reader { return feedtest.Random(seed, 30, feedtest.AnyChars).Reader() }
			text, counts := write(t, read(), o)
			var want []string
			var rec feed.Record
			for src := read(); rec.Read(src) == nil; {
				for p := range rec.Parts(feed.ResponseGroup) {
					if _, _, ok := value.Place(p.Text(feed.ResponseLatitude), p.Text(feed.ResponseLongitude)); ok {
						f, _ := azuremaps.AppendFeature(nil, &rec, p)
						want = append(want, string(f))
					}
				}
			}
			if !o.Lines && !json.Valid([]byte(text)) {
				t.Errorf("seed %d: no JSON: %s", seed, text)
			}
			got := text
			if !o.Lines {
				got = strings.TrimSuffix(strings.TrimPrefix(got, `{"type":"FeatureCollection","features":[`+"\n"), "\n]}\n")
			}
			if got = strings.ReplaceAll(strings.TrimSuffix(got, "\n"), "},\n", "}\n"); got != strings.Join(want, "\n") && len(want) > 0 || counts.Features != int64(len(want)) {
				t.Errorf("seed %d: %d features\n%s\nwant\n%s", seed, counts.Features, got, strings.Join(want, "\n"))
			}
		}
	}
	e := &feed.Entity{ID: "1", Responses: []feed.GeocodeResponse{{Name: "a\xff", Point: feed.LocationAt(1, 2)}}}
	for _, dropped := range []*feed.Tally{nil, new(feed.Tally)} {
		w := geojson.NewWriter(io.Discard, &geojson.Options{Azure: true, Dropped: dropped})
		if _, err := feed.Copy(w, feed.NewEntityReader(one(e))); !errors.Is(err, feed.Unwritable) {
			t.Error(err)
		}
	}
}

// TestAllocations shows that no entity takes memory of its own.
func TestAllocations(t *testing.T) {
	if feedtest.Race {
		t.Skip("the race detector allocates")
	}
	some := make([]feed.Record, 100)
	for i, src := 0, feedtest.Results(1, len(some)); i < len(some); i++ {
		if err := some[i].Read(src); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range slices.Concat(ways, azureWays) {
		w := geojson.NewWriter(io.Discard, &o)
		write := func() {
			for i := range some {
				if err := w.WriteRecord(&some[i]); err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 20 { // until its buffer has been written once
			write()
		}
		if n := testing.AllocsPerRun(10, write); n > 0 {
			t.Errorf("%+v: %v allocations", o, n)
		}
	}
}
