package feedtest_test

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// A test compares what a reader yields with what it should, in one notation.
func Example() {
	tokens := feedtest.Entities(&feed.Entity{
		ID:         "1",
		Geocode:    &feed.GeocodeRequest{Culture: "pl", Address: feed.Address{Locality: "Łódź"}},
		Responses:  []feed.GeocodeResponse{{}, {Name: "Łódź"}},
		StatusCode: "Success",
	})
	fmt.Print(feedtest.Dump(tokens.Reader()))
	content, err := feedtest.Content(tokens.Reader())
	fmt.Print(content, err)
	// Output:
	// entity Id="1"
	//   GeocodeRequest Culture="pl" Address/Locality="Łódź"
	//   GeocodeResponse
	//   GeocodeResponse Name="Łódź"
	//   StatusCode="Success"
	// end
	// entity Id="1" StatusCode="Success"
	//   GeocodeRequest Culture="pl" Address/Locality="Łódź"
	//   GeocodeResponse Name="Łódź"
	// <nil>
}

// Places in the text of a test are marked, never counted.
func ExampleMarks() {
	text, places := feedtest.Marks("Id,TraceId\r\n1,§\"ü\"§x")
	fmt.Printf("%q\n", text)
	fmt.Println(feedtest.Located("§: a quote; §: too late", places))
	// Output:
	// "Id,TraceId\r\n1,\"ü\"x"
	// 2:3: a quote; 2:6: too late
}
