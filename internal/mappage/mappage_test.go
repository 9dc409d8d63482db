package mappage_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/mappage"
)

// pageOf returns the page of a feed.
func pageOf(t testing.TB, src feed.Reader, o *mappage.Options) string {
	t.Helper()
	var out bytes.Buffer
	w := mappage.NewWriter(&out, o)
	feedtest.Copy(t, w, src)
	return out.String()
}

// elements returns what the script elements of a class have in them.
func elements(t *testing.T, page, class string) (found [][]byte) {
	t.Helper()
	for _, m := range regexp.MustCompile(`<script type="application/base64" class="`+class+`">([^<]*)</script>`).FindAllStringSubmatch(page, -1) {
		data, err := base64.StdEncoding.DecodeString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, data)
	}
	return found
}

func unzip(t *testing.T, data []byte) []byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	data, err = io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// metaOf returns what a page knows of all its data.
func metaOf(t *testing.T, page string) (meta struct {
	Title, Tiles, Credit string
	Entities             int
	Traits               []struct {
		Name   string
		Values []string
	}
	Fields map[string][]string
}) {
	t.Helper()
	m := regexp.MustCompile(`<script type="application/json" id="meta">([^<]*)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page does not say what it has")
	}
	if err := json.Unmarshal([]byte(m[1]), &meta); err != nil {
		t.Fatal(err)
	}
	return meta
}

// TestPageHasAllValues reads back what pages have of random feeds, and compares it with the
// feeds: each part with its values, in their order.
func TestPageHasAllValues(t *testing.T) {
	for seed := range uint64(20) {
		tokens := feedtest.Random(seed, 300, feedtest.AnyChars)
		page := pageOf(t, tokens.Reader(), nil)
		var got [][]any
		for _, chunk := range elements(t, page, "entities") {
			for line := range bytes.Lines(unzip(t, chunk)) {
				var parts []any
				if err := json.Unmarshal(line, &parts); err != nil {
					t.Fatalf("%v: %s", err, line)
				}
				got = append(got, parts)
			}
		}
		var want [][]any
		for e, err := range feed.Entities(tokens.Reader()) {
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, partsOf(e))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d:\n%s", seed, diff)
		}
		if meta := metaOf(t, page); meta.Entities != len(want) {
			t.Errorf("the page says that it has %d entities, not %d", meta.Entities, len(want))
		}
	}
}

// partsOf returns an entity as the page has it.
func partsOf(e *feed.Entity) []any {
	part := func(g feed.Group, has bool, e *feed.Entity) []any {
		if !has {
			return []any{}
		}
		var values []string
		for _, f := range g.Fields() {
			values = append(values, e.Get(f))
		}
		return trimmed(values...)
	}
	parts := []any{
		part(feed.EntityGroup, true, e), part(feed.ReverseGroup, e.Reverse != nil, e), part(feed.GeocodeGroup, e.Geocode != nil, e),
	}
	for _, r := range e.Responses {
		if isEmpty(r) {
			continue
		}
		points, pairs := []any{}, []any{}
		for _, p := range r.GeocodePoints {
			points = append(points, trimmed(p.CalculationMethod, p.Latitude, p.Longitude, p.Type, p.UsageTypes))
		}
		for _, p := range r.QueryParseValues {
			pairs = append(pairs, trimmed(p.Property, p.Value))
		}
		parts = append(parts, []any{part(feed.ResponseGroup, true, &feed.Entity{Responses: []feed.GeocodeResponse{r}}), points, pairs})
	}
	return parts
}

// isEmpty reports whether a response has no value at all.
func isEmpty(r feed.GeocodeResponse) bool {
	for _, p := range r.GeocodePoints {
		if p != (feed.GeocodePoint{}) {
			return false
		}
	}
	for _, p := range r.QueryParseValues {
		if p != (feed.QueryParsePair{}) {
			return false
		}
	}
	r.GeocodePoints, r.QueryParseValues = nil, nil
	return reflect.DeepEqual(r, feed.GeocodeResponse{})
}

// trimmed returns values without the empty ones at the end.
func trimmed(values ...string) []any {
	all := []any{}
	end := 0
	for i, v := range values {
		all = append(all, v)
		if v != "" {
			end = i + 1
		}
	}
	return all[:end]
}

// at returns an entity with a response at a place.
func at(latitude, longitude string) *feed.Entity {
	return &feed.Entity{Responses: []feed.GeocodeResponse{{Confidence: "High", Point: feed.Location{Latitude: latitude, Longitude: longitude}}}}
}

// TestPlaces shows which coordinates are a place, and where.
func TestPlaces(t *testing.T) {
	const none = math.MinInt32
	second := at("", "")
	second.Responses = append(second.Responses, feed.GeocodeResponse{Confidence: "Low", Point: feed.LocationAt(1, 2)})
	badSecond := at("91", "0")
	badSecond.Responses = append(badSecond.Responses, feed.GeocodeResponse{Point: feed.LocationAt(3, 4)}, feed.GeocodeResponse{Point: feed.LocationAt(5, 6)})
	cases := []struct {
		e         *feed.Entity
		lat, lon  int32
		responses byte
		flags     byte
	}{
		{at("52.4131", "-4.0868"), 524131000, -40868000, 1, 0},
		{at("47.64013051986690", "-122.12971235"), 476401305, -1221297124, 1, 0},
		{at("90", "180"), 900000000, 1800000000, 1, 0},
		{at("-90", "-180"), -900000000, -1800000000, 1, 0},
		{at("1e1", ".5"), 100000000, 5000000, 1, 0},
		{at("+0", "-0"), 0, 0, 1, 0},
		{at(" 1\n", "\t2 "), 10000000, 20000000, 1, 0},
		{at("90.00001", "0"), none, 0, 1, 1},
		{at("0", "-180.1"), none, 0, 1, 1},
		{at("52,4", "13"), none, 0, 1, 1},
		{at("52.4", ""), none, 0, 1, 1},
		{at("", "1"), none, 0, 1, 1},
		{at("NaN", "0"), none, 0, 1, 1},
		{at("1e999", "0"), none, 0, 1, 1},
		{at("", ""), none, 0, 1, 0},
		{&feed.Entity{Responses: []feed.GeocodeResponse{{}, {GeocodePoints: []feed.GeocodePoint{{}}}}}, none, 0, 0, 0},
		{&feed.Entity{}, none, 0, 0, 0},
		{second, 10000000, 20000000, 2, 0},
		{badSecond, 30000000, 40000000, 3, 0},
	}
	var all []*feed.Entity
	for _, c := range cases {
		all = append(all, c.e)
	}
	var out bytes.Buffer
	w := mappage.NewWriter(&out, nil)
	feedtest.Copy(t, w, feedtest.Entities(all...).Reader())
	rows := elements(t, out.String(), "index")[0]
	if len(rows) != 16*len(cases) {
		t.Fatalf("%d bytes", len(rows))
	}
	placed := 0
	for i, c := range cases {
		row := rows[16*i:]
		lat, lon := int32(binary.LittleEndian.Uint32(row)), int32(binary.LittleEndian.Uint32(row[4:]))
		if lat != c.lat || lon != c.lon || row[13] != c.responses || row[14] != c.flags {
			t.Errorf("%v: %d, %d, %d responses, flags %d", c.e.Responses, lat, lon, row[13], row[14])
		}
		if lat != none {
			placed++
		}
	}
	if n, p := w.Entities(); n != int64(len(cases)) || p != int64(placed) {
		t.Errorf("%d entities, %d on the map, want %d and %d", n, p, len(cases), placed)
	}
	if got := metaOf(t, out.String()).Traits[0].Values[rows[16*17+8]]; got != "Low" {
		t.Errorf("the confidence of an entity is %q, not that of the response whose place is shown", got)
	}
}

// TestTraits shows that values of a trait beyond the first 254, and long ones, are the others.
func TestTraits(t *testing.T) {
	var all []*feed.Entity
	for i := range 300 {
		all = append(all, &feed.Entity{StatusCode: strings.Repeat("x", i)}, &feed.Entity{StatusCode: "Success"})
	}
	for i := range 300 {
		all = append(all, &feed.Entity{StatusCode: string(rune('Ā' + i))})
	}
	page := pageOf(t, feedtest.Entities(all...).Reader(), nil)
	values := metaOf(t, page).Traits[1].Values
	if len(values) != 255 || values[0] != "" || values[1] != "Success" {
		t.Fatalf("%d values, the first are %q", len(values), values[:2])
	}
	rows := bytes.Join(elements(t, page, "index"), nil)
	for i, e := range all {
		code := rows[16*i+9]
		known := int(code) < len(values) && values[code] == e.StatusCode
		if shown := len(e.StatusCode) <= 100 && i < 600; shown != known && !(i >= 600 && known) {
			t.Errorf("the code of %q is %d", e.StatusCode, code)
		}
		if !known && code != 255 {
			t.Errorf("the code of %q is %d, which is another value", e.StatusCode, code)
		}
	}
}

// TestPageIsInert shows that no value of a feed, and no title, is anywhere in the page as it
// is, and what the page may do.
func TestPageIsInert(t *testing.T) {
	const text = `</script><script>alert(1)</script><img src=x onerror=alert(1)>`
	e := at("1", "2")
	e.ID, e.StatusCode, e.Responses[0].Confidence = text, text, text
	tiles, err := mappage.NewTiles("https://tiles.example.com/{z}/{x}/{y}.png?key=<&\"'>", text)
	if err != nil {
		t.Fatal(err)
	}
	plain, other := pageOf(t, feedtest.Entities(e).Reader(), nil), pageOf(t, feedtest.Entities(e).Reader(), &mappage.Options{Title: text, Tiles: tiles})
	for _, page := range []string{plain, other} {
		if strings.Contains(page, "alert(1)<") || strings.Contains(page, "<img") {
			t.Error("the page has a value as HTML")
		}
	}
	for page, images := range map[string]string{plain: "img-src data:;", other: "img-src data: https://tiles.example.com;"} {
		if !strings.Contains(page, `content="default-src 'none'; script-src 'sha256-`) || !strings.Contains(page, images) {
			t.Errorf("the policy of the page lacks %s", images)
		}
	}
	if got := strings.Count(plain, "<script>"); got != 1 {
		t.Errorf("%d scripts run", got)
	}
	if meta := metaOf(t, other); meta.Title != text || meta.Credit != text || meta.Tiles != `https://tiles.example.com/{z}/{x}/{y}.png?key=<&"'>` {
		t.Errorf("%+v", meta)
	}
	for _, url := range regexp.MustCompile(`https?://[^\s"'<>)]*`).FindAllString(plain, -1) {
		t.Errorf("the page names %s", url)
	}
}

