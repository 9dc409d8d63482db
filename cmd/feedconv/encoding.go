package main

import (
	"flag"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// An encodingFlag is the flag -encoding: how the characters of an input are
// stored. It is never guessed.
type encodingFlag struct{ feed.Encoding }

// register adds the flag; prefix begins its description.
func (e *encodingFlag) register(flags *flag.FlagSet, prefix string) {
	flags.Var(e, "encoding", prefix+"read the input in the encoding `NAME`, such as windows-1252, whatever it says of itself (default: UTF-8, or UTF-16 with a byte order mark)")
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
	near := name
	if known, ok := encodingSynonyms[plainName(name)]; ok {
		near = known
	}
	return fmt.Errorf("no encoding %q; %sthere are %s", name, didYouMean(near, names), listed(names))
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
