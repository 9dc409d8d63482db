package delimfeed_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/sniff"
)

// TestNearNames shows which columns are proposed for wrong names.
func TestNearNames(t *testing.T) {
	const (
		line     = "write GeocodeRequest/Address/AddressLine"
		locality = "write GeocodeRequest/Address/Locality"
		state    = "write GeocodeRequest/Address/AdminDistrict"
		code     = "write GeocodeRequest/Address/PostalCode"
		country  = "write GeocodeRequest/Address/CountryRegion"
		latitude = "write ReverseGeocodeRequest/Location/Latitude"
	)
	for name, want := range map[string]string{
		// The end of a path alone: those of requests come first.
		"AddressLine": line, "addressline": line, "Locality": locality, "AdminDistrict": state, "PostalCode": code, "CountryRegion": country,
		"Query": "write GeocodeRequest/Query", "Culture": "write GeocodeRequest/Culture", "Latitude": latitude, "Longitude": "write ReverseGeocodeRequest/Location/Longitude",
		"AdminDistrict2": "write GeocodeRequest/Address/AdminDistrict2", "District": "write GeocodeRequest/Address/AdminDistrict2",
		"Address/AddressLine": line, "Location/Latitude": latitude, "MinimumConfidence": "write GeocodeRequest/ConfidenceFilter/MinimumConfidence",
		"Point/Latitude": "write GeocodeResponse/Point/Latitude, or leave the column out if it is one of your own",
		"Name":           "write GeocodeResponse/Name, or leave the column out if it is one of your own",
		// Other separators, or none.
		"GeocodeRequest.Address.AddressLine": line, "GeocodeRequest_Address_AddressLine": line, `GeocodeRequest\Address\AddressLine`: line,
		"Geocode Request Address Address Line": line, "GeocodeRequest / Address / AddressLine": line, "GeocodeRequestAddressAddressLine": line,
		"GeocodeRequest:Address:AddressLine": line, "GeocodeRequest-Address-AddressLine": line, "geocode_request/address/address_line": line,
		"GeocodeResponse.Point.Latitude": "write GeocodeResponse/Point/Latitude", "GeocodeEntity/@Id": "write Id", "Status Code": "write StatusCode",
		"/GeocodeFeed/GeocodeEntity/GeocodeRequest/Address/@AddressLine": line, "address_line": line, "Postal Code": code,
		// Other words.
		"Street": line, "Address": line, "City": locality, "Town": locality, "State": state, "Zip": code, "ZIP Code": code, "Post Code": code,
		"Country": country, "lat": latitude, "lng": "write ReverseGeocodeRequest/Location/Longitude", "EntityId": "write Id",
		// A few wrong letters.
		"GeocodeRequest/Adress/AdressLine": line, "GeocodeRequest/AddressLine": line, "GeocodRequest/Address/AddressLine": line, "AdressLine": line,
		"GeocodeRequest/Qeury": "write GeocodeRequest/Query", "Localty": locality, "Lattitude": latitude,
		// No column at all.
		"Phone": "remove the column", "CustomerName": "remove the column", "x": "remove the column", "Foo": "remove the column", "Size": "remove the column",
		"Index": "remove the column", "\u6771\u4eac": "remove the column", "?!": "remove the column",
	} {
		r := delimfeed.NewReader(strings.NewReader(versionLine+"Id|GeocodeRequest/StrictMatch|"+name+"\n1||x\n"), feed.Pipe, nil)
		var f *feed.Fault
		if _, err := r.ReadToken(); err != nil {
			f, _ = err.(*feed.Fault)
		}
		if want == "write Id" {
			want = "it seems to be Id, which the header has already: keep one of the two"
		}
		if f == nil || f.Remedy != want || f.Fatal {
			t.Errorf("%q: got %v, want %s", name, f, want)
		}
	}
}

