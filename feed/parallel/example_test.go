package parallel_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/parallel"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func Example() {
	r := delimfeed.NewReader(strings.NewReader("Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n"), feed.Pipe, nil)
	w := xmlfeed.NewWriter(os.Stdout, nil)
	if _, err := parallel.Copy(w, r); err != nil {
		fmt.Println(err)
		return
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// <?xml version="1.0" encoding="utf-8"?>
	// <GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
	//   <GeocodeEntity Id="1">
	//     <GeocodeRequest Query="Rathaus, Bremen" />
	//   </GeocodeEntity>
	// </GeocodeFeed>
}
