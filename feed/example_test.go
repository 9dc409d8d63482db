package feed_test

import (
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A small ETL step: numbers become values, and values become numbers again.
func Example() {
	e := &feed.Entity{
		ID: "dock-4",
		Reverse: &feed.ReverseGeocodeRequest{
			Culture:  "fi",
			Location: feed.LocationAt(62.2426, 25.7473),
		},
	}
	latitude, longitude, err := e.Reverse.Location.Degrees()
	fmt.Println(e.ID, latitude, longitude, err)
	fmt.Println(feed.GeocodeAddressLine, feed.GeocodeAddressLine.Info().Attr)
	// Output:
	// dock-4 62.2426 25.7473 <nil>
	// GeocodeRequest/Address/AddressLine AddressLine
}

// What is wrong with an input is a Fault: a place, a cause, and what to do.
func ExampleFault() {
	var err error = &feed.Fault{
		Cause:    feed.RowTooLong,
		Position: feed.Position{Line: 12, Column: 31},
		Entity:   10,
		ID:       "x-7",
		Message:  "5 cells where the header has 4 columns",
		Remedy:   "quote the value that holds the comma",
	}
	fmt.Println(err)
	fmt.Println(errors.Is(err, feed.RowTooLong))
	// Output:
	// 12:31: entity 10 (Id "x-7"): 5 cells where the header has 4 columns; quote the value that holds the comma
	// true
}

// The table of fields says everything about a field that the codecs know.
func ExampleColumns() {
	for _, f := range feed.Columns(feed.Documented)[:3] {
		fmt.Println(f)
	}
	// Output:
	// Id
	// GeocodeRequest/Culture
	// GeocodeRequest/Query
}
