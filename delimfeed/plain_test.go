package delimfeed_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/flat"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
)

// writePlain writes a feed as a plain table, of the columns that it needs if the options have
// none.
func writePlain(t testing.TB, src func() feed.Reader, f feed.Format, o delimfeed.PlainOptions) (text string, columns []feed.Field) {
	t.Helper()
	if o.Columns == nil {
		s := &delimfeed.PlainSurvey{AllResponses: o.AllResponses}
		if _, err := feed.Copy(s, src()); err != nil {
			t.Fatal(err)
		}
		o.Columns = s.Columns()
	}
	var out bytes.Buffer
	w := delimfeed.NewPlainWriter(&out, f, &o)
	feedtest.Copy(t, w, src())
	return out.String(), o.Columns
}

// parsePlain reads a table as RFC 4180 says and no otherwise: it fails where a row has another
// width or another line end than the others, is blank, or has anything after a closing quote.
func parsePlain(t *testing.T, text string, delimiter byte, lineEnd string) (rows [][]string) {
	t.Helper()
	for rest := text; rest != ""; {
		var row []string
		for ended := false; !ended; {
			var cell string
			if strings.HasPrefix(rest, `"`) {
				rest = rest[1:]
				for {
					part, after, ok := strings.Cut(rest, `"`)
					if !ok {
						t.Fatalf("an open quote: %.200q", rest)
					}
					cell += part
					if rest = after; !strings.HasPrefix(rest, `"`) {
						break
					}
					cell, rest = cell+`"`, rest[1:]
				}
			} else {
				end := strings.IndexAny(rest, string(delimiter)+"\r\n")
				if end < 0 {
					t.Fatalf("a row without an end: %.200q", rest)
				}
				cell, rest = rest[:end], rest[end:]
				if strings.Contains(cell, `"`) || cell == "" && len(row) == 0 && rest[0] != delimiter {
					t.Fatalf("a quote in a cell without quotes, or a blank line: %q", cell)
				}
			}
			row = append(row, cell)
			switch {
			case rest != "" && rest[0] == delimiter:
				rest = rest[1:]
			case strings.HasPrefix(rest, lineEnd):
				rest, ended = rest[len(lineEnd):], true
			default:
				t.Fatalf("after %q comes %.50q", cell, rest)
			}
		}
		if rows = append(rows, row); len(row) != len(rows[0]) {
			t.Fatalf("row %d has %d cells, the header %d", len(rows), len(row), len(rows[0]))
		}
	}
	return rows
}

// plainRows returns the rows that a plain table of a feed should have.
func plainRows(t *testing.T, src feed.Reader, columns []feed.Field, all bool) (rows [][]string) {
	t.Helper()
	var header []string
	for _, f := range columns {
		header = append(header, flat.Name(f))
	}
	rows = append(rows, header)
	var r feed.Record
	for {
		err := r.Read(src)
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		cells := make(map[feed.Field]string)
		add := func(p feed.Part) {
			for _, f := range p.Group().Fields() {
				cells[f] = string(p.Text(f))
			}
		}
		flush := func() {
			var row []string
			for _, f := range columns {
				row = append(row, cells[f])
			}
			rows = append(rows, row)
			clear(cells)
		}
		add(r.Entity())
		for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
			if p, ok := r.Request(g); ok {
				add(p)
			}
		}
		written := 0
		for p := range r.Parts(feed.ResponseGroup) {
			lists := map[feed.Field][]map[string]string{}
			for column, g := range map[feed.Field]feed.Group{feed.ResponseGeocodePoints: feed.PointGroup, feed.ResponseQueryParseValues: feed.QueryParseGroup} {
				for item := range p.Items(g) {
					object := make(map[string]string)
					for _, f := range g.Fields() {
						if text := item.Text(f); len(text) > 0 {
							object[f.Info().Attr] = string(text)
						}
					}
					if len(object) > 0 {
						lists[column] = append(lists[column], object)
					}
				}
			}
			if p.Empty() && len(lists) == 0 || written > 0 && !all {
				continue
			}
			if written++; written > 1 {
				cells[feed.ID] = string(r.Entity().Text(feed.ID))
			}
			add(p)
			for column, list := range lists {
				text, _ := json.Marshal(list)
				cells[column] = string(text)
			}
			flush()
		}
		if written == 0 {
			flush()
		}
	}
}