// TestTiles shows which URLs of tiles are refused, and why.
func TestTiles(t *testing.T) {
	for url, want := range map[string]string{
		"https://tiles.example.com/{z}/{x}/{y}.png":     "",
		"http://127.0.0.1:8080/{z}/{y}/{x}":             "",
		"http://[::1]:8080/{z}/{y}/{x}?key=1":           "",
		"https://tiles.example.com/{z}/{x}.png":         "the URL must have {y} once; a whole one is https://tiles.example.com/{z}/{x}/{y}.png",
		"https://tiles.example.com/{z}/{x}/{y}/{y}.png": "the URL must have {y} once; a whole one is https://tiles.example.com/{z}/{x}/{y}.png",
		"file:///{z}/{x}/{y}.png":                       "the URL must begin with https:// or http://",
		"tiles.example.com/{z}/{x}/{y}.png":             "the URL must begin with https:// or http://",
		"https://a:b@example.com/{z}/{x}/{y}":           "the URL has a user name, which everybody could read who gets the page; leave it out",
		"https://{x}.example.com/{z}/{y}":               "the host of the URL is no plain name or address; one looks like tiles.example.com:8080",
		"https://*.example.com/{z}/{x}/{y}":             "the host of the URL is no plain name or address; one looks like tiles.example.com:8080",
		"https://a;script-src/{z}/{x}/{y}":              "the host of the URL is no plain name or address; one looks like tiles.example.com:8080",
		"https://a b/{z}/{x}/{y}":                       "this is no URL; one looks like https://tiles.example.com/{z}/{x}/{y}.png",
		"https:///{z}/{x}/{y}":                          "the host of the URL is no plain name or address; one looks like tiles.example.com:8080",
	} {
		got := ""
		if _, err := mappage.NewTiles(url, ""); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
}

// TestWriterErrors shows what the writer says of misuse, and that errors of the output stay.
func TestWriterErrors(t *testing.T) {
	w := mappage.NewWriter(io.Discard, nil)
	if err := w.WriteRecord(new(feed.Record)); !errors.Is(err, feed.ErrGrammar) {
		t.Error(err)
	}
	if err := w.WriteToken(feed.Token{Kind: feed.EntityStart}); err != nil {
		t.Error(err)
	}
	if err := w.Close(); !errors.Is(err, feed.ErrGrammar) {
		t.Error(err)
	}
	w = mappage.NewWriter(io.Discard, nil)
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := w.Close(); !errors.Is(err, feed.ErrGrammar) {
		t.Error("a page is closed twice:", err)
	}
	full := errors.New("no space left")
	for room := range 8 {
		w := mappage.NewWriter(&fullWriter{room, full}, nil)
		_, err := feed.Copy(w, feedtest.Results(1, 3000))
		if err == nil {
			err = w.Close()
		}
		if room < 4 && err != full {
			t.Errorf("room for %d writes: %v", room, err)
		}
		if err != nil && w.Close() != err {
			t.Errorf("the error is forgotten: %v", w.Close())
		}
	}
}

// A fullWriter takes some writes, and then none.
type fullWriter struct {
	room int
	err  error
}

func (w *fullWriter) Write(p []byte) (int, error) {
	if w.room--; w.room < 0 {
		return 0, w.err
	}
	return len(p), nil
}

// TestFlatMemory shows that a page takes no more memory for more entities.
func TestFlatMemory(t *testing.T) {
	var before, after runtime.MemStats
	w := mappage.NewWriter(io.Discard, nil)
	write := func(n int) {
		if _, err := feed.Copy(w, feedtest.Results(1, n)); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
	}
	write(5_000)
	runtime.ReadMemStats(&before)
	write(30_000)
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("30,000 entities have left %d bytes", grown)
	}
}

