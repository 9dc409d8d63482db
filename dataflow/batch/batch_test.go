package batch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var formats = []feed.Format{feed.XML, feed.CSV, feed.Tab, feed.Pipe, feed.JSONLines}

func TestRunJoinsInInputOrder(t *testing.T) {
	for _, f := range formats {
		for _, zip := range []bool{false, true} {
			t.Run(fmt.Sprint(f, " zip ", zip), func(t *testing.T) {
				t.Parallel()
				s := newService(t, dataflowtest.Options{Zip: zip})
				text := feedOf(t, f, feedtest.Requests(1, 400))
				o := s.options(t.TempDir(), f, text)
				o.Limits = batch.Limits{Entities: 120}
				o.Gzip = zip
				report, joined := run(t, o)
				if report.Jobs != 4 || report.Entities != 400 || report.Succeeded+report.Failed != 400 || report.Missing > 0 {
					t.Errorf("report %+v", report)
				}
				wantJoined(t, joined, f, text)
			})
		}
	}
}

// TestPartsKeepToLimits shows that no upload is over a limit, to the byte.
func TestPartsKeepToLimits(t *testing.T) {
	limits := validate.Enterprise()
	limits.Limits = validate.Limits{Entities: 40, Bytes: 5000}
	s := newService(t, dataflowtest.Options{Profile: limits, InProcess: 3})
	text := feedOf(t, feed.XML, feedtest.Requests(2, 500))
	o := s.options(t.TempDir(), feed.XML, text)
	o.Limits = batch.Limits{Entities: 40, Bytes: 5000, Jobs: 3}
	report, joined := run(t, o)
	if least := len(text)/5000 + 1; report.Jobs < least || report.Jobs > least*2 {
		t.Errorf("%d jobs for %d bytes", report.Jobs, len(text))
	}
	wantJoined(t, joined, feed.XML, text)
}

// TestStrangeIDs shows that entities are found whatever their Ids are.
func TestStrangeIDs(t *testing.T) {
	var list []*feed.Entity
	for i, id := range []string{"7", "7", "", "", " 7", "7 ", "feedconv:2", "feedconv:3", "feedconv:3", "a\tb", "a\nb", "é", "é", "7", "\u00a07", strings.Repeat("x", 1000)} {
		list = append(list, &feed.Entity{ID: id, Geocode: &feed.GeocodeRequest{Query: fmt.Sprint("place ", i)}})
	}
	for _, size := range []int{1, 3, 100} {
		s := newService(t, dataflowtest.Options{})
		text := feedOf(t, feed.XML, feedtest.Entities(list...).Reader())
		o := s.options(t.TempDir(), feed.XML, text)
		o.Limits.Entities = size
		report, joined := run(t, o)
		if report.Succeeded != int64(len(list)) || report.Foreign+report.Repeated > 0 {
			t.Errorf("report %+v", report)
		}
		wantJoined(t, joined, feed.XML, text)
		for i, e := range entities(t, feed.XML, []byte(joined)) {
			if e.ID != list[i].ID {
				t.Errorf("entity %d has the Id %q, want %q", i+1, e.ID, list[i].ID)
			}
		}
	}
}

