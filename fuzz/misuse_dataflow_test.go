package fuzz

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// A handlerTransport carries requests to a handler, without a network. A handler that
// drops the connection, as net/http lets it do by a panic, fails the request.
type handlerTransport struct{ http.Handler }

func (h handlerTransport) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			resp, err = nil, io.ErrUnexpectedEOF
		} else if p != nil {
			panic(p)
		}
	}()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	return answer, nil
}

// A restless clock waits for nothing.
type restless struct{}

func (restless) Now() time.Time                                   { return time.Now() }
func (restless) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func newMisusedEmulator(t *testing.T) *dataflowtest.Emulator {
	e, err := dataflowtest.New(dataflowtest.Options{Dir: t.TempDir()})
	return must(t, e, err)
}

func newMisusedClient(t *testing.T) *dataflow.Client {
	return &dataflow.Client{HTTPClient: &http.Client{Transport: handlerTransport{newMisusedEmulator(t)}}, Clock: restless{}}
}

func openMisused() (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(strings.Replace(misusedXML, `<GeocodeResponse Name="Leeds"><Point Latitude="1" Longitude="2"/></GeocodeResponse>`, "", 1))), nil
}

// newMisusedRun opens a run and, if told so, carries it on to its end.
func newMisusedRun(t *testing.T, done bool) *batch.Run {
	o := batch.Options{Client: newMisusedClient(t), State: filepath.Join(t.TempDir(), "state"), Format: feed.XML, Input: openMisused}
	r, err := batch.Open(o)
	must(t, r, err)
	t.Cleanup(func() { r.Close() })
	if done {
		report, err := r.Do(context.Background())
		if must(t, report, err); report.Succeeded != 1 {
			t.Fatalf("%+v", report)
		}
	}
	return r
}

// misusedJobs are values of package dataflow and of those below it, as those of misused
// are.
func misusedJobs(t *testing.T) map[string]any {
	results := func(o dataflow.Outcome) *dataflow.Results {
		client := newMisusedClient(t)
		job, err := client.Create(context.Background(), dataflow.Upload{Format: feed.XML, Open: openMisused})
		must(t, job, err)
		job, err = client.Wait(context.Background(), job.URL, nil)
		must(t, job, err)
		r, err := client.Open(context.Background(), job, o)
		return must(t, r, err)
	}
	run := func(done bool, end func(*batch.Run) error) func() any {
		return func() any {
			r := newMisusedRun(t, done)
			if err := end(r); err != nil {
				t.Fatal(err)
			}
			return r
		}
	}
	goOn := func(*batch.Run) error { return nil }
	return map[string]any{
		"zero Client": new(dataflow.Client), "Client of a wrong URL": &dataflow.Client{BaseURL: "::", Key: "k"}, "Client": func() any { return newMisusedClient(t) },
		"Client of negative numbers": &dataflow.Client{Attempts: -1, Timeout: -1, CreateTimeout: -1, Poll: dataflow.Pace{First: -1, Max: -1}, Jitter: func() float64 { return -1e300 }},
		"zero Results":               new(dataflow.Results), "empty Results": func() any { return results(dataflow.Failed) },
		"closed Results": func() any {
			r := results(dataflow.Succeeded)
			r.Close()
			return r
		},
		"zero Job": new(dataflow.Job), "Job of an unknown Status": &dataflow.Job{Status: "\xff", URL: "::"}, "aborted Job": &dataflow.Job{Status: dataflow.Aborted},
		"zero Error": new(dataflow.Error), "Error of status -1": &dataflow.Error{Status: -1}, "zero Status": dataflow.Status(""),

		"zero Fetched": new(batch.Fetched), "new Fetched": func() any { f, _ := batch.ReadFetched("", 0); return f },
		"zero Run": new(batch.Run), "new Run": run(false, goOn), "done Run": run(true, goOn), "closed Run": run(true, (*batch.Run).Close),
		"removed Run": run(true, (*batch.Run).Remove), "Run removed early": run(false, (*batch.Run).Remove),
		"zero batch.Options": new(batch.Options), "zero OutputFile": new(batch.OutputFile),

		"zero Emulator": new(dataflowtest.Emulator), "new Emulator": func() any { return newMisusedEmulator(t) },
		"closed Emulator": func() any {
			e := newMisusedEmulator(t)
			e.Close()
			return e
		},
	}
}

