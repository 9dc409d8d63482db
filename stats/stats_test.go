package stats_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/stats"
)

func TestMain(m *testing.M) {
	runtime.GOMAXPROCS(max(3, runtime.GOMAXPROCS(0)))
	feedtest.Main(m)
}

// count counts feeds and returns the figures as JSON, which it holds against the schema.
func count(t testing.TB, feeds ...feed.Reader) map[string]any {
	t.Helper()
	c := stats.New()
	for _, r := range feeds {
		if err := c.Run(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(c.Stats())
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if err := schema(t).Validate(v); err != nil {
		t.Fatalf("%#v\n%s", err, text)
	}
	return v
}

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	const name = "schema/stats.schema.json"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile(name)
}

// counts are a map of JSON with counts.
func counts(m map[string]int) map[string]any {
	v := make(map[string]any)
	for k, n := range m {
		v[k] = float64(n)
	}
	return v
}

// naive counts the entities as simply as can be. It leaves out the box, the distances and the
// shared points.
func naive(t *testing.T, src feed.Reader) map[string]any {
	t.Helper()
	lists := make(map[string]map[string]int)
	for _, name := range []string{"statusCode", "faultReason", "confidence", "entityType", "matchCodes", "calculationMethod", "countryRegion", "culture", "fill", "responsesPerEntity", "asked"} {
		lists[name] = make(map[string]int)
	}
	add := func(list string, text string) {
		for len(text) > 200 {
			_, last := utf8.DecodeLastRuneInString(text)
			text = text[:len(text)-last]
		}
		if text != "" {
			lists[list][text]++
		}
	}
	for f := feed.NoField + 1; f < feed.NumFields; f++ {
		if f.Info().InXML() {
			lists["fill"][f.String()] = 0
		}
	}
	ids, requests := make(map[string]int), make(map[string]int)
	entities, geocode, reverse, without := 0, 0, 0, 0
	var r feed.Record
	for {
		err := r.Read(src)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		entities++
		for i := range r.Len() {
			p := r.At(i)
			for _, f := range p.Group().Fields() {
				if len(p.Text(f)) > 0 {
					lists["fill"][f.String()]++
				}
			}
		}
		own := r.Entity()
		add("statusCode", string(own.Text(feed.StatusCode)))
		add("faultReason", string(own.Text(feed.FaultReason)))
		if id := own.Text(feed.ID); len(id) > 0 {
			ids[string(id)]++
		}
		request := ""
		for _, g := range []feed.Group{feed.GeocodeGroup, feed.ReverseGroup} {
			p, ok := r.Request(g)
			if !ok {
				continue
			}
			if g == feed.GeocodeGroup {
				geocode++
				add("culture", string(p.Text(feed.GeocodeCulture)))
				add("asked", string(p.Text(feed.GeocodeCountryRegion)))
			} else {
				reverse++
				add("culture", string(p.Text(feed.ReverseCulture)))
			}
			for _, f := range g.Fields() {
				request += fmt.Sprintf("%v=%q ", g, p.Text(f))
			}
		}
		if request != "" {
			requests[request]++
		}
		responses, located := 0, false
		for p := range r.Parts(feed.ResponseGroup) {
			empty := p.Empty()
			for point := range p.Items(feed.PointGroup) {
				empty = empty && point.Empty()
				add("calculationMethod", string(point.Text(feed.PointCalculationMethod)))
			}
			for pair := range p.Items(feed.QueryParseGroup) {
				empty = empty && pair.Empty()
			}
			if empty {
				continue
			}
			responses++
			add("confidence", string(p.Text(feed.ResponseConfidence)))
			add("entityType", string(p.Text(feed.ResponseEntityType)))
			add("countryRegion", string(p.Text(feed.ResponseCountryRegion)))
			for _, code := range strings.Split(string(p.Text(feed.ResponseMatchCodes)), ",") {
				add("matchCodes", strings.TrimSpace(code))
			}
			_, ok := place(p)
			located = located || ok
		}
		if !located {
			without++
		}
		lists["responsesPerEntity"][strconv.Itoa(responses)]++
	}
	repeated := func(m map[string]int) float64 {
		n := 0
		for _, times := range m {
			if times > 1 {
				n++
			}
		}
		return float64(n)
	}
	all := map[string]any{
		"entities": float64(entities), "requests": counts(map[string]int{"geocode": geocode, "reverse": reverse}),
		"withoutPlace": float64(without), "repeatedIds": repeated(ids), "repeatedRequests": repeated(requests), "estimated": []any{},
	}
	if lists["responsesPerEntity"]["0"] == entities {
		lists["countryRegion"] = lists["asked"]
	}
	delete(lists, "asked")
	for name, list := range lists {
		all[name] = counts(list)
	}
	return all
}

// place returns the coordinates of a response.
func place(p feed.Part) (at [2]float64, ok bool) {
	for i, f := range []feed.Field{feed.ResponseLatitude, feed.ResponseLongitude} {
		text := strings.Trim(string(p.Text(f)), " \t\r\n")
		var err error
		at[i], err = strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(at[i]) || math.Abs(at[i]) > float64(90*(i+1)) || strings.ContainsAny(text, "xX_") {
			return at, false
		}
	}
	return at, true
}

// TestStats compares the figures of feeds with a simple count of them.
func TestStats(t *testing.T) {
	feeds := map[string]func() feed.Reader{
		"results":  func() feed.Reader { return feedtest.Results(1, 700) },
		"requests": func() feed.Reader { return feedtest.Requests(2, 700) },
		"empty":    func() feed.Reader { return feedtest.Results(1, 0) },
	}
	for seed := range uint64(30) {
		feeds[fmt.Sprint("random ", seed)] = func() feed.Reader { return feedtest.Random(seed, 50, feedtest.XMLChars).Reader() }
		hard := feedtest.Hard(seed, 50, feed.XML)
		feeds[fmt.Sprint("hard ", seed)] = func() feed.Reader { return hard.Tokens.Reader() }
	}
	for name, src := range feeds {
		got, want := count(t, src()), naive(t, src())
		for _, other := range []string{"box", "reverseDistanceMeters", "sharedPoints"} {
			delete(got, other)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestPieces shows that the figures are the same on any number of cores and in pieces of any
// size, and that those of two feeds are those of both together.
func TestPieces(t *testing.T) {
	text := feedtest.Text(t, feedtest.Results(3, 900), feed.XML, feedio.NewWriter)
	src := func() feed.Reader { return feedio.NewReader(strings.NewReader(text), feed.XML, nil) }
	want := count(t, feedtest.Results(3, 900))
	size := pieces.Size
	defer func() { pieces.Size = size }()
	for _, pieces.Size = range []int{100, 5000, 60_000} {
		if diff := cmp.Diff(want, count(t, src())); diff != "" {
			t.Errorf("in pieces of %d: %s", pieces.Size, diff)
		}
	}
	twice := count(t, src(), src())
	if twice["entities"] != 1800.0 || twice["repeatedIds"] != 900.0 {
		t.Errorf("two feeds: %v entities, %v repeated Ids", twice["entities"], twice["repeatedIds"])
	}
}

// answers returns a feed of entities that each have one response, at a place.
func answers(n int, at func(i int) (lat, lon string)) feed.Reader {
	return asked(n, func(i int) *feed.Entity {
		e := &feed.Entity{ID: strconv.Itoa(i), Responses: make([]feed.GeocodeResponse, 1)}
		p := &e.Responses[0].Point
		p.Latitude, p.Longitude = at(i)
		return e
	})
}

func asked(n int, entity func(i int) *feed.Entity) feed.Reader {
	i := -1
	return feed.NewEntityReader(func() (*feed.Entity, error) {
		if i++; i == n {
			return nil, io.EOF
		}
		return entity(i), nil
	})
}

// TestBox shows the box of places: all around the world, at the poles, across the
// antimeridian, and where no text is a place.
func TestBox(t *testing.T) {
	for _, c := range []struct {
		places string // lat,lon …
		want   any
	}{
		{"", nil},
		{"91,0 0,181 x,0 0, NaN,1 1e400,0", nil},
		{"1,2", []any{2.0, 1.0, 2.0, 1.0}},
		{"90,0 -90,0", []any{0.0, -90.0, 0.0, 90.0}},
		{"10,-122 -5,2 60,139", []any{-122.0, -5.0, 139.0, 60.0}},
		{"-18,178.5 -17,-179.2", []any{178.5, -18.0, -179.2, -17.0}},
		{"-18,178.5 -17,-179.2 51,0", []any{-179.2, -18.0, 178.5, 51.0}},
		{"0,180 0,-180", []any{180.0, 0.0, -180.0, 0.0}},
		{"0,-180 0,180 0,0", []any{-180.0, 0.0, 180.0, 0.0}},
		{"0,10.1 0,10.2 91,10.3 1,10.05", []any{10.05, 0.0, 10.2, 1.0}},
	} {
		places := strings.Fields(c.places)
		got := count(t, answers(len(places), func(i int) (string, string) {
			lat, lon, _ := strings.Cut(places[i], ",")
			return lat, lon
		}))["box"]
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.places, diff)
		}
	}
}

// TestSharedPoints shows which places are shared, that an entity counts once at each, and that
// a place of very many is found among more places than are remembered.
func TestSharedPoints(t *testing.T) {
	point := func(lat, lon float64, n int) any {
		return map[string]any{"latitude": lat, "longitude": lon, "entities": float64(n)}
	}
	for _, responses := range []int{3, 30} {
		got := count(t, asked(7, func(i int) *feed.Entity {
			e := &feed.Entity{ID: strconv.Itoa(i)}
			for k := range responses {
				e.Responses = append(e.Responses, feed.GeocodeResponse{Point: feed.Location{Latitude: strconv.Itoa(i % 3), Longitude: []string{"0", "-0.0"}[(i+k)%2]}})
			}
			return e
		}))["sharedPoints"]
		if diff := cmp.Diff([]any{point(0, 0, 3), point(1, 0, 2), point(2, 0, 2)}, got); diff != "" {
			t.Errorf("%d responses: %s", responses, diff)
		}
	}
	if feedtest.Race {
		t.Skip("takes long")
	}
	const n = 600_000
	v := count(t, answers(n, func(i int) (string, string) {
		if i%3 == 0 {
			return "47.5", "8"
		}
		return strconv.FormatFloat(float64(i)/n*90, 'f', -1, 64), "9"
	}))
	first := v["sharedPoints"].([]any)[0].(map[string]any)
	if shared := first["entities"].(float64); first["latitude"] != 47.5 || shared > n/3 || shared < n/3-10 || !slices.Contains(v["estimated"].([]any), any("sharedPoints")) {
		t.Errorf("%v, estimated %v", first, v["estimated"])
	}
}

// TestRepeated shows that repeated Ids are counted exactly among many, and about right among
// more than are remembered.
func TestRepeated(t *testing.T) {
	for _, c := range []struct {
		n         int
		tolerance float64
	}{{1000, 0}, {700_000, 0}, {3_000_000, 0.01}} {
		if (testing.Short() || feedtest.Race) && c.n > 1000 {
			continue
		}
		const every = 4 // of the Ids is there twice
		done := stats.New()
		e := &feed.Entity{}
		err := done.Run(context.Background(), asked(c.n+c.n/every, func(i int) *feed.Entity {
			if i >= c.n {
				i = (i - c.n) * every
			}
			e.ID = strconv.Itoa(i)
			return e
		}))
		if err != nil {
			t.Fatal(err)
		}
		s := done.Stats()
		want := float64(c.n / every)
		if math.Abs(float64(s.RepeatedIDs)-want) > want*c.tolerance || slices.Contains(s.Estimated, "repeatedIds") != (c.tolerance > 0) {
			t.Errorf("%d entities: %d repeated, want %v; estimated %v", c.n, s.RepeatedIDs, want, s.Estimated)
		}
	}
}

// TestReverseDistance shows how far some places are from each other, against known distances,
// and that quantiles of more than are remembered are about right.
func TestReverseDistance(t *testing.T) {
	reverse := func(n int, at func(i int) (lat, lon string)) *stats.Stats {
		c := stats.New()
		e := &feed.Entity{ID: "1", Reverse: &feed.ReverseGeocodeRequest{}, Responses: make([]feed.GeocodeResponse, 1)}
		e.Reverse.Location = feed.Location{Latitude: "0", Longitude: "0"}
		err := c.Run(context.Background(), asked(n, func(i int) *feed.Entity {
			e.Responses[0].Point.Latitude, e.Responses[0].Point.Longitude = at(i)
			return e
		}))
		if err != nil {
			t.Fatal(err)
		}
		return c.Stats()
	}
	const degree = 111_195.08 // along a great circle
	for _, c := range []struct {
		lat, lon string
		want     float64
	}{{"0", "0", 0}, {"1", "0", degree}, {"0", "1", degree}, {"0", "180", 180 * degree}, {"90", "77", 90 * degree}, {"-90", "0", 90 * degree}, {"0", "-179", 179 * degree}} {
		got := reverse(1, func(int) (string, string) { return c.lat, c.lon }).ReverseDistance
		if math.Abs(got.Max-c.want) > 1 || got.P50 != got.Max {
			t.Errorf("%s, %s: %+v, want %v", c.lat, c.lon, got, c.want)
		}
	}
	if got := reverse(3, func(int) (string, string) { return "95", "0" }).ReverseDistance; got != nil {
		t.Errorf("no place: %+v", got)
	}
	ten := reverse(10, func(i int) (string, string) { return strconv.Itoa(10 - i), "0" }).ReverseDistance
	for q, got := range map[float64]float64{5: ten.P50, 9: ten.P90, 10: ten.P99} {
		if math.Abs(got-q*degree) > 1 || ten.Max != ten.P99 {
			t.Errorf("of ten: %+v", ten)
		}
	}
	const n = 200_000
	many := reverse(n, func(i int) (string, string) {
		return strconv.FormatFloat(float64((i*7919)%n+1)/n, 'f', -1, 64), "0"
	})
	for q, got := range map[float64]float64{0.5: many.ReverseDistance.P50, 0.9: many.ReverseDistance.P90, 0.99: many.ReverseDistance.P99, 1: many.ReverseDistance.Max} {
		if want := q * degree; math.Abs(got-want) > want*0.006 {
			t.Errorf("quantile %v: %v, want %v", q, got, want)
		}
	}
	if !slices.Contains(many.Estimated, "reverseDistanceMeters") {
		t.Errorf("estimated: %v", many.Estimated)
	}
}

// TestManyValues shows what becomes of more different values than are counted, and of a long
// one.
func TestManyValues(t *testing.T) {
	v := count(t, asked(3000, func(i int) *feed.Entity {
		e := &feed.Entity{ID: "1", FaultReason: strconv.Itoa(i % 1500)}
		if i == 0 {
			e.FaultReason = strings.Repeat("é", 101)
		}
		return e
	}))
	reasons := v["faultReason"].(map[string]any)
	if len(reasons) != 1001 || reasons[""] != 1001.0 || reasons["1"] != 2.0 || reasons[strings.Repeat("é", 100)] != 1.0 || !slices.Contains(v["estimated"].([]any), any("faultReason")) {
		t.Errorf("%d values, others %v, estimated %v", len(reasons), reasons[""], v["estimated"])
	}
}

// TestManyCodes shows that each member of a long list is counted.
func TestManyCodes(t *testing.T) {
	want := make(map[string]int)
	var codes []string
	for i := range 100 {
		code := fmt.Sprint("Code ", i)
		codes = append(codes, code)
		want[code] = 40
	}
	long := strings.Repeat("x", 300)
	codes, want[long[:200]] = append(codes, long), 40
	got := count(t, asked(40, func(i int) *feed.Entity {
		e := &feed.Entity{ID: strconv.Itoa(i), Responses: make([]feed.GeocodeResponse, 1)}
		e.Responses[0].MatchCodes = strings.Join(slices.Concat(codes[i:], codes[:i]), ", ")
		return e
	}))["matchCodes"]
	if diff := cmp.Diff(any(counts(want)), got); diff != "" {
		t.Error(diff)
	}
}

// TestFault shows that the first fault of a feed ends the count, with its place.
func TestFault(t *testing.T) {
	text := "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,a\n2,b,c\n"
	err := stats.New().Run(context.Background(), feedio.NewReader(strings.NewReader(text), feed.CSV, nil))
	var fault *feed.Fault
	if !errors.As(err, &fault) || fault.Line != 4 {
		t.Error(err)
	}
	if err := new(stats.Counter).Run(context.Background(), feedtest.Results(1, 1)); err == nil {
		t.Error("a Counter that New has not made")
	}
	if err := stats.New().Run(context.Background(), nil); err == nil {
		t.Error("no reader")
	}
}

// TestFeedAfterFault counts a feed after one that ended at a fault within an entity, of which
// nothing may be left.
func TestFeedAfterFault(t *testing.T) {
	c := stats.New()
	broken := `{"id":"1"}` + "\n" + `{"id":"2","colour":"red","geocodeRequest":{"query":"a"}}` + "\n"
	if err := c.Run(context.Background(), feedio.NewReader(strings.NewReader(broken), feed.JSONLines, nil)); !errors.Is(err, feed.JSONKey) {
		t.Fatal(err)
	}
	if err := c.Run(context.Background(), feedtest.Results(1, 3)); err != nil {
		t.Error(err)
	}
	if s := c.Stats(); s.Entities != 4 || s.Fill[feed.GeocodeQuery.String()] != 0 {
		t.Errorf("%d entities, %v", s.Entities, s.Fill)
	}
}

// TestAllocations shows that no entity takes memory of its own.
func TestAllocations(t *testing.T) {
	entities := func(n int) float64 {
		return testing.AllocsPerRun(1, func() {
			c := stats.New()
			if err := c.Run(context.Background(), &again{n: n}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := entities(5000), entities(20_000); many > few+20 {
		t.Errorf("5,000 entities take %v allocations, 20,000 take %v", few, many)
	}
}

// again is a reader of the same few entities again and again.
type again struct {
	feed.RecordReader
	records []feed.Record
	n       int
}

func (a *again) ReadRecord(r *feed.Record) error {
	if a.n == 0 {
		return io.EOF
	}
	a.n--
	if a.records == nil {
		a.records = make([]feed.Record, 50)
		src := feedtest.Results(1, len(a.records))
		for i := range a.records {
			if err := a.records[i].Read(src); err != nil {
				return err
			}
		}
	}
	for t := range a.records[a.n%len(a.records)].Tokens() {
		if _, err := r.Add(t); err != nil {
			return err
		}
	}
	return nil
}

func (a *again) ReadToken() (feed.Token, error) { return feed.Token{}, errors.ErrUnsupported }

func (a *again) Source() []byte { return nil }

func (a *again) Position(offset int64) feed.Position { return feed.Position{Offset: offset} }

// TestFlatMemory shows that the memory does not grow with the feed, whatever is in it.
func TestFlatMemory(t *testing.T) {
	if testing.Short() || feedtest.Race {
		t.Skip("takes long")
	}
	const n = 1_200_000
	c := stats.New()
	e := &feed.Entity{Geocode: &feed.GeocodeRequest{}, Responses: make([]feed.GeocodeResponse, 1)}
	var most uint64
	err := c.Run(context.Background(), asked(n, func(i int) *feed.Entity {
		e.ID = strconv.Itoa(i)
		e.Geocode.Query, e.FaultReason = e.ID, e.ID
		e.Responses[0].Point.Latitude = strconv.FormatFloat(float64(i/2)/n*90, 'f', 9, 64)
		e.Responses[0].Point.Longitude = "1"
		if i%100_000 == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
		return e
	}))
	if err != nil {
		t.Fatal(err)
	}
	if s := c.Stats(); most > 32<<20 || len(s.Estimated) < 4 {
		t.Errorf("%d MiB, estimated %v", most>>20, s.Estimated)
	}
	t.Logf("%d MiB", most>>20)
}
