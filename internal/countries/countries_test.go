package countries

import (
	"slices"
	"strings"
	"testing"
)

// TestTable shows that codes are codes, sorted, and that no name means two countries.
func TestTable(t *testing.T) {
	if !slices.IsSortedFunc(table, func(a, b Country) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the table is not sorted by code")
	}
	names := make(map[string]string)
	for _, c := range All() {
		if len(c.Code) != 2 || len(c.Alpha3) != 3 || c.Code != strings.ToUpper(c.Code) || c.Alpha3 != strings.ToUpper(c.Alpha3) || c.Name == "" {
			t.Errorf("%+v", c)
		}
		for _, name := range append([]string{c.Code, c.Alpha3, c.Name}, c.Others...) {
			if other, again := names[Key(name)]; again || Key(name) == "" {
				t.Errorf("%q is of %s and of %s", name, other, c.Code)
			}
			names[Key(name)] = c.Code
			if got := Named(name); got == nil || got.Code != c.Code {
				t.Errorf("%q is %v", name, got)
			}
		}
	}
	if len(table) != 250 { // 249 of the standard, and Kosovo
		t.Errorf("%d countries", len(table))
	}
}

func TestNamed(t *testing.T) {
	for name, want := range map[string]string{
		"us": "US", "U.S.A.": "US", "united states": "US", "UK": "GB", "England": "GB", "DEU": "DE", " Deutschland ": "DE", "ÖSTERREICH": "AT",
		"中国": "CN", "Türkiye": "TR", "Turkey": "TR", "Georgia": "GE", "": "", "Atlantis": "", "EU": "", "ZZ": "",
	} {
		got := ""
		if c := Named(name); c != nil {
			got = c.Code
		}
		if got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	if ByCode("us") != nil || ByCode("US").Name != "United States" {
		t.Error("ByCode")
	}
}
