package browsertest

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/mappage"
	"github.com/xeipuuwjyxo/geocodefeed/stats"
)

// mapOf writes the page of a feed and returns its file.
func mapOf(t testing.TB, src feed.Reader, o *mappage.Options) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "map.html")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := mappage.NewWriter(file, o)
	if _, err := feedio.Copy(context.Background(), w, src); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// mapOfEntities writes the page of entities.
func mapOfEntities(t testing.TB, entities ...*feed.Entity) string {
	t.Helper()
	next := func() (*feed.Entity, error) {
		if len(entities) == 0 {
			return nil, io.EOF
		}
		e := entities[0]
		entities = entities[1:]
		return e, nil
	}
	return mapOf(t, feed.NewEntityReader(next), &mappage.Options{Title: "some entities"})
}

// found waits for the end of a search.
func (p *tab) found() {
	p.Helper()
	p.until(`!document.getElementById("side").hasAttribute("aria-busy")`)
	p.settle()
}

// detailed waits until an entity is shown.
func (p *tab) detailed(id string) {
	p.Helper()
	p.until(fmt.Sprintf(`!document.getElementById("details").hidden && document.getElementById("entity-title").textContent === %q`, id))
	p.settle()
}

// search types into the search, and waits for what it finds.
func (p *tab) search(text string) {
	p.Helper()
	p.eval(fmt.Sprintf(`{ const s = document.getElementById("search"); s.value = %q; s.dispatchEvent(new Event("input")); new Promise(done => setTimeout(done, 260)) }`, text))
	p.found()
}

// TestMapScreens shows that the page has no fault on screens of all kinds, and takes pictures
// of it.
func TestMapScreens(t *testing.T) {
	file := mapOf(t, feed.NewEntityReader(towns(4000)), &mappage.Options{Title: "results.xml"})
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			p := newTab(t, s)
			p.open(file, "")
			want(p, `document.documentElement.scrollWidth <= innerWidth`, true)
			p.screenshot(s.name + "-all")
			p.open(file, "#entity=14")
			p.detailed("000014")
			p.screenshot(s.name + "-geocode")
			p.open(file, "#entity=31")
			p.detailed("000031")
			p.screenshot(s.name + "-reverse")
			p.open(file, "#list=unplaced")
			p.screenshot(s.name + "-unplaced")
			p.open(file, "#search=leeds&color=StatusCode")
			p.found()
			p.eval(`document.getElementById("filters").open = true`)
			p.screenshot(s.name + "-search")
		})
	}
}

// TestMapPicture takes the picture of docs/view.md.
func TestMapPicture(t *testing.T) {
	file := mapOf(t, feed.NewEntityReader(towns(4000)), &mappage.Options{Title: "results.xml"})
	p := newTab(t, screen{width: 1200, height: 800})
	p.open(file, "#at=46.5,8&zoom=4.2&entity=131")
	p.until(`!document.getElementById("details").hidden`)
	p.screenshot("view")
}

// counts are what the page says of numbers of entities.
type counts struct{ Placed, Unplaced int }

func (p *tab) counts() counts {
	p.Helper()
	return value[counts](p, `(() => {
		const number = (id) => Number(document.querySelector("#tab-" + id + " span").textContent.replaceAll(",", ""));
		return { Placed: number("placed"), Unplaced: number("unplaced") };
	})()`)
}

func (p *tab) wantCounts(what string, placed, unplaced int) {
	p.Helper()
	if got := p.counts(); got != (counts{placed, unplaced}) {
		p.Errorf("%s: %+v, want %d and %d", what, got, placed, unplaced)
	}
}

