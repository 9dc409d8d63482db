package delimfeed_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

const (
	wideHeader = "Id,GeocodeRequest/Address/AddressLine,GeocodeRequest/Address/Locality,GeocodeRequest/Address/PostalCode\n"
	slimHeader = "Id,GeocodeRequest/Query\n"
)

// TestSuspiciousRows shows which rows are reported though they can be read, because they seem
// to have lines too many or too few.
func TestSuspiciousRows(t *testing.T) {
	const (
		swallowed = "the quoted value that begins here has % lines that look like rows; if the quote is one too many, remove it or close the value where it ends [quote-swallows-rows]\n"
		remedy    = "; if a line break has split the row, put the value that has it in quotes, or remove the break [row-short]\n"
	)
	lines := func(n string) string { return strings.Replace(swallowed, "%", n, 1) }
	one := strings.Replace(lines("one"), "has one lines that look like rows", "has a line that looks like a row", 1)
	for _, c := range []struct{ text, want string }{
		{wideHeader + "1,a,b,c\n2,§\"a,b,c\n3,a,b,c\n4,a,b,c\n5,a,b,c\"\n", `entity 2 (Id "2"): GeocodeRequest/Address/AddressLine: ` + lines("3")},
		{wideHeader + "A1,a,b,§\"c\nA2,a,b,c\"\nA3,a,b,c\n", `entity 1 (Id "A1"): GeocodeRequest/Address/PostalCode: ` + one},
		{wideHeader + "1,a,§\"b\r\n9,a,b\r\n12,a,b\"\r\n", `entity 1 (Id "1"): GeocodeRequest/Address/Locality: ` + lines("2")},
		{slimHeader + "1,§\"a\r2,b\r3,c\"\r4,d", `entity 1 (Id "1"): GeocodeRequest/Query: ` + lines("2")},
		{slimHeader + "x-1,§\"a\nx-2,b\nx-3,c\"\nx-4,d", `entity 1 (Id "x-1"): GeocodeRequest/Query: ` + lines("2")},
		{slimHeader + "1,§\"a\n2,b\"\n", `entity 1 (Id "1"): GeocodeRequest/Query: ` + one},
		{wideHeader + "1,12 Elm St,Dayton,45402\n§2,Mill House\n3 River Rd,Dayton,45403\n4,14 Elm St,Dayton,45402\n",
			`entity 2 (Id "2"): a row of 2 cells where rows have 4, and the next line of 3 cells would complete it` + remedy},
		{wideHeader + "1,12 Elm St,Dayton,45402\n§2,14 Elm St,Dayton\n OH,45403\n", `entity 2 (Id "2"): a row of 3 cells where rows have 4, and the next line of 2 cells would complete it` + remedy},
		{wideHeader + "§1,Mill House\n3 River Rd,Dayton,45402\n§2,Mill House\n3 River Rd,Dayton,45403\n",
			`entity 1 (Id "1"): a row of 2 cells where rows have 4, and the next line of 3 cells would complete it` + remedy +
				`entity 3 (Id "2"): a row of 2 cells where rows have 4, and the next line of 3 cells would complete it` + remedy},
		{wideHeader + "§1,Mill\nHouse,Dayton,45403\n2,a,b,c\n", `entity 1 (Id "1"): a row of 2 cells where rows have 4, and the next line of 3 cells would complete it` + remedy},
		{wideHeader + "1,a,b,c\n§2,Mill House\n,Dayton,45403\n3,a,b,c\n", `entity 2 (Id "2"): a row of 2 cells where rows have 4, and the next line of 3 cells would complete it` + remedy},
		{wideHeader + "1,a,b,c\n§2\n,Mill House,Dayton,45403\n3,a,b,c\n", `entity 2 (Id "2"): a row of 1 cell where rows have 4, and the next line of 4 cells would complete it` + remedy},
		{wideHeader + "1,a,b,c\n§2,Mill\nHouse\nElm St,Dayton,45403\n3,a,b,c\n", `entity 2 (Id "2"): a row of 2 cells where rows have 4, and the next 2 lines would complete it` + remedy},
		{wideHeader + "1,a,b,c\n§2,Mill\nx,Dayton\nOH,45403\n", `entity 2 (Id "2"): a row of 2 cells where rows have 4, and the next 2 lines would complete it` + remedy},
		{slimHeader + "1,Mill House\n§Dayton\n2,Elm St\n", `entity 2 (Id "Dayton"): a row of one cell where rows have 2, and it may be the rest of the last value of the row before` + remedy},
		{slimHeader + "1,Mill House\n§3 River Rd Dayton\n", `entity 2 (Id "3 River Rd Dayton"): a row of one cell where rows have 2, and it may be the rest of the last value of the row before` + remedy},
		{wideHeader + "9f3a0c1,a,b,c\n0b77de2,§\"a,b,c\n44ab1fe,a,b,c\nde0931a,a,b,c\"\n", `entity 2 (Id "0b77de2"): GeocodeRequest/Address/AddressLine: ` + lines("2")},
		{wideHeader + "Jones,§\"a,b,c\nA-7,a,b,c\n12,a,b,c\"\n", `entity 1 (Id "Jones"): GeocodeRequest/Address/AddressLine: ` + lines("2")},
		{slimHeader + "1,§\"a\n2,b\"", `entity 1 (Id "1"): GeocodeRequest/Query: ` + one},
		{wideHeader + "1,a,b,c\n§2,Mill House\n3 River Rd\nBack yard,Dayton,45403\n3,a,b,c\n",
			`entity 2 (Id "2"): a row of 2 cells where rows have 4, and the next 2 lines would complete it` + remedy},
		{wideHeader + "1,a,b,c\n§2,Mill House\n,Dayton,45403\n3,a,b,c\n", `entity 2 (Id "2"): a row of 2 cells where rows have 4, and the next line of 3 cells would complete it` + remedy},
		{wideHeader + "1,a,b\n§2,Mill House\nDayton Rd,b\n3,a,b\n", `entity 2 (Id "2"): a row of 2 cells where rows have 3, and the next line of 2 cells would complete it` + remedy},
		{wideHeader + "103,a,b,c\n§10\n4,a,b,c\n105,a,b,c\n", `entity 2 (Id "10"): a row of one cell where rows have 4, and with the first cell of the next line it would make an Id` + remedy},
		{wideHeader + "AB-1,a,b,c\n§AB-\n2,a,b,c\nAB-3,a,b,c\n", `entity 2 (Id "AB-"): a row of one cell where rows have 4, and with the first cell of the next line it would make an Id` + remedy},
		{slimHeader + "1,Mill House\n§Dayton\nOhio\n2,Elm St\n", `entity 2 (Id "Dayton"): a row of one cell where rows have 2, and it may be the rest of the last value of the row before` + remedy},
	} {
		for _, f := range formats {
			same(t, c.text, faults(t, versionLine+in(f, c.text), f), c.want)
		}
	}
}

