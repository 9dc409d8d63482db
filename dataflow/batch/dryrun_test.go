package batch_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// TestDryRun shows that a dry run finds out what a run then sends, to the byte, and puts
// nothing on disk.
func TestDryRun(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, f := range formats {
		text, distinct := repeating(t, f, uint64(i), 40, 300)
		for _, dedupe := range []bool{false, true} {
			s := newService(t, dataflowtest.Options{})
			var sent int64
			o := s.options(t.TempDir(), f, text)
			o.Dedupe, o.Limits, o.First = dedupe, batch.Limits{Entities: 20, Bytes: 5000}, 299
			dry := o
			dry.Client, dry.State, dry.Once = nil, "", true
			plan, err := batch.DryRun(dry)
			if err != nil {
				t.Fatal(err)
			}
			r, err := batch.Open(o)
			if err != nil {
				t.Fatal(err)
			}
			report, err := r.Do(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range r.Progress() {
				sent += p.Bytes
			}
			want := batch.Plan{Entities: 299, Requests: plan.Requests, Sent: sentTo(s), Jobs: report.Jobs, Bytes: sent}
			if plan != want || plan.Jobs < 3 || dedupe && plan.Sent != plan.Requests || plan.Requests < int64(len(distinct)-1) || plan.Requests > int64(len(distinct)) {
				t.Errorf("%v, dedupe %t: plan %+v, want %+v of %d requests", f, dedupe, plan, want, len(distinct))
			}
			if err := r.Remove(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestDryRunRefused shows that the dry run of a feed that cannot be sent says so as the run
// does, and still counts its entities.
func TestDryRunRefused(t *testing.T) {
	const head = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query,ReverseGeocodeRequest/Location/Latitude,ReverseGeocodeRequest/Location/Longitude,StatusCode\n"
	of := func(text string) batch.Options {
		return batch.Options{Name: "in.csv", Format: feed.CSV, Input: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(text))), nil }}
	}
	const bad = head + "1,Leeds\n2,,95.5,8\n3,Leeds\n4,York\n"
	o := of(bad)
	rules := ""
	o.Problem = func(p validate.Problem) error { rules += p.Rule + " "; return nil }
	plan, err := batch.DryRun(o)
	if want := (batch.Plan{Entities: 4, Requests: 3}); !errors.Is(err, batch.ErrInvalid) || plan != want || rules != "latitude-invalid " {
		t.Errorf("error %v, plan %+v, want %+v, problems %s", err, plan, want, rules)
	}
	o.Force = true
	plan, err = batch.DryRun(o)
	if err != nil || plan.Sent != 4 || plan.Jobs != 1 || plan.Bytes == 0 {
		t.Errorf("forced: error %v, plan %+v", err, plan)
	}
	const answered = head + "1,Leeds,,,Success\n2,York,,,BadRequest\n"
	if _, err := batch.DryRun(of(answered)); !errors.Is(err, batch.ErrAnswered) {
		t.Errorf("error %v of a feed of results", err)
	}
	o = of(answered)
	o.Retry = true
	if plan, err := batch.DryRun(o); err != nil || plan.Entities != 2 || plan.Kept != 1 || plan.Sent != 1 || plan.Requests != 1 {
		t.Errorf("of results: error %v, plan %+v", err, plan)
	}
	o = of(head + "1,Leeds\n")
	o.Limits.Bytes = 50
	if plan, err := batch.DryRun(o); !errors.As(err, new(*feed.Fault)) || plan.Jobs != 0 || plan.Bytes != 0 || plan.Entities != 1 {
		t.Errorf("of an entity that is too large: error %v, plan %+v", err, plan)
	}
	for name, c := range map[string]struct {
		change func(o *batch.Options)
		want   string
	}{
		"no input":    {func(o *batch.Options) { o.Input = nil }, "batch: Options.Input is not set"},
		"no format":   {func(o *batch.Options) { o.Format = feed.NoFormat }, "batch: Options.Format:  is no format of feeds"},
		"a condition": {func(o *batch.Options) { o.RetryIf = []string{"x"} }, `"x" is no condition; write no-point, or StatusCode, Confidence, MatchCodes or EntityType with = and a value`},
		"no reader":   {func(o *batch.Options) { o.NewReader = func(io.Reader) feed.RecordReader { return nil } }, "batch: Options.NewReader returned no reader"},
		"no file":     {func(o *batch.Options) { o.Input = func() (io.ReadCloser, error) { return nil, os.ErrNotExist } }, "file does not exist"},
	} {
		o := of(bad)
		c.change(&o)
		if _, err := batch.DryRun(o); err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
}