// TestOutlineSize holds the outline of the world small.
func TestOutlineSize(t *testing.T) {
	info, err := os.Stat("assets/world.gz")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 300_000 {
		t.Errorf("%d bytes", info.Size())
	}
}

// TestOutline reads the outline as the page does, and shows that it is one: of rings that are
// closed, with some cities on land and some points in the sea.
func TestOutline(t *testing.T) {
	worlds := elements(t, pageOf(t, feedtest.Entities().Reader(), nil), "world")
	if len(worlds) != 1 {
		t.Fatalf("%d outlines", len(worlds))
	}
	data := unzip(t, worlds[0])
	unsigned := func() int {
		v, n := binary.Uvarint(data)
		data = data[n:]
		return int(v)
	}
	signed := func() float64 {
		v, n := binary.Varint(data)
		data = data[n:]
		return float64(v)
	}
	arcs := make([][][2]float64, unsigned())
	borders := 0
	for i := range arcs {
		head := unsigned()
		borders += head & 1
		var x, y float64
		for range head >> 1 {
			x += signed()
			y += signed()
			arcs[i] = append(arcs[i], [2]float64{x / 300, y / 300})
		}
	}
	if len(arcs) < 1000 || borders < 300 {
		t.Errorf("%d arcs, of which %d are borders", len(arcs), borders)
	}
	var rings [][][2]float64
	for range unsigned() {
		var ring [][2]float64
		for range unsigned() {
			number := int(signed())
			arc := arcs[max(number, ^number)]
			if number < 0 {
				back := make([][2]float64, 0, len(arc))
				for i := len(arc) - 1; i >= 0; i-- {
					back = append(back, arc[i])
				}
				arc = back
			}
			move := 0.0
			if len(ring) > 0 {
				last := ring[len(ring)-1]
				move = 360 * math.Round((last[0]-arc[0][0])/360)
				if math.Abs(last[0]-arc[0][0]-move) > 0.01 || math.Abs(last[1]-arc[0][1]) > 0.01 {
					t.Fatalf("a ring has a gap from %v to %v", last, arc[0])
				}
			}
			for _, p := range arc {
				ring = append(ring, [2]float64{p[0] + move, p[1]})
			}
		}
		rings = append(rings, ring)
	}
	if len(data) > 0 {
		t.Errorf("%d bytes are left", len(data))
	}
	for _, place := range []struct {
		name     string
		lat, lon float64
		land     bool
	}{
		{"Leeds", 53.80, -1.55, true}, {"Denver", 39.74, -104.99, true}, {"Pune", 18.52, 73.86, true}, {"Maseru", -29.31, 27.48, true}, {"Chukotka", 66.5, 181, true},
		{"the Atlantic", 30, -40, false}, {"the Caspian Sea", 42, 50.5, false}, {"the Pacific", 0, -150, false},
	} {
		land := false
		for _, ring := range rings {
			for i := range ring {
				a, b := ring[i], ring[(i+1)%len(ring)]
				if (a[1] > place.lat) != (b[1] > place.lat) && place.lon < a[0]+(b[0]-a[0])*(place.lat-a[1])/(b[1]-a[1]) {
					land = !land
				}
			}
		}
		if land != place.land {
			t.Errorf("%s is land: %v", place.name, land)
		}
	}
}

// BenchmarkWriter writes entities of results.
func BenchmarkWriter(b *testing.B) {
	var records []*feed.Record
	src := feedtest.Results(1, 1000)
	for {
		r := new(feed.Record)
		if r.Read(src) == io.EOF {
			break
		}
		records = append(records, r)
	}
	b.ReportAllocs()
	w := mappage.NewWriter(io.Discard, nil)
	i := 0
	for b.Loop() {
		if err := w.WriteRecord(records[i%len(records)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
