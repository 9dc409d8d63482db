package feedio_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
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

// Entities are left out and edited on their way, on all cores.
func ExampleFilter() {
	const text = "Id,GeocodeRequest/Culture,GeocodeRequest/Query\n1,de-DE,Rathaus\n2,en-GB,Town Hall\n3,de-DE,Markt\n"
	r, err := feedio.Open(strings.NewReader(text), nil)
	if err != nil {
		log.Fatal(err)
	}
	german := feedio.Filter(r, func(r *feed.Record) bool {
		q, ok := r.Request(feed.GeocodeGroup)
		return ok && string(q.Text(feed.GeocodeCulture)) == "de-DE"
	})
	renamed := feedio.Map(german, func(r *feed.Record) error {
		return r.Set(feed.Part{}, feed.ID, append([]byte("de-"), r.Entity().Text(feed.ID)...))
	})
	w := feedio.NewWriter(os.Stdout, feed.Pipe, &feedio.WriterOptions{Columns: []feed.Field{feed.ID, feed.GeocodeQuery, feed.GeocodeCulture}})
	if _, err := feedio.Copy(context.Background(), w, renamed); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	// Output:
	// Bing Spatial Data Services, 2.0
	// Id|GeocodeRequest/Query|GeocodeRequest/Culture
	// de-1|Rathaus|de-DE
	// de-3|Markt|de-DE
}

// A file appears under its name when it is complete.
func ExampleCreate() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	out, err := feedio.Create(filepath.Join(folder, "out.csv.gz"), nil)
	if err != nil {
		log.Fatal(err)
	}
	defer out.Abort() // which does nothing after Close
	r, err := feedio.Open(strings.NewReader("Id|GeocodeRequest/Query\n1|Leeds\n"), nil)
	if err != nil {
		log.Fatal(err)
	}
	w := feedio.NewWriter(out, feed.CSV, nil)
	entities, err := feedio.Copy(context.Background(), w, r)
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = out.Close()
	}
	fmt.Println(entities, err)
	// Output: 1 <nil>
}
