package delimfeed_test

import (
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// oracleColumns are the columns of the texts that are compared with encoding/csv.
var oracleColumns = []feed.Field{feed.ID, feed.GeocodeQuery, feed.TraceID}

// ours returns the rows of a text as a Reader yields them.
func ours(text string) (rows [][3]string, err error) {
	for e, err := range feed.Entities(delimfeed.NewReader(strings.NewReader(versionLine+"Id,GeocodeRequest/Query,TraceId\n"+text), feed.CSV, nil)) {
		if err != nil {
			return nil, err
		}
		row := [3]string{e.ID, "", e.TraceID}
		if e.Geocode != nil {
			row[1] = e.Geocode.Query
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// theirs returns the rows of a text as encoding/csv does, without blank ones.
func theirs(text string) (rows [][3]string, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	for {
		record, err := r.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		for len(record) > 3 && record[len(record)-1] == "" {
			record = record[:len(record)-1]
		}
		if len(record) > 3 {
			return nil, errors.New("row too long")
		}
		var row [3]string
		copy(row[:], record)
		if row != ([3]string{}) {
			rows = append(rows, row)
		}
	}
}

// TestAgainstEncodingCSV compares the rows of random texts. The differences, none
// of which the alphabet or the texts can show, are these:
//
//   - a lone CR ends a line for us, and is data for encoding/csv, which also turns
//     CR LF into LF within quotes: the alphabet has no CR;
//   - we trim U+0020 around values, and take it around quotes: encoding/csv keeps
//     it, and refuses it before a quote: the alphabet has no spaces;
//   - a quote within an unquoted cell is a character for us (quirk 5), and an error
//     for encoding/csv: texts on which it says ErrBareQuote are left out.
func TestAgainstEncodingCSV(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	agreed, refused := 0, 0
	for range 50_000 {
		text := make([]byte, random.IntN(24))
		for i := range text {
			text[i] = "ab,,\n\"\"\"\t;"[random.IntN(10)]
		}
		want, wantErr := theirs(string(text))
		if errors.Is(wantErr, csv.ErrBareQuote) {
			continue
		}
		got, err := ours(string(text))
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("%q: %v; encoding/csv: %v", text, err, wantErr)
		}
		if err != nil {
			refused++
			continue
		}
		agreed++
		if len(got) != len(want) {
			t.Fatalf("%q: %q; encoding/csv: %q", text, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%q: %q; encoding/csv: %q", text, got, want)
			}
		}
	}
	if agreed < 1000 || refused < 1000 {
		t.Errorf("%d texts agreed, %d refused", agreed, refused)
	}
}

// TestEncodingCSVReadsUs shows that encoding/csv reads the values of what we
// write; in quotes it turns CR LF into LF.
func TestEncodingCSVReadsUs(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	value := func() string {
		b := make([]byte, random.IntN(8))
		for i := range b {
			b[i] = "ab ,\n\"\r\t|;"[random.IntN(10)]
		}
		return string(b)
	}
	for range 20_000 {
		e := &feed.Entity{ID: value() + "x", Geocode: &feed.GeocodeRequest{Query: value()}, TraceID: value()}
		var out strings.Builder
		w := delimfeed.NewWriter(&out, feed.CSV, &delimfeed.WriterOptions{Columns: oracleColumns})
		if err := feed.WriteEntity(w, e); err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(out.String()))
		r.FieldsPerRecord = -1
		records, err := r.ReadAll()
		if err != nil || len(records) != 3 || len(records[2]) != 3 {
			t.Fatalf("%q: %q, %v", out.String(), records, err)
		}
		for i, want := range []string{e.ID, e.Geocode.Query, e.TraceID} {
			if want = strings.ReplaceAll(want, "\r\n", "\n"); records[2][i] != want {
				t.Fatalf("%q reads as %q, want %q", out.String(), records[2][i], want)
			}
		}
	}
}
