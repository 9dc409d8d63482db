package jsonfeed_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/jsonfeed"
)

// TestHugeLine reads a line of a gigabyte: it is a fault, the next line is read, and memory
// stays bounded.
func TestHugeLine(t *testing.T) {
	for i, begin := range []string{`{"id":"2","geocodeRequest":{"query":"`, " ", "[[", "x"} {
		size := int64(1 << 26)
		if i == 0 && !feedtest.Race && !testing.Short() {
			size = 1 << 30
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		text := io.MultiReader(strings.NewReader("{\"id\":\"1\"}\n"+begin), io.LimitReader(repeated(begin[len(begin)-1:]), size), strings.NewReader("\n{\"id\":\"3\"}\n"))
		var ids []string
		var faults []error
		for e, err := range feed.Entities(jsonfeed.NewReader(text, nil)) {
			if err != nil {
				faults = append(faults, err)
			} else {
				ids = append(ids, e.ID)
			}
		}
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 128<<20 {
			t.Errorf("%q: %d bytes of memory", begin, took)
		}
		want := `2:1: entity 2: the line is larger than the limit of 8388608 bytes for an entity; shorten it`
		if begin == " " {
			want = ""
		} else if strings.Contains(begin, "id") {
			want = strings.Replace(want, "entity 2", `entity 2 (Id "2")`, 1)
		}
		if got := errors.Join(faults...); strings.Join(ids, " ") != "1 3" || want == "" && got != nil || want != "" && (got == nil || got.Error() != want) {
			t.Errorf("%q: entities %q, faults %v", begin, ids, got)
		}
	}
}

// repeated is a text of one byte without end.
type repeated string

func (r repeated) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r[0]
	}
	return len(p), nil
}

// TestLimits shows what is at the limits and what is over them.
func TestLimits(t *testing.T) {
	limits := feed.Limits{Value: 10, Entity: 60, Nesting: 4}
	for _, c := range []struct{ line, want string }{
		{`{"id":"1234567890"}`, ""},
		{`{"id":"12345678901"}`, "1:7: entity 1 (Id \"\"): Id: a value of 11 bytes, over the limit of 10; shorten it"},
		{`{"id":12345678901}`, "1:7: entity 1: Id: a value of 11 bytes, over the limit of 10; shorten it"},
		{`{"id":"\u0031234567890"}`, ""},
		{`{"responses":[{"matchCodes":["12345","123"]}]}`, ""},
		{`{"responses":[{"matchCodes":["12345","1234"]}]}`, "1:29: entity 1: GeocodeResponse/MatchCodes: a value of 11 bytes, over the limit of 10; shorten it"},
		{`{"id":"1"` + strings.Repeat(" ", 50) + `}`, ""},
		{`{"id":"1"` + strings.Repeat(" ", 51) + `}`, "1:1: entity 1 (Id \"1\"): the line is larger than the limit of 60 bytes for an entity; shorten it"},
		{strings.Repeat(" ", 100) + `{"id":"1"}`, ""},
		{`{"id":[[[1]]]}`, "1:7: entity 1: Id: an array as the value; write a string"},
		{`{"id":[[[[1]]]]}`, "1:10: entity 1: more than 4 objects and arrays within each other; take what is within out"},
	} {
		want := strings.Replace(c.want, ` (Id "")`, "", 1)
		for how, in := range feedtest.Hostile(c.line + "\n") {
			_, err := feedtest.Content(feedtest.Check(jsonfeed.NewReader(in, &feed.ReaderOptions{Limits: limits})))
			if got := errors.Join(err); want == "" && got != nil || want != "" && (got == nil || got.Error() != want) {
				t.Errorf("%s, read %s: %v, want %s", c.line, how, got, want)
			}
		}
	}
}

// TestManyFaults bounds how many faults of a line are told of.
func TestManyFaults(t *testing.T) {
	n := 0
	for _, err := range feed.Entities(jsonfeed.NewReader(strings.NewReader(`{"id":"1"`+strings.Repeat(`,"x":1`, 100_000)+"}\n"), nil)) {
		if err != nil {
			n++
		}
	}
	if n != 100 {
		t.Errorf("%d faults", n)
	}
}

// TestManyParts refuses a line with more responses than a record holds.
func TestManyParts(t *testing.T) {
	r := jsonfeed.NewReader(strings.NewReader(`{"responses":[`+strings.Repeat("{},", 20_000)+"{}]}\n{\"id\":\"2\"}\n"), nil)
	_, err := feedtest.Content(r)
	if !errors.Is(err, feed.ValueTooLarge) {
		t.Errorf("%v", err)
	}
	for e, err := range feed.Entities(r) {
		if err == nil && e.ID == "2" {
			return
		}
	}
	t.Error("the next line is not read")
}

// TestFlatMemory shows that nothing is allocated for each entity, read or written, in any form.
func TestFlatMemory(t *testing.T) {
	if feedtest.Race {
		t.Skip("the race detector allocates")
	}
	for _, o := range []jsonfeed.WriterOptions{{}, {Typed: true}, {Wide: true}, {Typed: true, Wide: true}} {
		text, _ := write(t, feedtest.Results(1, 2000), &o)
		var rec feed.Record
		run := func(n int) float64 {
			text := strings.Repeat(text, n)
			return testing.AllocsPerRun(3, func() {
				r, w := jsonfeed.NewReader(strings.NewReader(text), nil), jsonfeed.NewWriter(io.Discard, &o)
				for r.ReadRecord(&rec) == nil {
					if err := w.WriteRecord(&rec); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
		if few, many := run(1), run(4); many > few+40 {
			t.Errorf("%+v: %v allocations for 2,000 entities, and %v for 8,000", o, few, many)
		}
	}
}