// sameJSON makes JSON cells of equal content equal texts.
func sameJSON(rows [][]string, columns []feed.Field) {
	for i, f := range columns {
		if f != feed.ResponseGeocodePoints && f != feed.ResponseQueryParseValues {
			continue
		}
		for _, row := range rows[1:] {
			var list []map[string]string
			if row[i] == "" || json.Unmarshal([]byte(row[i]), &list) != nil {
				continue
			}
			text, _ := json.Marshal(list)
			row[i] = string(text)
		}
	}
}

// TestPlainTables compares plain tables with their feeds, cell by cell, and holds them to what
// the readers of other programs want. Package csv must read the same.
func TestPlainTables(t *testing.T) {
	feeds := []func() feed.Reader{
		func() feed.Reader { return feedtest.Results(1, 200) },
		func() feed.Reader { return feedtest.Requests(1, 100) },
		func() feed.Reader { return feedtest.Requests(1, 0) },
	}
	for seed := range uint64(15) {
		feeds = append(feeds, func() feed.Reader { return feedtest.Random(seed, 20, feedtest.AnyChars).Reader() })
		hard := feedtest.Hard(seed, 20, feed.XML)
		feeds = append(feeds, func() feed.Reader { return hard.Tokens.Reader() })
	}
	for i, src := range feeds {
		for _, f := range []feed.Format{feed.CSV, feed.Tab, feed.Pipe} {
			for _, o := range []delimfeed.PlainOptions{{}, {AllResponses: true}, {CRLF: true, BOM: true}, {AllResponses: true, CRLF: true}, {Columns: []feed.Field{feed.StatusCode}, Dropped: new(feed.Tally)}} {
				text, columns := writePlain(t, src, f, o)
				lineEnd := "\n"
				if o.CRLF {
					lineEnd = "\r\n"
				}
				text, marked := strings.CutPrefix(text, "\ufeff")
				if marked != o.BOM {
					t.Errorf("feed %d, %v, %+v: a mark: %v", i, f, o, marked)
				}
				got := parsePlain(t, text, f.Delimiter(), lineEnd)
				want := plainRows(t, src(), columns, o.AllResponses)
				sameJSON(got, columns)
				sameJSON(want, columns)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("feed %d, %v, %+v: %s", i, f, o, diff)
				}
				r := csv.NewReader(strings.NewReader(text))
				r.Comma = rune(f.Delimiter())
				byCSV, err := r.ReadAll()
				sameJSON(byCSV, columns)
				for _, row := range got {
					for i := range row {
						row[i] = strings.ReplaceAll(row[i], "\r\n", "\n") // as package csv does
					}
				}
				if diff := cmp.Diff(got, byCSV); diff != "" || err != nil {
					t.Fatalf("feed %d, %v, %+v: package csv: %v %s", i, f, o, err, diff)
				}
			}
		}
	}
}

