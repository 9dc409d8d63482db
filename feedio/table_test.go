package feedio_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

const customers = "No;Adresse\r\n7;\"Hauptstr. 5, Köln\"\r\n8;x\r\n"

// TestTable opens tables as files and streams, plain and compressed, whatever their name says.
func TestTable(t *testing.T) {
	var zip bytes.Buffer
	z := gzip.NewWriter(&zip)
	io.WriteString(z, customers)
	z.Close()
	m := &tablefeed.Mapping{Map: map[string]string{"Id": "No", "Query": "adresse"}}
	const want = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n7,\"Hauptstr. 5, Köln\"\n8,x\n"
	for name, text := range map[string]string{
		"a.csv": customers, "a.xml": customers, "a": customers, "a.csv.gz": zip.String(), "b": zip.String(), "a.zip": zipped(t, customers),
		"latin.csv": strings.ReplaceAll(customers, "ö", "\xf6"),
	} {
		o := &feedio.Options{Table: m}
		if strings.HasPrefix(name, "latin") {
			o.Encoding = feed.Windows1252
		}
		r, err := feedio.OpenFile(write(t, name, text), o)
		if err != nil {
			t.Fatal(name, err)
		}
		if r.Format() != feed.Table || !r.Rewindable() {
			t.Errorf("%s: format %v", name, r.Format())
		}
		columns, err := r.Columns()
		if err != nil || fmt.Sprint(columns) != "[Id GeocodeRequest/Query]" || r.ColumnOf(feed.GeocodeQuery) != "Adresse" || r.Begin().Line != 1 {
			t.Errorf("%s: columns %v, %v", name, columns, err)
		}
		if got := asCSV(t, r); got != want {
			t.Errorf("%s: %q", name, got)
		}
		if err := r.Rewind(); err != nil {
			t.Fatal(err)
		}
		if got := asCSV(t, r); got != want {
			t.Errorf("%s, again: %q", name, got)
		}
		again, err := r.Reopen()
		if err != nil {
			t.Fatal(err)
		}
		whole, err := again.Text()
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(whole); string(plain) != customers || err != nil {
			t.Errorf("%s: text %q, %v", name, plain, err)
		}
		again.Close()
		r.Close()
		if name == "a.zip" {
			continue // a stream of it needs a folder
		}
		r, err = feedio.Open(strings.NewReader(text), o)
		if err != nil {
			t.Fatal(name, err)
		}
		if got := asCSV(t, r); got != want {
			t.Errorf("%s as a stream: %q", name, got)
		}
	}
}

// TestTableOptions shows the errors of options that do not go together, and that those of a
// table are used.
func TestTableOptions(t *testing.T) {
	m := &tablefeed.Mapping{Map: map[string]string{"Query": "#2"}}
	for want, o := range map[string]*feedio.Options{
		"feedio: a mapping is for a table, and the format is csv":         {Table: m, Format: feed.CSV},
		"feedio: a table is read by a mapping: give one in Options.Table": {Format: feed.Table},
	} {
		if _, err := feedio.Open(strings.NewReader(customers), o); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		if _, err := feedio.OpenFile(write(t, "a.csv", customers), o); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	r, err := feedio.Open(strings.NewReader("a;b^c\nd;e^f;g\n"), &feedio.Options{Table: m, Delimiter: '^', NoHeader: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := asCSV(t, r), "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query\n1,c\n2,f;g\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestTableInRanges reads a table in parts, whose Ids are the numbers of rows of the whole.
func TestTableInRanges(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1,\"x\ny\"\n\n", 20)
	o := &feedio.Options{Table: &tablefeed.Mapping{Map: map[string]string{"Query": "b"}}}
	whole, err := feedio.Open(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	want := asCSV(t, whole)
	var got strings.Builder
	for start := 0; start < len(text); start += 31 {
		part, err := feedio.OpenRange(strings.NewReader(text), int64(start), int64(start+31), o)
		if err != nil {
			t.Fatal(err)
		}
		rows := asCSV(t, part)
		if start > 0 {
			rows = strings.Join(strings.SplitAfter(rows, "\n")[2:], "")
		}
		got.WriteString(rows)
	}
	if got.String() != want {
		t.Errorf("%q, want %q", got.String(), want)
	}
}