// TestOutcomes shows which entities go to which output.
func TestOutcomes(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	text := feedOf(t, feed.XML, feedtest.Entities(
		&feed.Entity{ID: "a", Geocode: &feed.GeocodeRequest{Query: "Leeds"}},
		&feed.Entity{ID: "b", Geocode: &feed.GeocodeRequest{Culture: "en-US"}},
		&feed.Entity{ID: "c", Geocode: &feed.GeocodeRequest{Address: feed.Address{FormattedAddress: "1 Main Street"}}},
		&feed.Entity{ID: "d", Reverse: &feed.ReverseGeocodeRequest{Location: feed.LocationAt(47.5, 8.5)}},
	).Reader())
	r, err := batch.Open(s.options(t.TempDir(), feed.XML, text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	var joined, succeeded, failed feedtest.Tokens
	if err := r.Join(batch.Outputs{Joined: &joined, Succeeded: &succeeded, Failed: &failed}); err != nil {
		t.Fatal(err)
	}
	if got := summary(t, joined); got != "a Success; b BadRequest To geocode a location, you must specify at least one address field.; c BadRequest The Address.FormattedAddress property must not be specified because it is an output-only property.; d Success" {
		t.Errorf("joined: %s", got)
	}
	if got := summary(t, succeeded); got != "a Success; d Success" {
		t.Errorf("succeeded: %s", got)
	}
	if got := summary(t, failed); !strings.HasPrefix(got, "b BadRequest") || strings.Count(got, ";") != 1 {
		t.Errorf("failed: %s", got)
	}
}

func summary(t *testing.T, tokens feedtest.Tokens) string {
	var parts []string
	for e, err := range feed.Entities(tokens.Reader()) {
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, strings.TrimSpace(e.ID+" "+e.StatusCode+" "+e.FaultReason))
	}
	return strings.Join(parts, "; ")
}

// TestRetry shows that a feed of results can be sent again: what succeeded is
// kept to the letter and not sent.
func TestRetry(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	text := feedOf(t, feed.CSV, feedtest.Entities(
		&feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Leeds"}, Responses: []feed.GeocodeResponse{{Name: "kept"}}, StatusCode: "Success"},
		&feed.Entity{ID: "2", Geocode: &feed.GeocodeRequest{Query: "York"}, StatusCode: "BadRequest", FaultReason: "old", TraceID: "old"},
	).Reader())
	o := s.options(t.TempDir(), feed.CSV, text)
	o.Retry = true
	report, joined := run(t, o)
	want := batch.Report{Entities: 2, Kept: 1, Succeeded: 1, Jobs: 1}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
	list := entities(t, feed.XML, []byte(joined))
	if list[0].Responses[0].Name != "kept" || list[1].StatusCode != "Success" || list[1].FaultReason+list[1].TraceID == "" || list[1].TraceID == "old" {
		t.Errorf("joined:\n%s", joined)
	}
	if got := s.Uploads(); len(got) != 1 || got[0].Entities != 1 {
		t.Errorf("uploads %+v", got)
	}
}

// TestInvalidFeeds shows what keeps a feed from being sent.
func TestInvalidFeeds(t *testing.T) {
	const head = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query,GeocodeRequest/Culture,ReverseGeocodeRequest/Location/Latitude,ReverseGeocodeRequest/Location/Longitude\n"
	for _, c := range []struct {
		name, text string
		force      bool
		problem    string // of the problem that keeps it, empty if it is sent
	}{
		{"good", head + "1,Leeds\n", false, ""},
		{"nothing to geocode, as the service says so itself", head + "1,Leeds\n2,,en-US\n", false, ""},
		{"an entity with an error", head + "1,,,95,8\n", false, "latitude"},
		{"an entity with an error, forced", head + "1,,,95,8\n", true, ""},
		{"a row too long", head + "1,Leeds,en-US,,,x\n", true, "row-too-long"},
		{"no entity", head, true, "feed-empty"},
		{"an open quote after an entity", head + "1,Leeds\n2,\"York\n", true, "text-syntax"},
		{"bytes that are not UTF-8 after an entity", head + "1,Leeds\n2,K\xf6ln\n", true, "encoding-invalid"},
		{"an open quote", head + "1,\"Leeds\n", true, "text-syntax"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newService(t, dataflowtest.Options{})
			var rules []string
			o := s.options(t.TempDir(), feed.CSV, []byte(c.text))
			o.Force = c.force
			o.Problem = func(p validate.Problem) error {
				rules = append(rules, p.Rule)
				return nil
			}
			r, err := batch.Open(o)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Remove()
			_, err = r.Do(context.Background())
			if sent := len(s.Uploads()) > 0; sent != (c.problem == "") || sent != (err == nil) {
				t.Errorf("sent: %v, error %v, problems %v", sent, err, rules)
			}
			if c.problem != "" && (!errors.Is(err, batch.ErrInvalid) || !strings.Contains(strings.Join(rules, " "), c.problem)) {
				t.Errorf("error %v, problems %v", err, rules)
			}
		})
	}
}

// TestStateIsOfOneFeed shows that a state is not used for another run.
func TestStateIsOfOneFeed(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	text := feedOf(t, feed.XML, feedtest.Requests(3, 10))
	o := s.options(t.TempDir(), feed.XML, text)
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := batch.Open(o); err == nil || err.Error() != "another run is at work on this output; wait for its end" {
		t.Errorf("opened while at work: %v", err)
	}
	r.Close()
	wantOpen := func(o batch.Options, want string) {
		t.Helper()
		if r, err := batch.Open(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
			if err == nil {
				r.Close()
			}
		}
	}
	other := s.options("", feed.XML, feedOf(t, feed.XML, feedtest.Requests(4, 10)))
	other.State = o.State
	wantOpen(other, "the feed has changed since the run was begun; put it back as it was and run the same again, or remove ")
	retry := o
	retry.Retry = true
	wantOpen(retry, "out.geocode keeps was begun without -retry; give the same again to go on, or remove ")
	elsewhere := o
	elsewhere.Client = newService(t, dataflowtest.Options{}).client()
	wantOpen(elsewhere, "out.geocode keeps was begun with the endpoint http://127.0.0.1:")
	if err := os.WriteFile(o.State, []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	wantOpen(o, "is not the state of a run")
}

// TestNothingSentNothingKept shows that the state of a run that has sent nothing
// does not stand in the way of another feed.
func TestNothingSentNothingKept(t *testing.T) {
	s := newService(t, dataflowtest.Options{Key: "another"})
	o := s.options(t.TempDir(), feed.XML, feedOf(t, feed.XML, feedtest.Requests(3, 10)))
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Do(context.Background()); !errors.Is(err, dataflow.ErrKeyRefused) {
		t.Fatal(err)
	}
	r.Close()
	good := newService(t, dataflowtest.Options{Key: key})
	text := feedOf(t, feed.CSV, feedtest.Requests(4, 10))
	other := good.options("", feed.CSV, text)
	other.State = o.State
	_, joined := run(t, other)
	wantJoined(t, joined, feed.CSV, text)
}

// TestNothingLeft shows that Remove leaves nothing on disk.
func TestNothingLeft(t *testing.T) {
	s := newService(t, dataflowtest.Options{Zip: true})
	dir := t.TempDir()
	run(t, s.options(dir, feed.XML, feedOf(t, feed.XML, feedtest.Requests(5, 50))))
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestOutputThatCannotHold shows that a value without a column is a fault with
// its place in the feed.
func TestOutputThatCannotHold(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	text := feedOf(t, feed.XML, feedtest.Entities(&feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Leeds", MaxResults: "5"}}).Reader())
	r, err := batch.Open(s.options(t.TempDir(), feed.XML, text))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Remove()
	if _, err := r.Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = r.Join(batch.Outputs{Joined: feedio.NewWriter(&out, feed.CSV, &feedio.WriterOptions{Columns: feed.Columns(feed.Documented)})})
	var f *feed.Fault
	if !errors.As(err, &f) || f.Cause != feed.Unwritable || f.Line != 4 || f.ID != "1" {
		t.Errorf("error %v", err)
	}
}
