package validate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestCheckEntity shows what is found in entities that no reader has read.
func TestCheckEntity(t *testing.T) {
	request := func(id, query string) *feed.Entity {
		return &feed.Entity{ID: id, Geocode: &feed.GeocodeRequest{Query: query}}
	}
	many := request("m", "x")
	many.Responses = make([]feed.GeocodeResponse, 20_000)
	long := strings.Repeat("é", 1<<19)
	large := request("l", long)
	for range 9 {
		large.Responses = append(large.Responses, feed.GeocodeResponse{Name: long})
	}
	var got []string
	for _, f := range formats {
		v := New(f, &Options{Profile: &Profile{Limits: Limits{Entities: 8}}, Rules: ownRules[1:]})
		got = got[:0]
		for _, e := range []*feed.Entity{
			request("2", "Leeds"), request("", ""), request("2", "Leeds"), request("4", "Le\xe9ds"), request("6", "a\x00b\uFFFE"),
			request("8", long+"x"), large, many, request("15", " Leeds"), request("16", "Leeds"),
		} {
			problems, err := v.CheckEntity(e)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range problems {
				if p.Severity == Error || p.Rule == "space-padded" {
					got = append(got, fmt.Sprintf("%d %s[%s] %q %s: %s", p.Entity, p.ID, p.Rule, clip(p.Value)[:min(len(p.Value), 9)], p.Field, p.Message))
				}
			}
		}
		want := []string{
			`2 [id-missing] "" Id: the entity has no Id`,
			`2 [address-missing] "" GeocodeRequest/Address: there is neither a Query nor an address field; the service answers "To geocode a location, you must specify at least one address field."`,
			`3 2[id-duplicate] "2" Id: the Id "2" is already used by entity 1`,
			`4 4[encoding-invalid] "Le\xe9ds" GeocodeRequest/Query: byte 0xE9 is not UTF-8`,
			`5 6[control-character] "a\x00b` + "\uFFFE" + `" GeocodeRequest/Query: character 2 of the value is U+0000, which XML cannot hold`,
			`6 8[value-too-large] "éééé\xc3" GeocodeRequest/Query: the value is larger than the limit of 1048576 bytes`,
			`7 l[value-too-large] "" : the values of the entity are larger than the limit of 8388608 bytes`,
			`8 m[value-too-large] "" : the entity has more responses, points and pairs than readers take`,
			`9 15[too-many-entities] "" : this is entity 9, and a job may have 8`,
			`9 15[id-odd] "" : the Id 15 is odd`,
			`9 15[space-padded] " Leeds" GeocodeRequest/Query: the value " Leeds" is padded with spaces`,
		}
		slices.Sort(got)
		slices.Sort(want)
		for i := range got {
			got[i] = strings.ReplaceAll(got[i], `\ufffe`, "\uFFFE")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: got\n%s\nwant\n%s", f, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if v.Entities() != 10 || v.Counts()["value-too-large"].Of(Error) != 3 {
			t.Errorf("%v: %d entities, %v", f, v.Entities(), v.Counts())
		}
	}
}

