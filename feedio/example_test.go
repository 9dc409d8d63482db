package feedio_test

import (
	"context"
	"log"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// A feed of any format, encoding or compression is read from a stream, and written as
// XML.
func Example() {
	text := "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n"
	r, err := feedio.Open(strings.NewReader(text), nil)
	if err != nil {
		log.Fatal(err)
	}
	w := feedio.NewWriter(os.Stdout, feed.XML, nil)
	if _, err := feedio.Copy(context.Background(), w, r); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// <?xml version="1.0" encoding="utf-8"?>
	// <GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">
	//   <GeocodeEntity Id="1">
	//     <GeocodeRequest Query="Rathaus, Bremen" />
	//   </GeocodeEntity>
	// </GeocodeFeed>
}