// TestPlainColumns shows that a plain table has the columns that have values and no others,
// the first responses alone if only these are written, and a cell for each request where both
// have a field.
func TestPlainColumns(t *testing.T) {
	e := &feed.Entity{ID: "1"}
	e.Geocode = &feed.GeocodeRequest{Culture: "en-US", Query: "a"}
	e.Reverse = &feed.ReverseGeocodeRequest{Culture: "de-DE"}
	e.Responses = []feed.GeocodeResponse{{Name: "x"}, {EntityType: "y"}}
	src := func() feed.Reader {
		done := false
		return feed.NewEntityReader(func() (*feed.Entity, error) {
			if done {
				return nil, io.EOF
			}
			done = true
			return e, nil
		})
	}
	for _, c := range []struct {
		all  bool
		want string
	}{
		{false, "Id,RequestCulture,RequestQuery,Name,ReverseCulture\n1,en-US,a,x,de-DE\n"},
		{true, "Id,RequestCulture,RequestQuery,Name,EntityType,ReverseCulture\n1,en-US,a,x,,de-DE\n1,,,,y,\n"},
	} {
		if got, _ := writePlain(t, src, feed.CSV, delimfeed.PlainOptions{AllResponses: c.all}); got != c.want {
			t.Errorf("all %v: %q, want %q", c.all, got, c.want)
		}
	}
	w := delimfeed.NewPlainWriter(io.Discard, feed.CSV, &delimfeed.PlainOptions{Columns: []feed.Field{feed.ID}})
	if _, err := feed.Copy(w, src()); !errors.Is(err, feed.Unwritable) {
		t.Errorf("a value without a column: %v", err)
	}
	w = delimfeed.NewPlainWriter(io.Discard, feed.CSV, nil)
	if _, err := feed.Copy(w, src()); err != nil || w.FurtherResponses() != 1 {
		t.Errorf("%v, %d further responses", err, w.FurtherResponses())
	}
	for _, f := range []feed.Format{feed.XML, feed.NoFormat} {
		if err := delimfeed.NewPlainWriter(io.Discard, f, nil).Close(); err == nil {
			t.Errorf("%v is no format of tables", f)
		}
	}
}

// TestPlainPieces shows that a plain table is the same to the byte on all cores, and so are its
// columns.
func TestPlainPieces(t *testing.T) {
	text := feedtest.Text(t, feedtest.Results(3, 300), feed.XML, feedio.NewWriter)
	src := func() feed.Reader { return feedio.NewReader(strings.NewReader(text), feed.XML, nil) }
	size := pieces.Size
	defer func() { pieces.Size = size }()
	for _, o := range []delimfeed.PlainOptions{{}, {AllResponses: true, CRLF: true, BOM: true}} {
		want, columns := writePlain(t, src, feed.Tab, o)
		for _, pieces.Size = range []int{1, 700, 20_000} {
			s := &delimfeed.PlainSurvey{AllResponses: o.AllResponses}
			if _, err := feedio.Copy(context.Background(), s, src()); err != nil || !slices.Equal(s.Columns(), columns) {
				t.Errorf("%v: %v, want %v", err, s.Columns(), columns)
			}
			var got bytes.Buffer
			o.Columns = columns
			w := delimfeed.NewPlainWriter(&got, feed.Tab, &o)
			_, err := feedio.Copy(context.Background(), w, src())
			if err := errors.Join(err, w.Close()); err != nil || got.String() != want {
				t.Errorf("in pieces of %d: %v, %d bytes, want %d", pieces.Size, err, got.Len(), len(want))
			}
			o.Columns = nil
		}
	}
}

// TestPlainAllocations shows that no entity of a plain table takes memory of its own.
func TestPlainAllocations(t *testing.T) {
	if feedtest.Race {
		t.Skip("the race detector allocates")
	}
	some := make([]feed.Record, 100)
	for i, src := 0, feedtest.Results(1, len(some)); i < len(some); i++ {
		if err := some[i].Read(src); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range formats {
		for _, o := range []delimfeed.PlainOptions{{}, {AllResponses: true, CRLF: true}} {
			w, s := delimfeed.NewPlainWriter(io.Discard, f, &o), &delimfeed.PlainSurvey{AllResponses: o.AllResponses}
			write := func() {
				for i := range some {
					if err := errors.Join(w.WriteRecord(&some[i]), s.WriteRecord(&some[i])); err != nil {
						t.Fatal(err)
					}
				}
			}
			for range 20 { // until its buffer has been written once
				write()
			}
			if n := testing.AllocsPerRun(10, write); n > 0 {
				t.Errorf("%v, %+v: %v allocations", f, o, n)
			}
		}
	}
}
