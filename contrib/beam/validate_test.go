package beamfeed_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	beamfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/beam"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// TestValidateLikeTheCommand checks hard feeds of requests and results: the problems are
// those that "feedconv validate" reports, at the same places, and what has an error is
// rejected.
func TestValidateLikeTheCommand(t *testing.T) {
	for _, kind := range []validate.Kind{validate.Upload, validate.Results} {
		texts := hardFeeds(8)
		for _, f := range formats {
			var text strings.Builder
			w := feedio.NewWriter(&text, f, nil)
			if _, err := feed.Copy(w, feedtest.Results(1, 100)); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			texts["results."+f.String()] = text.String()
		}
		dir := files(t, texts)
		mustRun(t, func(s beam.Scope) {
			r := beamfeed.Read(s, dir+"/*", &beamfeed.ReadOptions{RangeBytes: 400, Kind: kind})
			checked := beamfeed.Validate(s, r.Entities, &beamfeed.ValidateOptions{Kind: kind})
			checked.Problems = beam.Flatten(s, r.Problems, checked.Problems)
			keep(s, t.Name(), checked)
		})
		got, want := take(t.Name()), wholeOf(t, dir, names(t, dir))
		want.problems = nil
		for _, name := range names(t, dir) {
			want.problems = append(want.problems, checkedWhole(t, filepath.Join(dir, name), kind)...)
		}
		sortProblems(want.problems)
		for _, k := range []*kept{got, want} { // it is at the second request, and a struct has no order of them
			k.problems = slices.DeleteFunc(k.problems, func(p validate.Problem) bool { return p.Rule == "request-both" })
		}
		failed := map[string]bool{}
		for _, p := range want.problems {
			if p.Severity == validate.Error && p.Entity > 0 {
				failed[fmt.Sprint(p.File, p.Entity)] = true
			}
		}
		want.elements = slices.DeleteFunc(want.elements, func(e beamfeed.Element) bool { return failed[fmt.Sprint(e.File, e.Number)] })
		same(t, kind.String(), got, want)
		if len(got.rejects) != len(failed) || len(want.problems) < 100 || len(want.elements) < 100 {
			t.Errorf("%d rejects, %d entities with errors, %d problems, %d elements", len(got.rejects), len(failed), len(want.problems), len(want.elements))
		}
	}
}

// TestValidateIds finds repeated Ids in each file, or in all together.
func TestValidateIds(t *testing.T) {
	const head = "Id,GeocodeRequest/Query\n"
	dir := files(t, map[string]string{
		"a.csv": head + "1,Bonn\n2,Kiel\n1,Jena\n,Ulm\n,Ulm\n",
		"b.csv": head + "2,Bonn\n3,Kiel\n",
	})
	check := func(o *beamfeed.ValidateOptions) string {
		mustRun(t, func(s beam.Scope) {
			r := beamfeed.Read(s, dir+"/*", &beamfeed.ReadOptions{RangeBytes: 9})
			keep(s, t.Name(), beamfeed.Validate(s, r.Entities, o))
		})
		var got strings.Builder
		k := take(t.Name())
		for _, p := range k.problems {
			if p.Rule == "id-duplicate" || p.Rule == "id-missing" {
				fmt.Fprintf(&got, "%s:%d:%d %v %s\n", filepath.Base(p.File), p.Line, p.Column, p.Severity, strings.ReplaceAll(p.Message, dir+"/", ""))
			}
		}
		fmt.Fprintf(&got, "%d and %d\n", len(k.elements), len(k.rejects))
		return got.String()
	}
	each := "a.csv:4:1 error the Id \"1\" is already used on line 2\na.csv:5:1 error the entity has no Id\na.csv:6:1 error the entity has no Id\n"
	for _, c := range []struct {
		o    *beamfeed.ValidateOptions
		want string
	}{
		{nil, each + "4 and 3\n"},
		{&beamfeed.ValidateOptions{OneFeed: true}, each + "b.csv:2:1 error the Id \"2\" is already used on line 3 of a.csv\n3 and 4\n"},
		{&beamfeed.ValidateOptions{Kind: validate.Results}, strings.ReplaceAll(each, " error ", " warning ") + "7 and 0\n"},
		{&beamfeed.ValidateOptions{Profile: &validate.Profile{Severity: map[string]validate.Severity{"id-duplicate": validate.Off, "id-missing": validate.Note}}},
			"a.csv:5:1 note the entity has no Id\na.csv:6:1 note the entity has no Id\n7 and 0\n"},
	} {
		if got := check(c.o); got != c.want {
			t.Errorf("%+v:\n%s\nwant:\n%s", c.o, got, c.want)
		}
	}
}

