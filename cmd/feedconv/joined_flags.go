package main

import (
	"flag"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// joinedFlags are the flags for outputs that are tables.
type joinedFlags struct {
	add      stringList
	prefix   string
	best     bool
	encoding string
}

func (o *joinedFlags) register(flags *flag.FlagSet) {
	flags.Var(&o.add, "add", "with -map: add these `FIELDS` of the results to its rows, separated by commas (default: "+addedFieldNames()+")")
	flags.StringVar(&o.prefix, "add-prefix", "", "with -map: put `TEXT` before the names of the columns that are added")
	flags.Lookup("all-responses").Usage = "with -plain or -map: write a row for each response, not only for the first one"
	flags.BoolVar(&o.best, "best", false, "with -map: take the best response, by Confidence and then by MatchCodes, not the first one")
	flags.StringVar(&o.encoding, "encoding-out", "", "with -map: `ENCODING` of the outputs that are tables: utf-8, or same for that of the table (default utf-8)")
}

func addedFieldNames() string {
	var names []string
	for _, f := range tablefeed.DefaultAdded() {
		names = append(names, tablefeed.AddedName(f))
	}
	return strings.Join(names, ",")
}

// given reports which of the flags is given; empty if none is.
func (o *joinedFlags) given() string {
	switch {
	case len(o.add) > 0:
		return "-add"
	case o.prefix != "":
		return "-add-prefix"
	case o.best:
		return "-best"
	case o.encoding != "":
		return "-encoding-out"
	}
	return ""
}

// options returns the options of tables that are written again.
func (o *joinedFlags) options(table tablefeed.Options, all bool) (tablefeed.JoinOptions, error) {
	join := tablefeed.JoinOptions{Options: table, Prefix: o.prefix, AllResponses: all, Best: o.best}
	if all && o.best {
		return join, usagef("-best takes one response and -all-responses takes all; leave one out")
	}
	if o.encoding != "" {
		if _, err := oneOf("-encoding-out", "encoding", o.encoding, "utf-8", "same"); err != nil {
			return join, err
		}
	}
	for _, text := range o.add {
		for name := range strings.SplitSeq(text, ",") {
			f, err := tablefeed.AddedField(strings.TrimSpace(name))
			if err != nil {
				return join, usagef("-add: %v", err)
			}
			if slices.Contains(join.Add, f) {
				return join, usagef("-add: the field %s is given twice", tablefeed.AddedName(f))
			}
			join.Add = append(join.Add, f)
		}
	}
	return join, nil
}

// sameEncoding reports whether the outputs have the encoding of the table.
func (o *joinedFlags) sameEncoding() bool { return strings.EqualFold(o.encoding, "same") }
