package tablefeed

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// TestInspect shows what is said of a table.
func TestInspect(t *testing.T) {
	const table = "Street;City;City;\r\n1 Elm St;York;;\r\n\r\n;\"York\";x\r\n1;2;3;4;5\r\n \"1 Elm St\" ;Hull\r\n2;Bath\r\n3;Ely\r\n"
	got, err := Inspect(strings.NewReader(table), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &Inspection{
		Dialect: Dialect{Delimiter: ';', Encoding: feed.UTF8, LineEnd: "\r\n"},
		Rows:    7, Blank: 1, Faulty: 1, Fault: got.Fault,
		Columns: []ColumnInfo{
			{"Street", 4, []string{"1 Elm St", "2", "3"}}, {"City", 5, []string{"York", "Hull", "Bath"}}, {"City#2", 1, []string{"x"}}, {"#4", 0, nil},
		},
		Reason: &GuessError{Reason: `the columns "City" and "City#2" may both be the town`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Fault == nil || got.Fault.Line != 5 {
		t.Errorf("%v", got.Fault)
	}
}

// TestInspectFaults shows that what is known is returned with a fault.
func TestInspectFaults(t *testing.T) {
	if i, err := Inspect(strings.NewReader("a,b\n1,2\n\"3\n"), nil); !errors.Is(err, feed.TextSyntax) || i.Rows != 1 {
		t.Errorf("%v, %v", i, err)
	}
	if i, err := Inspect(strings.NewReader(""), nil); !errors.Is(err, feed.TextHeader) || i != nil {
		t.Errorf("%v, %v", i, err)
	}
	long := strings.Repeat("ü", 100)
	if i, err := Inspect(strings.NewReader("a,b\n"+long+",2\n"), nil); err != nil || i.Columns[0].Samples[0] != strings.Repeat("ü", 30)+"…" {
		t.Errorf("%v, %v", i, err)
	}
}

// TestGuessTable proposes a mapping by the beginning of a table.
func TestGuessTable(t *testing.T) {
	table := "Street,No,City\n" + strings.Repeat("Elm St,1,York\n", 200) + "\""
	m, err := GuessTable(strings.NewReader(table), nil)
	if got := guessText(m); err != nil || got != "AddressLine={No} {Street}; Locality=City" {
		t.Errorf("%s, %v", got, err)
	}
	var reason *GuessError
	if _, err := GuessTable(strings.NewReader("a,b\n1,2\n"), nil); !errors.As(err, &reason) {
		t.Error(err)
	}
	if _, err := GuessTable(strings.NewReader("\"a"), nil); !errors.Is(err, feed.TextSyntax) {
		t.Error(err)
	}
	if m, err := GuessTable(strings.NewReader("Street,City\nElm St,York\n\"x"), nil); err != nil || len(m.Map) != 2 {
		t.Error(fmt.Sprint(m, err))
	}
}