// TestMapCounts compares the numbers on the page with those that the test counts in the feed.
func TestMapCounts(t *testing.T) {
	const n = 3000
	var placed, leeds, leedsUnplaced, unplaced, high, lowPlaced int
	next := towns(n)
	status := map[string]int{}
	for e, err := next(); err == nil; e, err = next() {
		status[e.StatusCode]++
		inLeeds := e.Geocode != nil && e.Geocode.Address.Locality == "Leeds" || len(e.Responses) > 0 && e.Responses[0].Address.Locality == "Leeds"
		if len(e.Responses) == 0 {
			unplaced++
			if inLeeds {
				leedsUnplaced++
			}
			continue
		}
		placed++
		if inLeeds {
			leeds++
		}
		switch e.Responses[0].Confidence {
		case "High":
			high++
		case "Low":
			lowPlaced++
		}
	}
	p := newTab(t, desktop)
	p.open(mapOf(t, feed.NewEntityReader(towns(n)), nil), "")
	p.wantText("#summary", fmt.Sprintf("%s entities, %s on the map, %s without a place", thousands(n), thousands(placed), thousands(unplaced)))
	p.wantCounts("all", placed, unplaced)
	if got, want := value[map[string]string](p, legend), map[string]string{"High": thousands(high), "Medium": thousands(placed - high - lowPlaced), "Low": thousands(lowPlaced), "(none)": thousands(unplaced)}; !reflect.DeepEqual(got, want) {
		t.Errorf("the legend has %v, want %v", got, want)
	}
	p.eval(`{ const c = document.getElementById("color"); c.value = "1"; c.dispatchEvent(new Event("change")); }`)
	if got, want := value[map[string]string](p, legend), map[string]string{"Success": thousands(status["Success"]), "BadRequest": thousands(status["BadRequest"])}; !reflect.DeepEqual(got, want) {
		t.Errorf("the legend of StatusCode has %v, want %v", got, want)
	}

	p.search("LEEDS")
	p.wantCounts("LEEDS", leeds, leedsUnplaced)
	p.search("leeds station")
	p.wantCounts("two words", leeds, leedsUnplaced)
	p.search("leeds nowhere")
	p.wantCounts("a word that there is not", 0, 0)
	p.wantText("#empty", "No entity passes the search and the filters.")
	p.search("")
	p.wantCounts("no search", placed, unplaced)
	for _, text := range []string{",", "[", `"`, `\`, "]]"} { // are between values, not in them
		p.search(text)
		if got := p.counts(); text != "," && got != (counts{}) {
			t.Errorf("%s is found %v times", text, got)
		} else if text == "," && (got.Placed != placed || got.Unplaced >= unplaced) {
			t.Errorf("a comma, which each response has, is found %v times", got)
		}
	}
	p.search("")

	p.eval(`document.getElementById("filters").open = true`)
	p.click(`#traits input[data-trait="0"]`) // the first value of Confidence: High
	p.wantCounts("without High", placed-high, unplaced)
	p.search("leeds")
	p.search("")
	p.click("#reset")
	p.wantCounts("all again", placed, unplaced)
}

// TestMapAgainstStats compares the numbers on the page with those that package stats counts.
func TestMapAgainstStats(t *testing.T) {
	for name, open := range map[string]func() feed.Reader{
		"results": func() feed.Reader { return feedtest.Results(5, 3000) },
		"towns":   func() feed.Reader { return feed.NewEntityReader(towns(3000)) },
		"random":  func() feed.Reader { return feedtest.Random(5, 500, feedtest.XMLChars).Reader() },
	} {
		counter := stats.New()
		if err := counter.Run(context.Background(), open()); err != nil {
			t.Fatal(err)
		}
		s := counter.Stats()
		p := newTab(t, desktop)
		p.open(mapOf(t, open(), nil), "#color=StatusCode")
		p.wantCounts(name, int(s.Entities-s.WithoutPlace), int(s.WithoutPlace))
		of := value[map[string]int64](p, `Object.fromEntries([...document.querySelectorAll('#traits input[data-trait="1"]')].map(i => [i.nextSibling.textContent, Number(i.parentNode.querySelector(".number").textContent.replaceAll(",", ""))]))`)
		delete(of, "(none)")
		if name != "random" && !reflect.DeepEqual(of, s.StatusCode) {
			t.Errorf("%s: the page has the statuses %v, not %v", name, of, s.StatusCode)
		}
	}
}

const legend = `Object.fromEntries([...document.querySelectorAll("#colors li")].map(li => [li.querySelector(".name").textContent, li.querySelector(".number").textContent]))`

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// hostile are texts that would do something if they were taken for HTML, script or JSON.
var hostile = []string{
	`<script>window.hacked=1</script>`,
	`</script><script>window.hacked=1</script>`,
	`<!--<script>`,
	`"><img src=x onerror=window.hacked=1>`,
	`' onmouseover='window.hacked=1`,
	`javascript:window.hacked=1`,
	"\u2028\u2029`${window.hacked=1}`",
	`\"],"x"\u003c`,
	`&lt;b&gt; &amp; ]]>`,
	"a\tb\nc",
	"\u202Eright to left\u202C 🜨 e\u0301",
	`__proto__`,
	`constructor`,
}

// TestMapHostileValues puts hostile text into every field, and expects to see it as it is.
func TestMapHostileValues(t *testing.T) {
	var entities []*feed.Entity
	for _, text := range hostile {
		e := &feed.Entity{ID: text, StatusCode: text, FaultReason: text, TraceID: text, Geocode: new(feed.GeocodeRequest), Reverse: new(feed.ReverseGeocodeRequest), Responses: make([]feed.GeocodeResponse, 2)}
		for _, part := range []any{e.Geocode, e.Reverse, &e.Responses[0], &e.Responses[1]} {
			fill(reflect.ValueOf(part).Elem(), text)
		}
		e.Geocode.Address.Neighborhood, e.Geocode.Address.Landmark = "", ""
		e.Responses[0].GeocodePoints = []feed.GeocodePoint{{CalculationMethod: text, Location: feed.Location{Latitude: text, Longitude: text}, UsageTypes: text}}
		e.Responses[0].QueryParseValues = []feed.QueryParsePair{{Property: text, Value: text}}
		e.Responses[1].Point = feed.LocationAt(10, 10)
		entities = append(entities, e)
	}
	file := mapOfEntities(t, entities...)
	p := newTab(t, desktop)
	for i, text := range hostile {
		p.open(file, fmt.Sprintf("#entity=%d", i+1))
		p.detailed(text)
		cells := value[[]string](p, `[...document.querySelectorAll("#table tbody td")].map(td => td.textContent)`)
		same := 0
		for _, cell := range cells {
			if cell == text {
				same++
			}
		}
		if same < 60 {
			t.Errorf("%q is in %d cells as it is: %q", text, same, cells)
		}
		p.search(strings.ReplaceAll(text, "\n", " ")) // which a line of input has none of
		if got := p.counts(); got.Placed < 1 {
			t.Errorf("%q is not found", text)
		}
	}
	p.open(file, "#search="+"%3Cimg+src%3Dx+onerror%3Dwindow.hacked%3D1%3E&hide=Confidence:%3Cscript%3E&color=__proto__")
	p.found()
	p.eval(`document.getElementById("filters").open = true`)
	want(p, `document.querySelectorAll("#app img, #app script").length`, 0)
	want(p, `window.hacked === undefined`, true)
	p.screenshot("hostile")
}

// fill sets all texts of a struct.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	}
}