// TestSwallowingId shows that a quote before an Id is reported, too.
func TestSwallowingId(t *testing.T) {
	for _, f := range formats {
		got := faults(t, versionLine+in(f, wideHeader+"§\"1,a,b,c\n2,a,b,c\n3,a,b,c\"\n"), f)
		if !strings.Contains(got, "Id: the quoted value that begins here has 2 lines that look like rows") {
			t.Errorf("%v: %s", f, got)
		}
	}
}

// TestRowsBeyondSuspicion shows what is not reported: addresses and JSON of several lines, and
// rows that end with their last value.
func TestRowsBeyondSuspicion(t *testing.T) {
	for _, text := range []string{
		slimHeader + "7,\"Mill House\n12, River Rd\nDayton\"\n8,x\n",
		slimHeader + "7,\"Flat 2, Mill House\n12, River Rd\n45402, Dayton\"\n8,x\n",
		slimHeader + "7,\"Flat 2\n12,River Rd\n45402,Dayton\"\n8,x\n",
		slimHeader + "7,\"a\n7,b\n7,c\"\n8,x\n",
		wideHeader + "A,a\nB,b,c\nC,a,b,c\n",
		wideHeader + "1,Mill\nHouse,Dayton,45403\n",
		"GeocodeRequest/Culture,Id,GeocodeRequest/Query\nen,1,a\nen,2\n,3\n,4,c\n",
		wideHeader + "7,\"Mill House\n12, Rue Haute, Namur, Belgium\",Namur,5000\n8,x,y,z\n",
		wideHeader + "7,\"Mill House\n12 Elm St\nDayton, OH 45402, US, North\",Dayton,45402\n",
		wideHeader + "1,a\n2,a,b\n3\n4,a,b,c\n5,a\n6,a,b\n7,a,b\n8\n9\n10,a",
		wideHeader + "A1,a\nA2,a,b\nB17,a,b\nC,a,b,c\n",
		wideHeader + "1,a,b,c\nx,a\n3,a,b\n4,a,b,c\n",
		wideHeader + "1,a\n\n2,a,b\n",
		"Id\n1\nx\n2\n",
		wideHeader + "1,a\n,a,b\n2,a,b,c\n,a\n3,a,b\n4,a,b,c\n",
		wideHeader + "1,a,b,c\n",
		wideHeader + "Ann,\"Mill House\n12, Rue Haute, Namur, Belgium\nEurope, a, b, c\",Namur,5000\n",
		wideHeader + "Smith Ltd,a\nB-2,x,y\nKim & Co,a,b,c\nJones,x,y\nO'Neil,a\n17,b,c,d\n",
		wideHeader + "1,a,b,c\n10\n11,a,b,c\n",
	} {
		for _, f := range formats {
			same(t, text, faults(t, versionLine+in(f, text), f), "")
		}
	}
	same(t, "JSON", faults(t, versionLine+"Id,GeocodeResponse/QueryParseValues\n1,\"[{\"\"Property\"\":\"\"p\"\",\n\"\"Value\"\":\"\"v\"\"}]\"\n", feed.CSV), "")
}