// TestNearNamesThatAreTaken shows that a proposal is a column that the header lacks, if
// there is one, and that a wrong name of Id is reported once.
func TestNearNamesThatAreTaken(t *testing.T) {
	for _, c := range []struct{ header, want string }{
		{"Id,ReverseGeocodeRequest/Location/Latitude,§Latitude", `the column "Latitude" is unknown; write GeocodeResponse/Point/Latitude, or leave the column out if it is one of your own [column-unknown]` + "\n"},
		{"Id,GeocodeRequest/Query,§Query", `the column "Query" is unknown; it seems to be GeocodeRequest/Query, which the header has already: keep one of the two [column-unknown]` + "\n"},
		{"§EntityID,GeocodeRequest/Query", `the column "EntityID" is unknown; write Id [column-unknown]` + "\n"},
		{"§§Number,GeocodeRequest/Query", "Id: the header has no column Id; add it, so that results can be told apart [column-missing]\n" + `the column "Number" is unknown; remove the column [column-unknown]` + "\n"},
		{"§§§Street,§Town", "none of the names in this line is a column of a feed: \"Street\", \"Town\"; a table with columns of its own is read with -map; in a feed write names such as Id and GeocodeRequest/Query after the version line [text-header]\n" +
			"Id: the header has no column Id; add it, so that results can be told apart [column-missing]\n" +
			`the column "Street" is unknown; write GeocodeRequest/Address/AddressLine [column-unknown]` + "\n" + `the column "Town" is unknown; write GeocodeRequest/Address/Locality [column-unknown]` + "\n"},
	} {
		same(t, c.header, faults(t, versionLine+c.header+"\n1,x\n", feed.CSV), c.want)
	}
}

// TestUnnamedColumn shows that a column without a name that has a value in every row is
// reported once, and that no comma is blamed in column 1.
func TestUnnamedColumn(t *testing.T) {
	const (
		index = " has no name, and every row has a value in it; leave it out if it is the index of a data frame (index=False in pandas, row.names=FALSE in R), or give it a name [column-unknown]\n"
		comma = ", usually because of an unquoted comma in a value; put the value with the comma in quotes [row-too-long]\n"
	)
	for _, c := range []struct{ text, want string }{
		{"§,Id,GeocodeRequest/Query\n0,17,\"Kielce, Poland\"\n1,18,\"Radom, Poland\"\n", "column 1" + index},
		{"§\"\",Id,GeocodeRequest/Query\n\"1\",17,Kielce\n", "column 1" + index},
		{"Id,§,GeocodeRequest/Query,\n17,0,Kielce\n\n18,1,Radom\n,,\n19,2,Lodz\n20,,Lodz\n", "column 2" + index},
		{"§,Id,§,GeocodeRequest/Query\n0,17,0,Kielce\n1,18,1,Radom\n", "column 1" + index + "column 3" + index},
		{",Id,GeocodeRequest/Query\n,17,Kielce\n§1,18,Radom\n", `entity 2 (Id "18"): a value in column 1, which has no name; name the column, or leave its cells empty [row-too-long]` + "\n"},
		{"Id,,GeocodeRequest/Query\n17,§0,Kielce\n", `entity 1 (Id "17"): a value in column 2, which has no name` + comma},
		{"Id,GeocodeRequest/Query,,\n17,a,§b\n18,a,§b\n", `entity 1 (Id "17"): a value in column 3, which has no name` + comma + `entity 2 (Id "18"): a value in column 3, which has no name` + comma},
	} {
		for _, f := range formats {
			name := map[feed.Format]string{feed.CSV: "comma", feed.Tab: "tab", feed.Pipe: "pipe"}[f]
			text := strings.ReplaceAll(c.text, "Kielce, Poland", "Kielce Poland")
			text = strings.ReplaceAll(text, "Radom, Poland", "Radom Poland")
			same(t, c.text, faults(t, versionLine+in(f, text), f), strings.ReplaceAll(c.want, "comma", name))
		}
	}
	same(t, "the rows without it", read(versionLine+",Id,GeocodeRequest/Query\n0,1,q\n", feed.CSV, feed.Limits{}),
		"fault [column-unknown] 2:1: column 1"+strings.TrimSuffix(index, " [column-unknown]\n")+"\n"+oneEntity)
}

// TestRowNames shows that row names, which R writes without a name in the header, are reported
// once, and that the values keep their columns.
func TestRowNames(t *testing.T) {
	const want = "every row has one cell more than the header, and the first cells are consecutive numbers: the row names that R writes; leave them out (row.names=FALSE in write.table) [column-unknown]\n"
	for _, f := range formats {
		for _, rows := range []string{"\"1\",17,Kielce\n\"2\",18,Radom\n", "1,a-7,Kielce\n2,a-8,Radom\n3,a-9,Lodz\n\n4,b-0,Elk\n"} {
			same(t, rows, faults(t, versionLine+in(f, "§\"Id\",\"GeocodeRequest/Query\"\n"+rows), f), want)
		}
		if got := read(versionLine+in(f, "Id,GeocodeRequest/Query\n\"8\",1,q\n\"9\",1,q\n"), f, feed.Limits{}); strings.Count(got, oneEntity) != 2 {
			t.Error(got)
		}
		for _, rows := range []string{"1,One Street,§Leeds\n2,Two Street,§Leeds\n", "1,a,§b\n", "7,a,§b\n9,a,§b\n", "1,a,§b\n2,b\n"} {
			if got := faults(t, versionLine+in(f, "Id,GeocodeRequest/Query\n"+rows), f); strings.Contains(got, "names of rows") {
				t.Errorf("%q: %s", rows, got)
			}
		}
	}
}