// TestCheckRecordFindsWhatRunFinds compares entities in memory with the same ones that are
// read.
func TestCheckRecordFindsWhatRunFinds(t *testing.T) {
	for _, kind := range []Kind{Upload, Results} {
		for seed := range uint64(30) {
			tokens := feedtest.Random(seed, 20, feedtest.XMLChars)
			var read, checked []Problem
			v := New(feed.CSV, &Options{Kind: kind, Handle: func(p Problem) error {
				read = append(read, p)
				return nil
			}})
			if err := v.Run(context.Background(), tokens.Reader()); err != nil {
				t.Fatal(err)
			}
			w := New(feed.CSV, &Options{Kind: kind, Handle: func(p Problem) error {
				checked = append(checked, p)
				return nil
			}})
			var all []Problem
			for r, rec := tokens.Reader(), new(feed.Record); ; {
				if err := rec.Read(r); err != nil {
					break
				}
				problems, err := w.CheckRecord(rec)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, problems...)
			}
			plain := func(problems []Problem) (lines []string) {
				for _, p := range problems {
					p.Line, p.Column = 0, 0
					if p.Rule == "id-duplicate" {
						p.Message = ""
					}
					lines = append(lines, fmt.Sprintf("%+v", p))
				}
				return lines
			}
			if got, want := plain(checked), plain(read); !slices.Equal(got, want) || !slices.Equal(plain(all), want) {
				t.Fatalf("seed %d: got\n%s\nwant\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// TestCheckMisuse shows what is no entity to judge, and that a Validator judges either what
// it reads or what is in memory.
func TestCheckMisuse(t *testing.T) {
	v, good := New(feed.XML, nil), &feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Leeds"}}
	if _, err := v.CheckRecord(new(feed.Record)); !errors.Is(err, feed.ErrGrammar) {
		t.Error(err)
	}
	bad := *good
	bad.Geocode = &feed.GeocodeRequest{Address: feed.Address{Neighborhood: "Headingley"}}
	if _, err := v.CheckEntity(&bad); !errors.Is(err, feed.Unwritable) {
		t.Error(err)
	}
	if problems, err := v.CheckEntity(good); err != nil || len(problems) > 0 || v.Entities() != 1 {
		t.Error(problems, err)
	}
	r := newReader(feed.XML, bytes.NewReader([]byte(xmlFeed(one))), nil)
	if err := v.Run(context.Background(), r); err != errInMemory {
		t.Error(err)
	}
	v = New(feed.XML, nil)
	if _, _, err := v.Next(r, new(feed.Record)); err != nil {
		t.Error(err)
	}
	if _, err := v.CheckEntity(good); err != errReads {
		t.Error(err)
	}
	full := errors.New("full")
	v = New(feed.XML, &Options{Handle: func(Problem) error { return full }})
	for range 2 {
		if _, err := v.CheckEntity(new(feed.Entity)); err != full {
			t.Error(err)
		}
	}
}

// TestCheckEntityOfHalfPlaces finds in memory the coordinates that are missing in a file.
func TestCheckEntityOfHalfPlaces(t *testing.T) {
	e := &feed.Entity{ID: "1", StatusCode: "Success", Responses: []feed.GeocodeResponse{{
		GeocodePoints: []feed.GeocodePoint{{Type: "Point"}, {Location: feed.Location{Longitude: "2"}}},
		BoundingBox:   feed.BoundingBox{SouthLatitude: "3"},
		Point:         feed.Location{Latitude: "4"},
	}}}
	said := func(problems []Problem) (all []string) {
		for _, p := range problems {
			all = append(all, fmt.Sprintf("%s %s: %s", p.Field, p.Rule, p.Message))
		}
		slices.Sort(all)
		return all
	}
	for _, f := range formats {
		var text bytes.Buffer
		w := newWriter(&text, f)
		if err := errors.Join(feed.WriteEntity(w, e), w.Close()); err != nil {
			t.Fatal(err)
		}
		var want []Problem
		v := New(f, &Options{Kind: Results, Handle: func(p Problem) error { want = append(want, p); return nil }})
		if err := v.Run(context.Background(), newReader(f, &text, nil)); err != nil {
			t.Fatal(err)
		}
		got, err := New(f, &Options{Kind: Results}).CheckEntity(e)
		if err != nil || len(got) < 7 || !slices.Equal(said(got), said(want)) {
			t.Errorf("%v: %v\n%s\nwant\n%s", f, err, strings.Join(said(got), "\n"), strings.Join(said(want), "\n"))
		}
	}
}

// TestProblemNamesItsEntity shows what a Problem says of its place as an error, whatever is
// known of it.
func TestProblemNamesItsEntity(t *testing.T) {
	for want, p := range map[string]Problem{
		"f.csv:3:4: ":               {File: "f.csv", Line: 3, Column: 4, Entity: 1, ID: "a"},
		"3:4: ":                     {Line: 3, Column: 4, Entity: 1, ID: "a"},
		`f.csv:entity 2 (Id "a"): `: {File: "f.csv", Entity: 2, ID: "a"},
		`entity 2 (Id ""): `:        {Entity: 2},
		"f.csv: ":                   {File: "f.csv"},
		"the feed: ":                {},
	} {
		p.Rule, p.Severity, p.Message = "id-missing", Error, "the entity has no Id"
		if got := p.Error(); got != want+"error[id-missing]: the entity has no Id" {
			t.Errorf("%s", got)
		}
	}
}
