package xmlfeed_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

const request = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
<GeocodeEntity Id="1"><GeocodeRequest Query='Café &amp; Bar'/></GeocodeEntity>
<GeocodeEntity Id="2"><GeocodeRequest/><Address Locality="Lyon"/></GeocodeEntity>
</GeocodeFeed>`

// Feeds are read as entities, and what is wrong with them says where.
func Example() {
	for e, err := range feed.Entities(xmlfeed.NewReader(strings.NewReader(request), nil)) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(e.ID, e.Geocode.Query)
	}
	// Output:
	// 1 Café & Bar
	// 3:40: entity 2 (Id "2"): Address: Address does not belong here; it belongs inside GeocodeRequest or GeocodeResponse
}

func ExampleWriter() {
	w := xmlfeed.NewWriter(os.Stdout, nil)
	if err := feed.WriteEntity(w, &feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Café & Bar"}}); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <?xml version="1.0" encoding="utf-8"?>
	// <GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
	//   <GeocodeEntity Id="1">
	//     <GeocodeRequest Query="Café &amp; Bar" />
	//   </GeocodeEntity>
	// </GeocodeFeed>
}
