package tablefeed

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// allRows reads a table with Rows: the text of all, and the values of each row that is not
// blank.
func allRows(t testing.TB, src io.Reader, o *Options) (text string, values [][]string) {
	t.Helper()
	r := NewRows(src, o)
	preamble, err := r.Preamble()
	if err != nil {
		t.Fatal(err)
	}
	header, _ := r.Header()
	var all bytes.Buffer
	all.Write(preamble)
	all.Write(header)
	var buffer []byte
	for number := int64(1); ; number++ {
		row, err := r.Next()
		if err == io.EOF {
			return all.String(), values
		}
		if err != nil {
			t.Fatal(err)
		}
		if row.Fault != nil {
			t.Fatal(row.Fault)
		}
		if row.Number != number {
			t.Fatalf("row %d has number %d", number, row.Number)
		}
		if got := strings.TrimRight(string(row.Text[:row.End]), "\r\n") + string(row.LineEnd()); got != string(row.Text) && !bytes.HasSuffix(row.Text, []byte(`"`)) {
			t.Fatalf("row %d: text %q, end %d", number, row.Text, row.End)
		}
		all.Write(row.Text)
		if row.Blank {
			continue
		}
		var cells []string
		for c := range row.All() {
			cells = append(cells, string(row.Value(c, &buffer)))
		}
		if len(cells) != row.Cells {
			t.Fatalf("row %d: %d cells, of which %d are yielded", number, row.Cells, len(cells))
		}
		values = append(values, cells)
	}
}

// A generatedTable is a table in some dialect, and what it holds.
type generatedTable struct {
	text      string
	delimiter byte
	values    [][]string // of the rows that are not blank, the header first
}

// generate makes a table of any dialect, with hard cells.
func generate(seed uint64) generatedTable {
	r := rand.New(rand.NewPCG(seed, 15))
	g := generatedTable{delimiter: delimiters[r.IntN(len(delimiters))]}
	end := []string{"\n", "\r\n"}[r.IntN(2)]
	columns := 2 + r.IntN(8)
	hard := []string{"", "", "x", "Main St", "12", "Zürich", "東京", "a,b", "a;b", "a\tb", "a|b", `say "hi"`, "two\nlines", "three\r\nlines\n", `"`, `""`, "it's", " padded ", "#1", "{x}", "5\" pipe", "sep=;", "longer than eight bytes, so that a word is full", strings.Repeat("y", 30)}
	var b strings.Builder
	for i := range 1 + r.IntN(30) {
		n := columns
		if i > 0 && r.IntN(10) == 0 {
			b.WriteString(strings.Repeat(string(g.delimiter), r.IntN(2*columns)) + end) // a blank row
		}
		if i > 0 && r.IntN(8) == 0 {
			n = 1 + r.IntN(columns) // a short one
		}
		row := make([]string, n)
		for c := range row {
			row[c] = hard[r.IntN(len(hard))]
			if i == 0 {
				row[c] = fmt.Sprintf("col %c", 'A'+c)
			}
			if c > 0 {
				b.WriteByte(g.delimiter)
			}
			v := row[c]
			if quoted := strings.ContainsAny(v, "\"\r\n,;\t|") || v != strings.Trim(v, " ") || r.IntN(4) == 0; quoted {
				b.WriteString(`"` + strings.ReplaceAll(v, `"`, `""`) + `"`)
			} else {
				b.WriteString(v)
			}
		}
		b.WriteString(end)
		if strings.Join(row, "") != "" {
			g.values = append(g.values, row)
		}
	}
	g.text = b.String()
	if r.IntN(3) == 0 {
		g.text = strings.TrimSuffix(g.text, end)
	}
	return g
}

// TestRowsAgainstCSV compares Rows with encoding/csv on generated tables of every dialect.
func TestRowsAgainstCSV(t *testing.T) {
	for seed := range uint64(1000) {
		g := generate(seed)
		oracle := csv.NewReader(strings.NewReader(g.text))
		oracle.Comma, oracle.FieldsPerRecord = rune(g.delimiter), -1
		records, err := oracle.ReadAll()
		if err != nil {
			t.Fatal(seed, err)
		}
		var want [][]string
		for _, record := range records[1:] {
			if strings.Join(record, "") != "" {
				want = append(want, record)
			}
		}
		text, got := allRows(t, strings.NewReader(g.text), &Options{Delimiter: g.delimiter})
		if text != g.text {
			t.Fatalf("seed %d: the rows are not the table:\n%s", seed, cmp.Diff(g.text, text))
		}
		for _, row := range got {
			for i := range row { // encoding/csv makes LF of CR LF within quotes
				row[i] = strings.ReplaceAll(row[i], "\r\n", "\n")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("seed %d, %q: (-encoding/csv +Rows)\n%s", seed, g.text, diff)
		}
	}
}

// TestDelimiterIsFound shows that the dialect of generated tables is found, and that neither
// it nor the rows depend on how the text arrives.
func TestDelimiterIsFound(t *testing.T) {
	for seed := range uint64(300) {
		g := generate(seed)
		if len(g.values) < 2 {
			continue
		}
		for name, src := range feedtest.Hostile(g.text) {
			r := NewRows(src, nil)
			d, err := r.Dialect()
			if err != nil || d.Delimiter != g.delimiter {
				t.Fatalf("seed %d, %s: %v, delimiter %q, want %q in %q", seed, name, err, d.Delimiter, g.delimiter, g.text)
			}
		}
		for name, src := range feedtest.Hostile(g.text) {
			if text, _ := allRows(t, src, nil); text != g.text {
				t.Fatalf("seed %d, %s: (-want +got)\n%s", seed, name, cmp.Diff(g.text, text))
			}
		}
	}
}
