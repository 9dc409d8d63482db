package run

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/azuremaps"
	"github.com/xeipuuwjyxo/geocodefeed/dataflow/batch"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// joinKept joins kept answers to a feed.
func joinKept(t *testing.T, raw, text string, o azuremaps.Options) (string, batch.FetchedReport, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "raw.jsonl")
	if err := os.WriteFile(name, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := azuremaps.NewMapper(&o)
	if err != nil {
		t.Fatal(err)
	}
	k, err := OpenKept(m, name)
	if err != nil {
		return "", batch.FetchedReport{}, err
	}
	defer k.Close()
	var joined bytes.Buffer
	var report batch.FetchedReport
	for range 2 { // the same again
		joined.Reset()
		w := feedio.NewWriter(&joined, feed.XML, nil)
		report, err = k.Join(func() (feed.RecordReader, error) {
			return feedio.NewReader(strings.NewReader(text), feed.XML, nil), nil
		}, batch.Outputs{Joined: w})
		if err != nil {
			return "", report, err
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return joined.String(), report, nil
}

// TestKept shows that kept answers give the same as the run that they were kept by, also of
// batches that were cut, of repeated requests, and where each request was sent once.
func TestKept(t *testing.T) {
	for _, dedupe := range []bool{false, true} {
		entities := append(mixed(300), mixed(60)...)
		h := newHarness(t, entities)
		h.batch.Dedupe, h.emulator.SlowItems, h.batch.Limits.Entities = dedupe, 9, 100
		want := h.must()
		got, report, err := joinKept(t, want.raw, h.text, azuremaps.Options{})
		if err != nil || report.Succeeded != want.report.Succeeded || report.Failed != want.report.Failed || report.Missing != 0 {
			t.Fatalf("dedupe %v: %+v, %v", dedupe, report, err)
		}
		if got != want.joined {
			t.Errorf("dedupe %v: another output", dedupe)
		}
	}
}

// TestKeptOrder shows that each of the entities that make the same request gets its own
// answer, by its TraceId, in whatever order the answers came, and that of the first run
// where a file has the answers of two.
func TestKeptOrder(t *testing.T) {
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 17))
		var entities []feed.Entity
		for range 200 {
			entities = append(entities, mixed(10)[random.IntN(10)])
		}
		h := newHarness(t, entities)
		h.options.Batch, h.batch.Limits.Entities = 1+random.IntN(9), 50
		want := h.must()
		lines := strings.SplitAfter(want.raw, "\n")
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		raw := strings.Join(lines, "")
		for _, raw := range []string{raw, raw + strings.ReplaceAll(raw, `"trace":"`, `"trace":"second `)} {
			got, report, err := joinKept(t, raw, h.text, azuremaps.Options{})
			if err != nil || report.Missing != 0 {
				t.Fatalf("seed %d: %+v, %v", seed, report, err)
			}
			if got != want.joined {
				t.Errorf("seed %d: another output", seed)
			}
		}
	}
}

// TestKeptTally shows that kept answers lose the same as when they came, however often they
// are joined.
func TestKeptTally(t *testing.T) {
	h := newHarness(t, mixed(300))
	h.handler = func(e http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := &rewriter{ResponseWriter: w}
			e.ServeHTTP(rec, r)
			w.Write(bytes.Replace(rec.body.Bytes(), []byte(`"features":`), []byte(`"color":"red","features":`), 3))
		})
	}
	want := h.must()
	name := filepath.Join(t.TempDir(), "raw.jsonl")
	if err := os.WriteFile(name, []byte(want.raw), 0o600); err != nil {
		t.Fatal(err)
	}
	m, _ := azuremaps.NewMapper(nil)
	k, err := OpenKept(m, name)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	for range 2 {
		_, err := k.Join(func() (feed.RecordReader, error) {
			return feedio.NewReader(strings.NewReader(h.text), feed.XML, nil), nil
		}, batch.Outputs{})
		got := slices.Collect(k.Tally().All())
		if diff := cmp.Diff(slices.Collect(want.tally.All()), got); err != nil || diff != "" || !slices.ContainsFunc(got, func(l azuremaps.Line) bool { return l.Name == "item.color" }) {
			t.Errorf("%v, %v: %s", err, got, diff)
		}
	}
}

// TestKeptOther shows that answers to another feed, or that were asked for otherwise, are
// refused, and that a part of them is named.
func TestKeptOther(t *testing.T) {
	h := newHarness(t, mixed(30))
	kept := h.must().raw
	other := newHarness(t, []feed.Entity{{Geocode: &feed.GeocodeRequest{Query: "elsewhere"}}})
	if _, _, err := joinKept(t, kept, other.text, azuremaps.Options{}); !errors.Is(err, ErrOtherFeed) {
		t.Errorf("%v", err)
	}
	if _, report, err := joinKept(t, kept, h.text, azuremaps.Options{Top: 1}); err != nil || report.Missing != 21 {
		t.Errorf("%+v, %v", report, err) // but for reverse requests and those that are refused here
	}
	lines := strings.SplitAfter(kept, "\n")
	if _, report, err := joinKept(t, strings.Join(lines[1:], ""), h.text, azuremaps.Options{}); err != nil || report.Missing == 0 || report.Succeeded == 0 {
		t.Errorf("%+v, %v", report, err)
	}
	for _, c := range []struct{ text, want string }{
		{"\n{}\n", "raw.jsonl:2: this is no answer that feedconv geocode -raw has kept"},
		{"<a/>", "raw.jsonl:1: this is no answer"},
		{"\x1f\x8b\x08", "raw.jsonl:1: the file is compressed; unpack it"},
		{`{"batch":"1.1","numbers":[1],"digests":["x"]}`, `raw.jsonl:1: "x" is no digest of a request`},
		{`{"batch":"1.1","numbers":[1],"digests":[]}`, "raw.jsonl:1: this is no answer"},
	} {
		if _, _, err := joinKept(t, c.text, h.text, azuremaps.Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.text, err)
		}
	}
	swapped := "\n" + strings.Replace(kept, `"optionalId":"`, `"optionalId":"9`, 1)
	if _, _, err := joinKept(t, swapped, h.text, azuremaps.Options{}); !errors.As(err, new(*KeptError)) || !strings.Contains(err.Error(), "raw.jsonl:2: batch 1.") || !strings.Contains(err.Error(), "optionalId") {
		t.Errorf("%v", err)
	}
}

// TestRawIsLines shows that an answer with line breaks is one line, and otherwise as it came.
func TestRawIsLines(t *testing.T) {
	name := filepath.Join(t.TempDir(), "journal")
	j, err := openJournal(name, false)
	if err != nil {
		t.Fatal(err)
	}
	asked := &requests{language: "en-US"}
	asked.add(item{id: 1}, []byte(`{"query":"x"}`))
	if err := j.add(&entry{Kind: answered, Batch: "1.1", Status: 200, Trace: "t", asked: asked}, []byte("\uFEFF{\r\n\"a\": \"\\n\u00e9\" }\n"), nil); err != nil {
		t.Fatal(err)
	}
	j.close()
	var out bytes.Buffer
	if err := Raw(&out, []string{name}); err != nil {
		t.Fatal(err)
	}
	digest := fmt.Sprintf("%016x", asked.digest(0))
	if got, want := out.String(), `{"batch":"1.1","direction":"forward","language":"en-US","numbers":[1],"digests":["`+digest+`"],"status":200,"trace":"t","answer":{  "a": "\né" } }`+"\n"; got != want {
		t.Errorf("%s\nwant\n%s", fmt.Sprintf("%q", got), want)
	}
}
