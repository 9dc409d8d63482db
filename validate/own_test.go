package validate

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// ownRules are rules of a user: one at values, one at entities.
var ownRules = []Rule{
	{
		Code: "shouting", Severity: Warning, InResults: Note, Title: "a Query in capitals", Text: "It looks rude.",
		Bad: `Query="LEEDS"`, Good: `Query="Leeds"`,
		Check: func(r *feed.Record, report func(feed.Part, feed.Field, string, string)) {
			if p, ok := r.Request(feed.GeocodeGroup); ok {
				if text := string(p.Text(feed.GeocodeQuery)); text != "" && strings.ToUpper(text) == text {
					report(p, feed.GeocodeQuery, "the Query shouts", "write it in small letters")
				}
			}
		},
	},
	{
		Code: "id-odd", Severity: Error, Kinds: Upload, Title: "an Id that is odd",
		Check: func(r *feed.Record, report func(feed.Part, feed.Field, string, string)) {
			if id := r.Entity().Text(feed.ID); len(id) > 0 && id[len(id)-1]&1 == 1 {
				report(r.Entity(), feed.NoField, "the Id "+string(id)+" is odd", "")
			}
		},
	},
}

// TestOwnRules shows what rules of the user's own report, in all formats.
func TestOwnRules(t *testing.T) {
	const want = `§1: error[id-odd]: the Id 1 is odd {1 "1" ""}
§2: warning[shouting]: GeocodeRequest/Query: the Query shouts; write it in small letters {2 "2" "HULL"}
`
	xml, xmlMarks := marked(xmlFeed(`§<GeocodeEntity Id="1"><GeocodeRequest Query="Leeds"/></GeocodeEntity><GeocodeEntity Id="2"><GeocodeRequest §Query="HULL"/></GeocodeEntity>`))
	rows, marks := marked(delimited(feed.Pipe, "Id|GeocodeRequest/Query\n§1|Leeds\n2|§HULL"))
	if got := describe(t, run(t, feed.XML, xml, Options{Rules: ownRules}), xmlMarks); got != want {
		t.Errorf("XML: %s, want %s", got, want)
	}
	if got := describe(t, run(t, feed.Pipe, rows, Options{Rules: ownRules}), marks); got != want {
		t.Errorf("text: %s, want %s", got, want)
	}
	rules := func(problems []Problem) (codes []string) {
		for _, p := range problems {
			codes = append(codes, p.Severity.String()+" "+p.Rule)
		}
		return codes
	}
	if got := fmt.Sprint(rules(run(t, feed.Pipe, rows, Options{Rules: ownRules, Kind: Results}))); !strings.Contains(got, "note shouting") || strings.Contains(got, "id-odd") {
		t.Errorf("results: %s", got)
	}
	p, err := ParseProfile([]byte(`{"severity": {"shouting": "error", "id-odd": "off"}}`), ownRules...)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rules(run(t, feed.Pipe, rows, Options{Rules: ownRules, Profile: p}))); got != "[error shouting]" {
		t.Errorf("with a profile: %s", got)
	}
	if _, err := ParseProfile([]byte(`{"severity": {"shouting": "error"}}`)); err == nil || err.Error() != "/severity/shouting: there is no such rule" {
		t.Errorf("a profile without the rules: %v", err)
	}
}

// TestOwnRulesOfFaultyEntities shows that an entity in which the reader found a fault is
// not shown to rules of the user's own.
func TestOwnRulesOfFaultyEntities(t *testing.T) {
	seen := ""
	look := Rule{Code: "look", Severity: Note, Check: func(r *feed.Record, _ func(feed.Part, feed.Field, string, string)) {
		seen += string(r.Entity().Text(feed.ID))
	}}
	for f, text := range mixed {
		seen = ""
		run(t, f, text, Options{Rules: []Rule{look}})
		if seen != "1235" {
			t.Errorf("%v: the rule saw %s", f, seen)
		}
	}
}

// TestOwnRulesInReports shows rules of the user's own in every style, and what is counted
// and not shown.
func TestOwnRulesInReports(t *testing.T) {
	for style, want := range map[Style]string{
		Text:   "f:3:1: error[id-odd]: the Id 1 is odd\nf: 2 more of id-odd\n5 entities in 1 file, 3 errors, 0.00 s\n  id-odd: 3 errors\n",
		GitHub: "::error file=f,line=3,col=1,title=id-odd::the Id 1 is odd\n::notice file=f,title=id-odd::2 more of id-odd\n::notice title=feedconv::5 entities in 1 file, 3 errors, 0.00 s\n",
		JUnit:  `<failure type="id-odd" message="the Id 1 is odd">f:3:1: the Id 1 is odd</failure>`,
		JSONL:  `"rule":"id-odd","severity":"error","value":"","message":"the Id 1 is odd"`,
	} {
		var out strings.Builder
		r := NewReport(&out, style, &ReportOptions{Max: 1, Clock: func() time.Time { return time.Time{} }})
		v := New(feed.CSV, &Options{File: "f", Rules: ownRules, Max: 1, Handle: r.Problem})
		r.Begin("f")
		if err := v.Run(context.Background(), newReader(feed.CSV, strings.NewReader(delimited(feed.CSV, "Id|GeocodeRequest/Query\n1|a\n2|b\n3|c\n4|d\n5|e")), nil)); err != nil {
			t.Fatal(err)
		}
		r.End(v.Entities(), v.Counts())
		r.Close()
		if got := out.String(); !strings.Contains(got, want) || style == JUnit && !strings.Contains(got, "2 more of id-odd") {
			t.Errorf("%v:\n%s\nwant\n%s", style, got, want)
		}
	}
}

