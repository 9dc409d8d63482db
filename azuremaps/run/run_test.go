package run

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/azuremapstest"
	"github.com/xeipuuwjyxo/geocodefeed/azuremaps/client"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/inprocess"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

const testKey = "0123456789abcdef0123456789abcdef"

// A harness runs a feed against an emulator.
type harness struct {
	t        testing.TB
	dir      string
	text     string
	emulator azuremapstest.Options
	handler  func(http.Handler) http.Handler // around the emulator; may be nil
	mapper   azuremaps.Options
	options  Options
	batch    batch.Options
	problems []validate.Problem

	mu    sync.Mutex
	asked []azuremapstest.Request
}

func newHarness(t testing.TB, entities []feed.Entity) *harness {
	t.Helper()
	var text bytes.Buffer
	w := feedio.NewWriter(&text, feed.XML, nil)
	for i := range entities {
		if err := feed.WriteEntity(w, &entities[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &harness{t: t, dir: t.TempDir(), text: text.String(), emulator: azuremapstest.Options{Key: testKey}}
}

func (h *harness) state() string { return filepath.Join(h.dir, "state") }

// open opens the run.
func (h *harness) open() (*batch.Run, *Service, error) {
	h.t.Helper()
	o := h.emulator
	o.Log = func(r azuremapstest.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.asked = append(h.asked, r)
	}
	e, err := azuremapstest.New(o)
	if err != nil {
		h.t.Fatal(err)
	}
	var handler http.Handler = e
	if h.handler != nil {
		handler = h.handler(e)
	}
	m, err := azuremaps.NewMapper(&h.mapper)
	if err != nil {
		h.t.Fatal(err)
	}
	options := h.options
	options.Mapper = m
	options.Client = &client.Client{
		BaseURL: "http://127.0.0.1:1", Key: testKey, Clock: new(feedtest.Clock), Rate: 1e6, Jitter: func() float64 { return 0.5 },
		HTTPClient: &http.Client{Transport: inprocess.Transport(handler)},
	}
	s, err := New(options)
	if err != nil {
		h.t.Fatal(err)
	}
	b := h.batch
	b.Service, b.State, b.Name, b.Format = s, h.state(), "in.xml", feed.XML
	b.Input = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(h.text)), nil }
	b.Problem = func(p validate.Problem) error {
		h.problems = append(h.problems, p)
		return nil
	}
	run, err := batch.Open(b)
	return run, s, err
}

// A result is what a run has come to.
type result struct {
	joined string
	raw    string
	report batch.Report
	tally  *azuremaps.Tally
	sent   int64
	// repeated are those of them that were sent again.
	repeated int64
}

// run runs the feed to its end, or to an error, after which it can be taken up.
func (h *harness) run() (result, error) {
	h.t.Helper()
	run, s, err := h.open()
	if err != nil {
		return result{}, err
	}
	defer run.Close()
	report, err := run.Do(context.Background())
	sent, repeated := s.Sent()
	if err != nil {
		return result{report: report, sent: sent, repeated: repeated}, err
	}
	var joined, raw bytes.Buffer
	w := feedio.NewWriter(&joined, feed.XML, nil)
	if err := run.Join(batch.Outputs{Joined: w}); err != nil {
		return result{}, err
	}
	if err := w.Close(); err != nil {
		return result{}, err
	}
	if err := Raw(&raw, run.Journals()); err != nil {
		return result{}, err
	}
	h.noKey(joined.Bytes(), raw.Bytes())
	h.noKeyOnDisk()
	return result{joined.String(), raw.String(), report, s.Tally(), sent, repeated}, run.Remove()
}

// noKey makes sure that the key is in none of some texts.
func (h *harness) noKey(texts ...[]byte) {
	for _, text := range texts {
		if bytes.Contains(text, []byte(testKey)) {
			h.t.Errorf("the key is in %.200s", text)
		}
	}
}

func (h *harness) noKeyOnDisk() {
	filepath.Walk(h.dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			text, _ := os.ReadFile(path)
			h.noKey(text)
		}
		return nil
	})
}

// must is run that has to come to its end.
func (h *harness) must() result {
	h.t.Helper()
	r, err := h.run()
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// entities reads the joined entities.
func (r result) entities(t testing.TB) (all []feed.Entity) {
	t.Helper()
	reader := feedio.NewReader(strings.NewReader(r.joined), feed.XML, nil)
	var rec feed.Record
	for {
		err := rec.Read(reader)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, *rec.Struct())
	}
}

