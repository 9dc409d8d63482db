package batch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// repeating returns a feed of n entities that make some of the requests under Ids of
// their own, and the notation of each request.
func repeating(t testing.TB, f feed.Format, seed uint64, requests, n int) (text []byte, distinct map[string]bool) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	some := entities(t, feed.XML, feedOf(t, feed.XML, feedtest.Requests(seed, requests)))
	some[1].Geocode, some[1].Reverse = &feed.GeocodeRequest{Culture: "en-GB"}, nil // which fails
	distinct = make(map[string]bool)
	var list []*feed.Entity
	for i := range n {
		e := *some[random.IntN(min(i+1, requests))]
		e.ID = fmt.Sprint("r", i)
		if random.IntN(20) == 0 {
			e.ID = "same"
		}
		list = append(list, &e)
		asked := e
		asked.ID = ""
		distinct[request(&asked)] = true
	}
	return feedOf(t, f, feedtest.Entities(list...).Reader()), distinct
}

// sentTo returns how many entities a service was sent.
func sentTo(s service) (n int64) {
	for _, u := range s.Uploads() {
		n += u.Entities
	}
	return n
}

// TestDedupe shows that a run that sends each request once gives the same as one that
// sends every entity, over any number of parts.
func TestDedupe(t *testing.T) {
	for i, f := range formats {
		text, distinct := repeating(t, f, uint64(i), 40, 300)
		all := newService(t, dataflowtest.Options{})
		allReport, want := run(t, all.options(t.TempDir(), f, text))
		for _, limit := range []int{0, 7, 1} {
			s := newService(t, dataflowtest.Options{})
			o := s.options(t.TempDir(), f, text)
			o.Dedupe, o.Limits.Entities = true, limit
			report, joined := run(t, o)
			if joined != want {
				t.Errorf("%v, parts of %d: joined otherwise than without", f, limit)
			}
			if n := sentTo(s); n != int64(len(distinct)) || report.Saved != 300-n {
				t.Errorf("%v, parts of %d: %d entities sent for %d requests, report %+v", f, limit, n, len(distinct), report)
			}
			report.Saved, report.Jobs = 0, allReport.Jobs
			if report != allReport || report.Failed == 0 || report.Succeeded == 0 {
				t.Errorf("%v, parts of %d: report %+v, want %+v", f, limit, report, allReport)
			}
		}
	}
}

// TestDedupeRetry shows that among the entities of a feed of results only those that are
// sent again count, and that the others stay.
func TestDedupeRetry(t *testing.T) {
	text, _ := repeating(t, feed.XML, 5, 20, 100)
	s := newService(t, dataflowtest.Options{})
	_, results := run(t, s.options(t.TempDir(), feed.XML, text))
	bad := strings.Count(results, "<StatusCode>BadRequest")
	// Every second success is to be sent again, with the failures.
	pieces := strings.SplitAfter(results, "<StatusCode>Success")
	for i := range pieces {
		if i%2 == 0 {
			pieces[i] = strings.Replace(pieces[i], "<StatusCode>Success", "<StatusCode>Unknown", 1)
		}
	}
	feedOfResults := strings.Join(pieces, "")
	again := 100 - strings.Count(feedOfResults, "<StatusCode>Success")
	fresh := newService(t, dataflowtest.Options{})
	o := fresh.options(t.TempDir(), feed.XML, []byte(feedOfResults))
	o.Retry, o.Dedupe, o.Limits.Entities = true, true, 3
	report, joined := run(t, o)
	if joined != results {
		t.Error("joined otherwise than before")
	}
	if report.Kept != int64(100-again) || report.Failed != int64(bad) || report.Succeeded != int64(again-bad) || report.Saved != int64(again)-sentTo(fresh) || report.Saved == 0 {
		t.Errorf("%d entities to send, %d failures, report %+v", again, bad, report)
	}
}