// TestMarksWithin shows that byte order marks within the text are skipped with a notice, at
// the beginning of a line and before a name of the header.
func TestMarksWithin(t *testing.T) {
	const notice = "a byte order mark in the middle of the text; remove it: save files as UTF-8 without a mark before they are put together [encoding-bom]\n"
	for _, c := range []struct {
		text  string
		marks int
	}{
		{versionLine + "§\uFEFFId,GeocodeRequest/Query\n1,q\n", 1},
		{versionLine + "§\uFEFF\"Id\",GeocodeRequest/Query\n1,q\n", 1},
		{versionLine + "\n§\uFEFF\n§\uFEFFId,GeocodeRequest/Query\n1,q\n", 2},
		{versionLine + "Id,§\uFEFFGeocodeRequest/Query\n1,q\n", 1},
		{versionLine + "Id,§\uFEFF\"GeocodeRequest/Query\"\n1,q\n", 1},
		{versionLine + "Id,GeocodeRequest/Query\n§\uFEFF1,q\n", 1},
		{versionLine + "Id,GeocodeRequest/Query\n§\uFEFF\"1\",q", 1},
		{versionLine + "Id,GeocodeRequest/Query\n§\uFEFF\n1,q\n§\uFEFF", 2},
		{" \n§\uFEFF" + versionLine + "Id,GeocodeRequest/Query\n1,q\n", 1},
	} {
		for _, f := range formats {
			marked := strings.Replace(in(f, c.text), "Services"+string(f.Delimiter()), "Services,", 1)
			same(t, marked, faults(t, marked, f), strings.Repeat(notice, c.marks))
			var kept []string
			for line := range strings.Lines(read(strings.ReplaceAll(marked, "§", ""), f, feed.Limits{})) {
				if !strings.HasPrefix(line, "notice") {
					kept = append(kept, line)
				}
			}
			same(t, marked, strings.Join(kept, ""), oneEntity)
		}
	}
}

// TestMarkInID shows that an Id that begins with the character of the mark is kept.
func TestMarkInID(t *testing.T) {
	const log = "entity Id=\"\\ufeff1\"\nend\n"
	same(t, "read", read(versionLine+"Id,GeocodeRequest/Query\n\"\uFEFF1\",\n", feed.CSV, feed.Limits{}), log)
	for _, f := range formats {
		text, err := write(delimfeed.NewReader(strings.NewReader(versionLine+"Id\n\"\uFEFF1\"\n"), f, nil), f, &delimfeed.WriterOptions{Columns: []feed.Field{feed.ID}})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "written and read", read(text, f, feed.Limits{}), log)
	}
}

// TestSeparatorLine shows that a line for spreadsheets is skipped with a notice.
func TestSeparatorLine(t *testing.T) {
	for _, line := range []string{"sep=,", "sep=;", "SEP=|", "sep=\t", `"sep=,"`, "sep=,,,,", "sep=;\r"} {
		want := "the file begins with the line " + quote.Text(strings.TrimSpace(line)) + ", which only spreadsheets understand; remove the line: the first line has to be Bing Spatial Data Services, 2.0 [version-missing]\n"
		text := "§" + line + "\n" + versionLine + "Id,GeocodeRequest/Query\n1,q\n"
		same(t, line, faults(t, text, feed.CSV), want)
		if got := sniff.Delimited([]byte(strings.TrimPrefix(text, "§"))); got != feed.CSV {
			t.Errorf("%q is %v", text, got)
		}
	}
	same(t, "without version line", faults(t, "§sep=;\n§Id;GeocodeRequest/Query\n1;q\n", feed.CSV),
		"the file begins with the line \"sep=;\", which only spreadsheets understand; remove the line: the first line has to be Bing Spatial Data Services, 2.0 [version-missing]\n"+
			"the header is delimited by semicolons; the service takes comma, tab or pipe, and a table of your own is read with -map [text-header]\n")
}
