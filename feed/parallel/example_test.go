package parallel_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feed/parallel"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

func ExampleAhead() {
	text := "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n"
	r, stop := parallel.Ahead(func(o *feed.ReaderOptions) feed.SourceReader {
		return delimfeed.NewReader(strings.NewReader(text), feed.Pipe, o)
	}, nil)
	defer stop()
	w := xmlfeed.NewWriter(os.Stdout, nil)
	if _, err := feed.Copy(w, r); err != nil {
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

func ExampleCopy() {
	text := "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n"
	w := delimfeed.NewWriter(os.Stdout, feed.CSV, &delimfeed.WriterOptions{Columns: []feed.Field{feed.ID, feed.GeocodeQuery}})
	if _, err := parallel.Copy(w, delimfeed.NewReader(strings.NewReader(text), feed.Pipe, nil)); err != nil {
		fmt.Println(err)
		return
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Bing Spatial Data Services, 2.0
	// Id,GeocodeRequest/Query
	// 1,"Rathaus, Bremen"
}

func ExampleTake() {
	text := "Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|Rathaus, Bremen\n1|\n"
	v := validate.New(feed.Pipe, &validate.Options{File: "feed.psv", Handle: func(p validate.Problem) error {
		fmt.Printf("%s:%d:%d: %s: %s\n", p.File, p.Line, p.Column, p.Rule, p.Message)
		return nil
	}})
	r := delimfeed.NewReader(strings.NewReader(text), feed.Pipe, &feed.ReaderOptions{Notice: v.Notice})
	if err := parallel.Take(v, r); err != nil {
		fmt.Println(err)
	}
	// Output:
	// feed.psv:4:1: id-duplicate: the Id "1" is already used on line 3
	// feed.psv:4:1: address-missing: there is neither a Query nor an address field; the service answers "To geocode a location, you must specify at least one address field."
}
