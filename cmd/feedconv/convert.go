package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

var convertCommand = command{
	name:    "convert",
	summary: "convert a feed between XML, delimited text and JSON Lines, or to GeoJSON",
	help:    convertHelp,
	flags:   func() *flag.FlagSet { flags, _ := convertFlags(); return flags },
	tail:    convertTail,
	run:     runConvert,
}

func convertFlags() (*flag.FlagSet, *convertOptions) {
	o := new(convertOptions)
	flags := newFlags("convert")
	flags.StringVar(&o.from, "from", "", "`FORMAT` of the input: xml, csv, tab, pipe or jsonl (default: what its name or content says)")
	o.encoding.register(flags, "")
	o.table.register(flags)
	flags.StringVar(&o.to, "to", "", "`FORMAT` of the output, which may also be geojson or geojsonl (default: what its name says; for standard output csv if the input is XML, otherwise xml)")
	flags.StringVar(&o.layout, "layout", "auto", "`LAYOUT` of delimited output: auto, documented or extended")
	flags.StringVar(&o.columns, "columns", "", "write exactly these columns, in this order: `A,B,…`")
	o.form.registerPlain(flags, "csv, tab or pipe")
	o.form.registerJSON(flags)
	o.form.registerGeo(flags)
	flags.StringVar(&o.out, "o", "", "write to `OUT` and replace it if it exists; an OUT after IN must not exist")
	flags.BoolVar(&o.lossy, "lossy", false, "drop what the output cannot hold, and say how many values")
	o.check.register(flags)
	flags.BoolVar(&o.quiet, "q", false, "no notes and no progress on standard error")
	return flags, o
}

// convertOptions are the flags as given.
type convertOptions struct {
	from, to, out, layout, columns string
	encoding                       encodingFlag
	form                           formFlags
	table                          tableFlags
	lossy, quiet                   bool
	check                          checkOptions
}

func runConvert(s *session, args []string) error {
	flags, o := convertFlags()
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	s.quiet = o.quiet
	c, err := o.conversion(files)
	if err != nil {
		return err
	}
	return c.run(s)
}

// conversion checks the command line.
func (o *convertOptions) conversion(files []string) (*conversion, error) {
	c := &conversion{in: "-", out: "-"}
	if len(files) > 2 {
		return nil, usagef("convert takes one input and one output, not %d files; convert one after the other", len(files))
	}
	copyTo(files, &c.in, &c.out)
	c.encoding = o.encoding.Encoding
	if o.out != "" {
		if len(files) > 1 {
			return nil, usagef("the output is named twice, %s and -o %s; leave one out", c.out, o.out)
		}
		c.out, c.replace = o.out, true
	}
	var err error
	if c.from, err = parseFormat("-from", o.from); err != nil {
		return nil, err
	}
	if c.table, err = o.table.table(o.from); err != nil {
		return nil, err
	}
	if c.form, c.to, err = o.form.form(o.to, c.out); err != nil {
		return nil, err
	}
	if c.form.kind != geoForm {
		if err := checkExtension(c.out, c.to, geoFormats...); err != nil {
			return nil, err
		}
	}
	if c.layout, err = parseLayout(o.layout, o.columns); err != nil {
		return nil, err
	}
	switch {
	case c.form.kind == geoForm && c.layout.chosen():
		return nil, usagef("-layout and -columns are for delimited output, not for GeoJSON")
	case c.form.kind == plainForm && c.layout.name != "auto":
		return nil, usagef("-layout is for feeds; a plain table has the columns that it needs, or those of -columns")
	case c.to != feed.NoFormat && c.to.Delimiter() == 0 && c.layout.chosen():
		return nil, usagef("-layout and -columns are for delimited output, not for %v", c.to)
	}
	if o.lossy {
		c.dropped = new(feed.Tally)
	}
	c.check, err = o.check.check()
	return c, err
}

func copyTo(values []string, targets ...*string) {
	for i, v := range values {
		*targets[i] = v
	}
}