// mixed returns entities of all kinds: both directions, several languages, some that find
// nothing, some that are refused here.
func mixed(n int) (all []feed.Entity) {
	cultures := []string{"", "en-US", "de_DE", "fr-FR"}
	for i := range n {
		e := feed.Entity{ID: fmt.Sprintf("id %d", i/2)}
		switch q := (&feed.GeocodeRequest{Culture: cultures[i%4]}); i % 10 {
		case 0:
			e.Reverse = &feed.ReverseGeocodeRequest{Culture: cultures[i%3], Location: feed.Location{Latitude: fmt.Sprintf("4%d.5", i%10), Longitude: fmt.Sprintf("-%d.250", 80+i%40)}}
		case 1:
			q.Query = fmt.Sprintf("not-located %d", i)
			e.Geocode = q
		case 2:
			e.Geocode = &feed.GeocodeRequest{Culture: "en-US"} // nothing to geocode
		case 3:
			q.Query, q.Address.Locality = "both", "both"
			e.Geocode = q
		case 4:
			q.Query, q.MinimumConfidence = fmt.Sprintf("%d low-confidence Street, Ely", i), "High"
			e.Geocode = q
		default:
			q.Address = feed.Address{AddressLine: fmt.Sprintf("%d Mill \"Lane\" é", i), Locality: "Ely", CountryRegion: "United States", AdminDistrict: "WA"}
			e.Geocode = q
		}
		all = append(all, e)
	}
	return all
}

// TestRun runs a feed of all kinds of entities and looks at what becomes of each.
func TestRun(t *testing.T) {
	h := newHarness(t, mixed(1000))
	h.batch.Limits = batch.Limits{Entities: 400, Jobs: 2}
	r := h.must()
	all := r.entities(t)
	if len(all) != 1000 || r.report.Succeeded != 600 || r.report.Failed != 400 || r.report.Missing != 0 {
		t.Errorf("%d entities, %+v", len(all), r.report)
	}
	for i, e := range all {
		want := [...]string{"Success", "NotFound", "BadRequest", "BadRequest", "NotFound", "Success", "Success", "Success", "Success", "Success"}[i%10]
		if e.ID != fmt.Sprintf("id %d", i/2) || e.StatusCode != want || (want == "Success") != (len(e.Responses) > 0) {
			t.Errorf("entity %d: %+v", i+1, e)
		}
	}
	if reason := all[3].FaultReason; reason != "a Query beside an Address; Azure Maps takes one of the two; choose with -both query or -both address" {
		t.Errorf("%q", reason)
	}
	if reason := all[4].FaultReason; reason != "Azure Maps found only what MinimumConfidence leaves out" {
		t.Errorf("%q", reason)
	}
	if n := r.tally.Count(azuremaps.FilteredConfidence); n != 200 { // two for each entity
		t.Errorf("%d responses filtered", n)
	}
	if r.sent != 800 {
		t.Errorf("%d requests sent, of 800 that can be", r.sent)
	}
	for _, a := range h.asked {
		if a.Items > 100 || a.Items == 0 || a.Language == "" || a.Version != client.DefaultVersion {
			t.Errorf("%+v", a)
		}
	}
	if left, _ := os.ReadDir(h.dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

// TestBatches shows that a batch has one direction and one language (trap 6), is full where
// it can be, and that the plan is the same each time.
func TestBatches(t *testing.T) {
	h := newHarness(t, mixed(1000))
	h.options.Flights = 1
	h.must()
	first := slices.Clone(h.asked)
	h.asked = nil
	h.options.Flights = 8
	h.must()
	key := func(r azuremapstest.Request) string { return r.Path + r.Language + string(r.Body) }
	bodies := func(list []azuremapstest.Request) (all []string) {
		for _, r := range list {
			all = append(all, key(r))
		}
		slices.Sort(all)
		return all
	}
	if !slices.Equal(bodies(first), bodies(h.asked)) {
		t.Error("the same feed has other batches")
	}
	// 100 reverse requests in 3 languages, of which two are one, and 700 others in 3.
	sizes := make(map[string][]int)
	for _, r := range first {
		sizes[r.Path+" "+r.Language] = append(sizes[r.Path+" "+r.Language], r.Items)
	}
	for g, list := range sizes {
		for _, n := range list[:len(list)-1] {
			if n != 100 {
				t.Errorf("%s: %v", g, list)
			}
		}
	}
	if len(sizes) != 5 {
		t.Errorf("%v", sizes)
	}
}

// TestTooMuch shows that a batch that is too much work is cut (trap 21), down to a single
// request, which then stays open.
func TestTooMuch(t *testing.T) {
	entities := mixed(200)
	h := newHarness(t, entities)
	want := h.must()
	h.emulator.SlowItems, h.asked = 7, nil
	got := h.must()
	if got.report.Missing != 0 || withoutTraces(got.joined) != withoutTraces(want.joined) {
		t.Errorf("halves give another answer: %+v", got.report)
	}
	if got.repeated == 0 || got.sent-got.repeated != want.sent {
		t.Errorf("%d requests sent, %d of them again, where there are %d", got.sent, got.repeated, want.sent)
	}
	h.emulator.SlowItems = 0
	h.handler = func(e http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if bytes.Contains(body, []byte("15 Mill")) {
				w.WriteHeader(http.StatusRequestTimeout)
				return
			}
			if bytes.Contains(body, []byte(`"25 Mill`)) {
				w.WriteHeader(http.StatusBadRequest)
				io.WriteString(w, `{"error":{"code":"Bad Request","message":"no such street"}}`)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			e.ServeHTTP(w, r)
		})
	}
	got = h.must()
	if got.report.Missing != 2 || got.report.Succeeded != want.report.Succeeded-3 { // 15 and 115, and 25
		t.Errorf("%+v, want %+v", got.report, want.report)
	}
	all := got.entities(t)
	if e := all[15]; e.StatusCode != "" || e.FaultReason != "" {
		t.Errorf("an open entity: %+v", e)
	}
	if e := all[25]; e.StatusCode != "BadRequest" || e.FaultReason != "Bad Request: no such street" {
		t.Errorf("a refused entity: %+v", e)
	}
	if !strings.Contains(got.raw, `"reason":"Bad Request: no such street"`) || strings.Count(got.raw, `"status":408`) != 2 {
		t.Errorf("%s", got.raw)
	}
}

// withoutTraces takes out what is of the batch and not of the entity.
func withoutTraces(joined string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(joined, "<TraceId>")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, joined, _ = strings.Cut(after, "</TraceId>")
	}
}

