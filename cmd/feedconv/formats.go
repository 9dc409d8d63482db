package main

import (
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// formatSynonyms are further names of formats: extensions of files, and txt, as
// which spreadsheets save text delimited by tabs.
var formatSynonyms = map[string]feed.Format{
	"comma":  feed.CSV,
	"tsv":    feed.Tab,
	"txt":    feed.Tab,
	"psv":    feed.Pipe,
	"ndjson": feed.JSONLines,
}

// formatNames are the names of formats that messages give.
var formatNames = []string{"xml", "csv", "tab", "pipe", "jsonl"}

// parseFormat reads the name of a format, in any case. Also are further names that the flag
// takes, for the message about one that it does not.
func parseFormat(flagName, value string, also ...string) (feed.Format, error) {
	if value == "" {
		return feed.NoFormat, nil
	}
	name := strings.TrimPrefix(strings.ToLower(value), ".")
	if f, ok := formatSynonyms[name]; ok {
		return f, nil
	}
	var f feed.Format
	if f.UnmarshalText([]byte(name)) != nil {
		names := append(slices.Clone(formatNames), also...)
		meant := didYouMean(name, append([]string{"tsv", "psv", "ndjson"}, names...))
		return f, usagef("%s: no format %s; %sthere are %s", flagName, quote.Text(value), meant, listed(names))
	}
	return f, nil
}

// checkExtension refuses an output whose format is not known, neither from its name
// nor from a flag. Streams have no name; commands choose a format for them. Also are further
// formats that the output may have, which are extensions too, for the message.
func checkExtension(path string, to feed.Format, also ...string) error {
	if to != feed.NoFormat || !isFileName(path) {
		return nil
	}
	byName, _ := feedio.FormatOf(path)
	if byName != feed.NoFormat {
		return nil
	}
	what := "its name has no extension"
	if e := filepath.Ext(strings.TrimSuffix(path, ".gz")); e != "" {
		what = "its extension " + quote.Text(e) + " is of no format"
	}
	extensions := []string{".xml", ".csv", ".tsv", ".tab", ".psv", ".pipe", ".jsonl", ".ndjson"}
	for _, name := range also {
		extensions = append(extensions, "."+name)
	}
	return usagef("the format of the output %s is not known: %s; name it %s, or say -to %s", path, what, alternatives(extensions), alternatives(append(slices.Clone(formatNames), also...)))
}

// otherFormat returns the format that a stream gets if nothing says which: XML is
// converted to CSV, and everything else to XML. Columns are only for delimited text,
// so a feed that has some keeps its format if the user chose columns, and others become
// csv.
func otherFormat(in feed.Format, columns bool) feed.Format {
	switch {
	case columns && in.Delimiter() != 0:
		return in
	case columns || in == feed.XML:
		return feed.CSV
	}
	return feed.XML
}

// An encodingFlag is the flag -encoding: how the characters of an input are
// stored. It is never guessed.
type encodingFlag struct{ feed.Encoding }

// register adds the flag; prefix begins its description.
func (e *encodingFlag) register(flags *flag.FlagSet, prefix string) {
	flags.Var(e, "encoding", prefix+"read the input in the encoding `NAME`, such as windows-1252, whatever it declares (default: UTF-8, or UTF-16 with a byte order mark)")
}

// String implements flag.Value.
func (e *encodingFlag) String() string {
	if e.Encoding == feed.AnyUnicode {
		return ""
	}
	return e.Encoding.String()
}

// Set implements flag.Value.
func (e *encodingFlag) Set(name string) error {
	if e.Encoding.UnmarshalText([]byte(name)) == nil {
		return nil
	}
	var names []string
	for e := feed.UTF8; e <= feed.ISO8859_15; e++ {
		names = append(names, e.String())
	}
	meant := name
	if known, ok := encodingSynonyms[near.Plain(name)]; ok {
		meant = known
	}
	return fmt.Errorf("no encoding %q; %sthere are %s", name, didYouMean(meant, names), listed(names))
}

// encodingSynonyms are names that other programs have for encodings. They are not taken,
// as not all programs mean the same by them, but lead to the name that is.
var encodingSynonyms = map[string]string{
	"ansi": "windows-1252", "cp1252": "windows-1252", "win-1252": "windows-1252", "win1252": "windows-1252", "1252": "windows-1252",
	"cp1250": "windows-1250", "win-1250": "windows-1250", "win1250": "windows-1250", "1250": "windows-1250",
	"cp1251": "windows-1251", "win-1251": "windows-1251", "win1251": "windows-1251", "1251": "windows-1251",
	"latin1": "iso-8859-1", "latin-1": "iso-8859-1", "latin9": "iso-8859-15", "latin-9": "iso-8859-15",
	"unicode": "utf-16le", "utf16": "utf-16le", "utf-16": "utf-16le", "ucs-2": "utf-16le",
}
