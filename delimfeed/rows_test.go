package delimfeed_test

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestQuirk3RowTooLong shows rows with more values than the header has names.
func TestQuirk3RowTooLong(t *testing.T) {
	const pushed = ", usually because of an unquoted comma in a value; put the value with the comma in quotes [row-too-long]\n"
	for _, c := range []struct{ rows, want string }{
		{"1,Main St,§Springfield\n2,q\n", `entity 1 (Id "1"): 3 cells where the header has 2 columns` + pushed},
		{"1,a,, §\"b\",c,\n", `entity 1 (Id "1"): 6 cells where the header has 2 columns` + pushed},
		{",a,§b\n", `entity 1: 3 cells where the header has 2 columns` + pushed},
		{"1,q\n2,a,,§b", `entity 2 (Id "2"): 4 cells where the header has 2 columns` + pushed},
		{"1,q,,\"\", \n", ""},
	} {
		same(t, c.rows, faults(t, versionLine+"Id,GeocodeRequest/Query\n"+c.rows, feed.CSV), c.want)
	}
	same(t, "an empty name", faults(t, versionLine+"Id,,GeocodeRequest/Query,\n1,§x,q\n2,,q,§y\n", feed.CSV),
		`entity 1 (Id "1"): a value in column 2, which has no name`+pushed+`entity 2 (Id "2"): a value in column 4, which has no name`+pushed)
	same(t, "pipes", faults(t, versionLine+"Id\n1|§x\n", feed.Pipe),
		`entity 1 (Id "1"): 2 cells where the header has 1 column, usually because of an unquoted pipe in a value; put the value with the pipe in quotes [row-too-long]`+"\n")
}

// TestQuirk5Misquoted shows what must not follow a closing quote, and that reading continues
// with the next line.
func TestQuirk5Misquoted(t *testing.T) {
	const open = "; close it; if the quote is part of the value, put the value in quotes and double the quote itself [text-syntax]\n"
	const twice = "; double a quote inside a quoted value [text-syntax]\n"
	for _, c := range []struct{ rows, want string }{
		{`1,"\"§x\" y"` + "\n2,q\n", `entity 1 (Id "1"): GeocodeRequest/Query: a backslash does not keep a quote from closing the value` + twice},
		{`1,"a" §b` + "\n2,q\n", `entity 1 (Id "1"): GeocodeRequest/Query: "b" after the quote that closes the value` + twice},
		{`"1"§x,q` + "\r\n2,q\r\n", `entity 1: Id: "x" after the quote that closes the value` + twice},
		{"1,\"a\"§\tb,\"c\n2,q\n", `entity 1 (Id "1"): GeocodeRequest/Query: "\t" after the quote that closes the value` + twice},
		{"1,§\"a\n\n\"b\r2,q\r", `entity 1 (Id "1"): GeocodeRequest/Query: the quote that opens here is closed 2 lines later, before "b"` + open},
		{"1,\"a\"§b", `entity 1 (Id "1"): GeocodeRequest/Query: "b" after the quote that closes the value` + twice},
		{"1,q,\"a\"§é", `entity 1 (Id "1"): "é" after the quote that closes the value` + twice},
		{"1,q\n3,§\"a\n2,q\n", `entity 2 (Id "3"): GeocodeRequest/Query: the quote that opens here is not closed, and takes in the rest of the text: 1 more line` + open},
		{"1,§\"a\n2,r\n3,5\" pipe\n", `entity 1 (Id "1"): GeocodeRequest/Query: the quote that opens here is closed 2 lines later, before "p"` + open},
		{"1,q\n2,§\"a\nb\n", `entity 2 (Id "2"): GeocodeRequest/Query: the quote that opens here is not closed, and takes in the rest of the text: 1 more line` + open},
		{"1,§\"a\"\"\n", `entity 1 (Id "1"): GeocodeRequest/Query: the quote that opens here is not closed; close it; if the quote is part of the value, put the value in quotes and double the quote itself [text-syntax]` + "\n"},
	} {
		text := versionLine + "Id,GeocodeRequest/Query\n" + c.rows
		same(t, c.rows, faults(t, text, feed.CSV), c.want)
		if strings.Contains(c.rows, "2,q") {
			plain, _ := feedtest.Marks(text)
			log := read(plain, feed.CSV, feed.Limits{})
			if !strings.HasSuffix(log, "end\n"+strings.ReplaceAll(oneEntity, `"1"`, `"2"`)) {
				t.Errorf("%q: the next row is not read:\n%s", c.rows, log)
			}
		}
	}
}

