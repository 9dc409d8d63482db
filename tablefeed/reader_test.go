package tablefeed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

func TestMain(m *testing.M) { feedtest.Main(m) }

// mapped makes a Mapping of the texts of -map and, after a "|", of -set.
func mapped(t testing.TB, text string) (m Mapping) {
	t.Helper()
	maps, sets, _ := strings.Cut(text, "|")
	if err := m.AddMap(maps); err != nil {
		t.Fatal(err)
	}
	for _, set := range strings.Fields(sets) {
		if err := m.AddSet(set); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// TestReads shows what reading tables yields. Marks are where faults are.
func TestReads(t *testing.T) {
	type texts = []string
	for _, c := range []struct {
		name, mapping string
		options       Options
		lines         []string
		want          string
	}{
		{"an address", "AddressLine=Street,Locality=CITY,PostalCode=#4", Options{},
			texts{"Id,Street,City,Zip,Note\r\n", "7,1 Elm St, York ,12345,x\r\n", "8,\"2 Elm \"\"The\"\" St\",,,\n"},
			`entity@2:1 Id@2:1="1"
  GeocodeRequest@2:1 Address/AddressLine@2:3="1 Elm St" Address/Locality@2:13="York" Address/PostalCode@2:19="12345"
end
entity@3:1 Id@3:1="2"
  GeocodeRequest@3:1 Address/AddressLine@3:3="2 Elm \"The\" St"
end
`},
		{"Ids and constants", "Id=Kunde,Query=Adresse|Culture=de-DE CountryRegion=DE MaxResults?=3", Options{},
			texts{"Kunde;Adresse\n", "A-1;Hauptstr. 1\n", "A-2;\n", ";Hauptstr. 2\n"},
			`entity@2:1 Id@2:1="A-1"
  GeocodeRequest@2:1 Culture@2:1="de-DE" Query@2:5="Hauptstr. 1" MaxResults@2:1="3" Address/CountryRegion@2:1="DE"
end
entity@3:1 Id@3:1="A-2"
end
entity@4:1 Id@4:1=""
  GeocodeRequest@4:1 Culture@4:1="de-DE" Query@4:2="Hauptstr. 2" MaxResults@4:1="3" Address/CountryRegion@4:1="DE"
end
`},
		{"set where the column is empty", "PostalCode=zip,CountryRegion=land|CountryRegion?=US", Options{},
			texts{"zip|land\n", "1|DE\n", "2|\n", "3\n", "|FR\n"},
			`entity@2:1 Id@2:1="1"
  GeocodeRequest@2:1 Address/CountryRegion@2:3="DE" Address/PostalCode@2:1="1"
end
entity@3:1 Id@3:1="2"
  GeocodeRequest@3:1 Address/CountryRegion@3:1="US" Address/PostalCode@3:1="2"
end
entity@4:1 Id@4:1="3"
  GeocodeRequest@4:1 Address/CountryRegion@4:1="US" Address/PostalCode@4:1="3"
end
entity@5:1 Id@5:1="4"
  GeocodeRequest@5:1 Address/CountryRegion@5:2="FR"
end
`},
		{"a reverse request", "Latitude=lat,Longitude=lon|Culture=fr IncludeEntityTypes=Address", Options{},
			texts{"lon\tlat\n", "2.3\t48.8\n", "\t\n", " \n", "2.4\n"},
			`entity@2:1 Id@2:1="1"
  ReverseGeocodeRequest@2:1 Culture@2:1="fr" IncludeEntityTypes@2:1="Address" Location/Latitude@2:5="48.8" Location/Longitude@2:1="2.3"
end
entity@5:1 Id@5:1="4"
  ReverseGeocodeRequest@5:1 Culture@5:1="fr" IncludeEntityTypes@5:1="Address" Location/Longitude@5:1="2.4"
end
`},
		{"templates", "AddressLine={Street} {No},Id=#1-{#2}{No},Locality=City", Options{},
			texts{"Street,No,City\n", "Elm St,5,\n", "Elm St,,York\n", ",\"6\"\"\",York\n"},
			`entity@2:1 Id@2:8="#1-55"
  GeocodeRequest@2:1 Address/AddressLine@2:1="Elm St 5"
end
entity@3:1 Id@3:1=""
  GeocodeRequest@3:1 Address/AddressLine@3:1="Elm St" Address/Locality@3:9="York"
end
entity@4:1 Id@4:2="#1-6\"6\""
  GeocodeRequest@4:1 Address/AddressLine@4:2="6\"" Address/Locality@4:8="York"
end
`},
		{"one column for two fields, and results", "Locality=City,PostalTown=City,Confidence=c,GeocodeResponse/Point/Latitude=la|StatusCode=Success", Options{},
			texts{"City,c,la\n", "York,High,\n", "Bath,,\n"},
			`entity@2:1 Id@2:1="1"
  GeocodeRequest@2:1 Address/Locality@2:1="York" Address/PostalTown@2:1="York"
  GeocodeResponse@2:1 Confidence@2:6="High"
  StatusCode@2:1="Success"
end
entity@3:1 Id@3:1="2"
  GeocodeRequest@3:1 Address/Locality@3:1="Bath" Address/PostalTown@3:1="Bath"
  StatusCode@3:1="Success"
end
`},
		{"no header", "Query=#2", Options{NoHeader: true}, texts{"\n", "1,a\n", "\n", "2,\"b\nc\"\n", "3,d"},
			`entity@2:1 Id@2:1="2"
  GeocodeRequest@2:1 Query@2:3="a"
end
entity@4:1 Id@4:1="4"
  GeocodeRequest@4:1 Query@4:3="b\nc"
end
entity@6:1 Id@6:1="5"
  GeocodeRequest@6:1 Query@6:3="d"
end
`},
		{"a mark and sep=", "Query=b", Options{}, texts{"\uFEFFsep=;\n", "a;b\n", "1;x\n"},
			`entity@3:1 Id@3:1="1"
  GeocodeRequest@3:1 Query@3:3="x"
end
`},
		{"only a header", "Query=b", Options{}, texts{"a,b\n"}, ""},
		{"rows at fault", "Id=a,Query=b", Options{},
			texts{"a,b\n", "1,x,§\n", "2,\"y\"§z\n", "3,§\"y\nz\"\\\n", "§a,b\n", "5,§\xfcber\n", "6,w\n", ",,,\n", "7,\"x\\\" §y\"\n", "8,\"1\"\"\n2\"\"\"\n", "9,v\n"},
			`fault [row-too-long] §: entity 1 (Id "1"): 3 cells where the header has 2, usually because of an unquoted comma in a value; put the value with the comma in quotes
entity@2:1 Id@2:1="1"
end
fault [text-syntax] §: entity 2 (Id "2"): b: "z" after the quote that closes the value; double a quote inside a quoted value
entity@3:1 Id@3:1="2"
end
fault [text-syntax] §: entity 3 (Id "3"): b: the quote that opens here is closed 1 line later: "\\" after the quote that closes the value; close it; if the quote is part of the value, put the value in quotes and double the quote itself
entity@4:1 Id@4:1="3"
end
fault [text-header] §: entity 4 (Id "a"): the row repeats the header; remove it; the table is probably put together from several
entity@6:1 Id@6:1="a"
end
fault [encoding-invalid] §: entity 5 (Id "5"): byte 0xFC is not UTF-8; in Windows-1252 it would be 'ü'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252
entity@7:1 Id@7:1="5"
end
entity@8:1 Id@8:1="6"
  GeocodeRequest@8:1 Query@8:3="w"
end
fault [text-syntax] §: entity 7 (Id "7"): b: a backslash does not keep a quote from closing the value; double a quote inside a quoted value
entity@10:1 Id@10:1="7"
end
entity@11:1 Id@11:1="8"
  GeocodeRequest@11:1 Query@11:3="1\"\n2\""
end
entity@13:1 Id@13:1="9"
  GeocodeRequest@13:1 Query@13:3="v"
end
`},
		{"a quote open to the end", "Query=b", Options{}, texts{"a;b\n", "1;x\n", "2;§\"y\n", "3;z\n", "4;z\n"},
			`entity@2:1 Id@2:1="1"
  GeocodeRequest@2:1 Query@2:3="x"
end
fault [text-syntax] §: entity 2 (Id "2"): b: the quote that opens here is not closed, and takes in the rest of the text: 2 more lines; close it; if the quote is part of the value, put the value in quotes and double the quote itself (fatal)
`},
		{"large values", "Id=a,Query=b,Locality={c}{c}|Culture=en", Options{ReaderOptions: feed.ReaderOptions{Limits: feed.Limits{Value: 5}}},
			texts{"a,b,c\n", "1,§123456,\n", "2,\"1\"\"3\"\"5\",12\n", "3,4,§123\n", "§1234567,1,2\n"},
			`fault [value-too-large] §: entity 1 (Id "1"): b: the value is larger than the limit of 5 bytes; shorten it
entity@2:1 Id@2:1="1"
end
entity@3:1 Id@3:1="2"
  GeocodeRequest@3:1 Culture@3:1="en" Query@3:3="1\"3\"5" Address/Locality@3:13="1212"
end
fault [value-too-large] §: entity 3 (Id "3"): {c}{c}: the value is larger than the limit of 5 bytes; shorten it
entity@4:1 Id@4:1="3"
end
fault [value-too-large] §: entity 4: a: the value is larger than the limit of 5 bytes; shorten it
entity@5:1 Id@5:1=""
end
`},
		{"a large row", "Query=b", Options{ReaderOptions: feed.ReaderOptions{Limits: feed.Limits{Entity: 20}}},
			texts{"a,b\n", "1,x\n", "§" + strings.Repeat("x", 30) + ",y\n"},
			`entity@2:1 Id@2:1="1"
  GeocodeRequest@2:1 Query@2:3="x"
end
fault [value-too-large] §: entity 2 (Id "2"): the row is larger than the limit of 20 bytes; shorten it (fatal)
`},
		{"a large quoted value", "Query=b", Options{ReaderOptions: feed.ReaderOptions{Limits: feed.Limits{Entity: 20}}},
			texts{"a,b\n", "1,§\"" + strings.Repeat("x\n", 30) + "\",y\n"},
			`fault [value-too-large] §: entity 1 (Id "1"): b: the quote that opens here is not closed, or its value is over the limit of 20 bytes for a row; close the quote (fatal)
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, places := marks(strings.Join(c.lines, ""))
			want := feedtest.Located(c.want, places)
			for how, src := range feedtest.Hostile(text) {
				log := feedtest.Log{Positions: true}
				o := c.options
				o.Notice = log.Notice
				log.Read(feedtest.Check(feedtest.Expire(NewReader(src, mapped(t, c.mapping), &o))))
				if diff := cmp.Diff(want, log.String()); diff != "" {
					t.Fatalf("read %s: (-want +got)\n%s", how, diff)
				}
				for i, f := range log.Faults {
					if f.Position != places[i] {
						t.Errorf("fault %d is at %+v, want %+v", i, f.Position, places[i])
					}
				}
			}
			feedtest.SameRecords(t, func(o *feed.ReaderOptions) feed.RecordReader {
				options := c.options
				options.Notice = o.Notice
				return NewReader(strings.NewReader(text), mapped(t, c.mapping), &options)
			})
			if rows, entities := countRows(text, &c.options), countEntities(t, text, c.mapping, &c.options); rows != entities {
				t.Errorf("Rows has %s, the Reader %s", rows, entities)
			}
		})
	}
}

// marks is feedtest.Marks for texts with a byte that is no character.
func marks(marked string) (text string, places []feed.Position) {
	text, places = feedtest.Marks(strings.ReplaceAll(marked, "\xfc", "\x00"))
	return strings.ReplaceAll(text, "\x00", "\xfc"), places
}

// countRows returns a letter for each row that is not blank: e for an entity, f for a fault.
func countRows(text string, o *Options) (kinds string) {
	r := NewRows(strings.NewReader(text), o)
	for {
		row, err := r.Next()
		switch {
		case err != nil:
			return kinds
		case row.Fault != nil:
			kinds += "f"
		case row.IsEntity():
			kinds += "e"
		}
	}
}

// countEntities is countRows by a Reader, without values that are too large.
func countEntities(t *testing.T, text, mapping string, o *Options) (kinds string) {
	r := NewReader(strings.NewReader(text), mapped(t, mapping), o)
	var rec feed.Record
	for {
		err := r.ReadRecord(&rec)
		f := new(feed.Fault)
		switch {
		case err == nil:
			kinds += "e"
		case errors.As(err, &f) && !f.Fatal && errors.Is(f, feed.ValueTooLarge):
		case errors.As(err, &f) && !f.Fatal:
			kinds += "f"
			if err := r.ReadRecord(&rec); err != nil {
				t.Fatal(err)
			}
		default:
			return kinds
		}
	}
}

// hardText has every structure of a table, including faults.
const hardText = "sep=;\r\n;;\r\nId; Straße ;\"Ort\";Straße;\r\n" +
	"1;\"a\"\"b\r\n;c\" ;ü;\r\n\r2; é 𝄞 ;;;\n3;\"x\"y;;\n4;q;;;;;;z\r\n;;;\nId; Straße ;\"Ort\";Straße;\n5;\xfc;;;\r\n6;\"last\""

const hardMapping = "AddressLine={#2} {Straße#2},Locality=ort"

// TestSplits reads the text in two pieces, split anywhere, and byte by byte.
func TestSplits(t *testing.T) {
	log := func(r io.Reader) string {
		log := feedtest.Log{Positions: true}
		log.Read(feedtest.Check(feedtest.Expire(NewReader(r, mapped(t, hardMapping), nil))))
		return log.String()
	}
	want := log(strings.NewReader(hardText))
	if strings.Count(want, "fault") != 4 || strings.Count(want, "entity@") != 7 {
		t.Fatal(want)
	}
	for name, r := range feedtest.Hostile(hardText) {
		if got := log(r); got != want {
			t.Errorf("%s: (-want +got)\n%s", name, cmp.Diff(want, got))
		}
	}
	for i := range len(hardText) {
		if got := log(feedtest.SplitAt(hardText, i)); got != want {
			t.Fatalf("split at %d: (-want +got)\n%s", i, cmp.Diff(want, got))
		}
	}
}

// TestReadErrors shows that errors of the underlying reader are returned unchanged, and again
// by every further read.
func TestReadErrors(t *testing.T) {
	broken := errors.New("broken")
	for i := range len(hardText) {
		r := NewReader(feedtest.FailAt(hardText, i, broken), mapped(t, hardMapping), nil)
		var err error
		for range len(hardText) {
			if _, err = r.ReadToken(); err == broken {
				break
			}
		}
		if _, again := r.ReadToken(); err != broken || again != broken {
			t.Fatalf("at %d: %v, then %v", i, err, again)
		}
	}
}

// TestReaderTells shows what a Reader tells of the table, and of its columns.
func TestReaderTells(t *testing.T) {
	r := NewReader(strings.NewReader("No;Straße;Ort\r\n1;a;b\r\n\r\n2;a;b\r\n3;the last;one\r\n"), mapped(t, "addressline={Straße} {no},Locality=ORT|Culture=de CountryRegion?=DE"), nil)
	if r.ColumnOf(feed.GeocodeLocality) != "" || r.Begin().Line != 0 || r.Source() != nil || r.EntityLine() != 0 {
		t.Error("something is known before the first read")
	}
	columns, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(columns), "[Id GeocodeRequest/Culture GeocodeRequest/Address/AddressLine GeocodeRequest/Address/CountryRegion GeocodeRequest/Address/Locality]"; got != want {
		t.Errorf("columns %s, want %s", got, want)
	}
	for f, want := range map[feed.Field]string{feed.GeocodeLocality: "Ort", feed.GeocodeAddressLine: "{Straße} {no}", feed.GeocodeCulture: "", feed.ID: "", feed.NumFields: ""} {
		if got := r.ColumnOf(f); got != want {
			t.Errorf("%v comes from %q, want %q", f, got, want)
		}
	}
	if d, err := r.Dialect(); err != nil || d.Delimiter != ';' {
		t.Error(d, err)
	}
	var rec feed.Record
	for _, want := range []struct {
		row    int64
		line   int
		source string
	}{{1, 2, "1;a;b\r\n"}, {3, 4, "2;a;b\r\n"}} {
		if err := r.ReadRecord(&rec); err != nil {
			t.Fatal(err)
		}
		if r.Row() != want.row || r.EntityLine() != want.line || string(r.Source()) != want.source {
			t.Errorf("row %d, line %d, source %q; want %+v", r.Row(), r.EntityLine(), r.Source(), want)
		}
	}
	if err := r.ReadRecord(&rec); err != nil || r.EntityLine() != 0 {
		t.Error(err, "the line of the last row is said, though it is not known to be one")
	}
	if err := r.ReadRecord(&rec); err != io.EOF || r.InputOffset() != int64(len("No;Straße;Ort\r\n1;a;b\r\n\r\n2;a;b\r\n3;the last;one\r\n")) || r.Begin().Line != 1 {
		t.Error(err, r.InputOffset(), r.Begin())
	}
}

// TestMappingErrors shows the errors of mappings that do not fit a table. They come from every
// read.
func TestMappingErrors(t *testing.T) {
	wide := strings.TrimSuffix(strings.Repeat("c,", 70), ",")
	every := ""
	for i := range 70 {
		every += fmt.Sprintf("{#%d}", i+1)
	}
	for _, c := range []struct{ header, mapping, want string }{
		{"Street,City", "AddressLine=Stret", `the table has no column "Stret"; did you mean "Street"?; the table has the 2 columns "Street", "City"`},
		{"Street,City", "Query={Street} {Town}", `the table has no column "Town"; the table has the 2 columns "Street", "City"`},
		{"Name,Name", "Query=Name", `the column "Name" is ambiguous, as the table has it 2 times: write Name#1 for the first of them, or its number, such as #1; the table has the 2 columns "Name", "Name#2"`},
		{"a", "StatusCode=a", "the mapping gives nothing to geocode; map Query, AddressLine or another part of an address, or Latitude and Longitude"},
		{wide, "Query=" + every, "the mapping uses more than 64 columns"},
	} {
		r := NewReader(strings.NewReader(c.header+"\n"), mapped(t, c.mapping), nil)
		_, first := r.ReadToken()
		second := r.ReadRecord(new(feed.Record))
		_, third := r.Columns()
		for _, err := range []error{first, second, third} {
			wrong := new(MappingError)
			if !errors.As(err, &wrong) || err.Error() != c.want && !strings.HasPrefix(err.Error(), c.want+"; the table has the 70 columns") {
				t.Errorf("%s, %s:\n got %v\nwant %s", c.header, c.mapping, err, c.want)
			}
		}
	}
}

// TestOnlyIDs shows that a Mapping of nothing but Id gives entities, and is good only for
// joining.
func TestOnlyIDs(t *testing.T) {
	m := mapped(t, "Id=b")
	r := NewReader(strings.NewReader("a,b\n1,x\n\n2,\"y\"\"\"\n3\n"), m, nil)
	var ids []string
	for e, err := range feed.Entities(r) {
		if err != nil || e.Geocode != nil || e.Reverse != nil {
			t.Fatalf("%+v, %v", e, err)
		}
		ids = append(ids, e.ID)
	}
	if got := strings.Join(ids, "|"); got != `x|y"|` {
		t.Errorf("Ids %s", got)
	}
	if err, join := m.Check(), m.CheckForJoin(); err == nil || join != nil {
		t.Errorf("%v; for a join %v", err, join)
	}
}

// TestMisuse shows that a Reader that cannot read says so.
func TestMisuse(t *testing.T) {
	for name, r := range map[string]*Reader{
		"zero": {}, "nil": NewReader(nil, Mapping{Map: map[string]string{"Query": "q"}}, nil),
		"no mapping":   NewReader(strings.NewReader("a\n1\n"), Mapping{}, nil),
		"no delimiter": NewReader(strings.NewReader("a\n1\n"), Mapping{Map: map[string]string{"Query": "a"}}, &Options{Delimiter: '"'}),
	} {
		if _, err := r.ReadToken(); err == nil || err == io.EOF {
			t.Errorf("%s: %v", name, err)
		}
		if err := r.ReadRecord(new(feed.Record)); err == nil || err == io.EOF {
			t.Errorf("%s: %v", name, err)
		}
		r.Position(1)
		if r.Source() != nil || r.EntityLine() != 0 || r.InputOffset() != 0 || r.Row() != 0 {
			t.Errorf("%s: something is known", name)
		}
	}
	r := NewReader(strings.NewReader("a,b\n1,2,3\n4,5\n"), mapped(t, "Query=a"), nil)
	if err := r.ReadRecord(new(feed.Record)); !errors.Is(err, feed.RowTooLong) {
		t.Fatal(err)
	}
	if err := r.ReadRecord(new(feed.Record)); !errors.Is(err, feed.ErrGrammar) {
		t.Error(err)
	}
	var rec feed.Record
	if err := r.ReadRecord(&rec); err != nil || string(rec.Entity().Text(feed.ID)) != "2" {
		t.Error(err)
	}
}

// TestHostileSizes reads tables that would fill the memory of a reader without limits.
func TestHostileSizes(t *testing.T) {
	size := func(end string) int64 {
		if end == "EOF" {
			return 16 << 20
		}
		return 100 << 20
	}
	if testing.Short() || feedtest.Race {
		t.Skip("reads hundreds of megabytes")
	}
	for _, c := range []struct{ name, begin, again, end string }{
		{"a row", "a,b\n1,", "x", "value-too-large"},
		{"a quoted value", "a,b\n1,\"", "x", "value-too-large"},
		{"an open quote", "a,b\n1,\"", "x y\n", "value-too-large"},
		{"cells", "a,b\n1", ",", "value-too-large"},
		{"a header", "a", ",b", "value-too-large"},
		{"blank lines first", "", "\r\n", "text-header"},
		{"blank rows", "a,b\n", ",\r\n", "EOF"},
		{"rows too long", "a,b\n", "1," + strings.Repeat("x", 60) + ",3\n", "EOF"},
		{"headers", "a,b\n", "a,b\n", "EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := NewReader(feedtest.Endless(c.begin, c.again, size(c.end)), Mapping{Map: map[string]string{"Query": "b"}}, nil)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var err error
			var rec feed.Record
			for f := new(feed.Fault); err == nil || errors.As(err, &f) && !f.Fatal; {
				err = r.ReadRecord(&rec)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			if fault, ok := err.(*feed.Fault); ok && string(fault.Cause) != c.end || !ok && err.Error() != c.end {
				t.Errorf("it ends with %v", err)
			}
			if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 18<<20 {
				t.Errorf("%d bytes are held", grown)
			}
			runtime.KeepAlive(r)
		})
	}
}

// TestManyColumns reads a table of 100,000 columns.
func TestManyColumns(t *testing.T) {
	const columns = 100_000
	var b bytes.Buffer
	for i := range columns {
		fmt.Fprintf(&b, "c%d,", i+1)
	}
	b.WriteString("last\n")
	for i := range 3 {
		fmt.Fprintf(&b, "%d%s\n", i, strings.Repeat(",x", columns))
	}
	r := NewReader(&b, mapped(t, "Query=Last,Id=c1,Locality={#50000}{c99999}"), nil)
	content, err := feedtest.Content(r)
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for i := range 3 {
		want += fmt.Sprintf("entity Id=\"%d\"\n  GeocodeRequest Query=\"x\" Address/Locality=\"xx\"\n", i)
	}
	if content != want {
		t.Errorf("%s\nwant\n%s", content, want)
	}
}

// TestNoAllocations shows that rows are read without an allocation for each.
func TestNoAllocations(t *testing.T) {
	text := "Id;Street;No;City;Note\n" + strings.Repeat("1;Elm St;\"5\"\"\";York;none of our business\n", 10_000)
	r := NewReader(strings.NewReader(text), mapped(t, "Id=Id,AddressLine={Street} {No},Locality=City,PostalTown=No|Culture=en"), nil)
	var rec feed.Record
	for range 100 {
		if err := r.ReadRecord(&rec); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(1000, func() {
		if err := r.ReadRecord(&rec); err != nil {
			t.Fatal(err)
		}
	}); n > 0.1 {
		t.Errorf("%v allocations for a row", n)
	}
}
