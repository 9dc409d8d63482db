package delimfeed_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A feed of a few columns, delimited by pipes, becomes one delimited by commas.
func Example() {
	const text = `Bing Spatial Data Services, 2.0
Id | GeocodeRequest/Address/AddressLine | GeocodeRequest/Address/Locality
7  | Hafenstraße 5, Tor 2               | Köln
8  | 12" Rohr                           | Bonn
`
	r := delimfeed.NewReader(strings.NewReader(text), feed.Pipe, nil)
	columns, err := r.Columns()
	if err != nil {
		fmt.Println(err)
		return
	}
	w := delimfeed.NewWriter(os.Stdout, feed.CSV, &delimfeed.WriterOptions{Columns: columns})
	if _, err := feed.Copy(w, r); err != nil {
		fmt.Println(err)
		return
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Bing Spatial Data Services, 2.0
	// Id,GeocodeRequest/Address/AddressLine,GeocodeRequest/Address/Locality
	// 7,"Hafenstraße 5, Tor 2",Köln
	// 8,"12"" Rohr",Bonn
}

// A Survey finds the columns that hold every entity of a feed.
func ExampleSurvey() {
	var survey delimfeed.Survey
	feed.WriteEntity(&survey, &feed.Entity{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Kiel", MaxResults: "3"}})
	columns := survey.Columns()
	fmt.Println(len(columns)-len(feed.Columns(feed.Documented)), columns[len(columns)-1])
	// Output:
	// 1 GeocodeRequest/MaxResults
}