const indexHeader = versionLine + "Id,GeocodeRequest/Query,GeocodeResponse/Name,StatusCode,GeocodeResponse/Index\n"

// TestIndexRows shows the entities of rows with an index.
func TestIndexRows(t *testing.T) {
	const notice = "notice [column-extension] 2:57: GeocodeResponse/Index: the service does not know this column; remove it, or convert the feed to XML\n"
	for _, c := range []struct{ rows, want string }{
		{"1,q,a,ok,\n1,,b,,2\n1,,c,,3\n2,r,,,\n",
			"entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\n  GeocodeResponse Name=\"a\"\n  GeocodeResponse Name=\"b\"\n  GeocodeResponse Name=\"c\"\n  StatusCode=\"ok\"\nend\nentity Id=\"2\"\n  GeocodeRequest Query=\"r\"\nend\n"},
		{"1,,a,,1\n\n,,,,\n1,,b,,2\n", "entity Id=\"1\"\n  GeocodeResponse Name=\"a\"\n  GeocodeResponse Name=\"b\"\nend\n"},
		{",,,,1\n,,,,1\n", "entity Id=\"\"\nend\nentity Id=\"\"\nend\n"},
		{",q\n,,b,,2\n", "entity Id=\"\"\n  GeocodeRequest Query=\"q\"\n  GeocodeResponse Name=\"b\"\nend\n"},
		{"1,q\n1,,,,2\n", "entity Id=\"1\"\n  GeocodeRequest Query=\"q\"\nend\n"},
	} {
		same(t, c.rows, read(indexHeader+c.rows, feed.CSV, feed.Limits{}), notice+c.want)
	}
}

