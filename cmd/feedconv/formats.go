package main

import (
	"path/filepath"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// formatSynonyms are further names of formats: extensions of files, and txt, as
// which spreadsheets save text delimited by tabs.
var formatSynonyms = map[string]feed.Format{
	"comma": feed.CSV,
	"tsv":   feed.Tab,
	"txt":   feed.Tab,
	"psv":   feed.Pipe,
}

// parseFormat reads the name of a format, in any case.
func parseFormat(flagName, value string) (feed.Format, error) {
	if value == "" {
		return feed.NoFormat, nil
	}
	name := strings.TrimPrefix(strings.ToLower(value), ".")
	if f, ok := formatSynonyms[name]; ok {
		return f, nil
	}
	var f feed.Format
	if f.UnmarshalText([]byte(name)) != nil {
		return f, usagef("%s: no format %s; %sthere are xml, csv, tab and pipe", flagName, quote.Text(value), didYouMean(name, []string{"xml", "csv", "tab", "pipe", "tsv", "psv"}))
	}
	return f, nil
}

// checkExtension refuses an output whose format nothing tells: neither its name
// nor a flag. Streams have no name; commands choose a format for them.
func checkExtension(path string, to feed.Format) error {
	if to != feed.NoFormat || !isFileName(path) {
		return nil
	}
	byName, _ := feedio.FormatOf(path)
	if byName != feed.NoFormat {
		return nil
	}
	what := "its name has no extension"
	if e := filepath.Ext(strings.TrimSuffix(path, ".gz")); e != "" {
		what = "its extension " + quote.Text(e) + " tells no format"
	}
	return usagef("the format of the output %s is not known: %s; name it .xml, .csv, .tsv, .tab, .psv or .pipe, or say -to xml, csv, tab or pipe", path, what)
}

// otherFormat returns the format that a stream gets if nothing says which: XML is
// converted to CSV and delimited text to XML. Columns are only for delimited text,
// so a feed that has some keeps its format if the user chose columns.
func otherFormat(in feed.Format, columns bool) feed.Format {
	switch {
	case in == feed.XML:
		return feed.CSV
	case columns:
		return in
	}
	return feed.XML
}