// TestMaxItems shows that the ceiling of cost holds over all processes of a run.
func TestMaxItems(t *testing.T) {
	h := newHarness(t, mixed(1000))
	h.options.MaxItems, h.options.Flights = 250, 2
	r, err := h.run()
	if !errors.Is(err, ErrMaxItems) || r.sent > 250 || r.sent == 0 {
		t.Fatalf("%v after %d requests", err, r.sent)
	}
	if again, err := h.run(); !errors.Is(err, ErrMaxItems) || again.sent < r.sent || again.sent > 250 {
		t.Fatalf("%v after %d requests", err, again.sent)
	}
	h.options.MaxItems = 800
	if r := h.must(); r.sent != 800 {
		t.Errorf("%d requests sent in all", r.sent)
	}
}

// TestStops shows which answers end a run, and that it can be taken up then without asking
// again what was answered.
func TestStops(t *testing.T) {
	for fault, want := range map[azuremapstest.Fault]error{
		azuremapstest.ItemMissing: client.ErrAnswer, azuremapstest.ItemsSwapped: client.ErrAnswer, azuremapstest.WrongID: client.ErrAnswer,
		azuremapstest.FeaturesError: client.ErrAnswer, azuremapstest.HTMLPage: client.ErrAnswer, azuremapstest.Endless: client.ErrAnswer,
		azuremapstest.Truncate: client.ErrAnswer, azuremapstest.Redirect: client.ErrRedirected, azuremapstest.ServerError: client.ErrNoAnswer,
		azuremapstest.TooMany: client.ErrNoAnswer, azuremapstest.Lost: client.ErrNoAnswer, azuremapstest.Cut: client.ErrNoAnswer,
	} {
		h := newHarness(t, mixed(400))
		want400 := h.must()
		h.asked = nil
		h.options.Flights = 1
		h.emulator.Faults = azuremapstest.Faults{fault: 0.5}
		r, err := h.run()
		if err != nil {
			h.emulator.Faults = azuremapstest.Faults{fault: 1}
			if _, err := h.run(); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", fault, err, want)
			}
			h.emulator.Faults = nil
			r, err = h.run()
		}
		if err != nil || withoutTraces(r.joined) != withoutTraces(want400.joined) {
			t.Errorf("%s: %v, or another output", fault, err)
		}
		h.askedOnce(string(fault))
	}
}

// askedOnce makes sure that no batch was sent again that was answered well.
func (h *harness) askedOnce(what string) {
	h.t.Helper()
	answered := make(map[string]bool)
	for _, r := range h.asked {
		if answered[string(r.Body)] {
			h.t.Errorf("%s: a batch was sent again that was answered", what)
		}
		if r.Status == http.StatusOK && r.Fault == "" {
			answered[string(r.Body)] = true
		}
	}
}

// TestWrongKey shows that a key that is refused ends the run, which can be taken up.
func TestWrongKey(t *testing.T) {
	h := newHarness(t, mixed(100))
	h.emulator.Key = "other"
	if _, err := h.run(); !errors.Is(err, client.ErrKeyRefused) {
		t.Errorf("%v", err)
	}
	h.noKeyOnDisk()
	h.emulator.Key = testKey
	if r := h.must(); r.report.Succeeded != 60 {
		t.Errorf("%+v", r.report)
	}
}

