package feedio_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

func TestFormatOf(t *testing.T) {
	for _, c := range []struct {
		name   string
		format feed.Format
		gzip   bool
	}{
		{"in.xml", feed.XML, false},
		{"in.csv", feed.CSV, false},
		{"in.tsv", feed.Tab, false},
		{"in.tab", feed.Tab, false},
		{"in.psv", feed.Pipe, false},
		{"in.pipe", feed.Pipe, false},
		{"dir.csv/IN.XML", feed.XML, false},
		{"dir/in.csv.gz", feed.CSV, true},
		{"in.tab.csv", feed.CSV, false},
		{"IN.TSV.GZ", feed.Tab, true},
		{"in.gz", feed.NoFormat, true},
		{"in.txt", feed.NoFormat, false},
		{"in.zip", feed.NoFormat, false},
		{"in.xml.gz.gz", feed.NoFormat, true},
		{"xml", feed.NoFormat, false},
		{"dir.xml/in", feed.NoFormat, false},
		{"", feed.NoFormat, false},
		{"-", feed.NoFormat, false},
	} {
		if f, gzip := feedio.FormatOf(c.name); f != c.format || gzip != c.gzip {
			t.Errorf("%q: %v, %v, want %v, %v", c.name, f, gzip, c.format, c.gzip)
		}
	}
}
