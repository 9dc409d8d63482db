package azuremapstest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// ask sends a body to an emulator.
func ask(t testing.TB, e *Emulator, path, body string, headers ...string) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path+"?api-version=2026-01-01", strings.NewReader(body))
	r.Header.Set("Accept-Language", "en-US")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	text, _ := io.ReadAll(w.Body)
	return w.Code, string(text)
}

func emulator(t testing.TB, o Options) *Emulator {
	t.Helper()
	e, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestShape shows what answers look like: as recorded, not as specified.
func TestShape(t *testing.T) {
	e := emulator(t, Options{})
	_, text := ask(t, e, "/geocode:batch", `{"batchItems":[{"optionalId":"7","addressLine":"7 Mill Lane","adminDistrict":"WA","countryRegion":"US","top":1},{"query":"nothing"},{"query":""},{"query":"a","countryRegion":"US"}]}`)
	if !strings.HasPrefix(text, `{"batchItems":[{"optionalId":"7","type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-1`) {
		t.Errorf("%s", text)
	}
	for _, want := range []string{
		`"usageTypes":["Display"]`, `"usageTypes":["Route"]`, `"countryRegion":{"name":"United States","ISO":"US"}`, `"adminDistricts":[{"shortName":"WA"},{"shortName":"`,
		`,{"type":"FeatureCollection","features":[]},`,
		`{"error":{"code":"Invalid or malformed query","message":"query is missing or empty","target":"","details":[]}}`,
		`{"error":{"code":"Conflicting Parameters","message":"When 'query' is present, only the following parameters are valid: 'bbox, location, view, top'. 'countryRegion' was passed"}}`,
		`],"summary":{"successfulRequests":2,"totalRequests":4}}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nlacks %s", text, want)
		}
	}
	if _, again := ask(t, e, "/geocode:batch", `{"batchItems":[{"query":"12 Mill Lane, Ely"}]}`); !json.Valid([]byte(again)) || strings.Contains(again, "optionalId") {
		t.Errorf("%s", again)
	}
	_, text = ask(t, e, "/reverseGeocode:batch", `{"batchItems":[{"coordinates":[-122.3,47.6]},{"coordinates":[47.6,-122.3]},{"coordinates":[1]}]}`)
	for _, want := range []string{`"iso":"US"`, `"calculationMethod":"Parcel"`, `"shortName":"WA"`, `{"error":{"code":"BadRequest","message":"The provided coordinates in coordinates are invalid, out of range, or not in the expected format"}}`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nlacks %s", text, want)
		}
	}
}

// TestSame shows that the same item is answered in the same way wherever it is, and
// another one by another seed.
func TestSame(t *testing.T) {
	item := `{"query":"12 Mill Lane, Ely","top":2}`
	_, alone := ask(t, emulator(t, Options{}), "/geocode:batch", `{"batchItems":[`+item+`]}`)
	alone = strings.TrimPrefix(strings.Split(alone, `],"summary"`)[0], `{"batchItems":[`)
	_, among := ask(t, emulator(t, Options{}), "/geocode:batch", `{"batchItems":[{"query":"x"},`+item+`]}`)
	if !strings.Contains(among, alone) {
		t.Errorf("%s\nis not in\n%s", alone, among)
	}
	if _, other := ask(t, emulator(t, Options{Seed: 1}), "/geocode:batch", `{"batchItems":[`+item+`]}`); strings.Contains(other, alone) {
		t.Error("another seed gives the same place")
	}
}

// TestRefusals shows what is refused as a whole.
func TestRefusals(t *testing.T) {
	items := func(n int) string {
		return `{"batchItems":[` + strings.TrimSuffix(strings.Repeat(`{"query":"a"},`, n), ",") + `]}`
	}
	now := time.Unix(0, 0)
	e := emulator(t, Options{Key: "k", SlowItems: 50, Now: func() time.Time { return now }})
	for _, c := range []struct {
		path, body string
		headers    []string
		status     int
		want       string
	}{
		{"/geocode:batch", items(50), []string{"subscription-key", "k"}, 200, ""},
		{"/geocode:batch", items(51), []string{"subscription-key", "k"}, 408, `{"error":{"code":"RequestTimeout",`},
		{"/geocode:batch", items(0), []string{"subscription-key", "k"}, 400, `The number of batch items must be from 1 to 100. 0 were passed`},
		{"/geocode:batch", items(101), []string{"subscription-key", "k"}, 400, `101 were passed`},
		{"/geocode:batch", "hello", []string{"subscription-key", "k"}, 400, `{"error":{"code":"BadRequest",`},
		{"/geocode:batch", `{"batchItems":[{"query":"a","top":21}]}`, []string{"subscription-key", "k"}, 400, "The value 21 of 'top'"},
		{"/geocode:batch", items(1), nil, 401, `{"error":{"code":"InvalidKey",`},
		{"/geocode:batch", items(1), []string{"subscription-key", "x"}, 401, `"target":"WWW-Authenticate","details":[]}}`},
		{"/search/address/batch/json", items(1), []string{"subscription-key", "k"}, 404, ""},
	} {
		if status, text := ask(t, e, c.path, c.body, c.headers...); status != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%s %.40s: %d, %s; want %d, %s", c.path, c.body, status, text, c.status, c.want)
		}
	}
}

// TestRate shows that more requests in a second than allowed are refused.
func TestRate(t *testing.T) {
	now := time.Unix(0, 0)
	e := emulator(t, Options{PerSecond: 2, Now: func() time.Time { return now }})
	var got []int
	for i := range 8 {
		status, _ := ask(t, e, "/geocode:batch", `{"batchItems":[{"query":"a"}]}`)
		got = append(got, status)
		if i == 3 {
			now = now.Add(time.Second)
		}
	}
	if text := fmt.Sprint(got); text != "[200 200 429 429 200 200 429 429]" {
		t.Error(text)
	}
}

// TestFaults orders each fault, and sees it.
func TestFaults(t *testing.T) {
	body := `{"batchItems":[{"optionalId":"1","query":"nothing"},{"optionalId":"2","query":"nothing"}]}`
	for fault, want := range map[Fault]string{
		Timeout: "408", TooMany: "429", TooManyRetry: "429", ServerError: "500", Unavailable: "503", HTMLPage: "200 <!DOCTYPE", Redirect: "307",
		Truncate: "200 {\"batchItems\"", ItemMissing: `"totalRequests":2`, ItemsSwapped: `200 {"batchItems":[{"optionalId":"2"`, WrongID: `200 {"batchItems":[{"optionalId":"wrong"`, FeaturesError: `"error":{"code":"a"`,
		Lost: "panic", Cut: "panic", Endless: "200 {",
	} {
		e := emulator(t, Options{Faults: AtOnce(1, fault), RetryAfter: time.Second})
		got := func() (got string) {
			defer func() {
				if recover() != nil {
					got = "panic"
				}
			}()
			if fault == Endless {
				return endless(t, e, body)
			}
			status, text := ask(t, e, "/geocode:batch", body)
			return fmt.Sprintf("%d %s", status, text)
		}()
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", fault, got, want)
		}
	}
	if _, err := New(Options{Faults: Faults{"x": 1}}); err == nil {
		t.Error("an unknown fault is taken")
	}
	if _, err := New(Options{Faults: Faults{Lost: 2}}); err == nil {
		t.Error("a probability of 2 is taken")
	}
	if _, err := New(Options{PerSecond: -1}); err == nil {
		t.Error("a negative rate is taken")
	}
}

// endless reads the beginning of an answer that has no end.
func endless(t *testing.T, e *Emulator, body string) string {
	server := httptest.NewServer(e)
	defer server.Close()
	resp, err := http.Post(server.URL+"/geocode:batch?api-version=2026-01-01", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text := make([]byte, 1<<20)
	if _, err := io.ReadFull(resp.Body, text); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", resp.StatusCode, text[:20])
}
