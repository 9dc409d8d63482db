package feedio_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

func Example() {
	text := "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n"
	format := feedio.Sniff([]byte(text))
	w := feedio.NewWriter(os.Stdout, feed.XML, nil, nil)
	if _, err := feed.Copy(w, feedio.NewReader(strings.NewReader(text), format, nil)); err != nil {
		fmt.Println(err)
	}
	w.Close()
	// Output:
	// <?xml version="1.0" encoding="utf-8"?>
	// <GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
	//   <GeocodeEntity Id="1">
	//     <GeocodeRequest Query="Rathaus, Bremen" />
	//   </GeocodeEntity>
	// </GeocodeFeed>
}