// at returns an entity with an answer at a place.
func at(id, latitude, longitude string) *feed.Entity {
	return &feed.Entity{ID: id, Responses: []feed.GeocodeResponse{{Name: id, Point: feed.Location{Latitude: latitude, Longitude: longitude}}}}
}

// TestMapPlaces shows places at the edges of the world, and what is none.
func TestMapPlaces(t *testing.T) {
	box := at("box", "-17", "179.9")
	box.Responses[0].BoundingBox = feed.BoundingBox{SouthLatitude: "-18", WestLongitude: "179", NorthLatitude: "-16", EastLongitude: "-179"}
	world := at("world", "0", "0")
	world.Responses[0].BoundingBox = feed.BoundingBox{SouthLatitude: "-90", WestLongitude: "-180", NorthLatitude: "90", EastLongitude: "180"}
	over := at("over the antimeridian", "52", "-179.999")
	over.Reverse = &feed.ReverseGeocodeRequest{Location: feed.Location{Latitude: "52", Longitude: "179.999"}}
	second := at("second", "x", "y")
	second.Responses = append(second.Responses, at("", "1", "2").Responses[0])
	file := mapOfEntities(t,
		at("north pole", "90", "0"), at("south pole", "-90", "180"), at("east", "0", "180"), at("west", "0", "-180"), at("exponent", "1e1", "+.5"), box, world, over, second,
		at("latitude", "90.0001", "0"), at("longitude", "0", "-180.5"), at("comma", "52,4", "13,1"), at("half", "52.4", ""), at("infinite", "1e999", "0"), at("not a number", "NaN", "0"), at("hexadecimal", "0x10", "0"),
		&feed.Entity{ID: "nothing"},
	)
	p := newTab(t, desktop)
	p.open(file, "")
	p.wantCounts("places", 9, 8)
	p.screenshot("places")
	for i, summary := range []string{
		"Entity 1 · 1 response · drawn at the edge of the map, which ends at 85.05°", "Entity 2 · 1 response · drawn at the edge of the map, which ends at 85.05°",
		"Entity 3 · 1 response", "Entity 4 · 1 response", "Entity 5 · 1 response", "Entity 6 · 1 response", "Entity 7 · 1 response", "Entity 8 · 1 response", "Entity 9 · 2 responses",
		10: "Entity 11 · 1 response · its coordinates are no place on Earth",
		12: "Entity 13 · 1 response · its coordinates are no place on Earth",
		16: "Entity 17 · no response · no place",
	} {
		if summary == "" {
			continue
		}
		p.open(file, fmt.Sprintf("#entity=%d", i+1))
		p.until(`!document.getElementById("details").hidden`)
		p.wantText("#entity-summary", summary)
		p.screenshot(fmt.Sprintf("place-%d", i+1))
	}
	p.open(file, "#entity=8")
	p.until(`!document.getElementById("details").hidden`)
	want(p, `[...document.querySelectorAll("#table tr")].find(tr => tr.textContent.startsWith("From the place asked for")).lastChild.textContent`, "137 m")
}