// TestOtherRun shows that a run is not taken up with another feed or other settings, which
// would make other batches.
func TestOtherRun(t *testing.T) {
	h := newHarness(t, mixed(400))
	h.options.MaxItems = 100
	if _, err := h.run(); !errors.Is(err, ErrMaxItems) {
		t.Fatal(err)
	}
	h.options.Settings = "-view IN"
	if _, err := h.run(); !errors.Is(err, batch.ErrOtherRun) || !strings.Contains(err.Error(), "with -batch 100;") {
		t.Errorf("%v", err)
	}
	h.options.Settings = ""
	text := h.text
	h.text = strings.Replace(text, "Mill", "Hill", 1)
	if _, err := h.run(); !errors.Is(err, batch.ErrChanged) {
		t.Errorf("%v", err)
	}
	h.text, h.options.MaxItems = text, 0
	h.must()
}

// TestRefused shows that nothing is sent where a value would be lost that could change the
// answer.
func TestRefused(t *testing.T) {
	entities := mixed(20)
	entities[6].Geocode.Address.CountryRegion = "Atlantis"
	h := newHarness(t, entities)
	for _, h.batch.Force = range []bool{false, true} {
		h.problems = nil
		if _, err := h.run(); !errors.Is(err, batch.ErrInvalid) || len(h.asked) != 0 || len(h.problems) != 1 {
			t.Fatalf("%v, %d requests, %v", err, len(h.asked), h.problems)
		}
		if p := h.problems[0]; p.Rule != string(Cause) || p.Entity != 7 || p.Field != "GeocodeRequest/Address/CountryRegion" || p.Value != "Atlantis" || p.Line == 0 {
			t.Errorf("%+v", p)
		}
	}
	h.mapper.AllowLoss = []string{"CountryRegion"}
	if r := h.must(); r.tally.Lost(feed.GeocodeCountryRegion) != 1 {
		t.Errorf("%+v", r.report)
	}
}

// TestDedupe shows that a request that several entities make is sent once (trap 20).
func TestDedupe(t *testing.T) {
	var entities []feed.Entity
	for i := range 300 {
		entities = append(entities, feed.Entity{ID: fmt.Sprint(i), Geocode: &feed.GeocodeRequest{Query: fmt.Sprintf("%d Mill Lane, Ely", i%70)}})
	}
	h := newHarness(t, entities)
	want := h.must()
	h.batch.Dedupe = true
	got := h.must()
	if got.sent != 70 || got.report.Saved != 230 || withoutTraces(got.joined) != withoutTraces(want.joined) {
		t.Errorf("%d sent, %+v", got.sent, got.report)
	}
}

// TestRetry shows that only what has no success is sent again.
func TestRetry(t *testing.T) {
	h := newHarness(t, mixed(100))
	first := h.must()
	h.text, h.batch.Retry = first.joined, true
	second := h.must()
	if second.sent != 20 || second.report.Kept != 60 || withoutTraces(second.joined) != withoutTraces(first.joined) {
		t.Errorf("%d sent, %+v", second.sent, second.report)
	}
	h.batch.Retry = false
	if _, err := h.run(); !errors.Is(err, batch.ErrAnswered) {
		t.Errorf("%v", err)
	}
}

// TestUnholdable shows that an answer that XML cannot hold, which is paid for, stays kept
// where the output is refused (trap 25), and that another format takes it.
func TestUnholdable(t *testing.T) {
	h := newHarness(t, mixed(10))
	h.handler = func(e http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := &rewriter{ResponseWriter: w}
			e.ServeHTTP(rec, r)
			w.Write(bytes.ReplaceAll(rec.body.Bytes(), []byte(`"locality":"Ely"`), []byte(`"locality":"E\u0001ly"`)))
		})
	}
	_, err := h.run()
	if err == nil || !strings.Contains(err.Error(), "U+0001") {
		t.Fatalf("%v", err)
	}
	asked := len(h.asked)
	run, _, err := h.open()
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if _, err := run.Do(context.Background()); err != nil || len(h.asked) != asked {
		t.Errorf("%v, or asked again", err)
	}
	var raw bytes.Buffer
	if err := Raw(&raw, run.Journals()); err != nil || !strings.Contains(raw.String(), `"E\u0001ly"`) {
		t.Errorf("%v: %s", err, raw.String())
	}
}

type rewriter struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (r *rewriter) Write(p []byte) (int, error) { return r.body.Write(p) }

func TestNew(t *testing.T) {
	m, _ := azuremaps.NewMapper(nil)
	c := &client.Client{}
	for _, o := range []Options{{}, {Client: c}, {Client: c, Mapper: m, Batch: 101}, {Client: c, Mapper: m, Batch: -1}, {Client: c, Mapper: m, Flights: -1}, {Client: c, Mapper: m, MaxItems: -1},
		{Client: &client.Client{Version: "1.0"}, Mapper: m}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}
