package delimfeed_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/sniff"
)

const versionLine = delimfeed.VersionLine + "\n"

// oneEntity is the log of the row "1,q" under "Id,GeocodeRequest/Query".
const oneEntity = "entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"

// TestQuirk1VersionLine shows the forms of line 1 that are read without a notice.
func TestQuirk1VersionLine(t *testing.T) {
	for _, line := range []string{
		"Bing Spatial Data Services, 2.0",
		"Bing Spatial Data Services,2.0",
		"Bing Spatial Data Services\t2.0",
		"Bing Spatial Data Services|2.0",
		"Bing Spatial Data Services | 2.0",
		"  Bing Spatial Data Services ,  2.0  ",
		`"Bing Spatial Data Services, 2.0"`,
		`"Bing Spatial Data Services","2.0"`,
		`"Bing Spatial Data Services", "2.0",,`,
		"BING SPATIAL data services, 2.0",
		"Bing Spatial Data Services, 2",
		"Bing Spatial Data Services, 2.00",
		"Bing Spatial Data Services, 2.0, MySource",
		"Bing Spatial Data Services, 2.0,,,,,",
		"Bing Spatial Data Services, 2.0\t\t\t",
		"Bing Spatial Data Services|2.0||||",
		"\n\r\n  \n,,,,\n\t\t\nBing Spatial Data Services, 2.0",
		"Bing Spatial Data Services, 2.0\n\n,,\n  \n",
	} {
		for _, f := range formats {
			text := line + "\n" + in(f, "Id,GeocodeRequest/Query\n1,q\n")
			same(t, line, read(text, f, feed.Limits{}), oneEntity)
		}
	}
}

// TestQuirk1Refused shows what is refused, and the messages.
func TestQuirk1Refused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"§", "the file is empty; begin it with Bing Spatial Data Services, 2.0 [text-header]\n"},
		{"§\n \r\n,,\n", "the file is empty; begin it with Bing Spatial Data Services, 2.0 [text-header]\n"},
		{versionLine + "§", "the header is missing: the file ends after the version line; write the names of the columns after it [text-header]\n"},
		{"Bing Spatial Data Services, 2.0§", "the header is missing: the file ends after the version line; write the names of the columns after it [text-header]\n"},
		{"Bing Spatial Data Services, §1.0\nId\n1\n", "this is a feed of version 1.0, which has other columns; write it again with the columns of version 2.0 [version-unsupported]\n"},
		{"Bing Spatial Data Services|§3.0|x\nId\n", `version "3.0" is not supported; write Bing Spatial Data Services, 2.0 [version-unsupported]` + "\n"},
		{"§Bing Spatial Data Services, 1.0, MySource\nEntityID(Edm.String,primaryKey)|Name(Edm.String)\n", "this is a file for the data source loader, not a feed to geocode; make a feed that begins with Bing Spatial Data Services, 2.0 [version-unsupported]\n"},
		{versionLine + "§EntityID(Edm.String,primaryKey),Name(Edm.String)\n", "this is a file for the data source loader, not a feed to geocode; make a feed that begins with Bing Spatial Data Services, 2.0 [version-unsupported]\n"},
		{"§EntityID(Edm.String,primaryKey),Name(Edm.String)\n", "this is a file for the data source loader, not a feed to geocode; make a feed that begins with Bing Spatial Data Services, 2.0 [version-unsupported]\n"},
		{versionLine + "§Bing Spatial Data Services, 2.0\nId\n1\n", "the version line is repeated; remove the second one [text-header]\n"},
		{versionLine + "§1,en-US,One Microsoft Way\n", "the header is missing: this line names no column; write the names of the columns after the version line [text-header]\n"},
		{"§<?xml version='1.0'?>\n", "this looks like XML, not like delimited text; read it as xml [text-header]\n"},
		{"§name,street\n", "none of the names in this line is a column of a feed: \"name\", \"street\"; a table with columns of its own is read with -map; in a feed write names such as Id and GeocodeRequest/Query after the line Bing Spatial Data Services, 2.0 [text-header]\n"},
		{"§Id,Street,Size\n1,x\n", "the version line is missing, and the first line has names that are not columns: \"Street\", \"Size\"; begin the file with Bing Spatial Data Services, 2.0, and write GeocodeRequest/Address/AddressLine for \"Street\" [text-header]\n"},
		{versionLine + "§Customer,Phone,Price,Weight,Height,Depth\n1,x\n", "none of the names in this line is a column of a feed: \"Customer\", \"Phone\", \"Price\", \"Weight\", \"Height\" and 1 more; a table with columns of its own is read with -map; in a feed write names such as Id and GeocodeRequest/Query after the version line [text-header]\n"},
		{versionLine + "§Name;Town;Zip\n1;x\n", "the header is delimited by semicolons; the service takes comma, tab or pipe, and a table of your own is read with -map [text-header]\n"},
		{"§1,en-US,,12 Elm St,OH,US,,,Dayton,45402" + strings.Repeat(",", 21) + "\n", "this looks like text of version 1.0: it has no header, and 31 cells whose position gives their meaning; make a feed of version 2.0 of it: write the line Bing Spatial Data Services, 2.0 and a line with the names of the columns before it, and leave out the columns that version 2.0 does not have [version-unsupported]\n"},
		{versionLine + "§1,en-US,,12 Elm St,OH,US,,,Dayton,45402" + strings.Repeat(",", 21) + "\n", "this looks like text of version 1.0: it has no header, and 31 cells whose position gives their meaning; make a feed of version 2.0 of it: write the line Bing Spatial Data Services, 2.0 and a line with the names of the columns before it, and leave out the columns that version 2.0 does not have [version-unsupported]\n"},
		{"§GeocodeRequest/Query\nq\n", "the version line is missing, and the first line has no column Id; begin the file with Bing Spatial Data Services, 2.0 [text-header]\n"},
		{versionLine + "§Id|GeocodeRequest/Query\n1|q\n", "the header is delimited by pipes, not by commas; read it as pipe [text-header]\n"},
		{"§Id\tGeocodeRequest/Query\n1\tq\n", "the header is delimited by tabs, not by commas; read it as tab [text-header]\n"},
		{versionLine + "§Id;GeocodeRequest/Query\n1;q\n", "the header is delimited by semicolons; the service takes comma, tab or pipe, and a table of your own is read with -map [text-header]\n"},
		{"Bing Spatial Data Services§; 2.0\nId;GeocodeRequest/Query\n", "the line is delimited by semicolons; the service takes comma, tab or pipe [text-header]\n"},
		{versionLine + "Id,§\"GeocodeRequest/Query\n1,q\n", "the quote that opens here is not closed; close it; if the quote is part of the value, put the value in quotes and double the quote itself [text-syntax]\n"},
		{versionLine + "Id,\"GeocodeRequest\"§x\n1,q\n", `"x" after the quote that closes the value; double a quote inside a quoted value [text-syntax]` + "\n"},
	} {
		same(t, c.text, faults(t, c.text, feed.CSV), c.want)
	}
}