// TestMapEmpty shows pages without an entity, and without a place.
func TestMapEmpty(t *testing.T) {
	p := newTab(t, desktop)
	p.open(mapOfEntities(t), "")
	p.wantText("#summary", "0 entities, 0 on the map, 0 without a place")
	p.wantText("#empty", "The feed has no entity.")
	p.open(mapOfEntities(t, &feed.Entity{ID: "1", StatusCode: "BadRequest"}), "")
	p.wantText("#summary", "1 entity, 0 on the map, 1 without a place")
	want(p, `document.getElementById("tab-unplaced").getAttribute("aria-selected")`, "true")
	want(p, `document.querySelectorAll(".row").length`, 1)
	p.screenshot("no-place")
}

// TestMapKeys uses the page by the keyboard, and shows that the fragment keeps what is shown.
func TestMapKeys(t *testing.T) {
	file := mapOf(t, feed.NewEntityReader(towns(500)), nil)
	p := newTab(t, desktop)
	p.open(file, "")
	p.eval(`document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }))`)
	want(p, `document.activeElement.id`, "search")
	p.keys("leeds")
	p.keys(kb.Enter)
	p.found()
	p.until(`!document.getElementById("details").hidden`)
	first := p.text("#entity-title")
	p.keys(kb.ArrowDown) // from the search into the list
	want(p, `document.activeElement.id`, "list")
	p.keys(kb.ArrowDown)
	p.until(fmt.Sprintf(`document.getElementById("entity-title").textContent !== %q`, first))
	second := p.text("#entity-title")
	want(p, `document.querySelector('.row[aria-selected="true"] .id').textContent`, second)
	want(p, `document.getElementById(document.getElementById("list").getAttribute("aria-activedescendant")).querySelector(".id").textContent`, second)
	p.keys(kb.ArrowUp)
	p.detailed(first)
	p.keys(kb.End)
	p.until(fmt.Sprintf(`document.getElementById("entity-title").textContent > %q`, second))
	last := p.text("#entity-title")
	p.eval(`document.getElementById("canvas").focus()`)
	before := value[string](p, `location.hash`)
	p.keys("-")
	p.keys("-")
	p.keys(kb.ArrowLeft)
	p.until(fmt.Sprintf("location.hash !== %q", before))
	p.eval(`new Promise(done => setTimeout(done, 400))`)
	kept := value[string](p, `location.hash`)
	for _, part := range []string{"at=", "zoom=", "entity=", "search=leeds"} {
		if !strings.Contains(kept, part) {
			t.Errorf("%s is not in %s", part, kept)
		}
	}
	p.open(file, kept)
	p.found()
	p.detailed(last)
	p.eval(`new Promise(done => setTimeout(done, 400))`)
	want(p, `location.hash`, kept)
	want(p, `document.getElementById("search").value`, "leeds")
	p.keys(kb.Escape)
	want(p, `document.getElementById("details").hidden`, true)
	p.eval(`location.hash = "#entity=7"`)
	p.detailed("000007")
	want(p, `document.getElementById("search").value`, "")

	unnamed := value[[]string](p, `[...document.querySelectorAll("button, input, select, canvas, [role=listbox], [role=region]")].filter(e => !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby") && !e.labels?.length && !e.textContent.trim()).map(e => e.outerHTML)`)
	for _, e := range unnamed {
		t.Error("a screen reader has no name for ", e)
	}
}

