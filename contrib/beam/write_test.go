package beamfeed_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/graph/window"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/memfs"

	beamfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/beam"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// contentOf returns what is in a file, as far as all formats hold it.
func contentOf(t *testing.T, name string) string {
	t.Helper()
	r, err := feedio.OpenFile(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := feedtest.Content(r)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return content
}

// TestWrite writes one feed in every format, in the order of the feed that it was read from.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.xml")
	f, err := feedio.Create(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := feedio.NewWriter(f, feed.XML, nil)
	if _, err := feed.Copy(w, feedtest.Results(3, 200)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	outs := []string{"out.xml", "out.csv", "out.tsv", "out.psv.gz", "out.jsonl"}
	mustRun(t, func(s beam.Scope) {
		r := beamfeed.Read(s, in, &beamfeed.ReadOptions{RangeBytes: 5000})
		for _, out := range outs {
			beamfeed.Write(s, filepath.Join(dir, out), r.Entities, nil)
		}
	})
	want := contentOf(t, in)
	for _, out := range outs {
		if got := contentOf(t, filepath.Join(dir, out)); got != want {
			t.Errorf("%s: %s", out, got[:min(len(got), 500)])
		}
	}
	if got := names(t, dir); len(got) != 1+len(outs) {
		t.Errorf("%q", got)
	}
}

// TestWriteShards writes several feeds, each a whole one, that have every entity once.
func TestWriteShards(t *testing.T) {
	text := "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n"
	for i := range 100 {
		text += fmt.Sprintf("%d,Bonn\n", i)
	}
	dir := files(t, map[string]string{"in.csv": text})
	write := func(out string) {
		mustRun(t, func(s beam.Scope) {
			r := beamfeed.Read(s, dir+"/in.csv", &beamfeed.ReadOptions{RangeBytes: 50})
			beamfeed.Write(s, filepath.Join(dir, out, "a.b.csv"), r.Entities, &beamfeed.WriteOptions{Shards: 3, Columns: []string{"Id", "GeocodeRequest/Query"}})
		})
	}
	write("1")
	write("2")
	var ids []string
	for i := range 3 {
		name := fmt.Sprintf("a.b-%05d-of-00003.csv", i+1)
		first, err := os.ReadFile(filepath.Join(dir, "1", name))
		if err != nil {
			t.Fatal(err)
		}
		if second, err := os.ReadFile(filepath.Join(dir, "2", name)); err != nil || string(second) != string(first) {
			t.Errorf("%s differs when it is written again: %v", name, err)
		}
		rest, ok := strings.CutPrefix(string(first), "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n")
		rows := strings.Fields(rest)
		if !ok || len(rows) < 15 {
			t.Errorf("%s: %s", name, first)
		}
		ids = append(ids, rows...)
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) != 100 || len(names(t, dir)) != 3 {
		t.Errorf("%d entities", len(ids))
	}
}

// TestWriteNothing shows that of no entities comes a valid feed, in each shard, and files
// without lines of no rejects and problems.
func TestWriteNothing(t *testing.T) {
	dir := files(t, map[string]string{"in.csv": "Id,GeocodeRequest/Query\n"})
	outs := []string{"out.xml", "out.csv", "out.jsonl", "out-00001-of-00002.tsv.gz", "out-00002-of-00002.tsv.gz", "problems.jsonl", "rejects.jsonl"}
	mustRun(t, func(s beam.Scope) {
		r := beamfeed.Read(s, dir+"/in.csv", nil)
		for _, out := range outs[:3] {
			beamfeed.Write(s, filepath.Join(dir, out), r.Entities, nil)
		}
		beamfeed.Write(s, dir+"/out.tsv.gz", r.Entities, &beamfeed.WriteOptions{Shards: 2})
		beamfeed.WriteRejects(s, dir+"/rejects.jsonl", r.Rejected, nil)
		beamfeed.WriteProblems(s, dir+"/problems.jsonl", r.Problems, nil)
		keep(s, t.Name(), r)
	})
	for _, out := range outs[:5] {
		if got := contentOf(t, filepath.Join(dir, out)); got != "" {
			t.Errorf("%s: %s", out, got)
		}
	}
	if got := names(t, dir); len(got) != 1+len(outs) {
		t.Errorf("%q", got)
	}
	var rules []string
	for _, p := range take(t.Name()).problems {
		rules = append(rules, p.Rule)
	}
	if want := []string{"feed-empty", "version-missing"}; !slices.Equal(slices.Sorted(slices.Values(rules)), want) {
		t.Errorf("%q", rules)
	}
}

// TestWriteLines writes rejects and problems as the command does.
func TestWriteLines(t *testing.T) {
	dir := files(t, map[string]string{"in.csv": "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,Bonn\n2,Kiel,Berlin\n1,Jena\n"})
	mustRun(t, func(s beam.Scope) {
		r := beamfeed.Read(s, dir+"/in.csv", &beamfeed.ReadOptions{Reject: true, RangeBytes: 10})
		c := beamfeed.Validate(s, r.Entities, nil)
		beamfeed.WriteRejects(s, dir+"/rejects.jsonl", beam.Flatten(s, r.Rejected, c.Rejected), nil)
		beamfeed.WriteProblems(s, dir+"/problems.jsonl", beam.Flatten(s, r.Problems, c.Problems), nil)
	})
	for name, want := range map[string][]string{
		"rejects.jsonl":  {`"source":"2,Kiel,Berlin\n"`, `"source":"{\"id\":\"1\",\"geocodeRequest\":{\"query\":\"Jena\"}}\n"`},
		"problems.jsonl": {`"line":4,"column":8,`, `"line":5,"column":1,`},
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		lines := strings.SplitAfter(string(text), "\n")
		if err != nil || len(lines) != 3 || !strings.Contains(lines[0], want[0]) || !strings.Contains(lines[1], want[1]) {
			t.Errorf("%s: %v %s", name, err, text)
		}
	}
}

// TestWriteExisting replaces no file, unless it is asked to, and leaves nothing of what
// cannot be written.
func TestWriteExisting(t *testing.T) {
	dir := files(t, map[string]string{"out.xml": "mine"})
	e := beamfeed.Element{File: "in.csv", Line: 3, Column: 1, Number: 2, Entity: feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Bonn"}}}
	fails(t, "out.xml exists already", func(s beam.Scope) { beamfeed.Write(s, dir+"/out.xml", beam.Create(s, e), nil) })
	if text, err := os.ReadFile(dir + "/out.xml"); string(text) != "mine" || len(names(t, dir)) != 1 {
		t.Errorf("%s %v", text, err)
	}
	mustRun(t, func(s beam.Scope) {
		beamfeed.Write(s, dir+"/out.xml", beam.Create(s, e), &beamfeed.WriteOptions{Replace: true})
	})
	if got := contentOf(t, dir+"/out.xml"); !strings.Contains(got, "Bonn") {
		t.Error(got)
	}
	e.Entity.Geocode.Query = "a\x00b"
	fails(t, "in.csv:3:1: entity 2: ", func(s beam.Scope) {
		beamfeed.Write(s, dir+"/no.xml", beam.Create(s, e), nil)
	})
	if got := names(t, dir); !slices.Equal(got, []string{"out.xml"}) {
		t.Errorf("%q", got)
	}
}

// TestWriteWindows writes one feed of entities that are in several windows, to a file system
// that is not the machine's.
func TestWriteWindows(t *testing.T) {
	text := "Id\n" + strings.Repeat("1\n", 30)
	memfs.Write("memfs://windows/in.csv", []byte(text))
	mustRun(t, func(s beam.Scope) {
		r := beamfeed.Read(s, "memfs://windows/in.csv", &beamfeed.ReadOptions{RangeBytes: 10})
		sliding := beam.WindowInto(s, window.NewFixedWindows(time.Second), r.Entities)
		done := beamfeed.Write(s, "memfs://windows/out.jsonl", sliding, nil)
		again := beamfeed.ReadAll(s, beam.ParDo(s, fileOfWritten, done), nil)
		keep(s, t.Name(), again)
	})
	if k := take(t.Name()); len(k.elements) != 30 || k.elements[0].File != "memfs://windows/out.jsonl" {
		t.Errorf("%d elements", len(k.elements))
	}
}

// fileOfWritten returns the file that was written.
func fileOfWritten(w beamfeed.Written) string { return w.File }

func init() { beam.RegisterFunction(fileOfWritten) }

// TestWriteOptions refuses what makes no sense while a pipeline is built.
func TestWriteOptions(t *testing.T) {
	_, s := beam.NewPipelineWithRoot()
	elements, problems := beam.Create(s, beamfeed.Element{}), beam.Create(s, validate.Problem{})
	for file, o := range map[string]beamfeed.WriteOptions{
		"a.txt": {}, "a.xml": {Format: feed.Table}, "b.xml": {Shards: -1}, "c.csv": {Columns: []string{"What"}}, "d.csv": {Columns: []string{"Id", "Id"}}, "nowhere://a.csv": {},
	} {
		panics(t, func() { beamfeed.Write(s, file, elements, &o) })
	}
	panics(t, func() { beamfeed.WriteProblems(s, "a.jsonl", problems, &beamfeed.WriteOptions{Shards: 2}) })
}
