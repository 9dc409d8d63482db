package dataflowtest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// A server is an emulator that listens, and a clock that does not move.
type server struct {
	*httptest.Server
	t   *testing.T
	now time.Time
}

func serve(t *testing.T, o dataflowtest.Options) *server {
	t.Helper()
	s := &server{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	o.Now = func() time.Time { return s.now }
	e, err := dataflowtest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(e)
	t.Cleanup(func() {
		s.Close()
		e.Close()
	})
	return s
}

const create = "/REST/v1/Dataflows/Geocode?input="

// post sends a body and returns the answer with its text.
func (s *server) post(path string, body io.Reader) (*http.Response, string) {
	s.t.Helper()
	resp, err := http.Post(s.URL+path, "text/plain", body)
	return s.read(resp, err)
}

func (s *server) get(url string) (*http.Response, string) {
	s.t.Helper()
	resp, err := http.Get(url)
	return s.read(resp, err)
}

func (s *server) read(resp *http.Response, err error) (*http.Response, string) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp, string(text)
}

const csv = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query,GeocodeRequest/Address/FormattedAddress,GeocodeResponse/Name,StatusCode,FaultReason\n"

// TestCreateAnswers shows what an upload is answered.
func TestCreateAnswers(t *testing.T) {
	small := validate.Enterprise()
	small.Limits = validate.Limits{Entities: 2, Bytes: 300}
	for _, c := range []struct {
		name, query, body string
		status            int
		details           string
	}{
		{"good", "csv", csv + "1,Leeds\n", 201, ""},
		{"names and values in another case", "CSV&OUTPUT=Json&clientApi=x", csv + "1,Leeds\n", 201, ""},
		{"a zip archive", "csv", "PK\x03\x04...", 400, "the body is a zip archive; compress the feed with gzip, or send it as it is"},
		{"no input", "", csv, 400, `input: no format ""; there are xml, csv, tab and pipe`},
		{"another format", "xml", csv, 400, "1:1: "},
		{"cut XML", "xml", "<GeocodeFeed", 400, "1:"},
		{"no entity", "csv", csv, 400, "the feed holds no entity"},
		{"a row too long", "csv", csv + "1,Leeds,,,,,x\n", 400, `entity 1 (Id "1"): 7 cells where the header has 6 columns`},
		{"an extension column", "csv", "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query,GeocodeRequest/MaxResults\n1,Leeds\n", 400, "2:"},
		{"too many entities", "csv", csv + "1,a\n2,b\n3,c\n", 400, "this is entity 3, and a job may have 2"},
		{"too many bytes", "csv", csv + "1," + strings.Repeat("x", 300) + "\n", 400, "more than 300 bytes"},
		{"body and blob", "csv&dataLocation=http://x", csv, 400, "there is both a body and a dataLocation"},
		{"a blob", "xml&dataLocation=http://x", "", 400, "the emulator reads no blobs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, dataflowtest.Options{Profile: small})
			resp, text := s.post(create+c.query, strings.NewReader(c.body))
			if resp.StatusCode != c.status || !strings.Contains(unquoted(t, text), c.details) {
				t.Errorf("answered %s\n%s", resp.Status, text)
			}
		})
	}
}

// TestCutUploads shows that no job is made of a feed that cannot be read to its end,
// and that the answer says why.
func TestCutUploads(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	cut := 0
	for _, c := range feedtest.Cases() {
		if !c.Format.OfService() {
			continue
		}
		fault := feedtest.FatalFault(feedio.NewReader(strings.NewReader(c.Bytes()), c.Format, nil))
		if fault == nil {
			continue
		}
		cut++
		resp, text := s.post(create+c.Format.String(), strings.NewReader(c.Bytes()))
		if details := unquoted(t, text); resp.StatusCode != http.StatusBadRequest || !strings.Contains(details, fmt.Sprintf("%d:%d: ", fault.Line, fault.Column)) || !strings.Contains(details, fault.Message) {
			t.Errorf("%s: answered %s\n%s\nwant %v", c.Name, resp.Status, text, fault)
		}
	}
	if _, list := s.get(s.URL + "/rest/v1/dataflows/listjobs"); cut < 20 || strings.Contains(list, "/Geocode/") {
		t.Errorf("after %d feeds that are cut short: %s", cut, list)
	}
}

