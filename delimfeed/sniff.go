package delimfeed

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/sniff"
)

// formats are the formats of this package, the most likely first.
var formats = [...]feed.Format{feed.CSV, feed.Tab, feed.Pipe}

// checkFormat returns an error unless f is a format of delimited text.
func checkFormat(f feed.Format) error {
	switch {
	case slices.Contains(formats[:], f):
		return nil
	case f == feed.XML:
		return errors.New("delimfeed: xml is not delimited text; package xmlfeed reads and writes it")
	case f == feed.JSONLines:
		return errors.New("delimfeed: jsonl is not delimited text; package jsonfeed reads and writes it")
	case f == feed.Table:
		return errors.New("delimfeed: a table is not a feed; package tablefeed reads it by a mapping, and nothing writes it")
	case f == feed.NoFormat:
		return errors.New("delimfeed: no format is given; use feed.CSV, feed.Tab or feed.Pipe")
	}
	return fmt.Errorf("delimfeed: unknown format %v; use feed.CSV, feed.Tab or feed.Pipe", f)
}

func init() { sniff.Delimited = sniffFormat }

// sniffFormat implements sniff.Delimited. It looks for the delimiter that splits the header.
func sniffFormat(prefix []byte) feed.Format {
	line, rest := nextLine(prefix)
	if _, ok := cells.SeparatorLine(line); ok {
		line, rest = nextLine(rest)
	}
	_, versioned := parseVersionLine(line)
	if versioned {
		line, _ = nextLine(rest)
	}
	if f := likeliest(func(f feed.Format) int { return knownNames(line, f.Delimiter()) }); f != feed.NoFormat {
		return f
	}
	if !versioned && !isDataSourceHeader(line) {
		return feed.NoFormat
	}
	f := likeliest(func(f feed.Format) int { return bytes.Count(line, []byte{f.Delimiter()}) })
	return cmp.Or(f, feed.CSV)
}

// likeliest returns the format with the highest count, NoFormat if all are zero.
func likeliest(count func(feed.Format) int) feed.Format {
	best, most := feed.NoFormat, 0
	for _, f := range formats {
		if n := count(f); n > most {
			best, most = f, n
		}
	}
	return best
}

// nextLine returns the first line of text that is not blank, without its end,
// and what is after it.
func nextLine(text []byte) (line, rest []byte) {
	text = bytes.TrimLeft(text, cells.Blanks+"\r\n\uFEFF")
	n := bytes.IndexAny(text, "\r\n")
	if n < 0 {
		return text, nil
	}
	return text[:n], text[n:]
}

// knownNames counts the cells of a header line that name columns.
func knownNames(line []byte, delimiter byte) (n int) {
	for name := range names(line, delimiter) {
		if _, ok := feed.ColumnByName(name); ok {
			n++
		}
	}
	return n
}

// names yields the names in a header, including empty ones, with their cells. It ends at
// the first cell whose quotes are wrong.
func names(header []byte, delimiter byte) func(yield func(string, cell) bool) {
	return func(yield func(string, cell) bool) {
		s := scanner{Text: header, Delimiter: delimiter, Whole: true}
		for i := 0; ; {
			c, next, how := s.Cell(i)
			if how > ended || !yield(nameIn(header, c), c) || how == ended {
				return
			}
			i = next
		}
	}
}

// nameIn returns the name in a cell of a header, without byte order marks.
func nameIn(header []byte, c cell) string {
	var buffer []byte
	name := strings.Trim(string(c.Value(header, &buffer)), " ")
	unmarked, marked := strings.CutPrefix(name, string(cells.Mark))
	if marked && len(unmarked) > 1 && unmarked[0] == '"' && unmarked[len(unmarked)-1] == '"' {
		unmarked = unmarked[1 : len(unmarked)-1]
	}
	return strings.Trim(unmarked, " \uFEFF")
}

// VersionLine is the first line of a feed, as a Writer writes it.
const VersionLine = "Bing Spatial Data Services, 2.0"

// A versionLine is what a first line says.
type versionLine struct {
	version, third string // without spaces and quotes
	at             int    // where the version is; 0 if it is absent
	semicolon      int    // where the first semicolon is that delimits the line; -1 if none does
	quote          int    // where the last quote is, if it has no partner; -1 otherwise
}

// parseVersionLine parses a line without its line end. Any delimiter may separate its
// parts, and spaces and quotes may surround them.
func parseVersionLine(line []byte) (v versionLine, ok bool) {
	parts := make([]string, 0, 3)
	v.semicolon = -1
	for at := 0; at <= len(line) && len(parts) < 3; {
		n := bytes.IndexAny(line[at:], ",\t|;")
		if n < 0 {
			n = len(line) - at
		}
		part := strings.Trim(string(line[at:at+n]), ` "`)
		if len(parts) == 1 && part != "" {
			v.at = at + strings.Index(string(line[at:]), part)
		}
		parts = append(parts, part)
		if at += n; at < len(line) && line[at] == ';' && v.semicolon < 0 {
			v.semicolon = at
		}
		at++
	}
	title, _, _ := strings.Cut(VersionLine, ",")
	if !strings.EqualFold(strings.Join(strings.Fields(parts[0]), " "), title) {
		return v, false
	}
	parts = append(parts, "", "")
	v.version, v.third = parts[1], parts[2]
	if v.quote = -1; bytes.Count(line, []byte{'"'})%2 != 0 {
		v.quote = bytes.LastIndexByte(line, '"')
	}
	return v, true
}

// isVersion reports whether a version means n.0, as 2, 2.0 and 02.00 mean 2.0.
func isVersion(version, n string) bool {
	whole, fraction, _ := strings.Cut(version, ".")
	return strings.TrimLeft(whole, "0") == n && strings.Trim(fraction, "0") == ""
}

// isDataSourceHeader reports whether a header is for the service's data source loader,
// whose names have types: EntityID(Edm.String,primaryKey).
func isDataSourceHeader(line []byte) bool { return bytes.Contains(line, []byte("(Edm.")) }
