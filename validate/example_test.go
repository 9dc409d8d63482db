package validate_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

const text = `Bing Spatial Data Services, 2.0
Id,GeocodeRequest/Query,GeocodeRequest/Culture
1,Tower Bridge,en-GB
2,,en-GB
3,Turku,fi_FI
`

// A feed is looked at while it is read; Handle gets each problem at once.
func Example() {
	v := validate.New(feed.CSV, &validate.Options{
		File: "places.csv",
		Handle: func(p validate.Problem) error {
			_, err := fmt.Printf("%d:%d %s %s\n", p.Line, p.Column, p.Severity, p.Rule)
			return err
		},
	})
	r := delimfeed.NewReader(strings.NewReader(text), feed.CSV, &feed.ReaderOptions{Notice: v.Notice})
	if err := v.Run(context.Background(), r); err != nil {
		fmt.Println(err)
	}
	fmt.Println(v.Entities(), "entities,", v.Count(validate.Error), "errors")
	// Output:
	// 4:1 error address-missing
	// 5:9 warning culture-unknown
	// 3 entities, 1 errors
}

// Copy leaves out the entities with errors.
func ExampleValidator_Copy() {
	v := validate.New(feed.CSV, nil)
	w := delimfeed.NewWriter(os.Stdout, feed.Pipe, &delimfeed.WriterOptions{Columns: []feed.Field{feed.ID, feed.GeocodeQuery}, Dropped: new(feed.Tally)})
	n, err := v.Copy(context.Background(), w, delimfeed.NewReader(strings.NewReader(text), feed.CSV, nil), func(r *validate.Reject) error {
		_, err := fmt.Printf("rejected: %q\n", r.Source)
		return err
	})
	if err == nil {
		err = w.Close()
	}
	fmt.Println(n, err)
	// Output:
	// rejected: "2,,en-GB\n"
	// Bing Spatial Data Services, 2.0
	// Id|GeocodeRequest/Query
	// 1|Tower Bridge
	// 3|Turku
	// 2 <nil>
}

// Rules of a program's own are reported, counted and set by profiles like those of this
// package.
func ExampleOptions_rules() {
	v := validate.New(feed.CSV, &validate.Options{
		File: "places.csv",
		Rules: []validate.Rule{{
			Code:     "country-missing",
			Severity: validate.Warning,
			Kinds:    validate.Upload,
			Title:    "a Query that does not end with a country",
			Check: func(r *feed.Record, report func(at feed.Part, f feed.Field, message, remedy string)) {
				request, ok := r.Request(feed.GeocodeGroup)
				if query := request.Text(feed.GeocodeQuery); ok && len(query) > 0 && !bytes.Contains(query, []byte(", ")) {
					report(request, feed.GeocodeQuery, "the Query names no country", "add it after a comma")
				}
			},
		}},
		Handle: func(p validate.Problem) error {
			_, err := fmt.Printf("%d:%d %s %s: %s\n", p.Line, p.Column, p.Severity, p.Rule, p.Message)
			return err
		},
	})
	r := delimfeed.NewReader(strings.NewReader(text), feed.CSV, &feed.ReaderOptions{Notice: v.Notice})
	if err := v.Run(context.Background(), r); err != nil {
		fmt.Println(err)
	}
	fmt.Println("country-missing:", v.Counts()["country-missing"])
	// Output:
	// 3:3 warning country-missing: the Query names no country
	// 4:1 error address-missing: there is neither a Query nor an address field; the service answers "To geocode a location, you must specify at least one address field."
	// 5:3 warning country-missing: the Query names no country
	// 5:9 warning culture-unknown: the culture "fi_FI" has an underscore
	// country-missing: 2 warnings
}

// Entities that a program makes can be judged before they are written.
func ExampleValidator_CheckEntity() {
	v := validate.New(feed.XML, nil)
	for _, e := range []*feed.Entity{
		{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Tower Bridge"}},
		{ID: "1", Geocode: &feed.GeocodeRequest{Query: "Caf\xe9"}},
	} {
		problems, err := v.CheckEntity(e)
		if err != nil {
			fmt.Println(err)
		}
		for _, p := range problems {
			fmt.Printf("entity %d: %s: %s\n", p.Entity, p.Rule, p.Message)
		}
	}
	// Output:
	// entity 2: encoding-invalid: byte 0xE9 is not UTF-8
}
