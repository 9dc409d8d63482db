package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/stats"
)

var statsCommand = command{
	name:    "stats",
	summary: "count what is in feeds: statuses, confidences, full fields, distances",
	help:    statsHelp,
	flags:   func() *flag.FlagSet { return statsFlags(new(statsOptions)) },
	run:     runStats,
}

const statsHelp = `usage: feedconv stats [flags] FILE…

Stats reads feeds of requests or results once and shows what is in them, with one total
for all files: how full each field is; how often each value occurs of StatusCode,
FaultReason, Confidence, EntityType, match code, CalculationMethod, country and culture;
how many responses entities have, and how many entities have no place; repeated Ids and
requests; the box of all places; how far the answers to reverse requests are from the
places asked for; and the places that many entities share, which often means that only
the town was found. "-" is standard input.

A place is a response's Point whose coordinates are numbers within ±90 and ±180 degrees.
All responses count, except those without any value. A percentage is of whatever can
have the field: entities, requests, responses or points.

The table shows the ten most frequent values. -o json prints all of them, up to 1,000
for each field, in an object described by the JSON schema in stats/schema. Memory does
not grow with the feeds: beyond some hundred thousand different values, repeated Ids
and requests, shared places and distances are estimates, and the output says which.

With -map the files are tables of your own ("feedconv help tables").

The first fault of a feed ends the run; "feedconv validate" shows all of them.
`

// statsOptions are the flags as given.
type statsOptions struct {
	from, form string
	encoding   encodingFlag
	table      tableFlags
	quiet      bool
}

func statsFlags(o *statsOptions) *flag.FlagSet {
	flags := newFlags("stats")
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the inputs (default: what their names or contents say)")
	o.encoding.register(flags, "")
	o.table.register(flags)
	flags.StringVar(&o.form, "o", "text", "`FORM` of the figures: text or json")
	flags.BoolVar(&o.quiet, "q", false, "no notes and no progress on standard error")
	return flags
}

func runStats(s *session, args []string) error {
	o := new(statsOptions)
	files, done, err := s.parseFiles(statsFlags(o), args)
	if done || err != nil {
		return err
	}
	s.quiet = o.quiet
	form, err := oneOf("-o", "form", o.form, "text", "json")
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usagef("stats: which file? \"-\" is standard input")
	}
	if i := slices.Index(files, "-"); i >= 0 && slices.Contains(files[i+1:], "-") {
		return usagef("stats: standard input (\"-\") can be read only once")
	}
	from, err := parseFormat("-from", o.from)
	if err != nil {
		return err
	}
	table, err := o.table.table(o.from)
	if err != nil {
		return err
	}
	counter := stats.New()
	for _, file := range files {
		if err := o.count(s, counter, file, from, table); err != nil {
			return err
		}
	}
	if form == "json" {
		e := json.NewEncoder(s.stdout)
		e.SetEscapeHTML(false)
		return e.Encode(counter.Stats())
	}
	_, err = io.WriteString(s.stdout, statsTable(counter.Stats()))
	return err
}

// count counts one file: a table, or a feed if table is nil.
func (o *statsOptions) count(s *session, counter *stats.Counter, file string, from feed.Format, table *mappedTable) error {
	in, err := s.openTable(file, from, o.encoding.Encoding, table)
	if err != nil {
		return err
	}
	defer in.Close()
	defer s.startProgress(in).stop()
	if err := counter.Run(context.Background(), in.Reader); err != nil {
		return in.settle(named(in.name, err))
	}
	return in.explain(in.Changed())
}
