package tablefeed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// answer returns an entity with the answer of a name.
func answer(name string) feed.Entity {
	switch name {
	case "good":
		return feed.Entity{StatusCode: "Success", Responses: []feed.GeocodeResponse{{Name: "good", Confidence: "High", MatchCodes: "Good", EntityType: "Address"}}}
	case "two":
		return feed.Entity{StatusCode: "Success", Responses: []feed.GeocodeResponse{
			{Name: "first", Confidence: "Medium", MatchCodes: "Ambiguous"}, {Name: "second", Confidence: "High", MatchCodes: "Good"},
		}}
	case "flaws":
		return feed.Entity{StatusCode: "Success", Responses: []feed.GeocodeResponse{
			{Name: "up", Confidence: "Medium", MatchCodes: "UpHierarchy"}, {Name: "ambiguous", Confidence: "Medium", MatchCodes: "Good,Ambiguous"}, {Name: "again", Confidence: "Medium", MatchCodes: "Ambiguous"}, {Name: "none", MatchCodes: "Good"},
		}}
	case "hard":
		return feed.Entity{StatusCode: "Success", Responses: []feed.GeocodeResponse{{Name: " a;b,\"c\"\td|e\nf ", Confidence: "High"}}}
	case "bad":
		return feed.Entity{StatusCode: "BadRequest", FaultReason: "no address, or none that is known"}
	}
	return feed.Entity{}
}

// entities returns a reader of one entity.
func entities(e feed.Entity) feed.Reader {
	return feed.NewEntityReader(func() (*feed.Entity, error) { return &e, nil })
}

// join joins the answers of these names to a table.
func join(table string, o JoinOptions, names ...string) (string, error) {
	var out strings.Builder
	j := NewJoiner(&out, strings.NewReader(table), &o)
	var r feed.Record
	for i, name := range names {
		if name == "-" { // not in the subset
			records.CountFrom(&r, int64(i+1))
			continue
		}
		if err := errors.Join(r.Read(entities(answer(name))), j.WriteRecord(&r)); err != nil {
			return out.String(), err
		}
	}
	err := j.Close()
	return out.String(), err
}

var nameAndStatus = []feed.Field{feed.ResponseName, feed.StatusCode}

