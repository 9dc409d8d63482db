package validate

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// resultsXML is a feed of n results of a realistic size.
func resultsXML(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `  <GeocodeEntity Id="%06d">
    <GeocodeRequest Culture="en-US" IncludeNeighborhood="true">
      <Address AddressLine="%d Long Lane" AdminDistrict="WA" Locality="Redmond" PostalCode="98052" />
    </GeocodeRequest>
    <GeocodeResponse Name="%[2]d Long Lane, Redmond, WA 98052" EntityType="Address" Confidence="High" MatchCodes="Good">
      <Address AddressLine="%[2]d Long Lane" AdminDistrict="WA" CountryRegion="United States" AdminDistrict2="King Co." FormattedAddress="%[2]d Long Lane, Redmond, WA 98052" Locality="Redmond" PostalCode="98052" />
      <GeocodePoint CalculationMethod="InterpolationOffset" Latitude="47.6401305%06[1]d" Longitude="-122.129731%06[1]d" Type="Point" UsageTypes="Display" />
      <GeocodePoint CalculationMethod="Interpolation" Latitude="47.6401546597481" Longitude="-122.129788175225" Type="Point" UsageTypes="Route" />
      <BoundingBox SouthLatitude="47.6362678022963" WestLongitude="-122.137375102026" NorthLatitude="47.6439932374376" EastLongitude="-122.122088595645" />
      <Point Latitude="47.6401305198669" Longitude="-122.129731848836" />
    </GeocodeResponse>
    <StatusCode>Success</StatusCode>
    <TraceId>73ed21b4a4734676a3ae2d5d63%06[1]d</TraceId>
  </GeocodeEntity>
`, i, 1+i%2000)
	}
	return xmlFeed(b.String())
}

// BenchmarkValidate sets validating beside reading alone: it may cost one and a
// half times as much.
func BenchmarkValidate(b *testing.B) {
	const n = 5000
	for _, c := range []struct {
		name   string
		format feed.Format
		kind   Kind
		text   string
	}{
		{"xml/results", feed.XML, Results, resultsXML(n)},
		{"csv/results", feed.CSV, Results, feedtest.Text(b, feedtest.Results(1, n), feed.CSV, delimfeed.NewWriter)},
		{"csv/requests", feed.CSV, Upload, feedtest.Text(b, feedtest.Requests(1, n), feed.CSV, delimfeed.NewWriter)},
	} {
		b.Run(c.name+"/read", func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				r := newReader(c.format, strings.NewReader(c.text), nil)
				for {
					if _, err := r.ReadToken(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run(c.name+"/validate", func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				v := New(c.format, &Options{Kind: c.kind})
				if err := v.Run(context.Background(), newReader(c.format, strings.NewReader(c.text), nil)); err != nil || v.Entities() != n || v.Count(Error) > n/100 {
					b.Fatal(err, v.Entities(), v.Count(Error))
				}
			}
		})
	}
}