// TestValidateSizes holds the sums of entities and bytes against the limits of a job.
func TestValidateSizes(t *testing.T) {
	text := "Id,GeocodeRequest/Query\n"
	for i := range 60 {
		text += fmt.Sprintf("%d,Bonn\n", i+1)
	}
	dir := files(t, map[string]string{"a.csv": text, "b.csv": "Id,GeocodeRequest/Query\n1,Kiel\n"})
	check := func(kind validate.Kind, p *validate.Profile) (got []string) {
		mustRun(t, func(s beam.Scope) {
			r := beamfeed.Read(s, dir+"/*", nil)
			keep(s, t.Name(), beamfeed.Validate(s, r.Entities, &beamfeed.ValidateOptions{Kind: kind, Profile: p}))
		})
		for _, p := range take(t.Name()).problems {
			if !strings.HasPrefix(p.Rule, "too-") {
				continue
			}
			got = append(got, fmt.Sprintf("%s %v %s: %s", filepath.Base(p.File), p.Severity, p.Rule, p.Message))
		}
		return got
	}
	const many, large = "a.csv error too-many-entities: the feed has 60 entities, and a job may have 50", "a.csv warning too-large: the feed has 471 bytes of entities, and a job may have 300"
	small := &validate.Profile{Extends: "basic", Limits: validate.Limits{Bytes: 300}, Severity: map[string]validate.Severity{"too-large": validate.Warning}}
	for _, c := range []struct {
		kind validate.Kind
		p    *validate.Profile
		want []string
	}{
		{0, validate.Basic(), []string{many}},
		{0, small, []string{large, many}},
		{validate.Results, small, nil},
		{0, nil, nil},
	} {
		got := check(c.kind, c.p)
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%v %+v: %q", c.kind, c.p, got)
		}
	}
}

// TestValidateMade checks entities that a program has made, or changed.
func TestValidateMade(t *testing.T) {
	made := []any{
		beamfeed.Element{Entity: feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Bonn"}}},
		beamfeed.Element{Entity: feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Kiel", Culture: "no culture"}}},
		beamfeed.Element{File: "a.xml", Line: 7, Column: 3, Entity: feed.Entity{ID: "2", Geocode: &feed.GeocodeRequest{Query: "a\x00b"}}},
	}
	mustRun(t, func(s beam.Scope) {
		keep(s, t.Name(), beamfeed.Validate(s, beam.Create(s, made...), &beamfeed.ValidateOptions{OneFeed: true}))
	})
	k := take(t.Name())
	var got []string
	for _, p := range k.problems {
		got = append(got, fmt.Sprintf("%s:%d:%d %s", p.File, p.Line, p.Column, p.Rule))
	}
	slices.Sort(got)
	if want := []string{":0:0 culture-invalid", ":0:0 id-duplicate", "a.xml:7:3 control-character"}; !slices.Equal(got, want) || len(k.rejects) != 2 && len(k.rejects) != 3 {
		t.Errorf("%q, %d rejects", got, len(k.rejects))
	}
}

// TestValidateOptions refuses profiles that cannot be checked.
func TestValidateOptions(t *testing.T) {
	_, s := beam.NewPipelineWithRoot()
	c := beam.Create(s, beamfeed.Element{})
	for _, p := range []validate.Profile{{Fill: map[string]float64{"Id": 50}}, {Severity: map[string]validate.Severity{"no-rule": validate.Error}}} {
		panics(t, func() { beamfeed.Validate(s, c, &beamfeed.ValidateOptions{Profile: &p}) })
	}
	if err := (&validate.Profile{Severity: map[string]validate.Severity{"no-rule": validate.Error}}).Check(); errors.Is(err, nil) {
		t.Error("the profile makes sense")
	}
}