// TestJoiner shows what is written for tables of every kind.
func TestJoiner(t *testing.T) {
	for _, c := range []struct {
		name, table string
		o           JoinOptions
		answers     string
		want        string
	}{
		{"default columns", "a,b\n1,2\n", JoinOptions{Add: DefaultAdded()}, "bad", "a,b,Latitude,Longitude,Confidence,EntityType,MatchCodes,FormattedAddress,StatusCode,FaultReason\n1,2,,,,,,,BadRequest,\"no address, or none that is known\"\n"},
		{"quotes, spaces and line ends stay", "a , \"b\"\r\n \"1\" ,2 \n\"x\r\ny\",\"\"\"\"\r\n", JoinOptions{}, "good bad", "a , \"b\",Name,StatusCode\r\n \"1\" ,2 ,good,Success\n\"x\r\ny\",\"\"\"\",,BadRequest\r\n"},
		{"lone CR", "a;b\r1;2\r", JoinOptions{}, "good", "a;b;Name;StatusCode\r1;2;good;Success\r"},
		{"no last line end", "a\tb\n1\t2", JoinOptions{}, "good", "a\tb\tName\tStatusCode\n1\t2\tgood\tSuccess"},
		{"short row", "a|b|c\n1\n1|2\n", JoinOptions{}, "good bad", "a|b|c|Name|StatusCode\n1|||good|Success\n1|2|||BadRequest\n"},
		{"blank rows", "\na,b\n\n1,2\n,\n , \n\n3,4\n\n,\n", JoinOptions{}, "good bad", "\na,b,Name,StatusCode\n\n1,2,good,Success\n,\n , \n\n3,4,,BadRequest\n\n,\n"},
		{"mark and separator line", "\uFEFFsep=;\r\na;b\r\n1;2\r\n", JoinOptions{}, "good", "\uFEFFsep=;\r\na;b;Name;StatusCode\r\n1;2;good;Success\r\n"},
		{"no header", "1,2\n3,4\n", JoinOptions{Options: Options{NoHeader: true}}, "good bad", "1,2,good,Success\n3,4,,BadRequest\n"},
		{"hard value", "a,b\n1,2\n", JoinOptions{}, "hard", "a,b,Name,StatusCode\n1,2,\" a;b,\"\"c\"\"\td|e\nf \",Success\n"},
		{"one column", "a\n1\n", JoinOptions{Options: Options{Delimiter: ';'}}, "good", "a;Name;StatusCode\n1;good;Success\n"},
		{"prefix", "a,Name\n1,2\n", JoinOptions{Prefix: "geo, "}, "good", "a,Name,\"geo, Name\",\"geo, StatusCode\"\n1,2,good,Success\n"},
		{"first of several", "a,b\n1,2\n", JoinOptions{}, "two", "a,b,Name,StatusCode\n1,2,first,Success\n"},
		{"best of several", "a,b\n1,2\n3,4\n5,6\n", JoinOptions{Best: true}, "two flaws bad", "a,b,Name,StatusCode\n1,2,second,Success\n3,4,ambiguous,Success\n5,6,,BadRequest\n"},
		{"all of several", "a,b\n1,2\r\n3,4\n1,2", JoinOptions{AllResponses: true}, "two bad two", "a,b,Name,StatusCode\n1,2,first,Success\r\n1,2,second,Success\r\n3,4,,BadRequest\n1,2,first,Success\n1,2,second,Success"},
		{"subset", "a,b\n1,2\n\n3,4\n5,6\n7,8\n", JoinOptions{Subset: true}, "- good - bad", "a,b,Name,StatusCode\n3,4,good,Success\n7,8,,BadRequest\n"},
		{"empty subset", "a,b\n1,2\n", JoinOptions{Subset: true}, "", "a,b,Name,StatusCode\n"},
		{"first entities", "a,b\n\n1,2\n\n3,4\n", JoinOptions{First: 1}, "good", "a,b,Name,StatusCode\n1,2,good,Success\n"},
		{"header only", "a,b", JoinOptions{}, "", "a,b,Name,StatusCode"},
		{"replaced", "a,StatusCode,latitude,name,b\n1,Success,5,\"old\" , 2\n3, ,5\n5,BadRequest\n", JoinOptions{Replace: true}, "good good bad",
			"a,StatusCode,latitude,name,b\n1,Success,5,good, 2\n3,Success,5,good,\n5,BadRequest\n"},
		{"replaced and appended", "a,StatusCode\n1,x\n2\n", JoinOptions{Replace: true}, "good bad", "a,StatusCode,Name\n1,Success,good\n2,BadRequest,\n"},
		{"replaced without a header", "1,x,\n2,,BadRequest\n", JoinOptions{Replace: true, Options: Options{NoHeader: true}}, "good bad", "1,good,Success\n2,,BadRequest\n"},
		{"replaced, another prefix", "a,geo_Name,geo_StatusCode\n1,x,\n", JoinOptions{Replace: true, Prefix: "geo_"}, "good", "a,geo_Name,geo_StatusCode\n1,good,Success\n"},
	} {
		if c.o.Add == nil {
			c.o.Add = nameAndStatus
		}
		got, err := join(c.table, c.o, strings.Fields(c.answers)...)
		if err != nil || got != c.want {
			t.Errorf("%s: error %v,\n got %q\nwant %q", c.name, err, got, c.want)
		}
	}
}