// TestSuspiciousRowsInPieces reads feeds of suspicious rows in hostile ways, with and without
// notices. What is reported does not depend on how the bytes arrive.
func TestSuspiciousRowsInPieces(t *testing.T) {
	text := versionLine + wideHeader + strings.Repeat("1,12 Elm St,Dayton,45402\n2,Mill House\n3 River Rd,Dayton,45403\n4,a,b,c\nDayton\n5,\"a,b,c\n6,a,b,c\n7,a,b,c\"\n8,\"a,b,c\n9,a,b,c\n10,a 5\" x,b,c\n", 9) + "11,\"a\n12,a,b,c\n"
	want := ""
	for name, r := range feedtest.Hostile(text) {
		var log feedtest.Log
		log.Read(feedtest.Expire(open(r, feed.CSV, &feed.ReaderOptions{Notice: log.Notice})))
		if want == "" {
			want = log.String()
		}
		same(t, name, log.String(), want)
	}
	if n := strings.Count(want, "notice"); n != 18 {
		t.Errorf("%d notices\n%s", n, want)
	}
	if n := strings.Count(want, "fault [text-syntax]"); n != 10 {
		t.Errorf("%d faults", n)
	}
	sameRecords(t, text, feed.CSV, 0, feed.Limits{})
	sameRecords(t, text, feed.CSV, 60, feed.Limits{})
	sameRecords(t, text, feed.CSV, 60, feed.Limits{Entity: 100, Header: 300})
}

// TestGivenUpValues shows that reading continues on the line after the one where a value with
// a wrong quote begins, whatever the Ids look like.
func TestGivenUpValues(t *testing.T) {
	for _, ids := range [][6]string{
		{"1", "2", "3", "4", "5", "6"},
		{"9f3a0c1", "0b77de2", "44ab1fe", "de0931a", "7c7c7c0", "aa12b90"},
		{"Jones", "O'Neil", "Kim-Lee", "x", "Dupont", "Ng"},
		{"Smith Ltd", "Jones", "A. Meyer & Co", "17", "Q/7", "c9"},
	} {
		for _, header := range []string{wideHeader, slimHeader} {
			rest := ",b,c"[:2*(strings.Count(header, ",")-1)]
			text := versionLine + header
			for i, id := range ids {
				// A quote too many in the first, the third and the last row but one,
				// two of which run into the next quote.
				text += id + "," + [6]string{`"`, "", `"`, "", `"`, ""}[i] + fmt.Sprint(i) + [6]string{"", "", "", `" x`, "", ""}[i] + rest + "\r\n"
			}
			for _, f := range formats {
				log := read(in(f, text), f, feed.Limits{})
				for i, id := range ids {
					want := fmt.Sprintf("entity Id=%q\n  GeocodeRequest", id)
					if i == 0 || i == 2 || i == 4 {
						want = fmt.Sprintf("entity Id=%q\nend", id)
					}
					if !strings.Contains(log, want) {
						t.Errorf("%q is missing:\n%s\n%s", want, in(f, text), log)
					}
				}
				if strings.Contains(log, "fatal") || strings.Count(log, "entity Id=") != len(ids) {
					t.Errorf("%s\n%s", text, log)
				}
			}
		}
	}
}

// TestGivenUpLines shows that lines before one that looks like a row are kept with the
// row whose quote is wrong.
func TestGivenUpLines(t *testing.T) {
	const row = "2,\"Mill House\n3 River Rd\nBack yard\n"
	r := delimfeed.NewReader(strings.NewReader(versionLine+wideHeader+"1,a,b,c\n"+row+"3,a,b,c\n4,a 5\" x,b,c\n"), feed.CSV, nil)
	sources := ""
	for {
		token, err := r.ReadToken()
		if err == io.EOF {
			break
		}
		if err == nil && token.Kind == feed.EntityEnd {
			sources += string(r.Source()) + "|"
		}
	}
	same(t, "sources", sources, "1,a,b,c\n|"+row+"|3,a,b,c\n|4,a 5\" x,b,c\n|")
}

// TestGoodFeedsAreBeyondSuspicion reads the feeds of testdata, and generated ones, of which
// nothing is suspicious.
func TestGoodFeedsAreBeyondSuspicion(t *testing.T) {
	check := func(name string, r io.Reader, f feed.Format) {
		src := open(r, f, &feed.ReaderOptions{Notice: func(fault *feed.Fault) {
			if fault.Cause == feed.QuoteSwallowsRows || fault.Cause == feed.RowShort {
				t.Errorf("%s: %v", name, fault)
			}
		}})
		for {
			if _, err := src.ReadToken(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	files := 0
	for _, pattern := range []string{"../testdata/*.?sv", "../testdata/quirks/*.?sv"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, _ := feedio.FormatOf(name)
			check(name, bytes.NewReader(data), f)
			files++
		}
	}
	if files < 10 {
		t.Errorf("%d files", files)
	}
	for _, f := range formats {
		for i, text := range written(t, f, 300) {
			if i < 2 { // the values of the third are nasty on purpose
				check(fmt.Sprint(f, " ", i), strings.NewReader(text), f)
			}
		}
	}
}
