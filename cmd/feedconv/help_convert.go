package main

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

const convertHelp = `usage: feedconv convert [flags] [IN [OUT]]
       feedconv convert [flags] IN -o OUT

Convert reads a feed of schema version 2.0 (requests or results) in one format and
writes it in another, without losing a value. IN and OUT are files; "-", or
nothing, is standard input or output. Flags may come before or after the files;
"--" ends the flags.

The formats are xml, csv, tab (or tsv, txt) and pipe (or psv). The flags -from and
-to name them. Without a flag the file names decide: .xml .csv .tsv .tab .psv .pipe,
each also with .gz. If the name of IN does not say the format, its content does. If
the name of OUT does not say it, -to is required. On standard output XML becomes csv.
Delimited text becomes xml, or keeps its format if -layout or -columns is given.
Gzip data, zip archives of one file, and UTF-16 with a byte order mark are read.
Output is UTF-8 without a mark, and its lines end with LF.

Delimited output gets these columns:

	-layout auto        the documented ones, and those of the extended layout that
	                    the feed needs: for delimited input, the ones in its header;
	                    for an XML file, those found necessary by a first pass; for
	                    XML from a pipe, all of them
	-layout documented  only those that the service documents; a value without a
	                    column ends the run
	-layout extended    all
	-columns A,B,…      exactly these; a value without a column ends the run

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
