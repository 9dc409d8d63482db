package feed_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		format    feed.Format
		name      string
		delimiter byte
	}{{feed.XML, "xml", 0}, {feed.CSV, "csv", ','}, {feed.Tab, "tab", '\t'}, {feed.Pipe, "pipe", '|'}, {feed.JSONLines, "jsonl", 0}} {
		if c.format.String() != c.name || c.format.Delimiter() != c.delimiter {
			t.Errorf("%v, %q, want %s, %q", c.format, c.format.Delimiter(), c.name, c.delimiter)
		}
		var f feed.Format
		if err := f.UnmarshalText([]byte(c.name)); f != c.format || err != nil {
			t.Errorf("%s: %v, %v", c.name, f, err)
		}
	}
	if name, delimiter := feed.Table.String(), feed.Table.Delimiter(); name != "table" || delimiter != 0 {
		t.Errorf("%s, %q", name, delimiter)
	}
	for _, name := range []string{"", "XML", "json", "tsv", "table"} {
		var f feed.Format
		err := f.UnmarshalText([]byte(name))
		if want := "no format " + quote.Text(name) + "; there are xml, csv, tab, pipe and jsonl"; f != feed.NoFormat || err == nil || err.Error() != want {
			t.Errorf("%v, %v, want %s", f, err, want)
		}
	}
}
