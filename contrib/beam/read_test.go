package beamfeed_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/memfs"

	beamfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/beam"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestRead reads feeds in small ranges: what comes of it is what reading them as wholes
// brings, places, faults and notices included.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		texts  map[string]string
		ranges int64
	}{
		{"hard", hardFeeds(10), 97},
		{"bad", badFeeds(), 37},
	} {
		dir := files(t, c.texts)
		mustRun(t, func(s beam.Scope) {
			keep(s, t.Name(), beamfeed.Read(s, dir+"/*", &beamfeed.ReadOptions{Reject: true, RangeBytes: c.ranges}))
		})
		got, want := take(t.Name()), wholeOf(t, dir, names(t, dir))
		same(t, c.name, got, want)
		if len(want.elements) < 100 {
			t.Errorf("%s: only %d entities", c.name, len(want.elements))
		}
	}
}

// TestReadRejects shows what is said of an entity that has faults, and of a feed that breaks off.
func TestReadRejects(t *testing.T) {
	dir := files(t, map[string]string{
		"a.csv": "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,Bonn\n2,Kiel,Berlin\n3,Jena\n",
		"b.xml": `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="1"><GeocodeRequest Query="x`,
		"c.txt": "this is no feed\n",
		"d.csv": "",
	})
	mustRun(t, func(s beam.Scope) {
		keep(s, t.Name(), beamfeed.Read(s, dir+"/*", &beamfeed.ReadOptions{Reject: true, RangeBytes: 5}))
	})
	k := take(t.Name())
	if len(k.elements) != 2 || len(k.rejects) != 4 || len(k.problems) != 4 {
		t.Fatalf("%+v", k)
	}
	for i, want := range []struct {
		entity int64
		source string
		fatal  bool
		rule   string
	}{
		{2, "2,Kiel,Berlin\n", false, "row-too-long"},
		{1, `<GeocodeEntity Id="1">`, true, "xml-syntax"},
		{0, "", true, "text-header"},
		{0, "", true, "text-header"},
	} {
		r := k.rejects[i]
		if p := r.Problems[0]; r.Entity != want.entity || r.Source != want.source || p.Fatal != want.fatal || p.Rule != want.rule || p.Line == 0 {
			t.Errorf("%+v, want %+v", r, want)
		}
	}
}

// TestReadFails shows that faults end a pipeline, with their places, unless it is asked to
// reject them.
func TestReadFails(t *testing.T) {
	dir := files(t, map[string]string{
		"a.csv":  "Id,GeocodeRequest/Query\n1,Bonn\n2,Kiel,Berlin\n",
		"b.csv":  "Id,GeocodeRequest/Query\n1,\"Bonn\n",
		"c.csv":  "this is no feed\n",
		"d.gz":   "\x1f\x8b and no more",
		"ok.csv": "Id,GeocodeRequest/Query\n1,Bonn\n",
	})
	for _, c := range [][2]string{
		{"a.csv", "/a.csv:3:8: "},
		{"b.csv", "/b.csv:2:3: "},
		{"c.csv", "/c.csv:1:1: "},
		{"d.gz", "/d.gz:1:1: "},
		{"none*.csv", "no file matches " + dir},
	} {
		fails(t, c[1], func(s beam.Scope) {
			keep(s, t.Name(), beamfeed.Read(s, dir+"/"+c[0], &beamfeed.ReadOptions{RangeBytes: 9}))
		})
	}
	mustRun(t, func(s beam.Scope) {
		keep(s, t.Name(), beamfeed.Read(s, dir+"/none*", &beamfeed.ReadOptions{AllowNone: true}))
	})
	if k := take(t.Name()); len(k.elements)+len(k.problems) > 0 {
		t.Errorf("%+v", k)
	}
}

// TestReadAll reads the files of several patterns from a file system that yields them from
// beginning to end only, in an encoding that is given.
func TestReadAll(t *testing.T) {
	memfs.Write("memfs://feeds/a.csv", []byte("Id,GeocodeRequest/Query\n1,K\xf6ln\n"))
	memfs.Write("memfs://feeds/b.csv", []byte("Id,GeocodeRequest/Query\n2,J\xfclich\n3,Bonn\n"))
	mustRun(t, func(s beam.Scope) {
		patterns := beam.Create(s, "memfs://feeds/a*", "memfs://feeds/b*")
		keep(s, t.Name(), beamfeed.ReadAll(s, patterns, &beamfeed.ReadOptions{Encoding: feed.Windows1252}))
	})
	var got []string
	for _, e := range take(t.Name()).elements {
		got = append(got, e.File+" "+e.Entity.Geocode.Query)
	}
	if want := []string{"memfs://feeds/a.csv Köln", "memfs://feeds/b.csv Jülich", "memfs://feeds/b.csv Bonn"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	text := "Id,GeocodeRequest/Query\n" + strings.Repeat("1,Bonn\n", 50)
	memfs.Write("memfs://ranges/a.csv", []byte(text))
	mustRun(t, func(s beam.Scope) {
		keep(s, t.Name(), beamfeed.Read(s, "memfs://ranges/*", &beamfeed.ReadOptions{RangeBytes: 20}))
	})
	if k := take(t.Name()); len(k.elements) != 50 {
		t.Errorf("%d elements", len(k.elements))
	}
}

// TestReadOptions refuses options that make no sense while a pipeline is built.
func TestReadOptions(t *testing.T) {
	_, s := beam.NewPipelineWithRoot()
	for _, o := range []beamfeed.ReadOptions{{Format: feed.Table}, {RangeBytes: -1}} {
		panics(t, func() { beamfeed.Read(s, "x", &o) })
	}
	panics(t, func() { beamfeed.Read(s, "nowhere://x", nil) })
}

func panics(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	f()
}

// TestReadMany reads a file that is large for its ranges, with an entity that is larger than
// many of them.
func TestReadMany(t *testing.T) {
	text := "Id,GeocodeRequest/Query\n1,Bonn\n2,\"" + strings.Repeat("Köln\n3,", 20_000) + "\"\n3,Jena\n"
	dir := files(t, map[string]string{"a.csv": text})
	mustRun(t, func(s beam.Scope) {
		keep(s, t.Name(), beamfeed.Read(s, filepath.Join(dir, "a.csv"), &beamfeed.ReadOptions{RangeBytes: 4000}))
	})
	same(t, "a.csv", take(t.Name()), wholeOf(t, dir, []string{"a.csv"}))
	if err := os.Remove(filepath.Join(dir, "a.csv")); err != nil {
		t.Error(err)
	}
}