// TestDedupeMissing shows that all entities of a request without an answer are missing.
func TestDedupeMissing(t *testing.T) {
	const text = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\na,Leeds\nb,York\nc,York\nd,Hull\ne,Hull\nf,York\n"
	s := &stage{succeeded: answered("a", "Success"), failed: answered("d", "BadRequest"), job: `"totalEntityCount":3`}
	o := s.serve(t).options(t.TempDir(), feed.CSV, []byte(text))
	o.Dedupe = true
	r, err := batch.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	report, err := r.Do(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if want := (batch.Report{Entities: 6, Saved: 3, Succeeded: 1, Failed: 2, Missing: 3, Jobs: 1}); report != want {
		t.Errorf("report %+v, want %+v", report, want)
	}
	var joined, bad feedtest.Tokens
	missing := ""
	err = r.Join(batch.Outputs{Joined: &joined, Failed: &bad, Missing: func(entity int64, id string, _ feed.Position) { missing += fmt.Sprint(entity, id, " ") }})
	if err != nil || missing != "2b 3c 6f " {
		t.Errorf("error %v, missing %s", err, missing)
	}
	if got := summary(t, joined); got != "a Success; b; c; d BadRequest; e BadRequest; f" {
		t.Errorf("joined: %s", got)
	}
	if got := summary(t, bad); got != "b; c; d BadRequest; e BadRequest; f" {
		t.Errorf("failed: %s", got)
	}
}

// TestDedupeRecut shows that parts that are cut again have the answers of all entities.
func TestDedupeRecut(t *testing.T) {
	text, distinct := repeating(t, feed.XML, 2, 60, 200)
	_, want := run(t, newService(t, dataflowtest.Options{}).options(t.TempDir(), feed.XML, text))
	faults := dataflowtest.Faults{dataflowtest.Abort: 0.5}
	s := newService(t, dataflowtest.Options{Faults: faults, FaultSeed: 3})
	o := s.options(t.TempDir(), feed.XML, text)
	o.Dedupe, o.Limits = true, batch.Limits{Entities: 10}
	if _, err := goOn(t, o); !errors.Is(err, dataflow.ErrAborted) {
		t.Fatalf("error %v", err)
	}
	faults[dataflowtest.Abort] = 0
	o.Limits.Entities = 4
	report, joined := run(t, o)
	if joined != want {
		t.Error("joined otherwise than without")
	}
	if report.Saved != int64(200-len(distinct)) || report.Succeeded+report.Failed != 200 || report.Kept != 0 {
		t.Errorf("report %+v of %d requests", report, len(distinct))
	}
}

// TestOtherDedupe shows that a run goes on as it was begun only.
func TestOtherDedupe(t *testing.T) {
	for _, dedupe := range []bool{true, false} {
		o, want := interrupted(t, func(o *batch.Options) { o.Dedupe = dedupe })
		said := map[bool]string{true: "begun with -dedupe; give", false: "begun without -dedupe; give"}[dedupe]
		other := o
		other.Dedupe = !dedupe
		if _, err := batch.Open(other); !errors.Is(err, batch.ErrOtherRun) || !strings.Contains(err.Error(), said) {
			t.Errorf("error %v, want one with %q", err, said)
		}
		if joined, err := goOn(t, o); err != nil || joined != want {
			t.Errorf("error %v, joined\n%s\nwant\n%s", err, joined, want)
		}
	}
}

// TestBrokenRepeats shows that numbers that were damaged are an error, before anything is
// sent or when the outputs are written.
func TestBrokenRepeats(t *testing.T) {
	for name, damage := range map[string]func(name string, text []byte) error{
		"missing":         func(name string, text []byte) error { return os.Remove(name) },
		"cut":             func(name string, text []byte) error { return os.WriteFile(name, text[:len(text)-1], 0o666) },
		"longer":          func(name string, text []byte) error { return os.WriteFile(name, append(text, 0), 0o666) },
		"a wrong number":  func(name string, text []byte) error { text[5] = 9; return os.WriteFile(name, text, 0o666) },
		"a wrong count":   func(name string, text []byte) error { text[len(text)-4]++; return os.WriteFile(name, text, 0o666) },
		"a folder there":  func(name string, text []byte) error { return errors.Join(os.Remove(name), os.Mkdir(name, 0o777)) },
		"all of it zeros": func(name string, text []byte) error { return os.WriteFile(name, make([]byte, len(text)), 0o666) },
	} {
		o, _ := interrupted(t, func(o *batch.Options) { o.Dedupe = true })
		file := filepath.Join(o.Folder(), "repeats")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := damage(file, bytes.Clone(text)); err != nil {
			t.Fatal(err)
		}
		if err := goOnTo(t, o); !errors.Is(err, batch.ErrState) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// goOnTo carries a run on to where it fails.
func goOnTo(t *testing.T, o batch.Options) error {
	t.Helper()
	r, err := batch.Open(o)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := r.Do(context.Background()); err != nil {
		return err
	}
	return r.Join(batch.Outputs{Joined: new(feedtest.Tokens)})
}
