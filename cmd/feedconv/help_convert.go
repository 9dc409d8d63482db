package main

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

const convertHelp = `usage: feedconv convert [flags] [IN [OUT]]
       feedconv convert [flags] IN -o OUT

Convert carries a feed of schema version 2.0 - requests, succeeded or failed
results - from one format to another, in a stream and without losing a value.
IN and OUT are files; "-", or nothing, is standard input or output.

The formats are xml, csv, tab and pipe. The flags name them; otherwise the file
names do: .xml .csv .tsv .tab .psv .pipe, each also with .gz; otherwise, for the
input, its content does. Gzip data and zip archives with one file are unpacked,
and UTF-16 with a byte order mark is read. Output is UTF-8 without a mark, and
its lines end with LF.

Delimited output gets these columns:

	-layout auto        the documented ones, and of the extended layout those that
	                    this feed needs: the ones its header has if IN is delimited;
	                    if IN is an XML file, the ones that a first reading of it
	                    asks for; all of them for XML from a pipe
	-layout documented  only those that the service documents; a value that has no
	                    column there ends the run
	-layout extended    all
	-columns A,B,…      just these; a value without a column ends the run

OUT must not exist yet, even if it is empty. -o OUT replaces it, unless it is
write-protected, and so does -rejects FILE; a symbolic link stays, and the file
that it points to is written. A file gets its name only when it is complete: a
run that fails leaves no OUT, and an earlier one as it was. The first fault of
the input ends the run with one line that says where it is.

With -validate the feed is judged by the rules of "feedconv validate", and the
first error ends the run. With -rejects an entity with an error is left out of
OUT and written to FILE, as a line of JSON with its problems and its text as it
stands in IN; the rest is converted, and the status is 0, even where no entity is
left: a note says so, and -max-rejects sets a limit. An error of the feed itself
ends the run all the same.

A profile may make any rule a warning or turn it off, but what cannot be read
cannot be written: a fault such as row-too-long, cell-json or xml-unknown
rejects its entity, or ends the run, whatever severity the profile gives it.
`

// convertTail lists the columns.
func convertTail() string {
	var b strings.Builder
	b.WriteString("\nColumns of the documented layout:\n\n")
	columns := feed.Columns(feed.Extended)
	for i, f := range columns {
		if f.Info().Layout == feed.Extended && columns[i-1].Info().Layout == feed.Documented {
			b.WriteString("\nColumns that the extended layout adds, which the service does not know:\n\n")
		}
		fmt.Fprintf(&b, "\t%v\n", f)
	}
	return b.String()
}
