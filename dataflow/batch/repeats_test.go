package batch

import (
	"math"
	"runtime"
	"strconv"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestSameRequest shows that requests are the same if every value of them is, and that
// nothing else of their entities matters.
func TestSameRequest(t *testing.T) {
	w := newRepeats()
	load := func(e *feed.Entity) *feed.Record {
		t.Helper()
		var r feed.Record
		if err := r.Read(feed.NewEntityReader(func() (*feed.Entity, error) { return e, nil })); err != nil {
			t.Fatal(err)
		}
		return &r
	}
	again := func(r *feed.Record) bool {
		t.Helper()
		again, err := w.note(sumOfRequest(new([]byte), r))
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	base := func() *feed.Record {
		return load(&feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Leeds  Road"}})
	}
	if again(base()) || !again(base()) {
		t.Error("the same request is not known again")
	}
	if !again(load(&feed.Entity{ID: "other", Geocode: &feed.GeocodeRequest{Query: "Leeds  Road"}, StatusCode: "Success", Responses: []feed.GeocodeResponse{{Name: "x"}}})) {
		t.Error("the same request with another Id and an answer is not known again")
	}
	for _, query := range []string{"leeds  road", "Leeds Road", "Leeds  Road ", "Leeds  Roa", "Leeds  Roadd", ""} {
		r := base()
		if err := r.Set(feed.Part{}, feed.GeocodeQuery, []byte(query)); err != nil {
			t.Fatal(err)
		}
		if again(r) {
			t.Errorf("%q is taken for another request", query)
		}
	}
	n := 0
	for _, g := range []feed.Group{feed.GeocodeGroup, feed.ReverseGroup} {
		for _, f := range g.Fields() {
			if f == feed.GeocodeQuery {
				continue
			}
			for _, text := range []string{"1", "2"} {
				r := base()
				if err := r.Set(feed.Part{}, f, []byte(text)); err != nil {
					t.Fatal(err)
				}
				if again(r) {
					t.Errorf("a request with the %v %s is taken for another", f, text)
				}
				if !again(r) {
					t.Errorf("a request with the %v %s is not known again", f, text)
				}
				n++
			}
		}
	}
	if n < 30 {
		t.Errorf("%d requests that differ", n)
	}
	if again(load(&feed.Entity{ID: "1"})) || !again(load(&feed.Entity{ID: "2"})) {
		t.Error("an entity without a request")
	}
}

// TestTooManyToNumber shows that more entities than there are numbers are refused.
func TestTooManyToNumber(t *testing.T) {
	w := newRepeats()
	w.entities = math.MaxUint32
	var r feed.Record
	if err := r.Read(feed.NewEntityReader(func() (*feed.Entity, error) { return new(feed.Entity), nil })); err != nil {
		t.Fatal(err)
	}
	if _, err := w.note(sumOfRequest(new([]byte), &r)); err == nil || err.Error() != "the feed has more than the 4294967295 entities among which requests can be sent once; run it without -dedupe" {
		t.Errorf("error %v", err)
	}
}

// TestRequestMemory shows what a request takes that differs from the others, and that one
// that is made again takes nothing.
func TestRequestMemory(t *testing.T) {
	const requests, most = 50_000, 64 // bytes
	w := newRepeats()
	note := func() {
		t.Helper()
		n := 0
		src := feed.NewEntityReader(func() (*feed.Entity, error) {
			n++
			return &feed.Entity{Geocode: &feed.GeocodeRequest{Query: strconv.Itoa(n)}}, nil
		})
		var r feed.Record
		for range requests {
			if err := r.Read(src); err != nil {
				t.Fatal(err)
			}
			if _, err := w.note(sumOfRequest(new([]byte), &r)); err != nil {
				t.Fatal(err)
			}
		}
	}
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	note()
	once := heap()
	note()
	twice := heap()
	if taken := once - before; taken > requests*most {
		t.Errorf("%d bytes for each of %d requests", taken/requests, requests)
	}
	if twice > once+1<<20 {
		t.Errorf("%d bytes more for requests that are made again", twice-once)
	}
	runtime.KeepAlive(w)
}