// TestJoinerErrors shows what cannot be joined. What was written before is whole rows.
func TestJoinerErrors(t *testing.T) {
	for _, c := range []struct {
		table   string
		o       JoinOptions
		answers string
		want    string
	}{
		{"a,b\n1,2\n", JoinOptions{}, "good good", "tablefeed: the table has fewer rows than there are entities: it has changed, or was read in another way"},
		{"a,b\n1,2\n3,4\n", JoinOptions{}, "good", "tokens make no feed: the entity 2 of the table is left out"},
		{"a,b\n1,2,3\n", JoinOptions{}, "good", "2:5: 3 cells where the header has 2, usually because of an unquoted comma in a value; put the value with the comma in quotes"},
		{"a,name\n1,2\n", JoinOptions{}, "good", `the table has a column "name" already, which is to be added; put something before the names of the added columns with -add-prefix, or choose others with -add`},
		{"Name,a,StatusCode\n1,2,3\n", JoinOptions{Replace: true}, "good", `the table has a column "Name" already, which is to be added; put something before the names of the added columns with -add-prefix, or choose others with -add`},
		{"a,b\n1,2\n", JoinOptions{Add: []feed.Field{feed.ID}}, "good", "tablefeed: Id cannot be added to a table"},
		{"a,b\n1,2\n", JoinOptions{Add: []feed.Field{feed.StatusCode, feed.StatusCode}}, "good", "tablefeed: StatusCode is added twice"},
		{"", JoinOptions{}, "", "1:1: the table is empty; write the names of the columns into its first line, and a row for each address after it"},
	} {
		if c.o.Add == nil {
			c.o.Add = nameAndStatus
		}
		_, err := join(c.table, c.o, strings.Fields(c.answers)...)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.table, err, c.want)
		}
	}
	j := NewJoiner(nil, strings.NewReader("a\n"), nil)
	if err := j.Close(); err == nil {
		t.Error("without a writer")
	}
	failed := errors.New("failed")
	j = NewJoiner(failing{failed}, strings.NewReader("a,b\n1,2\n"), nil)
	var r feed.Record
	if err := errors.Join(r.Read(entities(answer("good"))), j.WriteRecord(&r)); err != nil {
		t.Error(err)
	}
	if err := j.Close(); err != failed {
		t.Error(err)
	}
	if err := j.WriteRecord(&r); err != failed {
		t.Error(err)
	}
}

type failing struct{ err error }

func (w failing) Write([]byte) (int, error) { return 0, w.err }