// unquoted is the details of a JSON answer.
func unquoted(t *testing.T, text string) string {
	t.Helper()
	var d struct{ ErrorDetails []string }
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	return strings.Join(d.ErrorDetails, "\n")
}

func TestGzipUpload(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	io.WriteString(w, csv+"1,Leeds\n")
	w.Close()
	if resp, text := s.post(create+"csv", bytes.NewReader(body.Bytes())); resp.StatusCode != http.StatusCreated {
		t.Errorf("answered %s\n%s", resp.Status, text)
	}
	if resp, text := s.post(create+"csv", bytes.NewReader(body.Bytes()[:20])); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("cut: answered %s\n%s", resp.Status, text)
	}
}

// TestLimitsOfAnAccount shows the limits on jobs, which are each key's own.
func TestLimitsOfAnAccount(t *testing.T) {
	s := serve(t, dataflowtest.Options{InProcess: 2, PerDay: 3, Delay: time.Minute})
	want := func(what, key string, status int, details string) {
		t.Helper()
		resp, text := s.post(create+"csv&key="+key, strings.NewReader(csv+"1,Leeds\n"))
		if got := unquoted(t, text); resp.StatusCode != status || got != details {
			t.Errorf("%s: answered %d, %q, want %d, %q", what, resp.StatusCode, got, status, details)
		}
	}
	want("first", "a", 201, "")
	want("second", "a", 201, "")
	want("third at once", "a", 503, "JobUsageQuota: Account already has 2 'Pending' jobs")
	want("another account", "b", 201, "")
	s.now = s.now.Add(time.Hour)
	want("third of the day", "a", 201, "")
	want("fourth of the day", "a", 503, "JobUsageQuota: Account has already submitted 3 jobs in the past 24 hours")
	s.now = s.now.Add(24 * time.Hour)
	want("on the next day", "a", 201, "")
}

// TestJobThroughItsLife shows the answers about one job, in JSON and XML, with
// links only where there is something.
func TestJobThroughItsLife(t *testing.T) {
	s := serve(t, dataflowtest.Options{Delay: time.Minute, RetryAfter: time.Second, Key: "k"})
	resp, _ := s.post(create+"csv&description=my+job&key=k", strings.NewReader(csv+"1,Leeds\n2,,x\n3,York\n4,\n"))
	job := resp.Header.Get("Location")
	ask := func(query string) string {
		resp, text := s.get(job + "?key=k" + query)
		return fmt.Sprint(resp.StatusCode, resp.Header.Get("Retry-After"), " ", text)
	}
	s.now = s.now.Add(30 * time.Second)
	if got := ask(""); !strings.HasPrefix(got, "2001 ") || !strings.Contains(got, `"description":"my job"`) || strings.Contains(got, "ompletedDate") || !strings.Contains(got, `"processedEntityCount":2,"status":"Pending","totalEntityCount":4`) {
		t.Error(got)
	}
	if got := ask("&output=xml"); !strings.Contains(got, "<Status>Pending</Status>") || strings.Contains(got, "CompletedDate") {
		t.Error(got)
	}
	if resp, _ := s.get(job + "/output/succeeded?key=k"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("results of a pending job: %s", resp.Status)
	}
	s.now = s.now.Add(time.Minute)
	got := ask("&o=XML")
	const indent = "          "
	for _, want := range []string{
		"<Status>Completed</Status>", "<FailedEntityCount>2</FailedEntityCount>", "<Description>my job</Description>", "<CompletedDate>2026-03-01T12:01:00.0000000+00:00</CompletedDate>",
		// Each element has a line of its own, and the links come in this order.
		"\n" + indent + `<Link role="self">` + job + "</Link>\n" + indent + `<Link role="output" name="succeeded">` + job + "/output/succeeded</Link>\n" + indent + `<Link role="output" name="failed">` + job + "/output/failed</Link>\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if err := xml.Unmarshal([]byte(strings.TrimPrefix(got, "200 ")), new(struct{})); err != nil {
		t.Error(err)
	}
	_, failed := s.get(job + "/output/failed?key=k")
	if got := summary(t, failed); got != "2 BadRequest The Address.FormattedAddress property must not be specified because it is an output-only property.; 4 BadRequest To geocode a location, you must specify at least one address field." &&
		got != "4 BadRequest To geocode a location, you must specify at least one address field.; 2 BadRequest The Address.FormattedAddress property must not be specified because it is an output-only property." {
		t.Errorf("failed: %s", got)
	}
	for query, status := range map[string]int{"": 401, "?key=K": 401, "x?key=k": 404, "/output/other?key=k": 404, "/x?key=k": 404} {
		if resp, _ := s.get(job + query); resp.StatusCode != status {
			t.Errorf("%q: %s, want %d", query, resp.Status, status)
		}
	}
	_, list := s.get(s.URL + "/rest/v1/dataflows/listjobs/?KEY=k")
	listed := strings.Replace(job, "/Geocode/", "/ListJobs/", 1) + "/output/succeeded"
	if !strings.Contains(list, job+`"`) || !strings.Contains(list, listed) || !strings.Contains(list, "LoadDataSource") {
		t.Errorf("list %s", list)
	}
	if resp, _ := s.get(listed + "?key=k"); resp.StatusCode != http.StatusOK {
		t.Errorf("the link of the list: %s", resp.Status)
	}
}