// TestOwnRulesOnAllCores shows that rules of the user's own find the same, and set the
// same entities aside, whatever the number of cores.
func TestOwnRulesOnAllCores(t *testing.T) {
	defer func(size int) { pieces.Size = size }(pieces.Size)
	pieces.Size = 2000
	for _, f := range formats {
		var text strings.Builder
		w := newWriter(&text, f)
		feedtest.Copy(t, w, feedtest.Requests(5, 300))
		judge := func(cores int) string {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			var log strings.Builder
			v := New(f, &Options{Rules: ownRules, Handle: func(p Problem) error {
				fmt.Fprintf(&log, "%+v\n", p)
				return nil
			}})
			var out strings.Builder
			dst := newWriter(&out, feed.CSV)
			n, err := v.Copy(context.Background(), dst, newReader(f, strings.NewReader(text.String()), nil), func(r *Reject) error {
				fmt.Fprintf(&log, "%+v\n", r)
				return nil
			})
			if err == nil {
				err = dst.Close()
			}
			return fmt.Sprint(log.String(), out.String(), n, err, v.Entities(), v.Counts()["id-odd"])
		}
		want := judge(1)
		if !strings.Contains(want, "is odd") {
			t.Errorf("%v: no Id is odd", f)
		}
		for _, cores := range []int{2, 3} {
			if got := judge(cores); got != want {
				t.Errorf("%v on %d cores differs from one core (-one +several):\n%s", f, cores, cmp.Diff(want, got))
			}
		}
	}
}

// TestWrongRules shows that rules that make no sense are an error at the first use.
func TestWrongRules(t *testing.T) {
	check := ownRules[0].Check
	for want, rules := range map[string][]Rule{
		`the rule "id-missing": its code is that of a rule of this package`:          {{Code: "id-missing", Check: check}},
		`the rule "a": its code is that of another one`:                              {{Code: "a", Check: check}, {Code: "a", Check: check}},
		`the rule "": its code is not words of a-z and 0-9 joined by hyphens`:        {{Check: check}},
		`the rule "My rule": its code is not words of a-z and 0-9 joined by hyphens`: {{Code: "My rule", Check: check}},
		`the rule "a--b": its code is not words of a-z and 0-9 joined by hyphens`:    {{Code: "a--b", Check: check}},
		`the rule "a\nb": its code is not words of a-z and 0-9 joined by hyphens`:    {{Code: "a\nb", Check: check}},
		`the rule "a": there is no severity 9`:                                       {{Code: "a", InResults: 9, Check: check}},
		`the rule "a": there is no kind 8 of feeds`:                                  {{Code: "a", Kinds: 8, Check: check}},
		`the rule "a": it has no Check`:                                              {{Code: "a"}},
	} {
		v := New(feed.CSV, &Options{Rules: rules})
		err := v.Run(context.Background(), newReader(feed.CSV, strings.NewReader(mixed[feed.CSV]), nil))
		if err == nil || err.Error() != "validate: Options.Rules: "+want {
			t.Errorf("%v, want %s", err, want)
		}
		if err := new(Profile).Check(rules...); err == nil || err.Error() != want {
			t.Errorf("a profile: %v, want %s", err, want)
		}
	}
	if errors.Is(new(Profile).Check(ownRules...), ErrInvalid) {
		t.Error("rules that make sense are wrong")
	}
}

// TestStrayReports shows that a report at what is no part of the entity is one at the
// entity.
func TestStrayReports(t *testing.T) {
	stray := Rule{Code: "stray", Severity: Note, Check: func(r *feed.Record, report func(feed.Part, feed.Field, string, string)) {
		report(feed.Part{}, feed.NoField, "no part", "")
		report(feed.Part{}, feed.ID, "no part with a field", "")
		report(r.Entity(), feed.PointLatitude, "a field of another part", "")
	}}
	got := ""
	for _, p := range run(t, feed.CSV, delimited(feed.CSV, "Id|GeocodeRequest/Query\n7|Leeds"), Options{Rules: []Rule{stray}}) {
		got += fmt.Sprintf("%d:%d %s %q: %s\n", p.Line, p.Column, p.Field, p.Value, p.Message)
	}
	const want = "3:1  \"\": no part\n3:1 Id \"7\": no part with a field\n3:1 GeocodeResponse/GeocodePoints \"\": a field of another part\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestExplainOwnRule shows what is said of a rule that has no examples.
func TestExplainOwnRule(t *testing.T) {
	for want, r := range map[string]Rule{
		"id-odd (error; upload)\nAn Id that is odd.\n\n\n": ownRules[1],
		"shouting (warning, in results note; upload, results)\nA Query in capitals.\n\nIt looks rude.\n\nBad:\n  Query=\"LEEDS\"\n\nGood:\n  Query=\"Leeds\"\n": ownRules[0],
		" (off; upload, results)\n.\n\n\n": {},
	} {
		if got := r.Explain(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