// TestJoinerTokens writes by tokens.
func TestJoinerTokens(t *testing.T) {
	var out strings.Builder
	j := NewJoiner(&out, strings.NewReader("a,b\n1,2\n\n3,4\n"), &JoinOptions{Add: nameAndStatus})
	for _, name := range []string{"good", "bad"} {
		e := answer(name)
		if err := feed.WriteEntity(j, &e); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if want := "a,b,Name,StatusCode\n1,2,good,Success\n\n3,4,,BadRequest\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	j = NewJoiner(io.Discard, strings.NewReader("a\n1\n"), nil)
	if err := j.WriteToken(feed.Token{Kind: feed.EntityStart}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); !errors.Is(err, feed.ErrGrammar) {
		t.Error(err)
	}
}

// TestNilJoinOptions shows that a nil pointer is as good as the zero value.
func TestNilJoinOptions(t *testing.T) {
	var none *JoinOptions
	zero := new(JoinOptions)
	names := []string{"Street", "Latitude", "StatusCode"}
	if a, b := none.Check(names), zero.Check(names); a == nil || b == nil || a.Error() != b.Error() {
		t.Errorf("Check: %v, want %v", a, b)
	}
	if a, b := none.Earlier(names), zero.Earlier(names); len(a) != len(b) {
		t.Errorf("Earlier: %v, want %v", a, b)
	}
	if a, b := none.Fields(), zero.Fields(); a != b {
		t.Errorf("Fields: %v, want %v", a, b)
	}
}

// TestAddedField finds fields by their names.
func TestAddedField(t *testing.T) {
	for name, want := range map[string]feed.Field{
		"Latitude": feed.ResponseLatitude, "confidence": feed.ResponseConfidence, "StatusCode": feed.StatusCode, "GeocodeResponse/Address/Locality": feed.ResponseLocality,
		"Address/Locality": feed.ResponseLocality, "GeocodePoints": feed.ResponseGeocodePoints, "TraceId": feed.TraceID, "SouthLatitude": feed.ResponseSouthLatitude,
	} {
		if f, err := AddedField(name); err != nil || f != want {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	for _, name := range []string{"", "Id", "Query", "GeocodeRequest/Address/Locality", "Type"} {
		if f, err := AddedField(name); err == nil {
			t.Errorf("%s: %v", name, f)
		}
	}
	names := make(map[string]bool)
	for _, f := range addable {
		name := AddedName(f)
		if found, err := AddedField(name); err != nil || found != f || names[name] {
			t.Errorf("%v is added as %s, which is %v", f, name, found)
		}
		names[name] = true
	}
}

// TestJoinerObjects adds points and pairs as JSON.
func TestJoinerObjects(t *testing.T) {
	var r feed.Record
	e := feed.Entity{Responses: []feed.GeocodeResponse{{
		GeocodePoints:    []feed.GeocodePoint{{Location: feed.Location{Latitude: "1", Longitude: "2"}, Type: "Po\"int"}, {Location: feed.Location{Latitude: "3", Longitude: "4"}}},
		QueryParseValues: []feed.QueryParsePair{{Property: "p", Value: "v"}},
	}}}
	var out strings.Builder
	j := NewJoiner(&out, strings.NewReader("a|b\n1|2\n"), &JoinOptions{Add: []feed.Field{feed.ResponseGeocodePoints, feed.ResponseQueryParseValues}})
	if err := errors.Join(r.Read(entities(e)), j.WriteRecord(&r), j.Close()); err != nil {
		t.Fatal(err)
	}
	want := `1|2|"[{""Latitude"":""1"",""Longitude"":""2"",""Type"":""Po\""int""},{""Latitude"":""3"",""Longitude"":""4""}]"|"[{""Property"":""p"",""Value"":""v""}]"` + "\n"
	if got := strings.TrimPrefix(out.String(), "a|b|GeocodePoints|QueryParseValues\n"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A randomTable is a table with what it is made of.
type randomTable struct {
	text    string
	o       Options
	columns int
	rows    []string // with their line ends
	cells   []int    // of each row; 0 in blank ones
	head    string
}

// newRandomTable makes a table of any dialect, with hard cells and blank rows.
func newRandomTable(random *rand.Rand) randomTable {
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	delimiter := pick(",", ";", "\t", "|")
	end := pick("\n", "\r\n", "\r")
	t := randomTable{columns: 2 + random.IntN(6), o: Options{NoHeader: random.IntN(4) == 0}}
	if random.IntN(3) == 0 {
		t.o.Delimiter = delimiter[0]
	}
	cell := func() string {
		switch random.IntN(8) {
		case 0:
			return ""
		case 1:
			return `"` + pick("a", "", "x"+delimiter+"y", "l1\nl2", "l1\r\nl2", `""q""`, " ", "ü") + `"`
		case 2:
			return pick(" ", "  ") + pick("a", `"b"`, "") + pick(" ", "")
		case 3:
			return pick("it's", `a"b`, "=1+1", "ß", "東京", "\u00a0", "#1")
		}
		return pick("Elm St 1", "York", "17401", "x", "12")
	}
	row := func(n int) string {
		cells := make([]string, n)
		for i := range cells {
			cells[i] = cell()
		}
		cells[0] = pick("7", "8", `"9"`) // which is not blank, and may be an Id that comes again
		return strings.Join(cells, delimiter)
	}
	if random.IntN(4) == 0 {
		t.head = "\uFEFF"
	}
	if random.IntN(5) == 0 {
		t.head += "sep=" + delimiter + end
	} else if t.o.Delimiter == 0 {
		t.o.Delimiter = delimiter[0] // hard cells may look like another one
	}
	if !t.o.NoHeader {
		names := make([]string, t.columns)
		for i := range names {
			names[i] = pick("", `"`) + fmt.Sprint("Name", i)
			if names[i][0] == '"' {
				names[i] += `"`
			}
		}
		t.head += strings.Join(names, delimiter) + end
	}
	for i := range random.IntN(12) {
		text, n := "", 0
		switch random.IntN(6) {
		case 0:
			text = pick("", strings.Repeat(delimiter, random.IntN(t.columns)), " ")
		default:
			n = t.columns
			if i > 0 && random.IntN(3) == 0 {
				n = 1 + random.IntN(t.columns)
			}
			text = row(n)
		}
		if i == 0 && n == 0 && t.o.NoHeader { // the first row says how many columns there are
			text, n = row(t.columns), t.columns
		}
		rowEnd := end
		if end != "\r" && random.IntN(10) == 0 { // a lone CR before a LF would be one line end
			rowEnd = pick("\n", "\r\n")
		}
		t.rows, t.cells = append(t.rows, text+rowEnd), append(t.cells, n)
	}
	if n := len(t.rows); n > 0 && random.IntN(3) == 0 {
		if text := strings.TrimRight(t.rows[n-1], "\r\n"); text != "" {
			t.rows[n-1] = text
		}
	}
	t.text = t.head + strings.Join(t.rows, "")
	return t
}

// TestJoinerRandomTables joins to a thousand tables, and cuts what was added off again.
func TestJoinerRandomTables(t *testing.T) {
	for seed := range uint64(1000) {
		random := rand.New(rand.NewPCG(seed, 7))
		table := newRandomTable(random)
		if table.text == "" || table.o.NoHeader && len(table.rows) == 0 {
			continue
		}
		var names []string
		for _, n := range table.cells {
			if n > 0 {
				names = append(names, []string{"good", "bad", "hard", "two"}[random.IntN(4)])
			}
		}
		out, err := join(table.text, JoinOptions{Options: table.o, Add: nameAndStatus}, names...)
		if err != nil {
			t.Fatalf("seed %d, %q: %v", seed, table.text, err)
		}
		if cut, err := cutAdded(out, table); err != nil || cut != table.text {
			t.Fatalf("seed %d: %v\ntable %q\n  out %q\n  cut %q", seed, err, table.text, out, cut)
		}
	}
}

// cutAdded cuts the added cells off the rows of a table, and the delimiters that short rows
// got. It knows only how many cells each row had.
func cutAdded(out string, table randomTable) (string, error) {
	rows := NewRows(strings.NewReader(out), &table.o)
	preamble, err := rows.Preamble()
	if err != nil {
		return "", err
	}
	header, _ := rows.Header()
	var cut bytes.Buffer
	cut.Write(preamble)
	dialect, _ := rows.Dialect()
	first := func(text []byte, cells int) []byte {
		j := rowJoiner{delimiter: dialect.Delimiter}
		end := lineEnd(text, len(text))
		bounds := j.boundsOf(&Row{Text: text, End: end})
		if len(bounds)/2 < cells {
			return text[:end]
		}
		return text[:bounds[2*cells-1]]
	}
	if header != nil {
		cut.Write(first(header, table.columns))
		cut.Write(header[lineEnd(header, len(header)):])
	}
	for i := 0; ; i++ {
		row, err := rows.Next()
		if err == io.EOF && i == len(table.rows) {
			return cut.String(), nil
		}
		if err != nil {
			return cut.String(), err
		}
		if i >= len(table.cells) {
			return cut.String(), errors.New("more rows")
		}
		text := row.Text[:row.End]
		if n := table.cells[i]; n > 0 {
			if row.Cells != table.columns+len(nameAndStatus) {
				return cut.String(), fmt.Errorf("row %d has %d cells", i, row.Cells)
			}
			text = first(row.Text, n)
		}
		cut.Write(text)
		cut.Write(row.LineEnd())
	}
}
