package validate

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// judgeTable returns the problems of a table, one a line.
func judgeTable(t *testing.T, text string, m tablefeed.Mapping, profile string) string {
	t.Helper()
	p, err := ParseProfile([]byte(profile))
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	v := New(feed.Table, &Options{Profile: p, Handle: func(p Problem) error {
		fmt.Fprintf(&lines, "%d:%d %d %q %s: %s: %s\n", p.Line, p.Column, p.Entity, p.ID, p.Rule, p.Field, p.Message)
		return nil
	}})
	r, err := feedio.Open(strings.NewReader(text), &feedio.Options{Table: &m, ReaderOptions: feed.ReaderOptions{Notice: v.Notice}})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Run(context.Background(), r); err != nil {
		fmt.Fprintf(&lines, "error %v\n", err)
	}
	return lines.String()
}

// TestTables shows the problems of tables: at the places of the table, and under the names of
// its columns. What a table need not have is none, such as a version line.
func TestTables(t *testing.T) {
	type texts = map[string]string
	for _, c := range []struct {
		name    string
		m       tablefeed.Mapping
		profile string
		text    string
		want    string
	}{
		{"a good one", tablefeed.Mapping{Map: texts{"AddressLine": "Straße"}, Set: texts{"CountryRegion": "DE"}}, `{"limits":{"entities":1,"bytes":10}}`,
			"\uFEFFsep=;\nStraße;Straße Nr\nAm Markt 1;x\n\n;;\nAm Markt 2\n", ""},
		{"values", tablefeed.Mapping{Map: texts{"Id": "Kunde", "Latitude": "Breite", "Longitude": "Länge", "MaxResults": "n"}}, `{}`,
			"Kunde;Breite;Länge;n\n7;91;8;1\n7;48;400;500\n;48;8;1\n8;;8;\n9;;;\n",
			`2:3 1 "7" latitude-invalid: Breite: the latitude "91" is not within -90 to 90; with the longitude "8" it looks exchanged
3:1 2 "7" id-duplicate: Kunde: the Id "7" is already used on line 2
3:6 2 "7" longitude-invalid: Länge: the longitude "400" is not within -180 to 180
3:10 2 "7" max-results-invalid: n: MaxResults is "500"
4:1 3 "" id-missing: Kunde: the entity has no Id
5:1 4 "8" location-missing: Breite: the Location has no Latitude
6:1 5 "9" address-missing: GeocodeRequest/Address: there is neither a Query nor an address field; the service answers "To geocode a location, you must specify at least one address field."
`},
		{"templates", tablefeed.Mapping{Map: texts{"AddressLine": "{Street} {No}", "CountryRegion": "Land"}}, `{"required":["GeocodeRequest/Address/CountryRegion"],"fill":{"GeocodeRequest/Address/AddressLine":90}}`,
			"Street,No,Land\nElm St,NULL,US\nUNDEFINED,,US\n,,US\n\"Elm\x01\",5,\n",
			`3:1 2 "2" placeholder: {Street} {No}: "UNDEFINED" is what a program writes for a missing value
5:1 4 "4" control-character: {Street} {No}: character 4 of the value is U+0001, which XML cannot hold
5:1 4 "4" field-required: Land: there is no value, and the profile requires one
1:1 0 "" field-fill: {Street} {No}: 2 of 4 entities have a value, less than the profile's 90 %
`},
		{"faults", tablefeed.Mapping{Map: texts{"Query": "q"}}, `{}`,
			"a,q\n1,x,y\na,q\n2,\"x\"y\n3,\xff\n4,y\n",
			`2:5 1 "1" row-too-long: : 3 cells where the header has 2, usually because of an unquoted comma in a value
3:1 2 "2" text-header: : the row repeats the header
4:6 3 "3" text-syntax: q: "y" after the quote that closes the value
5:3 4 "4" encoding-invalid: : byte 0xFF is not UTF-8; in Windows-1252 it would be 'ÿ'
`},
		{"no rows", tablefeed.Mapping{Map: texts{"Query": "q"}}, `{}`, "\na,q\n", `2:1 0 "" feed-empty: : the table has no rows
`},
		{"no column", tablefeed.Mapping{Map: texts{"Query": "r"}}, `{}`, "\na,q\n", `error the table has no column "r"; the table has the 2 columns "a", "q"
`},
	} {
		if got := judgeTable(t, c.text, c.m, c.profile); got != c.want {
			t.Errorf("%s: (-want +got)\n%s\n%s", c.name, cmp.Diff(c.want, got), got)
		}
	}
}

// TestTablesInPieces shows that a table is judged the same on one core and on several.
func TestTablesInPieces(t *testing.T) {
	var text strings.Builder
	text.WriteString("No;Breite;Länge\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "%d;%d;\"%d\"\n", i%2500, i%100, i%200)
		if i%97 == 0 {
			text.WriteString(";;\n\n")
		}
		if i%701 == 0 {
			text.WriteString("1;2;3;4\n")
		}
	}
	for name, m := range map[string]tablefeed.Mapping{
		"with Ids": {Map: map[string]string{"Id": "No", "Latitude": "Breite", "Longitude": "Länge"}},
		"numbered": {Map: map[string]string{"Latitude": "Breite", "Longitude": "Länge"}},
	} {
		cores := runtime.GOMAXPROCS(1)
		want := judgeTable(t, text.String(), m, "{}")
		runtime.GOMAXPROCS(3)
		old := pieces.Size
		pieces.Size = 500
		got := judgeTable(t, text.String(), m, "{}")
		pieces.Size = old
		runtime.GOMAXPROCS(cores)
		if got != want || strings.Count(want, "\n") < 500 {
			t.Errorf("%s: %d problems (-one core +pieces)\n%s", name, strings.Count(want, "\n"), cmp.Diff(want, got))
		}
	}
}