func summary(t *testing.T, text string) string {
	t.Helper()
	var parts []string
	for e, err := range feed.Entities(feedio.NewReader(strings.NewReader(text), feed.CSV, nil)) {
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, e.ID+" "+e.StatusCode+" "+e.FaultReason)
	}
	return strings.Join(parts, "; ")
}

// TestAnotherKey shows that a job belongs to the key that it was created with.
func TestAnotherKey(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	resp, _ := s.post(create+"csv&key=a", strings.NewReader(csv+"1,Leeds\n"))
	if resp, text := s.get(resp.Header.Get("Location") + "?key=b"); resp.StatusCode != http.StatusForbidden || !strings.Contains(text, "NotAuthorized") {
		t.Errorf("answered %s\n%s", resp.Status, text)
	}
}

// TestSameRequestsSameResults shows that results depend on the upload and the
// seed only, have each entity once, and are in another order than the upload.
func TestSameRequestsSameResults(t *testing.T) {
	results := func(seed uint64) string {
		s := serve(t, dataflowtest.Options{Seed: seed})
		body := feedtest.Text(t, feedtest.Requests(1, 2000), feed.XML, feedio.NewWriter)
		resp, _ := s.post(create+"xml", strings.NewReader(body))
		_, text := s.get(resp.Header.Get("Location") + "/output/succeeded")
		return text
	}
	first := results(1)
	if first != results(1) {
		t.Error("other results for the same upload")
	}
	if first == results(2) {
		t.Error("the same results with another seed")
	}
	seen := make(map[string]bool)
	sorted := true
	last := ""
	for e, err := range feed.Entities(feedio.NewReader(strings.NewReader(first), feed.XML, nil)) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[e.ID] {
			t.Errorf("%s twice", e.ID)
		}
		seen[e.ID] = true
		sorted = sorted && last < e.ID
		last = e.ID
	}
	if len(seen) < 1900 || sorted {
		t.Errorf("%d entities, sorted: %v", len(seen), sorted)
	}
}

// TestResultsAreValid shows that what the emulator makes up is what the service
// could have returned.
func TestResultsAreValid(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	body := feedtest.Text(t, feedtest.Requests(3, 300), feed.XML, feedio.NewWriter)
	resp, _ := s.post(create+"xml", strings.NewReader(body))
	_, text := s.get(resp.Header.Get("Location") + "/output/succeeded")
	var problems []string
	v := validate.New(feed.XML, &validate.Options{Kind: validate.Results, Handle: func(p validate.Problem) error {
		if p.Severity == validate.Error {
			problems = append(problems, p.Rule+" "+p.Message)
		}
		return nil
	}})
	if err := v.Run(context.Background(), feedio.NewReader(strings.NewReader(text), feed.XML, &feed.ReaderOptions{Notice: v.Notice})); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string(nil), problems); diff != "" {
		t.Error(diff)
	}
}

// TestNothingLeftOnDisk shows that Close removes everything.
func TestNothingLeftOnDisk(t *testing.T) {
	dir := t.TempDir()
	e, err := dataflowtest.New(dataflowtest.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	defer server.Close()
	for _, body := range []string{csv + "1,Leeds\n", csv + "1,Leeds,,,,,,,x\n"} {
		resp, err := http.Post(server.URL+create+"csv", "text/plain", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
