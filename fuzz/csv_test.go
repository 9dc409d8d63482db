package fuzz

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// FuzzSimpleCSV: rows that encoding/csv reads we read alike, up to the first that
// either refuses for its quotes. The deliberate differences, which keep a text
// from being simple: we trim spaces, keep CR LF in quoted cells as it is, and
// take a lone CR as a line end and a quote within a cell as a character.
func FuzzSimpleCSV(f *testing.F) {
	for _, c := range feedtest.Cases() {
		if lines := strings.SplitN(c.Bytes(), "\n", 3); c.Format == feed.CSV && len(lines) == 3 {
			f.Add(lines[2])
		}
	}
	f.Add("1,\"a,\"\"b\"\"\nc\",t\n\n,,\n2,é")
	f.Fuzz(func(t *testing.T, rows string) {
		if !utf8.ValidString(rows) || strings.ContainsAny(rows, " \r") {
			return
		}
		want, wantErr := standardRows(rows)
		if errors.Is(wantErr, csv.ErrBareQuote) {
			return
		}
		got, err := ourRows(rows)
		if (err != nil) != (wantErr != nil) || err != nil && !errors.Is(err, feed.TextSyntax) {
			t.Fatalf("%q: %v, but encoding/csv: %v", rows, err, wantErr)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q: %q, but encoding/csv: %q", rows, got, want)
		}
	})
}

type row [3]string

// standardRows are the rows that encoding/csv reads, up to an error, without
// blank ones and those that are too long.
func standardRows(text string) (rows []row, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	all, err := readAll(r)
	for _, cells := range all {
		var cut row
		extra := slices.ContainsFunc(cells[copy(cut[:], cells):], func(s string) bool { return s != "" })
		if !extra && cut != (row{}) {
			rows = append(rows, cut)
		}
	}
	return rows, err
}

// readAll keeps what comes before an error, unlike csv.Reader.ReadAll.
func readAll(r *csv.Reader) (all [][]string, err error) {
	for {
		cells, err := r.Read()
		if err != nil {
			if errors.Is(err, csv.ErrQuote) || errors.Is(err, csv.ErrBareQuote) {
				return all, err
			}
			return all, nil
		}
		all = append(all, cells)
	}
}

// ourRows are the same rows as we read them.
func ourRows(text string) (rows []row, err error) {
	text = "Bing Spatial Data Services, 2.0\nId,GeocodeRequest/Query,TraceId\n" + text
	for e, err := range feed.Entities(delimfeed.NewReader(strings.NewReader(text), feed.CSV, nil)) {
		switch {
		case errors.Is(err, feed.RowTooLong):
		case err != nil:
			return rows, err
		default:
			rows = append(rows, rowOf(e))
		}
	}
	return rows, nil
}

func rowOf(e *feed.Entity) row {
	r := row{0: e.ID, 2: e.TraceID}
	if e.Geocode != nil {
		r[1] = e.Geocode.Query
	}
	return r
}