// TestQuirk1MissingVersion shows which first lines are read with a notice.
func TestQuirk1MissingVersion(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"§Id,GeocodeRequest/Query\n1,q\n", "the version line is missing; begin the file with Bing Spatial Data Services, 2.0 [version-missing]\n"},
		{"§Bing Spatial Data Services\nId,GeocodeRequest/Query\n1,q\n", "the version line has no version; write Bing Spatial Data Services, 2.0 [version-missing]\n"},
		{"§Bing Spatial Data Services,,\nId,GeocodeRequest/Query\n1,q\n", "the version line has no version; write Bing Spatial Data Services, 2.0 [version-missing]\n"},
	} {
		same(t, c.text, faults(t, c.text, feed.CSV), c.want)
	}
}

// TestQuirk2Header shows the headers that are read without a notice.
func TestQuirk2Header(t *testing.T) {
	for _, header := range []string{
		"Id,GeocodeRequest/Query",
		"Id, GeocodeRequest/Query",
		" Id , GeocodeRequest/Query ",
		"ID,geocoderequest/QUERY",
		`"Id","GeocodeRequest/Query"`,
		`Id, "GeocodeRequest/Query" ,`,
		"Id,GeocodeRequest/Query,,,",
	} {
		for _, f := range formats {
			same(t, header, read(versionLine+in(f, header+"\r\n1, q\r\n"), f, feed.Limits{}), oneEntity)
		}
	}
	same(t, "empty names anywhere", read(versionLine+",GeocodeRequest/Query,,Id\n,q,,1\n", feed.CSV, feed.Limits{}), oneEntity)
}

// TestHeaderFaults shows the faults and notices of single columns, in order.
func TestHeaderFaults(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Id,§Foo,GeocodeRequest/Query,§\"B\"\"ar\"\n1,x,q,y\n", `the column "Foo" is unknown; remove the column [column-unknown]` + "\n" + `the column "B\"ar" is unknown; remove the column [column-unknown]` + "\n"},
		{"Id,§GeocodeRequest/Adress/AdressLine,§GeocodeRequest/AddressLine,§ GeocodeRequest/Qeury\n", `the column "GeocodeRequest/Adress/AdressLine" is unknown; write GeocodeRequest/Address/AddressLine [column-unknown]
the column "GeocodeRequest/AddressLine" is unknown; write GeocodeRequest/Address/AddressLine [column-unknown]
the column "GeocodeRequest/Qeury" is unknown; write GeocodeRequest/Query [column-unknown]
`},
		{"Id,GeocodeRequest/Address/AdminDistrict2,§GeocodeRequest/Address/District,§id\n", `GeocodeRequest/Address/AdminDistrict2: the header repeats this column; remove one of the two; the first is read [column-duplicate]
Id: the header repeats this column; remove one of the two; the first is read [column-duplicate]
`},
		{"§GeocodeRequest/Query,§GeocodeResponse/Index\n", `Id: the header has no column Id; add it, so that results can be told apart [column-missing]
GeocodeResponse/Index: the service does not know this column; remove it, or convert the feed to XML [column-extension]
`},
		{"Id,§GeocodeRequest/\u00a0Query\n", `the column "GeocodeRequest/\u00a0Query" is unknown; write GeocodeRequest/Query [column-unknown]` + "\n"},
	} {
		text := strings.ReplaceAll(c.text, "§ ", " §")
		same(t, c.text, faults(t, versionLine+text, feed.CSV), c.want)
	}
}

