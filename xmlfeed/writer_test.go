package xmlfeed_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// write returns the XML of a feed.
func write(t *testing.T, r feed.Reader, o *xmlfeed.WriterOptions) string {
	t.Helper()
	var out bytes.Buffer
	w := xmlfeed.NewWriter(&out, o)
	feedtest.Copy(t, w, r)
	return out.String()
}

func fromXML(text string) feed.Reader { return xmlfeed.NewReader(strings.NewReader(text), nil) }

const head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GeocodeFeed xmlns=\"" + namespace + "\" Version=\"2.0\">\n"

// TestCanonical shows the form in which everything is written.
func TestCanonical(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"no entities", "", ""},
		{"an entity without anything", "<GeocodeEntity/>", `
  <GeocodeEntity Id="" />`},
		{"empty parts", "<GeocodeEntity Id='1'><GeocodeResponse><GeocodePoint/><Address/></GeocodeResponse><GeocodeRequest Query=''/><StatusCode/></GeocodeEntity>", `
  <GeocodeEntity Id="1">
    <GeocodeRequest />
    <GeocodeResponse>
      <GeocodePoint CalculationMethod="" Latitude="" Longitude="" Type="" UsageTypes="" />
    </GeocodeResponse>
  </GeocodeEntity>`},
		{"missing required attributes", "<GeocodeEntity Id='1'><ReverseGeocodeRequest><ConfidenceFilter/><Location Longitude='2'/></ReverseGeocodeRequest></GeocodeEntity>", `
  <GeocodeEntity Id="1">
    <ReverseGeocodeRequest>
      <Location Latitude="" Longitude="2" />
      <ConfidenceFilter MinimumConfidence="" />
    </ReverseGeocodeRequest>
  </GeocodeEntity>`},
		{"the schema's order", `<GeocodeEntity Id="1"><TraceId>t</TraceId><FaultReason>f</FaultReason><StatusCode>s</StatusCode>` +
			`<GeocodeResponse MatchCodes="m" Confidence="c" EntityType="e" Name="n"><Point Longitude="2" Latitude="1"/><BoundingBox EastLongitude="6" NorthLatitude="5" WestLongitude="4" SouthLatitude="3"/><QueryParseValue Value="v" Property="p"/><GeocodePoint UsageTypes="u" Type="t" Longitude="8" Latitude="7" CalculationMethod="c"/><GeocodePoint CalculationMethod="d"/><Address Landmark="l" AddressLine="a"/></GeocodeResponse><GeocodeResponse Name="2"/>` +
			`<GeocodeRequest StrictMatch="1" MaxResults="2" IncludeQueryParse="3" IncludeNeighborhood="4" Query="5" Culture="6"><ConfidenceFilter MinimumConfidence="h"/><Address PostalTown="8" PostalCode="7" Locality="6" FormattedAddress="5" AdminDistrict2="4" CountryRegion="3" AdminDistrict="2" AddressLine="1"/></GeocodeRequest><ReverseGeocodeRequest MaxResults="1" IncludeNeighborhood="2" IncludeEntityTypes="3" Culture="4"/></GeocodeEntity>`, `
  <GeocodeEntity Id="1">
    <ReverseGeocodeRequest Culture="4" IncludeEntityTypes="3" IncludeNeighborhood="2" MaxResults="1" />
    <GeocodeRequest Culture="6" Query="5" IncludeNeighborhood="4" IncludeQueryParse="3" MaxResults="2" StrictMatch="1">
      <Address AddressLine="1" AdminDistrict="2" CountryRegion="3" AdminDistrict2="4" FormattedAddress="5" Locality="6" PostalCode="7" PostalTown="8" />
      <ConfidenceFilter MinimumConfidence="h" />
    </GeocodeRequest>
    <GeocodeResponse Name="n" EntityType="e" Confidence="c" MatchCodes="m">
      <Address AddressLine="a" Landmark="l" />
      <GeocodePoint CalculationMethod="c" Latitude="7" Longitude="8" Type="t" UsageTypes="u" />
      <GeocodePoint CalculationMethod="d" Latitude="" Longitude="" Type="" UsageTypes="" />
      <QueryParseValue Property="p" Value="v" />
      <BoundingBox SouthLatitude="3" WestLongitude="4" NorthLatitude="5" EastLongitude="6" />
      <Point Latitude="1" Longitude="2" />
    </GeocodeResponse>
    <GeocodeResponse Name="2" />
    <StatusCode>s</StatusCode>
    <FaultReason>f</FaultReason>
    <TraceId>t</TraceId>
  </GeocodeEntity>`},
		{"escapes", "<GeocodeEntity Id=\"&amp;&lt;>&quot;'&#9;&#10;&#13;é𝄞\"><StatusCode>&amp;&lt;&gt;\"'\t\n&#13;é𝄞]]&gt;</StatusCode></GeocodeEntity>", `
  <GeocodeEntity Id="&amp;&lt;>&quot;'&#x9;&#xA;&#xD;é𝄞">
    <StatusCode>&amp;&lt;&gt;"'` + "\t\n" + `&#xD;é𝄞]]&gt;</StatusCode>
  </GeocodeEntity>`},
	} {
		want := head + strings.TrimPrefix(c.want+"\n", "\n") + "</GeocodeFeed>\n"
		got := write(t, fromXML(inFeed(c.content)), nil)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
		if again := write(t, fromXML(got), nil); again != got {
			t.Errorf("%s: written again it is\n%s", c.name, again)
		}
	}
}

