package dataflowtest_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/dataflow/dataflowtest"
)

// TestFeedThatBreaksOff shows that an upload that cannot be read to its end is
// refused, however many entities came before, and leaves no job.
func TestFeedThatBreaksOff(t *testing.T) {
	s := serve(t, dataflowtest.Options{})
	const xmlHead = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0"><GeocodeEntity Id="1"><GeocodeRequest Query="Leeds"/></GeocodeEntity>`
	for _, c := range []struct{ name, format, body string }{
		{"bytes that are not UTF-8", "csv", csv + "1,Leeds\n2,\xff\n"},
		{"an unclosed quote", "csv", csv + "1,Leeds\n2,\"York\n3,Hull\n"},
		{"text after a quote", "csv", csv + "1,Leeds\n2,\"York\" x\n3,Hull\n"},
		{"a value too large", "csv", csv + "1,Leeds\n2," + strings.Repeat("x", 2<<20) + "\n"},
		{"a bare &", "xml", xmlHead + `<GeocodeEntity Id="2"><GeocodeRequest Query="A & B"/></GeocodeEntity></GeocodeFeed>`},
		{"cut between entities", "xml", xmlHead},
		{"cut within an entity", "xml", xmlHead + `<GeocodeEntity Id="2"><GeocodeReq`},
		{"bytes that are not UTF-8", "xml", xmlHead + "<GeocodeEntity Id=\"2\"><GeocodeRequest Query=\"\xff\"/></GeocodeEntity></GeocodeFeed>"},
		{"text after the feed", "xml", xmlHead + `</GeocodeFeed>x`},
		{"a wrong end tag", "xml", xmlHead + `</Feed>`},
		{"nothing", "xml", ""},
		{"version 3.0", "xml", strings.Replace(xmlHead, "2.0", "3.0", 1) + "</GeocodeFeed>"},
	} {
		resp, text := s.post(create+c.format, strings.NewReader(c.body))
		if resp.StatusCode != 400 || unquoted(t, text) == "" {
			t.Errorf("%s, %s: answered %s\n%s", c.format, c.name, resp.Status, text)
		}
	}
	if _, list := s.get(s.URL + "/REST/v1/dataflows/ListJobs"); strings.Contains(list, "/Geocode/") {
		t.Errorf("jobs were made: %s", list)
	}
}