// TestMisuseOfJobs is TestMisuse for package dataflow and those below it.
func TestMisuseOfJobs(t *testing.T) {
	testMisuse(t, func() map[string]any { return misusedJobs(t) }, 300)
}

// TestErrorsOfMisusedJobs: what is used in a way that makes no sense says so.
func TestErrorsOfMisusedJobs(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx := context.Background()
	client := newMisusedClient(t)
	opening := func(change func(*batch.Options)) func() error {
		return func() error {
			o := batch.Options{Client: client, State: "state", Format: feed.XML, Input: openMisused}
			change(&o)
			_, err := batch.Open(o)
			return err
		}
	}
	emulating := func(o dataflowtest.Options) func() error {
		return func() error { _, err := dataflowtest.New(o); return err }
	}
	closed := newMisusedRun(t, true)
	closed.Close()
	for _, c := range []struct {
		want string
		use  func() error
	}{
		{`dataflow: there is no outcome "Failed"; there are Succeeded and Failed`, func() error { _, err := client.Open(ctx, dataflow.Job{}, "Failed"); return err }},
		{`dataflow: there is no outcome ""; there are Succeeded and Failed`, func() error {
			return client.FetchRaw(ctx, dataflow.Job{}, "", func(io.Reader) error { return nil })
		}},
		{"dataflow: there is no function to give the results to", func() error { return client.Fetch(ctx, dataflow.Job{}, dataflow.Failed, nil) }},
		{"dataflow: Results that no Client has opened", func() error { _, err := new(dataflow.Results).ReadToken(); return err }},
		{"dataflow: neither Upload.Open nor Upload.Blob is set", func() error { _, err := client.Create(ctx, dataflow.Upload{}); return err }},
		{"batch: Options.Client is not set", opening(func(o *batch.Options) { o.Client = nil })},
		{"batch: Options.State is not set", opening(func(o *batch.Options) { o.State = "" })},
		{"batch: Options.Input is not set", opening(func(o *batch.Options) { o.Input = nil })},
		{"batch: Options.Format: Format(200) is no format of feeds", opening(func(o *batch.Options) { o.Format = 200 })},
		{"batch: Options.Limits has a negative member: {Entities:0 Bytes:0 Jobs:-1}", opening(func(o *batch.Options) { o.Limits.Jobs = -1 })},
		{"batch: Options.Input returned no reader", opening(func(o *batch.Options) {
			o.Once, o.Input = true, func() (io.ReadCloser, error) { return nil, nil }
		})},
		{"batch: a Run that Open has not made", func() error { _, err := new(batch.Run).Do(ctx); return err }},
		{"batch: the run is closed", func() error { _, err := closed.Do(ctx); return err }},
		{"batch: the run is closed", closed.Remove},
		{"batch: the run is closed", func() error { return closed.SetFiles(nil) }},
		{"batch: the run is closed", closed.Close},
		{"batch: the run is not begun; call Do first", func() error { return newMisusedRun(t, false).SetFiles(nil) }},
		{"batch: the run is not begun; call Do first", func() error { return newMisusedRun(t, false).Rejects(io.Discard) }},
		{"batch: there is nothing to join: the run has ended, or was not begun", func() error {
			return newMisusedRun(t, false).Join(batch.Outputs{Joined: xmlfeed.NewWriter(io.Discard, nil)})
		}},
		{`dataflowtest: there is no fault "slowly"`, emulating(dataflowtest.Options{Faults: dataflowtest.Faults{"slowly": 1}})},
		{"dataflowtest: the fault slow cannot happen with the probability 2; that is from 0 to 1", emulating(dataflowtest.Options{Faults: dataflowtest.Faults{dataflowtest.Slow: 2}})},
		{"dataflowtest: Options.QuotaStatus: 9 is no status of an answer", emulating(dataflowtest.Options{QuotaStatus: 9})},
		{"dataflowtest: Options.PerDay is negative", emulating(dataflowtest.Options{PerDay: -1})},
		{"dataflowtest: Options.Profile: /limits/entities: must be a whole number from 1 to 1000000000000 and is -1", emulating(dataflowtest.Options{Profile: &validate.Profile{Limits: validate.Limits{Entities: -1}}})},
	} {
		if err := c.use(); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	if left, _ := filepath.Glob("*"); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
}
