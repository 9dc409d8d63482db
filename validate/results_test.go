package validate

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestRulesOfUploads shows that results are not measured by what only an upload must
// keep to: what geocoding and conversion write has no errors.
func TestRulesOfUploads(t *testing.T) {
	basic := Basic()
	basic.Limits.Bytes = 500
	for _, c := range []struct{ name, text string }{
		{"the extended layout", "Id|GeocodeRequest/Query|GeocodeRequest/MaxResults|GeocodeResponse/Name|StatusCode|GeocodeResponse/Index\n1|Leeds|2|Leeds|Success|\n1|||Leeds, AL||2"},
		{"more than a job may have", "Id|GeocodeRequest/Query|GeocodeResponse/Name|StatusCode\n" + strings.Repeat("|Leeds|Leeds|Success\n", 100)},
		{"Ids that the request had twice", "Id|GeocodeRequest/Query|GeocodeResponse/Name|StatusCode\n1|Leeds|Leeds|Success\n1|York|York|Success"},
		{"no Ids", "GeocodeRequest/Query|GeocodeResponse/Name|StatusCode\nLeeds|Leeds|Success"},
		{"no entity that failed", "Id|StatusCode|FaultReason"},
	} {
		for _, profile := range []*Profile{nil, basic} {
			for _, p := range run(t, feed.Pipe, delimited(feed.Pipe, c.text), Options{Kind: Results, Profile: profile}) {
				if p.Severity == Error {
					t.Errorf("%s: %+v", c.name, p)
				}
			}
		}
		uploads := run(t, feed.Pipe, delimited(feed.Pipe, c.text), Options{Profile: basic})
		if !strings.Contains(jsonLines(t, uploads), `"error"`) {
			t.Errorf("%s is good as an upload: %+v", c.name, uploads)
		}
	}
}