// TestRoundTrip writes random feeds and reads them again: nothing is lost, and
// the second writing gives the same bytes.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(100) {
		tokens := feedtest.Random(seed, 20, feedtest.XMLChars)
		first := write(t, tokens.Reader(), nil)
		want, err := feedtest.Shape(tokens.Reader())
		if err != nil {
			t.Fatal(err)
		}
		for how, r := range feedtest.Hostile(first) {
			if how != "whole" && seed >= 3 {
				break // byte by byte, long values take long
			}
			got, err := feedtest.Shape(feedtest.Check(feedtest.Expire(xmlfeed.NewReader(r, nil))))
			if err != nil || got != want {
				t.Fatalf("seed %d, read %s: %v\n%s", seed, how, err, cmp.Diff(want, got))
			}
		}
		if again := write(t, fromXML(first), nil); again != first {
			t.Fatalf("seed %d: %s", seed, cmp.Diff(first, again))
		}
	}
}

// bad are values that XML cannot hold.
var bad = []struct{ text, want string }{
	{"a\x00", "XML cannot hold the character U+0000; remove it"},
	{"0123456789\x1f", "XML cannot hold the character U+001F; remove it"},
	{"é\uFFFE", "XML cannot hold the character U+FFFE; remove it"},
	{"\uFFFF", "XML cannot hold the character U+FFFF; remove it"},
	{"M\xfcnchen", "byte 0xFC is not UTF-8; make the text UTF-8"},
	{"\xed\xa0\x80", "byte 0xED is not UTF-8; make the text UTF-8"},
}

// TestUnwritable shows the faults of values that XML cannot hold, and that
// nothing has been written then.
func TestUnwritable(t *testing.T) {
	for _, b := range bad {
		for path, e := range map[string]*feed.Entity{
			`3:1: entity 1 (Id "7"): GeocodeRequest/Query: `: {ID: "7", Geocode: &feed.GeocodeRequest{Query: b.text}},
			`3:1: entity 1 (Id "7"): StatusCode: `:           {ID: "7", StatusCode: b.text},
		} {
			if e.Geocode != nil {
				path = strings.Replace(path, "3:1", "4:1", 1)
			}
			var out bytes.Buffer
			w := xmlfeed.NewWriter(&out, nil)
			_, err := feed.Copy(w, feedtest.Entities(e).Reader())
			if !errors.Is(err, feed.Unwritable) || err.Error() != path+b.want {
				t.Errorf("%q: %v, want %s%s", b.text, err, path, b.want)
			}
			if closed := w.Close(); closed != err || out.Len() > 0 {
				t.Errorf("%q: closing: %v, output %q", b.text, closed, out.String())
			}
		}
	}
}

// TestDropped shows that such values are dropped and counted on demand, and that
// their elements stay.
func TestDropped(t *testing.T) {
	for _, b := range bad {
		var dropped feed.Tally
		e := &feed.Entity{ID: "1", Reverse: &feed.ReverseGeocodeRequest{Culture: b.text, Location: feed.Location{Latitude: b.text, Longitude: "2"}}, StatusCode: b.text, TraceID: "t"}
		got := write(t, feedtest.Entities(e, e).Reader(), &xmlfeed.WriterOptions{Dropped: &dropped})
		entity := `  <GeocodeEntity Id="1">
    <ReverseGeocodeRequest>
      <Location Latitude="" Longitude="2" />
    </ReverseGeocodeRequest>
    <TraceId>t</TraceId>
  </GeocodeEntity>
`
		if diff := cmp.Diff(head+entity+entity+"</GeocodeFeed>\n", got); diff != "" {
			t.Error(diff)
		}
		counts := make(map[feed.Field]int64)
		for f, n := range dropped.All() {
			counts[f] = n
		}
		if diff := cmp.Diff(map[feed.Field]int64{feed.ReverseCulture: 2, feed.ReverseLatitude: 2, feed.StatusCode: 2}, counts); diff != "" {
			t.Error(diff)
		}
	}
}

// TestWriterGrammar shows what the writer says of tokens that make no feed.
func TestWriterGrammar(t *testing.T) {
	start, end := feed.Token{Kind: feed.EntityStart}, feed.Token{Kind: feed.EntityEnd}
	for want, tokens := range map[string][]feed.Token{
		"tokens make no feed: EntityEnd where an entity is not open": {start, end, end},
		"tokens make no feed: it ends within an entity":              {start},
	} {
		w := xmlfeed.NewWriter(io.Discard, nil)
		var err error
		for _, token := range tokens {
			if err = w.WriteToken(token); err != nil {
				break
			}
		}
		closed := w.Close()
		if err != nil && closed != err {
			t.Errorf("closing: %v, not %v", closed, err)
		}
		if !errors.Is(closed, feed.ErrGrammar) || closed.Error() != want {
			t.Errorf("%v, want %s", closed, want)
		}
	}
	w := xmlfeed.NewWriter(io.Discard, nil)
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	if err := w.WriteToken(start); !errors.Is(err, feed.ErrGrammar) || err.Error() != "tokens make no feed: EntityStart after the end of the feed" {
		t.Error(err)
	}
}

// TestWriterErrors shows that errors of the underlying writer pass through, and
// again.
func TestWriterErrors(t *testing.T) {
	broken := errors.New("broken")
	w := xmlfeed.NewWriter(failing{broken}, nil)
	_, err := feed.Copy(w, feedtest.Results(1, 10_000))
	if err != broken || w.Close() != broken || w.WriteToken(feed.Token{Kind: feed.EntityStart}) != broken {
		t.Error(err)
	}
	w = xmlfeed.NewWriter(failing{broken}, nil)
	if err := w.Close(); err != broken {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
