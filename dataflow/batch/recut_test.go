package batch_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestOtherLimits shows that a run goes on with the limits that it was begun with
// only, and says so.
func TestOtherLimits(t *testing.T) {
	o, want := interrupted(t)
	for _, limits := range []batch.Limits{{Entities: 1}, {Entities: 3}, {}, {Entities: 2, Bytes: 1000}} {
		other := o
		other.Limits = limits
		_, err := batch.Open(other)
		if !errors.Is(err, batch.ErrOtherRun) || !strings.Contains(err.Error(), "with -entities 2 and -bytes 300000000; give the same again to go on") {
			t.Errorf("%v: error %v", limits, err)
		}
	}
	if joined, err := goOn(t, o); err != nil || joined != want {
		t.Errorf("error %v, joined\n%s\nwant\n%s", err, joined, want)
	}
}

// TestSmallerParts shows that parts that are too large for the service can be cut
// into smaller ones, and that what it has answered by then is kept and not sent again.
func TestSmallerParts(t *testing.T) {
	faults := dataflowtest.Faults{dataflowtest.Abort: 0.5}
	s := newService(t, dataflowtest.Options{Faults: faults, FaultSeed: 3})
	text := feedOf(t, feed.XML, feedtest.Requests(2, 100))
	o := s.options(t.TempDir(), feed.XML, text)
	o.Limits = batch.Limits{Entities: 10}
	answered := 0
	for try := 1; ; try++ {
		r, err := batch.Open(o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = r.Do(context.Background())
		if !errors.Is(err, dataflow.ErrAborted) || !strings.HasSuffix(err.Error(), "with a smaller -entities or -bytes if it is too large") {
			t.Fatalf("error %v", err)
		}
		report := r.Report()
		r.Close()
		if answered = int(report.Succeeded + report.Failed); answered > 0 {
			break
		}
	}
	faults[dataflowtest.Abort] = 0
	before := len(s.Uploads())
	o.Limits.Entities = 4
	report, joined := run(t, o)
	wantJoined(t, joined, feed.XML, text)
	sent := 0
	descriptions := make(map[string]bool)
	for i, u := range s.Uploads() {
		if descriptions[u.Description] {
			t.Errorf("two jobs are called %s", u.Description)
		}
		descriptions[u.Description] = true
		if i < before {
			continue
		}
		sent += int(u.Entities)
		if u.Entities > 4 && !strings.HasSuffix(u.Description, ".1]") {
			t.Errorf("upload of %d entities", u.Entities)
		}
	}
	if sent != 100-answered || report.Entities != 100 || report.Succeeded+report.Failed != 100 {
		t.Errorf("%d entities sent after %d were answered, report %+v", sent, answered, report)
	}
}

// TestNoRequest shows that an entity with an Id only goes up with an empty request.
func TestNoRequest(t *testing.T) {
	s := newService(t, dataflowtest.Options{})
	text := []byte("Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,\n2,Leeds\n")
	_, joined := run(t, s.options(t.TempDir(), feed.CSV, text))
	got := entities(t, feed.XML, []byte(joined))
	if fmt.Sprint(got[0].StatusCode, got[1].StatusCode) != "BadRequestSuccess" {
		t.Errorf("joined\n%s", joined)
	}
}
