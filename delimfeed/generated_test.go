package delimfeed_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// A generator makes feeds of rows whose values are known: first it draws the rows,
// then a hard spelling of each cell.
type generator struct {
	*rand.Rand
	format  feed.Format
	columns []feed.Field // NoField under an empty name
}

// plainColumns are those of the extended layout whose cells hold values as they are.
var plainColumns = slices.DeleteFunc(feed.Columns(feed.Extended), func(f feed.Field) bool {
	return f == feed.ResponseIndex || f == feed.ResponseGeocodePoints || f == feed.ResponseQueryParseValues
})

func newGenerator(seed uint64, f feed.Format) *generator {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 17)), format: f}
	requests := g.IntN(3) > 0 // most headers are about requests
	for _, i := range g.Perm(len(plainColumns)) {
		c := plainColumns[i]
		isRequest := c.Info().Group == feed.GeocodeGroup || c.Info().Group == feed.ReverseGroup
		switch {
		case c == feed.ID && g.IntN(8) > 0, requests && isRequest && g.IntN(2) > 0, g.IntN(6) == 0:
			g.columns = append(g.columns, c)
		}
		if g.IntN(20) == 0 {
			g.columns = append(g.columns, feed.NoField)
		}
	}
	if len(g.columns) == 0 {
		g.columns = append(g.columns, feed.GeocodeQuery)
	}
	return g
}

// feed returns a text and, row by row, the values in it.
func (g *generator) feed(rows int) (text string, want []map[feed.Field]string) {
	var b strings.Builder
	b.WriteString(versionLine)
	for i, c := range g.columns {
		if i > 0 {
			b.WriteByte(g.format.Delimiter())
		}
		if c != feed.NoField {
			b.WriteString(c.String())
		}
	}
	b.WriteString(g.lineEnd())
	for range rows {
		if values := g.row(); len(values) > 0 {
			want = append(want, values)
			g.write(&b, values)
		}
		for g.IntN(6) == 0 {
			b.WriteString([]string{"", " ", string(g.format.Delimiter())}[g.IntN(3)] + g.lineEnd())
		}
	}
	return b.String(), want
}

func (g *generator) lineEnd() string { return []string{"\n", "\r\n", "\n"}[g.IntN(3)] }

// row draws the values of a row: of all kinds, of a reverse request or of a geocode
// request.
func (g *generator) row() map[feed.Field]string {
	values := make(map[feed.Field]string)
	kind, many := g.IntN(3), g.Float64()
	for _, c := range g.columns {
		group := c.Info().Group
		isShared := c == feed.GeocodeCulture || c == feed.GeocodeMinimumConfidence
		switch {
		case c == feed.NoField, group == feed.ReverseGroup && kind == 1, group == feed.GeocodeGroup && kind == 2 && !isShared:
		case c == feed.ID || g.Float64() < many:
			values[c] = g.value()
		}
	}
	return values
}

// values are of the kinds that the paths of the reader tell apart.
var values = []string{
	"1", "en-GB", "High", "Main St 12, Leeds", "a|b", "a\tb", `5 1/2" pipe`, `"quoted"`, `a"b`, `""`, ` padded`, `padded `, "line\nline", "cr\r\nlf",
	"Zoë", strings.Repeat("long ", 9), "[{}]", `\"`, "x", "1234567", "12345678", "123456789",
}

func (g *generator) value() string { return values[g.IntN(len(values))] }

func (g *generator) write(b *strings.Builder, values map[feed.Field]string) {
	last := len(g.columns)
	for g.IntN(2) == 0 && last > 1 && values[g.columns[last-1]] == "" {
		last-- // missing cells are empty
	}
	for i, c := range g.columns[:last] {
		if i > 0 {
			b.WriteByte(g.format.Delimiter())
		}
		b.WriteString(g.cell(values[c]))
	}
	if last == len(g.columns) && g.IntN(8) == 0 {
		b.WriteByte(g.format.Delimiter())
	}
	b.WriteString(g.lineEnd())
}

// cell returns one of the spellings of a value.
func (g *generator) cell(value string) string {
	mustQuote := strings.ContainsAny(value, "\r\n"+string(g.format.Delimiter())) || strings.Trim(value, " ") != value || strings.HasPrefix(value, `"`)
	if mustQuote || value != "" && g.IntN(3) == 0 {
		value = `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
	}
	if g.IntN(6) == 0 {
		value = strings.Repeat(" ", g.IntN(9)) + value + strings.Repeat(" ", g.IntN(3))
	}
	return value
}

// TestGeneratedRows reads generated feeds by records and by tokens: both yield the
// values that were written, at the same places.
func TestGeneratedRows(t *testing.T) {
	rounds := uint64(600)
	if feedtest.Race {
		rounds = 60
	}
	for seed := range rounds {
		g := newGenerator(seed, formats[seed%3])
		text, want := g.feed(12)
		sameRecords(t, text, g.format, 0, feed.Limits{})
		sameRecords(t, text, g.format, 40, feed.Limits{Value: 12, Entity: 300})

		r := delimfeed.NewReader(strings.NewReader(text), g.format, nil)
		var rec feed.Record
		for i, values := range want {
			if err := r.ReadRecord(&rec); err != nil {
				t.Fatalf("%v, seed %d, row %d: %v\n%s", g.format, seed, i+1, err, text)
			}
			same(t, fmt.Sprintf("%v, seed %d, row %d", g.format, seed, i+1), sorted(valuesOf(&rec)), sorted(owned(g.columns, values)))
		}
		if err := r.ReadRecord(&rec); err != io.EOF {
			t.Fatalf("%v, seed %d: %v after the last row", g.format, seed, err)
		}
		if t.Failed() {
			t.Fatal(text)
		}
	}
}

// valuesOf returns the values of an entity.
func valuesOf(rec *feed.Record) map[feed.Field]string {
	got := make(map[feed.Field]string)
	for token := range rec.Tokens() {
		if token.Kind == feed.FieldValue && len(token.Text) > 0 {
			got[token.Field] = string(token.Text)
		}
	}
	return got
}

// owned returns the values of a row under the fields that they belong to: those of
// shared columns may be the reverse request's.
func owned(columns []feed.Field, values map[feed.Field]string) map[feed.Field]string {
	reverse, geocode := false, false
	for f := range values {
		reverse = reverse || f.Info().Group == feed.ReverseGroup
		geocode = geocode || f.Info().Group == feed.GeocodeGroup && f != feed.GeocodeCulture && f != feed.GeocodeMinimumConfidence
	}
	ownColumns := slices.Contains(columns, feed.ReverseCulture) || slices.Contains(columns, feed.ReverseMinimumConfidence)
	if ownColumns || !reverse || geocode {
		return values
	}
	moved := make(map[feed.Field]string)
	for f, value := range values {
		switch f {
		case feed.GeocodeCulture:
			f = feed.ReverseCulture
		case feed.GeocodeMinimumConfidence:
			f = feed.ReverseMinimumConfidence
		}
		moved[f] = value
	}
	return moved
}

func sorted(values map[feed.Field]string) string {
	var lines []string
	for f, value := range values {
		lines = append(lines, fmt.Sprintf("%v=%q", f, value))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
