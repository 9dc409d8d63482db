package tablefeed

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestDialect shows what is found out of the first rows of tables.
func TestDialect(t *testing.T) {
	utf16 := func(text string) string {
		b := "\xFF\xFE"
		for _, c := range text {
			b += string([]byte{byte(c), byte(c >> 8)})
		}
		return b
	}
	for _, c := range []struct {
		name, text string
		options    Options
		want       Dialect
		columns    []string
		preamble   string
	}{
		{"comma", "Name,City\na,b\n", Options{}, Dialect{Delimiter: ',', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"Name", "City"}, ""},
		{"semicolon, decimal commas", "Name;Preis;Ort\r\na;1,50;b\r\nc;2,75;d\r\n", Options{}, Dialect{Delimiter: ';', Encoding: feed.UTF8, LineEnd: "\r\n"}, []string{"Name", "Preis", "Ort"}, ""},
		{"commas in names", "Straße, Nr;PLZ, Ort;x\nA 1;1 B;\nC 2;3 D;\n", Options{}, Dialect{Delimiter: ';', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"Straße, Nr", "PLZ, Ort", "x"}, ""},
		{"commas in rows", "Name|City\nJones, Bob|Leeds, UK\nSmith, Al|York, UK\n", Options{}, Dialect{Delimiter: '|', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"Name", "City"}, ""},
		{"tab", "Name\tCity\na\tb\n", Options{}, Dialect{Delimiter: '\t', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"Name", "City"}, ""},
		{"old line ends", "Name,City\ra,b\r", Options{}, Dialect{Delimiter: ',', Encoding: feed.UTF8, LineEnd: "\r"}, []string{"Name", "City"}, ""},
		{"short rows", "A;B;C;D\n1;2\n3;4,5\n", Options{}, Dialect{Delimiter: ';', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"A", "B", "C", "D"}, ""},
		{"only a header", "A\tB", Options{}, Dialect{Delimiter: '\t', Encoding: feed.UTF8}, []string{"A", "B"}, ""},
		{"one column", "Address\nElm St 1\nElm St 2\n", Options{}, Dialect{Delimiter: ',', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"Address"}, ""},
		{"one column with commas", "Address\n1 Elm St, York\n2 Elm St, York\n", Options{}, Dialect{Delimiter: ';', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"Address"}, ""},
		{"quoted line ends", "\"Name\nof\",\"City\"\n\"a\r\n\",b\n", Options{}, Dialect{Delimiter: ',', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"Name\nof", "City"}, ""},
		{"given", "A;B,C\n1;2,3\n", Options{Delimiter: ','}, Dialect{Delimiter: ',', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"A;B", "C"}, ""},
		{"another character", "A^B\n1^2\n", Options{Delimiter: '^'}, Dialect{Delimiter: '^', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"A", "B"}, ""},
		{"sep=", "sep=;\r\nA,B;C\r\n", Options{}, Dialect{Delimiter: ';', Separator: true, Encoding: feed.UTF8, LineEnd: "\r\n"}, []string{"A,B", "C"}, "sep=;\r\n"},
		{"sep= and given", "sep=;\nA,B;C\n", Options{Delimiter: ','}, Dialect{Delimiter: ',', Separator: true, Encoding: feed.UTF8, LineEnd: "\n"}, []string{"A", "B;C"}, "sep=;\n"},
		{"sep= after a mark", "\uFEFFsep=\t\nA\tB\n", Options{}, Dialect{Delimiter: '\t', Separator: true, Mark: true, Encoding: feed.UTF8, LineEnd: "\n"}, []string{"A", "B"}, "\uFEFFsep=\t\n"},
		{"a mark", "\uFEFFA,B\n", Options{}, Dialect{Delimiter: ',', Mark: true, Encoding: feed.UTF8, LineEnd: "\n"}, []string{"A", "B"}, "\uFEFF"},
		{"UTF-16", utf16("A\tÖ\r\n1\t2\r\n"), Options{}, Dialect{Delimiter: '\t', Mark: true, Encoding: feed.UTF16LE, LineEnd: "\r\n"}, []string{"A", "Ö"}, ""},
		{"Windows-1252", "A;Stra\xdfe\n", Options{ReaderOptions: feed.ReaderOptions{Encoding: feed.Windows1252}}, Dialect{Delimiter: ';', Encoding: feed.Windows1252, LineEnd: "\n"}, []string{"A", "Straße"}, ""},
		{"blank lines first", "\n,,\r\n  \nA,B\n", Options{}, Dialect{Delimiter: ',', Encoding: feed.UTF8, LineEnd: "\n"}, []string{"A", "B"}, "\n,,\r\n  \n"},
		{"no header", "\na;b;c\n1;2\n", Options{NoHeader: true}, Dialect{Delimiter: ';', NoHeader: true, Encoding: feed.UTF8, LineEnd: "\n"}, []string{"#1", "#2", "#3"}, ""},
		{"names", " Name ,name,\"NAME\",,City,", Options{}, Dialect{Delimiter: ',', Encoding: feed.UTF8}, []string{"Name", "name#2", "NAME#3", "#4", "City", "#6"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := NewRows(strings.NewReader(c.text), &c.options)
			d, err := r.Dialect()
			if err != nil {
				t.Fatal(err)
			}
			columns, _ := r.Columns()
			preamble, _ := r.Preamble()
			if diff := cmp.Diff(c.want, d); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.columns, columns); diff != "" {
				t.Errorf("columns (-want +got)\n%s", diff)
			}
			if string(preamble) != c.preamble {
				t.Errorf("preamble %q, want %q", preamble, c.preamble)
			}
		})
	}
}

