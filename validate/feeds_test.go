package validate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// TestRequestFeed is the service's own example in structure: entity 004 asks for
// nothing.
func TestRequestFeed(t *testing.T) {
	const ns = ` xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode"`
	text, marks := marked(`<?xml version="1.0" encoding="utf-8"?>
<GeocodeFeed` + ns + ` Version="2.0">
  <GeocodeEntity Id="001"` + ns + `>
    <GeocodeRequest Culture="en-GB" IncludeNeighborhood="1">
      <Address AddressLine="4 Long Lane" AdminDistrict="England" Locality="Hull" PostalCode="HU1" />
    </GeocodeRequest>
  </GeocodeEntity>
  <GeocodeEntity Id="002"` + ns + `>
    <GeocodeRequest IncludeNeighborhood="1" MaxResults="2" Query="Abbey Road">
      <ConfidenceFilter MinimumConfidence="Medium"/>
    </GeocodeRequest>
  </GeocodeEntity>
  <GeocodeEntity Id="003"` + ns + `>
    <GeocodeRequest Culture="en-GB" Query="York Minster" IncludeNeighborhood="1" IncludeQueryParse="true" MaxResults="5" >
    </GeocodeRequest>
  </GeocodeEntity>
    §<GeocodeEntity Id="004"` + ns + `>
      <GeocodeRequest Culture="en-GB" Query="">
        <Address AddressLine="" AdminDistrict="" />
      </GeocodeRequest>
    </GeocodeEntity>
    <GeocodeEntity Id="005"` + ns + ` >
      <ReverseGeocodeRequest Culture="en-ca" IncludeEntityTypes="Neighborhood,PopulatedPlace">
        <Location Longitude="-1.08" Latitude="53.96"/>
        <ConfidenceFilter MinimumConfidence="High"/>
      </ReverseGeocodeRequest>
    </GeocodeEntity>
</GeocodeFeed>
`)
	got := describe(t, run(t, feed.XML, text, Options{}), marks)
	want := `§1: error[address-missing]: GeocodeRequest/Address: there is neither a Query nor an address field; the service answers "To geocode a location, you must specify at least one address field."; fill in one, or remove the entity {4 "004" ""}` + "\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestGoodFeeds runs the feeds of testdata that nothing is wrong with.
func TestGoodFeeds(t *testing.T) {
	for _, f := range formats {
		files, err := filepath.Glob("testdata/good.*")
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			if of, _ := feedio.FormatOf(file); of != f {
				continue
			}
			kind := Upload
			if strings.Contains(file, "results") {
				kind = Results
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if problems := run(t, f, string(text), Options{Kind: kind}); len(problems) > 0 {
				t.Errorf("%s: %s", file, jsonLines(t, problems))
			}
		}
	}
}

// faults are entities with one fault each, in XML and as a row.
var faults = []struct{ rule, xml, row string }{
	{"id-missing", `§<GeocodeEntity><GeocodeRequest Query="Leeds" /></GeocodeEntity>`, `§|||Leeds`},
	{"address-missing", `§<GeocodeEntity Id="%d"><GeocodeRequest Culture="en-GB" /></GeocodeEntity>`, `§%d|en-GB`},
	{"query-and-address", `<GeocodeEntity Id="%d"><GeocodeRequest §Query="Leeds"><Address Locality="Leeds" /></GeocodeRequest></GeocodeEntity>`, `%d||Leeds|§Leeds`},
	{"formatted-address-in-request", `<GeocodeEntity Id="%d"><GeocodeRequest><Address §FormattedAddress="Leeds" /></GeocodeRequest></GeocodeEntity>`, `%d|||||||§Leeds`},
	{"confidence-invalid", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds"><ConfidenceFilter §MinimumConfidence="Most" /></GeocodeRequest></GeocodeEntity>`, `%d|||Leeds|§Most`},
	{"culture-invalid", `<GeocodeEntity Id="%d"><GeocodeRequest §Culture="British English" Query="Leeds" /></GeocodeEntity>`, `%d|§British English||Leeds`},
	{"culture-unknown", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds" §Culture="en_GB" /></GeocodeEntity>`, `%d|§en_GB||Leeds`},
	{"boolean-invalid", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds" §StrictMatch="maybe" /></GeocodeEntity>`, `%d|||Leeds|High|§maybe`},
	{"location-missing", `<GeocodeEntity Id="%d"><ReverseGeocodeRequest>§<Location Latitude="1" /></ReverseGeocodeRequest></GeocodeEntity>`, `§%d||||||1`},
	{"strict-match-without-region", `<GeocodeEntity Id="%d"><GeocodeRequest §StrictMatch="1"><Address Locality="Leeds" /></GeocodeRequest></GeocodeEntity>`, `%d||Leeds|||§1`},
	{"space-padded", `<GeocodeEntity Id="%d"><GeocodeRequest §Query="Leeds " /></GeocodeEntity>`, `%d|||§"Leeds "`},
	{"latitude-invalid", `<GeocodeEntity Id="%d"><ReverseGeocodeRequest><Location §Latitude="N 53" Longitude="1" /></ReverseGeocodeRequest></GeocodeEntity>`, ``},
	{"longitude-invalid", `<GeocodeEntity Id="%d"><ReverseGeocodeRequest><Location Latitude="1" §Longitude="200" /></ReverseGeocodeRequest></GeocodeEntity>`, ``},
	{"location-zero", `<GeocodeEntity Id="%d"><ReverseGeocodeRequest><Location §Latitude="0" Longitude="0" /></ReverseGeocodeRequest></GeocodeEntity>`, ``},
	{"max-results-invalid", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds" §MaxResults="0" /></GeocodeEntity>`, ``},
	{"entity-type-unknown", `<GeocodeEntity Id="%d"><ReverseGeocodeRequest §IncludeEntityTypes="Town"><Location Latitude="1" Longitude="1" /></ReverseGeocodeRequest></GeocodeEntity>`, ``},
	{"query-parse-without-query", `<GeocodeEntity Id="%d"><GeocodeRequest §IncludeQueryParse="1"><Address Locality="Leeds" /></GeocodeRequest></GeocodeEntity>`, ``},
	{"request-missing", `§<GeocodeEntity Id="%d" />`, ``},
	{"request-both", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds" />§<ReverseGeocodeRequest><Location Latitude="1" Longitude="1" /></ReverseGeocodeRequest></GeocodeEntity>`, ``},
	{"response-in-request", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds" /><StatusCode>§Success</StatusCode></GeocodeEntity>`, ``},
	{"xml-unknown", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds" §Town="x" /></GeocodeEntity>`, ``},
	{"xml-unknown", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds">§<Town>x</Town></GeocodeRequest></GeocodeEntity>`, ``},
	{"xml-unknown", `<GeocodeEntity Id="%d"><GeocodeRequest Query="Leeds">§x</GeocodeRequest></GeocodeEntity>`, ``},
	{"xml-namespace", `<GeocodeEntity Id="%d">§<GeocodeRequest xmlns="" Query="Leeds" /></GeocodeEntity>`, ``},
	{"row-too-long", ``, `%d|||Leeds|||||§x`},
	{"text-syntax", ``, `%d|||"Leeds"§x`},
	{"control-character", ``, "%d|||§Leeds\x02"},
}

const faultColumns = "Id|GeocodeRequest/Culture|GeocodeRequest/Address/Locality|GeocodeRequest/Query|GeocodeRequest/ConfidenceFilter/MinimumConfidence|GeocodeRequest/StrictMatch|ReverseGeocodeRequest/Location/Latitude|GeocodeRequest/Address/FormattedAddress\n"

// TestFiftyFaults has fifty entities with a fault each, among good ones: each is
// reported, in order, at its place.
func TestFiftyFaults(t *testing.T) {
	for _, f := range formats {
		var b strings.Builder
		var want []string
		for i := 0; len(want) < 50; i++ {
			c := faults[i%len(faults)]
			body, good := c.row, fmt.Sprintf("good%d|||Leeds\n", i)
			if f == feed.XML {
				body, good = c.xml, fmt.Sprintf(`<GeocodeEntity Id="good%d"><GeocodeRequest Query="Leeds" /></GeocodeEntity>`+"\n", i)
			}
			if body == "" {
				continue
			}
			want = append(want, c.rule)
			b.WriteString(strings.Replace(body, "%d", fmt.Sprint(i), 1) + "\n" + good)
		}
		text, marks := marked(xmlFeed(b.String()))
		if f != feed.XML {
			text, marks = marked(delimited(f, faultColumns+b.String()))
		}
		problems := run(t, f, text, Options{})
		describe(t, problems, marks)
		var got []string
		for i, p := range problems {
			got = append(got, p.Rule)
			if i < len(marks) && p.position() != marks[i] {
				t.Errorf("%v: problem %d (%s) at %d:%d, want %d:%d", f, i+1, p.Rule, p.Line, p.Column, marks[i].Line, marks[i].Column)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v\n got %v\nwant %v", f, got, want)
		}
		jsonLines(t, problems)
	}
}

// TestCompression shows the fault of a broken compression.
func TestCompression(t *testing.T) {
	var problems []Problem
	v := New(feed.CSV, &Options{File: "x.csv.gz", Handle: func(p Problem) error {
		problems = append(problems, p)
		return nil
	}})
	r := newReader(feed.CSV, textbuf.Gunzip(strings.NewReader("\x1f\x8b\x08")), nil)
	if err := v.Run(context.Background(), r); !errors.Is(err, ErrIncomplete) {
		t.Fatal(err)
	}
	if len(problems) != 1 || problems[0].Rule != "compression-invalid" || problems[0].Line != 1 || problems[0].Message != "the gzip data ends early (no entity before it was checked)" {
		t.Errorf("%+v", problems)
	}
}

// measured is a reader that tells where the feed begins and how much it has read.
type measured struct{ feed.Reader }

func (measured) Begin() feed.Position { return feed.Position{Offset: 40, Line: 2, Column: 3} }
func (m measured) InputOffset() int64 { return m.Reader.(measurer).InputOffset() }

// TestMeasuredReader shows what is made of what a reader tells besides tokens.
func TestMeasuredReader(t *testing.T) {
	var got []string
	v := New(feed.XML, &Options{Profile: &Profile{Limits: Limits{Bytes: 50}}, Handle: func(p Problem) error {
		got = append(got, fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Rule))
		return nil
	}})
	text, marks := marked(xmlFeed("") + "§")
	if err := v.Run(context.Background(), measured{newReader(feed.XML, strings.NewReader(text), nil)}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"2:3 feed-empty", fmt.Sprintf("%d:%d too-large", marks[0].Line, marks[0].Column)}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestOrderOfFeed shows that the problems outside of entities come in the order of
// their places too, whenever they are found.
func TestOrderOfFeed(t *testing.T) {
	small := Enterprise()
	small.Limits.Bytes = 300
	padded := `<GeocodeEntity Id="1"><GeocodeRequest §Query=" Leeds" /></GeocodeEntity>`
	for _, c := range []struct {
		format feed.Format
		text   string
		want   string
	}{
		{feed.CSV, line1 + "§GeocodeRequest/Query,§Town,§GeocodeRequest/Query\n", "§1 column-missing, §1 feed-empty, §2 column-unknown, §3 column-duplicate"},
		{feed.XML, xmlFeed("§<![CDATA[ §Leeds"), "§1 xml-syntax, §2 xml-unknown"},
		{feed.XML, xmlFeed(padded + "§<![CDATA[ §Leeds"), "§1 space-padded, §2 xml-syntax, §3 xml-unknown"},
		{feed.XML, xmlFeed(padded+strings.Repeat(" ", 200)+"§x") + "§", "§1 space-padded, §2 xml-unknown, §3 too-large"},
	} {
		text, marks := marked(c.text)
		var got []string
		for _, p := range run(t, c.format, text, Options{Profile: small}) {
			got = append(got, fmt.Sprintf("§%d %s", 1+slices.Index(marks, p.position()), p.Rule))
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// TestOrder shows that the problems of an entity come in the order of their
// places, whoever found them, and that one hides no other.
func TestOrder(t *testing.T) {
	text, marks := marked(xmlFeed(`<GeocodeEntity Id="1"><GeocodeRequest §MaxResults="x" §Query=" " §Town="y" §Culture="e"><Address §FormattedAddress="z" §Street="" />` +
		`<ConfidenceFilter §MinimumConfidence="-" /></GeocodeRequest></GeocodeEntity>`))
	var got []string
	problems := run(t, feed.XML, text, Options{})
	describe(t, problems, marks)
	for _, p := range problems {
		got = append(got, p.Rule)
	}
	want := []string{"max-results-invalid", "query-and-address", "space-padded", "xml-unknown", "culture-invalid", "formatted-address-in-request", "xml-unknown", "confidence-invalid"}
	if !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
}

// TestRequestMissingBesideFaults shows that an entity without a request is reported
// beside what cannot be one, and not where an unknown element may be the request.
func TestRequestMissingBesideFaults(t *testing.T) {
	for content, want := range map[string]bool{
		` Town="x" />`:                                               true,
		` ID="2" />`:                                                 true,
		`>text</GeocodeEntity>`:                                      true,
		`><Id>2</Id></GeocodeEntity>`:                                true,
		`><TraceId /><TraceId /></GeocodeEntity>`:                    true,
		`><StatusCode a="b" /></GeocodeEntity>`:                      true,
		`><GeocodeResponse Town="x" /></GeocodeEntity>`:              true,
		`><GeocodeReqest Query="Leeds" /></GeocodeEntity>`:           false,
		`><Address Locality="Leeds" /></GeocodeEntity>`:              false,
		`><GeocodeRequest Town="x" /></GeocodeEntity>`:               false,
		`><x:GeocodeRequest xmlns:x="urn:x" /></GeocodeEntity>`:      false,
		`><GeocodeRequest xmlns="urn:x" Query="" /></GeocodeEntity>`: false,
	} {
		problems := run(t, feed.XML, xmlFeed(`<GeocodeEntity Id="1"`+content), Options{})
		if got := contains(problems, "request-missing"); got != want || !contains(problems, "xml-unknown") {
			t.Errorf("%s: request-missing is %v, want %v: %v", content, got, want, problems)
		}
	}
}

// TestSeverities shows what a profile does to rules.
func TestSeverities(t *testing.T) {
	p, err := ParseProfile([]byte(`{"severity": {"culture-unknown": "off", "space-padded": "error", "xml-unknown": "note"}}`))
	if err != nil {
		t.Fatal(err)
	}
	text, marks := marked(xmlFeed(`<GeocodeEntity Id="1"><GeocodeRequest §Query=" Leeds" Culture="fi_FI" §X="" /></GeocodeEntity>`))
	got := describe(t, run(t, feed.XML, text, Options{Profile: p}), marks)
	if !strings.HasPrefix(got, "§1: error[space-padded]") || !strings.Contains(got, "\n§2: note[xml-unknown]") {
		t.Error(got)
	}
}