const convertHelp = `usage: feedconv convert [flags] [IN [OUT]]
       feedconv convert [flags] IN -o OUT

Convert reads a feed of schema version 2.0 (requests or results) in one format and
writes it in another, without losing a value. IN and OUT are files; "-", or
nothing, is standard input or output. Flags may come before or after the files;
"--" ends the flags.

The formats are xml, csv, tab (or tsv, txt), pipe (or psv) and jsonl (or ndjson). The
flags -from and -to name them. Without a flag the file names decide: .xml .csv .tsv
.tab .psv .pipe .jsonl .ndjson, each also with .gz. If the name of IN does not say the
format, its content does. If the name of OUT does not say it, -to is required. On
standard output, XML is converted to csv, JSON Lines to xml, and delimited text to
xml, or to its own format if -layout or -columns is given. Gzip data, zip archives of
one file, and UTF-16 with a byte order mark are read. Output is UTF-8 without a mark,
and its lines end with LF.

Delimited output gets these columns:

	-layout auto        the documented ones, and those of the extended layout that
	                    the feed needs: for delimited input, the ones in its header;
	                    for an XML file, those found necessary by a first pass; for
	                    XML from a pipe, all of them
	-layout documented  only those that the service documents; a value without a
	                    column ends the run
	-layout extended    all
	-columns A,B,…      exactly these; a value without a column ends the run

-plain writes csv, tab or pipe as a plain table, for databases and spreadsheets. It has
no version line, short names such as RequestQuery, AddressLine and Latitude, only the
columns that have values (of an input that can be read only once: those that it may
have), and a row for each entity, with its first response. All cells with delimiters,
quotes or line ends are quoted as in CSV. A plain table is no longer a feed: convert
reads it only with -map.

-to geojson, or an OUT named .geojson, writes GeoJSON for maps: a Feature for each
response, and one without a geometry for an entity without a response and for a
response whose Point is no pair of numbers within ±90 and ±180 degrees. -to geojsonl,
or .geojsonl, writes a Feature on each line (for mapshaper, name the file .ndjson).
Every Feature has the same properties: Seq, the number of the Feature; Id; Response,
the number of the response; and the values under the names of plain tables. Seq,
Response and the sides of the box are numbers, all others are text, and null is for
what is absent. Points get the digits of the feed. GeoJSON cannot be read back. With
-azure-names, each response that has a place is a feature as Azure Maps returns it;
values that such a feature has no member for are in the property bing.

-to jsonl, or an OUT named .jsonl or .ndjson, writes JSON Lines: an object for each
entity, on a line of its own, with the names of the XML:
{"id":"1","geocodeRequest":{"query":"Leeds"}}. Every value is a string, so that nothing
is lost. -typed writes numbers, booleans and arrays where that loses nothing, and says
how many values stay strings. -wide writes every key on every line, for programs that
guess the columns from the first lines. It keeps only the first response of an entity,
and says how many it leaves out. All these forms can be read back. The service does not
know JSON Lines; geocode sends them as XML.

Values are written as they are. A spreadsheet takes a value that begins with =, +, -
or @ for a formula. If you do not trust the source of a feed, import it as text.

OUT must not exist yet, even as an empty file. -o OUT replaces it, unless it is
write-protected, and so does -rejects FILE. A symbolic link is kept, and the file
it points to is written. A file gets its name only when it is complete: a run that
fails leaves no OUT, or leaves an earlier OUT as it was. Only a crash, or a run that
is killed, can leave the hidden file .OUT.NUMBER-NUMBER.tmp next to OUT, which you
can delete. The first fault of the input ends the run with one line that says where
it is and what to do.

With -validate the feed is checked by the rules of "feedconv validate", and the
first error ends the run. With -rejects an entity with an error is left out of OUT
and written to FILE, as a line of JSON with its problems and its source text. The
rest is converted, and the status is 0. If every entity has an error, the run fails;
-max-rejects sets another limit, and -max-rejects 100% removes it. An error of the
feed itself always ends the run.

A profile can make any rule a warning or turn it off, but what cannot be read
cannot be written: a fault such as row-too-long, cell-json or xml-unknown
rejects its entity, or ends the run, whatever severity the profile gives it.
`

// convertTail lists the columns of both layouts.
func convertTail() string {
	var b strings.Builder
	b.WriteString("\nColumns of the documented layout:\n\n")
	columns := feed.Columns(feed.Extended)
	for i, f := range columns {
		if f.Info().Layout == feed.Extended && columns[i-1].Info().Layout == feed.Documented {
			b.WriteString("\nColumns that the extended layout adds, unknown to the service:\n\n")
		}
		fmt.Fprintf(&b, "\t%v\n", f)
	}
	return b.String()
}