// TestIndexFaults shows rows that do not continue the entity before them.
func TestIndexFaults(t *testing.T) {
	const (
		rule  = "; an entity's own row has no index, and the rows of its further responses have 2, 3 and so on [row-index]\n"
		first = "GeocodeResponse/Index: the service does not know this column; remove it, or convert the feed to XML [column-extension]\n"
		index = `entity 1 (Id "1"): GeocodeResponse/Index: `
		other = ", and the row before it belongs to another entity; move it right after the rows of its entity, or give it their Id [row-index]\n"
		long  = "6 cells where the header has 5 columns, usually because of an unquoted comma in a value; put the value with the comma in quotes [row-too-long]\n"
		quote = `"x" after the quote that closes the value; double a quote inside a quoted value [text-syntax]` + "\n"
	)
	for _, c := range []struct{ rows, want string }{
		{"1,,b,,§2\n", index + `index "2" without a row of its entity before it` + rule},
		{"1,,b,,§x\n1,q\n", index + `index "x" is not the number of a response` + rule},
		{"1,q\n1,,b,,§3\n1,,c,,4\n", index + `index "3" where 2 is expected` + rule},
		{"1,q\n1,,b,,2\n1,,c,,§2\n", index + `index "2" where 3 is expected` + rule},
		{"1,q\n1,,b,,§02\n", index + `index "02" where 2 is expected` + rule},
		{"1,q\n1,,b,,§0\n", index + `index "0" where 2 is expected` + rule},
		{"1,q\n1,,b,,§-2\n", index + `index "-2" where 2 is expected` + rule},
		{"1,q\n1,,b,,§99999999999999999999\n", index + `index "99999999999999999999" where 2 is expected` + rule},
		{"1,q\n§2,,b,,2\n", `entity 2 (Id "2"): Id: Id "2" in a row with index "2"` + other},
		{"1,q\n2,q\n§1,,b,,2\n1,,c,,3\n", `entity 3 (Id "1"): Id: Id "1" in a row with index "2"` + other},
		{"1,q\n2,,b,,§0\n3,q\n", `entity 2 (Id "2"): GeocodeResponse/Index: index "0" is not the number of a response` + rule},
		{"1,q\n§,,b,,2\n", `entity 1 (Id "1"): Id: no Id in a further row of entity "1"; repeat the Id of the entity's own row [row-index]` + "\n"},
		{"1,q\n1,§q,b,s,2\n", `entity 1 (Id "1"): GeocodeRequest/Query: a value in a further row of an entity, which holds a response only; leave the cell empty [row-index]` + "\n"},
		{"1,q\n1,,b,§s,2\n", `entity 1 (Id "1"): StatusCode: a value in a further row of an entity, which holds a response only; leave the cell empty [row-index]` + "\n"},
		{"1,q\n1,,b,,2,§x\n1,,c,,3\n", `entity 1 (Id "1"): ` + long},
		{"1,q\n1,,b,c,,§2\n1,,c,,3\n2,q\n", `entity 1 (Id "1"): ` + long},
		{"1,q\n2,,b,c,,§2\n", `entity 2 (Id "2"): ` + long},
		{"1,q\n1,,\"b\"§x,,2\n1,,c,,3\n2,q\n", `entity 1 (Id "1"): GeocodeResponse/Name: ` + quote},
		{"1,q\n2,\"b\"§x,,,\n", `entity 2 (Id "2"): GeocodeRequest/Query: ` + quote},
		{"1,q,,,,§x\n1,,b,,2\n1,,c,,4\n2,q\n", `entity 1 (Id "1"): ` + long},
		{"1,\"q\"§x\n1,,b,,2\n2,q\n", `entity 1 (Id "1"): GeocodeRequest/Query: ` + quote},
		{"\"1\"§x,q\n1,,b,,2\n2,q\n", `entity 1: Id: ` + quote},
	} {
		text := strings.Replace(indexHeader, "GeocodeResponse/Index", "§GeocodeResponse/Index", 1) + c.rows
		same(t, c.rows, faults(t, text, feed.CSV), first+c.want)
	}
}

// TestSource shows that the source of an entity is its rows with their line ends, and nothing
// else.
func TestSource(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{versionLine + "Id,GeocodeRequest/Query\n\n1,\"a\r\nb\"\r\n,,\n2,q\r3,q", []string{"1,\"a\r\nb\"\r\n", "2,q\r", "3,q"}},
		{indexHeader + "1,q\n1,,b,,2\n\n1,,c,,3\n\n\n2,q\n2,,b,,2", []string{"1,q\n1,,b,,2\n\n1,,c,,3\n", "2,q\n2,,b,,2"}},
		{indexHeader + "1,q,,,,x\n1,,b,,2\n2,\"a\"b\n3,q", []string{"1,q,,,,x\n1,,b,,2\n", "2,\"a\"b\n", "3,q"}},
	} {
		r := delimfeed.NewReader(strings.NewReader(c.text), feed.CSV, nil)
		var got []string
		for {
			token, err := r.ReadToken()
			if _, ok := err.(*feed.Fault); err != nil && !ok {
				break
			}
			if token.Kind == feed.EntityEnd {
				got = append(got, string(r.Source()))
			}
		}
		same(t, c.text, strings.Join(got, "|"), strings.Join(c.want, "|"))
	}
}

// TestQuirk13And14 shows values that look odd and are kept.
func TestQuirk13And14(t *testing.T) {
	const text = versionLine + "Id, GeocodeRequest/Culture, GeocodeResponse/Point/Latitude, GeocodeResponse/Point/Longitude\n" +
		"aGVsbG8=+/, fi_FI, 0, 0\n1,,\"47,64\",-122.13\n"
	same(t, "log", read(text, feed.CSV, feed.Limits{}), `entity Id="aGVsbG8=+/"
  GeocodeRequest Culture="fi_FI"
  GeocodeResponse Point/Latitude="0" Point/Longitude="0"
end
entity Id="1"
  GeocodeResponse Point/Latitude="47,64" Point/Longitude="-122.13"
end
`)
}
