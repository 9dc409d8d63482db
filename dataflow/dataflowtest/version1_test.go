package dataflowtest_test

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// asked is the beginning of two entities, one of which asks for nothing.
const asked = `<GeocodeEntity Id="1"><GeocodeRequest Culture="en-US"><Address AddressLine="1 A &amp; B St" AdminDistrict="WA" District="x" Locality="Yakima" PostalCode="98901"/></GeocodeRequest></GeocodeEntity>` +
	`<GeocodeEntity Id="2"><GeocodeRequest Culture="en-US"/></GeocodeEntity></GeocodeFeed>`

// TestVersion1 shows that XML without a Version, or of 1.0, has results of 1.0,
// each element on a line of its own.
func TestVersion1(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	for _, root := range []string{
		`<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode">`,
		`<?xml version="1.0"?><!-- x --><GeocodeFeed xmlns='http://schemas.microsoft.com/search/local/2010/5/geocode' Version='1.0' >`,
		`<GeocodeFeed xmlns="https://schemas.microsoft.com/search/local/2010/5/geocode" version = "1">`,
	} {
		resp, text := s.results("xml", root+asked, "succeeded")
		if err := xml.Unmarshal([]byte(text), new(struct{})); err != nil {
			t.Error(err)
		}
		got := regexp.MustCompile(`itude="[^"]*"`).ReplaceAllString(text, `itude="…"`)
		const want = `<?xml version="1.0" encoding="UTF-8"?>
<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode">
  <GeocodeEntity Id="1">
    <GeocodeRequest Culture="en-US">
      <Address AddressLine="1 A &amp; B St" AdminDistrict="WA" District="x" Locality="Yakima" PostalCode="98901" />
    </GeocodeRequest>
    <GeocodeResponse DisplayName="1 A &amp; B St, Yakima, WA 98901" EntityType="Address" Confidence="Medium" StatusCode="Success">
      <Address AddressLine="1 A &amp; B St" AdminDistrict="WA" CountryRegion="United States" District="x" FormattedAddress="1 A &amp; B St, Yakima, WA 98901" Locality="Yakima" PostalCode="98901" />
      <RooftopLocation Latitude="…" Longitude="…" />
      <InterpolatedLocation Latitude="…" Longitude="…" />
    </GeocodeResponse>
  </GeocodeEntity>
</GeocodeFeed>
`
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		_, text = s.get(strings.Replace(resp.Request.URL.String(), "succeeded", "failed", 1))
		const failure = `    <GeocodeResponse StatusCode="BadRequest" FaultReason="To geocode a location, you must specify at least one address field." />` + "\n"
		if !strings.Contains(text, failure) {
			t.Errorf("no %s in\n%s", failure, text)
		}
	}
}

// TestVersion1Text shows that text without first lines has its columns by
// position, and so have its results: all of them, as one client counts to 31.
func TestVersion1Text(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	_, text := s.results("pipe", "1||1 Elm Street, Dayton, OH 45402\n", "succeeded")
	cells := strings.Split(strings.TrimSuffix(text, "\r\n"), "|")
	if len(cells) != 31 || !strings.HasSuffix(text, "\r\n") {
		t.Fatalf("%d cells in %q", len(cells), text)
	}
	for i, want := range map[int]string{
		0: "1", 2: "1 Elm Street, Dayton, OH 45402", 12: "1 Elm Street", 13: "OH", 14: "United States", 16: "1 Elm Street, Dayton, OH 45402", 17: "Dayton", 18: "45402",
		25: "1 Elm Street, Dayton, OH 45402", 26: "Address", 27: "Success",
	} {
		if cells[i] != want {
			t.Errorf("cell %d is %q, want %q", i, cells[i], want)
		}
	}
	_, text = s.results("csv", "7,en-gb"+strings.Repeat(",", 27)+",53.77,-1.71\r\n", "succeeded")
	if !strings.HasPrefix(text, "7,") || !strings.HasSuffix(text, ",53.77,-1.71\r\n") {
		t.Errorf("a reverse row: %q", text)
	}
	resp, answer := s.post(create+"csv", strings.NewReader("1,en-US,Leeds\n2,,\"York\n"))
	if got := unquoted(t, answer); resp.StatusCode != 400 || !strings.HasPrefix(got, "2:4: ") {
		t.Errorf("a fault in line 2: %s %q", resp.Status, got)
	}
}