// TestMapGestures moves the map by a finger, and zooms it by two and by the wheel.
func TestMapGestures(t *testing.T) {
	p := newTab(t, screens[2])
	p.open(mapOfEntities(t, at("middle", "10", "20")), "#at=10,20&zoom=5")
	const view = `(() => { const f = new URLSearchParams(location.hash.slice(1)), [lat, lon] = f.get("at").split(","); return { Lat: Number(lat), Lon: Number(lon), Zoom: Number(f.get("zoom")) }; })()`
	type place struct{ Lat, Lon, Zoom float64 }
	after := func(gesture string) place {
		p.eval(`(() => {
			const c = document.getElementById("canvas"), b = c.getBoundingClientRect();
			c.setPointerCapture = () => {};
			const send = (type, id, x, y) => c.dispatchEvent(new PointerEvent("pointer" + type, { bubbles: true, button: 0, pointerId: id, pointerType: "touch", clientX: b.left + b.width / 2 + x, clientY: b.top + b.height / 2 + y }));
			` + gesture + `
		})()`)
		p.eval(`new Promise(done => setTimeout(done, 500))`)
		return value[place](p, view)
	}
	near := func(what string, got, want place) {
		t.Helper()
		if math.Abs(got.Lat-want.Lat) > 0.05 || math.Abs(got.Lon-want.Lon) > 0.05 || math.Abs(got.Zoom-want.Zoom) > 0.02 {
			t.Errorf("%s shows %+v, want %+v", what, got, want)
		}
	}
	degree := 256 * math.Pow(2, 5) / 360 // of longitude, in pixels
	near("a finger", after(fmt.Sprintf(`send("down", 1, 0, 0); send("move", 1, %v, 0); send("up", 1, %v, 0)`, degree, degree)), place{10, 19, 5})
	near("a pinch", after(`send("down", 1, -40, 0); send("down", 2, 40, 0); send("move", 1, -80, 0); send("move", 2, 80, 0); send("up", 1, -80, 0); send("up", 2, 80, 0)`), place{10, 19, 6})
	near("a pinch back", after(`send("down", 1, -80, 0); send("down", 2, 80, 0); send("move", 1, -40, 0); send("move", 2, 40, 0); send("up", 2, 40, 0); send("up", 1, -40, 0)`), place{10, 19, 5})
	near("the wheel", after(`c.dispatchEvent(new WheelEvent("wheel", { deltaY: -200, clientX: b.left + b.width / 2, clientY: b.top + b.height / 2 }))`), place{10, 19, 5.5})
	near("around the world", after(fmt.Sprintf(`send("down", 1, 0, 0); for (let i = 0; i < 40; i++) send("move", 1, i * %v, 0); send("up", 1, 0, 0)`, 10*degree*math.Sqrt2)), place{10, 19 - 390 + 360, 5.5})
}

// TestMapClusters clicks on clusters until there is nothing left to take apart.
func TestMapClusters(t *testing.T) {
	var entities []*feed.Entity
	for i := range 40 {
		entities = append(entities, at(fmt.Sprint("here ", i), "10", "20"))
	}
	entities = append(entities, at("there", "10.001", "20.001"), at("far", "-30", "100"))
	p := newTab(t, desktop)
	p.open(mapOfEntities(t, entities...), "#at=10,20&zoom=3")
	middle := `(() => { const c = document.getElementById("canvas"), b = c.getBoundingClientRect(), o = { bubbles: true, button: 0, pointerId: 1, pointerType: "mouse", clientX: b.left + b.width / 2, clientY: b.top + b.height / 2 };
		c.setPointerCapture = () => {}; c.dispatchEvent(new PointerEvent("pointerdown", o)); c.dispatchEvent(new PointerEvent("pointerup", o)); })()`
	p.eval(middle)
	p.until(`Number(new URLSearchParams(location.hash.slice(1)).get("zoom")) > 12`)
	p.until(`document.getElementById("group").hidden`)
	p.open(p.file, "#at=10,20&zoom=19")
	p.eval(middle)
	p.wantText("#group-text", "40 entities at this place")
	want(p, `document.querySelectorAll(".row").length > 5`, true)
	want(p, `document.querySelector(".row .id").textContent`, "here 0")
	p.click("#group-end")
	want(p, `document.getElementById("group").hidden`, true)
}

// TestMapTiles shows that pictures are loaded from the server that is named, and from no other.
func TestMapTiles(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get("Referer") != "" {
			t.Error("the server of the tiles learns where the page is")
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="254" height="254" fill="#ded"/><text x="20" y="60">%s</text></svg>`, r.URL.Path)
	}))
	defer server.Close()
	tiles, err := mappage.NewTiles(server.URL+"/{z}/{x}/{y}.svg", "Somebody’s map")
	if err != nil {
		t.Fatal(err)
	}
	p := newTab(t, desktop, server.URL+"/")
	p.open(mapOf(t, feed.NewEntityReader(towns(100)), &mappage.Options{Tiles: tiles}), "")
	p.wantText("#credit", "Natural Earth · Somebody’s map")
	p.settle()
	if asked.Load() == 0 {
		t.Error("no tile was asked for")
	}
	p.screenshot("tiles")
}
