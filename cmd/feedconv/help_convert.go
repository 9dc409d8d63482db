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

The formats are xml, csv, tab (also tsv, txt) and pipe (also psv). The flags -from
and -to name them. Without a flag the file names tell: .xml .csv .tsv .tab .psv
.pipe, each also with .gz. If the name of IN does not tell, its content does. An
OUT whose name does not tell needs -to. On standard output XML becomes csv, and
delimited text becomes xml, or keeps its format if -layout or -columns is given.
Gzip data, zip archives with one file, and UTF-16 with a byte order mark are read.
Output is UTF-8 without a mark, and its lines end with LF.

Delimited output gets these columns:

	-layout auto        the documented ones, and those of the extended layout that
	                    the feed needs: if IN is delimited, the ones in its header;
	                    if IN is an XML file, the ones that a first reading of it
	                    finds; if IN is XML from a pipe, all of them
	-layout documented  only those that the service documents; a value without a
	                    column ends the run
	-layout extended    all
	-columns A,B,…      exactly these; a value without a column ends the run

Values are written as they are. A value that begins with =, +, - or @ is a formula
to a spreadsheet: import such a file as text if you do not trust where it is from.

OUT must not exist yet, even if it is empty. -o OUT replaces it, unless it is
write-protected, and so does -rejects FILE. A symbolic link stays, and the file
that it points to is written. A file gets its name only when it is complete: a
run that fails leaves no OUT, and an earlier one as it was. Only a run that is
killed, or a crash, may leave the hidden file .OUT.NUMBER-NUMBER.tmp beside OUT; you
can delete it. The first fault of the input ends the run with one line that says
where it is.

With -validate the feed is checked by the rules of "feedconv validate", and the
first error ends the run. With -rejects an entity with an error is left out of
OUT and written to FILE, as a line of JSON with its problems and its text as it
is in IN; the rest is converted, and the status is 0. If all entities have errors,
the run fails; -max-rejects sets another limit, and -max-rejects 100% allows all.
An error of the feed itself ends the run all the same.

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