// TestUnknownColumnIsLeftOut shows that after the fault of a column reading continues without
// it.
func TestUnknownColumnIsLeftOut(t *testing.T) {
	same(t, "log", read(versionLine+"Id,Foo,GeocodeRequest/Query\n1,x,q\n", feed.CSV, feed.Limits{}),
		"fault [column-unknown] 2:4: the column \"Foo\" is unknown; remove the column\n"+oneEntity)
}

// TestDuplicateColumnConflicts counts the values under repeated columns that differ from
// those of the first ones.
func TestDuplicateColumnConflicts(t *testing.T) {
	const text = versionLine + "Id,GeocodeRequest/Query,GeocodeRequest/Query\n1,a,a\n2,a,b\n3,,b\n4,a,\n5,\"x\"\"\",\"x\"\"\"\n6,x\",\"x\"\"\"\n7,x,y,too long\n"
	r := delimfeed.NewReader(strings.NewReader(text), feed.CSV, nil)
	for range feed.Entities(r) {
	}
	if r.DuplicateColumnConflicts() != 2 {
		t.Errorf("%d conflicts, want 2", r.DuplicateColumnConflicts())
	}
}

// TestColumns shows the columns of a header, read or not.
func TestColumns(t *testing.T) {
	r := delimfeed.NewReader(strings.NewReader(versionLine+"GeocodeRequest/Query,,Foo,Id,id\nq,,,1\n"), feed.CSV, nil)
	columns, err := r.Columns()
	if err != nil || len(columns) != 2 || columns[0] != feed.GeocodeQuery || columns[1] != feed.ID {
		t.Fatalf("%v, %v", columns, err)
	}
	if _, err := r.ReadToken(); err == nil || err.Error() != `2:23: the column "Foo" is unknown; remove the column` {
		t.Errorf("%v", err)
	}
	r = delimfeed.NewReader(strings.NewReader(""), feed.CSV, nil)
	_, first := r.Columns()
	_, second := r.Columns()
	if _, third := r.ReadToken(); first == nil || first != second || second != third {
		t.Errorf("%v, %v, %v", first, second, third)
	}
}

// TestSniff shows which texts have which format.
func TestSniff(t *testing.T) {
	for _, c := range []struct {
		prefix string
		want   feed.Format
	}{
		{"Bing Spatial Data Services, 2.0\nId|GeocodeRequest/Query\n1|a, b, c\n", feed.Pipe},
		{"Bing Spatial Data Services, 2.0\nId\tGeocodeRequest/Query\n", feed.Tab},
		{"Bing Spatial Data Services|2.0\r\rId, GeocodeRequest/Query\r", feed.CSV},
		{"\n\nBing Spatial Data Services, 2.0,,,\n,,,\nid,geocoderequest/query,,\n", feed.CSV},
		{"Id|Foo", feed.Pipe},
		{"Id", feed.CSV},
		{"Bing Spatial Data Services, 2.0\nId\n", feed.CSV},
		{`"Id"|"GeocodeRequest/Que`, feed.Pipe},
		{"Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Cul", feed.CSV},
		{"Bing Spatial Data Services, 2.0\nId;GeocodeRequest/Query\n", feed.CSV},
		{"Bing Spatial Data Services, 2.0\n", feed.CSV},
		{"Bing Spatial Data Services, 2.0\n1\tMain Street, 1\tLeeds", feed.Tab},
		{"Bing Spatial Data Services, 1.0, MySource\nEntityID(Edm.String,primaryKey)|A(Edm.String)|B(Edm.String)\n", feed.Pipe},
		{"EntityID(Edm.String)\n", feed.CSV},
		{"Bing Spatial Data Serv", feed.NoFormat},
		{"", feed.NoFormat},
		{"<?xml", feed.NoFormat},
		{"a,b\tc|d\n", feed.NoFormat},
	} {
		if got := sniff.Delimited([]byte(c.prefix)); got != c.want {
			t.Errorf("%q is %v", c.prefix, got)
		}
	}
}
