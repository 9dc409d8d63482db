package fuzz

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// tableMappings are mappings of the columns of any table.
var tableMappings = []tablefeed.Mapping{
	{Map: map[string]string{"Query": "#1"}, Set: map[string]string{"Culture": "de", "MinimumConfidence": "Low"}},
	{Map: map[string]string{"Id": "#1", "AddressLine": "{#2} {#1}, {#2}", "Locality": "#2", "PostalTown": "#2"}, SetIfEmpty: map[string]string{"Locality": "Leeds"}},
	{Map: map[string]string{"Latitude": "#2", "Longitude": "#1", "StatusCode": "#2", "Confidence": "#1"}},
}

// FuzzTable reads any text as a table: in any way to read it, as rows, by tokens and in
// pieces.
func FuzzTable(f *testing.F) {
	for i, c := range feedtest.Cases() {
		_, rows, _ := strings.Cut(c.Bytes(), "\n")
		f.Add(rows, uint8(i), uint16(10*i%500))
	}
	for i, text := range []string{
		"a,b\n1,x\n\n,,\n2,\"y\r\nz\"\"\"\n", "sep=;\r\na;b\r\n1;x\r\n", "\uFEFFa\tb\n1\t\"x\" \n2\t x \n", "a|b\r1|x\r\r2|y",
		"a,b\na,b\n1,2,3\n1,\"2\"x\n1,\"2\n3\n", "a,b\n1,\xff\n2,\xfc\n", "\xFF\xFEa\x00,\x00b\x00\n\x001\x00,\x00x\x00",
		"a,b\n" + strings.Repeat("1,\"Main St, 5\"\n", 50) + "1,2,3\n" + strings.Repeat("1,x\n\n", 50),
	} {
		f.Add(text, uint8(i), uint16(40))
	}
	f.Fuzz(func(t *testing.T, text string, kind uint8, size uint16) {
		m := tableMappings[int(kind)%len(tableMappings)]
		o := tablefeed.Options{NoHeader: kind&8 != 0}
		if kind&16 != 0 {
			o.Delimiter = ",;\t|"[kind>>5&3]
		}
		open := func(r io.Reader) *tablefeed.Reader { return tablefeed.NewReader(r, m, &o) }
		want := tableLog(open(strings.NewReader(text)))
		for how, r := range feedtest.Hostile(text) {
			same(t, how, tableLog(open(r)), want)
		}
		feedtest.SameRecords(t, func(*feed.ReaderOptions) feed.RecordReader { return open(strings.NewReader(text)) })
		checkRows(t, text, m, &o)

		plain := tableCopy(open(strings.NewReader(text)), feed.Copy)
		inPieces := tableCopy(open(strings.NewReader(text)), func(w feed.Writer, r feed.Reader) (int64, error) {
			return pieces.Copy(context.Background(), w, r)
		})
		same(t, "in pieces", inPieces, plain)
		old := pieces.Size
		pieces.Size = 1 + int(size)
		small := tableCopy(open(strings.NewReader(text)), func(w feed.Writer, r feed.Reader) (int64, error) {
			return pieces.Copy(context.Background(), w, r)
		})
		pieces.Size = old
		same(t, "in small pieces", small, plain)
	})
}

// tableLog is all that reading a table yields, with places.
func tableLog(r feed.Reader) string {
	log := feedtest.Log{Positions: true}
	log.Read(feedtest.Check(feedtest.Expire(r)))
	return log.String()
}

// tableCopy is all that can be told of a copy of a table.
func tableCopy(r *tablefeed.Reader, copy func(feed.Writer, feed.Reader) (int64, error)) string {
	var out strings.Builder
	w := feedio.NewWriter(&out, feed.CSV, nil)
	n, err := copy(w, r)
	w.(interface{ Flush() error }).Flush()
	if err != nil {
		out.WriteString(err.Error())
	}
	return out.String() + feedtest.Located("§", []feed.Position{{Line: int(n), Column: int(r.Row())}})
}

// checkRows holds the rows of a table against its text and the entities of its Reader.
func checkRows(t *testing.T, text string, m tablefeed.Mapping, o *tablefeed.Options) {
	t.Helper()
	rows := tablefeed.NewRows(strings.NewReader(text), o)
	reader := tablefeed.NewReader(strings.NewReader(text), m, o)
	preamble, err := rows.Preamble()
	if err != nil {
		if _, same := reader.Columns(); same == nil || same.Error() != err.Error() {
			t.Fatalf("Rows: %v, the Reader: %v", err, same)
		}
		return
	}
	if _, err := reader.Columns(); err != nil {
		return // too few columns for the mapping
	}
	header, _ := rows.Header()
	var all strings.Builder
	all.Write(preamble)
	all.Write(header)
	var rec feed.Record
	for {
		row, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			fault := new(feed.Fault)
			if err := reader.ReadRecord(&rec); !errors.As(err, &fault) || !fault.Fatal {
				t.Fatalf("Rows: %v, the Reader: %v", err, fault)
			}
			return
		}
		all.Write(row.Text)
		if row.Blank {
			continue
		}
		err = reader.ReadRecord(&rec)
		if (err == nil) != row.IsEntity() || err == nil && string(reader.Source()) != string(row.Text) || reader.Row() != row.Number {
			t.Fatalf("row %d, %q, %v: the Reader is at row %d: %v", row.Number, row.Text, row.Fault, reader.Row(), err)
		}
		if err != nil {
			reader.ReadRecord(&rec)
		}
	}
	if err := reader.ReadRecord(&rec); err != io.EOF {
		t.Fatalf("after the last row: %v", err)
	}
	decoded, err := textbuf.Decoded([]byte(text), feed.AnyUnicode)
	got := strings.TrimPrefix(all.String(), "\uFEFF")
	if err == io.EOF && strings.TrimPrefix(string(decoded), "\uFEFF") != got {
		t.Fatalf("the rows are %q, the text is %q", all.String(), decoded)
	}
}