// TestHeads shows the faults and errors of what comes before the rows.
func TestHeads(t *testing.T) {
	for _, c := range []struct {
		name, text string
		options    Options
		want       string
	}{
		{"nothing", "", Options{}, "1:1: the table is empty; write the names of the columns into its first line, and a row for each address after it"},
		{"blank lines", "\n,,\n", Options{}, "3:1: the table is empty; write the names of the columns into its first line, and a row for each address after it"},
		{"no row", "\n;;\n", Options{NoHeader: true}, "3:1: the table is empty; write the names of the columns into its first line, and a row for each address after it"},
		{"a feed", "Bing Spatial Data Services, 2.0\nId\n", Options{}, "1:1: this is a feed with its version line, not a table; a feed needs no mapping: leave it out"},
		{"JSON Lines", "\n{\"id\":\"1\"}\n", Options{}, "1:1: this looks like JSON, not like a table; a feed in JSON Lines needs no mapping: leave it out"},
		{"JSON", "[\n { } ]", Options{}, "1:1: this looks like JSON, not like a table; a feed in JSON Lines needs no mapping: leave it out"},
		{"XML", "\n <GeocodeFeed/>", Options{}, "1:1: this looks like XML, not like a table; a feed needs no mapping: leave it out"},
		{"open quote", "A,\"B\nC\n", Options{}, "1:3: the quote that opens here is not closed, and takes in the rest of the text: 1 more line; close it; if the quote is part of the value, put the value in quotes and double the quote itself"},
		{"wrong quote", "A,\"B\"x\n", Options{}, `1:6: "x" after the quote that closes the value; double a quote inside a quoted value`},
		{"wrong encoding", "Name,Stra\xdfe,Ort\n1,2,3\n", Options{}, "1:10: byte 0xDF is not UTF-8; in Windows-1252 it would be 'ß'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252"},
		{"a delimiter that is none", "A,B\n", Options{Delimiter: 'x'}, "tablefeed: 'x' cannot be the delimiter of a table; use another character of ASCII, such as a comma, semicolon, tab or pipe"},
		{"a long header", strings.Repeat("A,", 600), Options{ReaderOptions: feed.ReaderOptions{Limits: feed.Limits{Header: 1000}}}, "1:1: the row is larger than the limit of 1000 bytes; shorten it"},
		{"many blank lines", strings.Repeat("\n", 2000) + "A\n", Options{ReaderOptions: feed.ReaderOptions{Limits: feed.Limits{Header: 1000}}}, "1:1: the table begins with more than 1000 bytes of blank lines; remove them"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := NewRows(strings.NewReader(c.text), &c.options).Columns()
			if err == nil || err.Error() != c.want {
				t.Errorf("%v\nwant %s", err, c.want)
			}
			if f := new(feed.Fault); errors.As(err, &f) && !f.Fatal {
				t.Error("the fault is not fatal")
			}
		})
	}
	if _, err := NewRows(nil, nil).Next(); err == nil {
		t.Error("no error of a nil reader")
	}
	if _, err := new(Rows).Next(); err == nil {
		t.Error("no error of zero Rows")
	}
}
