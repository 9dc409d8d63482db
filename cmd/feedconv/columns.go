package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

var columnsCommand = command{
	name:    "columns",
	summary: "show the columns of a table, and propose how to geocode it",
	help:    columnsHelp,
	flags:   func() *flag.FlagSet { return columnsFlags(new(columnsOptions)) },
	run:     runColumns,
}

const columnsHelp = `usage: feedconv columns [flags] TABLE

Columns shows what a table of your own looks like, such as a list of customers in CSV:
its delimiter and encoding, its columns, in how many rows each has a value, and the
first values that differ. Then it proposes a mapping, in the form of a command that
geocodes the table. "-" is standard input.

The proposal comes from the names of the columns, in English, German, French, Spanish,
Dutch and Italian, and from those of the usual exports. Where several columns are
possible, it does not guess: it names them, and you choose with -map. It cannot know the
country of the addresses unless a column has it; if all are in one country, add -set
CountryRegion=.

With -o json it prints one object with the keys file, delimiter, encoding, header, rows,
blank, faulty, columns (number, name, filled, samples), mapping, reason and candidates.
`

// columnsOptions are the flags as given.
type columnsOptions struct {
	table    tableFlags
	encoding encodingFlag
	output   string
}

func columnsFlags(o *columnsOptions) *flag.FlagSet {
	flags := newFlags("columns")
	o.encoding.register(flags, "")
	o.table.registerDialect(flags)
	flags.StringVar(&o.output, "o", "text", "`FORM` of the output: text or json")
	return flags
}

func runColumns(s *session, args []string) error {
	o := new(columnsOptions)
	flags := columnsFlags(o)
	files, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	if len(files) != 1 {
		return usagef("columns takes one table, not %d", len(files))
	}
	if o.output, err = oneOf("-o", "form", o.output, "text", "json"); err != nil {
		return err
	}
	in, err := s.openInput(files[0], feed.CSV, o.encoding.Encoding)
	if err != nil {
		return err
	}
	text, err := in.text()
	if err != nil {
		return err
	}
	defer text.Close()
	options := o.table.options()
	inspection, err := tablefeed.Inspect(text, &options)
	if inspection == nil {
		return in.settle(named(in.name, err))
	}
	if o.encoding.Encoding != feed.AnyUnicode {
		inspection.Dialect.Encoding = o.encoding.Encoding
	}
	c := inspected{Inspection: inspection, file: in.name, flags: o.flagsAgain(flags)}
	if o.output == "json" {
		err = errors.Join(c.printJSON(s.stdout), err)
	} else {
		err = errors.Join(c.print(s.stdout), err)
	}
	if err == nil && c.Faulty > 0 {
		more := ""
		if c.Faulty > 1 {
			more = fmt.Sprintf(" (%s in all cannot be read)", quote.Count(c.Faulty, "row"))
		}
		fmt.Fprintf(s.stderr, "feedconv: %v%s\n", named(in.name, c.Fault), more)
		err = errPrinted
	}
	return in.settle(named(in.name, err))
}

// flagsAgain returns the flags that say how the table is to be read, as they were given.
func (o *columnsOptions) flagsAgain(flags *flag.FlagSet) (again []string) {
	flags.Visit(func(f *flag.Flag) {
		switch {
		case f.Name == "o":
		case f.Value.String() == "true":
			again = append(again, "-"+f.Name)
		default:
			again = append(again, "-"+f.Name, f.Value.String())
		}
	})
	return again
}

// An inspected is a table that has been inspected.
type inspected struct {
	*tablefeed.Inspection
	file  string
	flags []string // that say how to read it
}

// print writes the inspection for people.
func (c *inspected) print(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: delimited by %s, %s, %s", shownText(c.file), cells.NameOf(c.Dialect.Delimiter), c.encodingName(), quote.Count(c.Rows, "row"))
	if c.Blank > 0 {
		fmt.Fprintf(&b, " (%d blank)", c.Blank)
	}
	if c.Dialect.NoHeader {
		b.WriteString(", no header")
	}
	b.WriteString("\n\n")
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "column\tfilled\tvalues")
	for _, column := range c.Columns {
		fmt.Fprintf(t, "%s\t%s\t%s\n", shownText(column.Name), c.filled(column.Filled), shownText(strings.Join(column.Samples, " · ")))
	}
	t.Flush()
	c.printProposal(&b)
	lines := strings.Split(b.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n"))
	return err
}

// fault returns the first fault of a row as an error.
func (c *inspected) fault() error {
	if c.Fault == nil {
		return nil
	}
	return c.Fault
}

func (c *inspected) encodingName() string {
	name := c.Dialect.Encoding.String()
	if c.Dialect.Mark {
		name += " with a byte order mark"
	}
	return name
}

// filled says in how many rows a column has a value: rounded so that 0 % is none and 100 % all.
func (c *inspected) filled(n int64) string {
	all := c.Rows - c.Blank - c.Faulty
	switch {
	case n == 0 || all == 0:
		return "none"
	case n == all:
		return "all"
	}
	return fmt.Sprintf("%d%%", min(max((100*n+all/2)/all, 1), 99))
}

// printProposal writes the proposed mapping, or why there is none.
func (c *inspected) printProposal(w io.Writer) {
	switch {
	case c.Reason == nil && c.Mapping.IsZero(), errors.Is(c.fault(), feed.EncodingInvalid):
		// the table ends with a fault, or is to be read in another way first
	case c.Reason == nil:
		fmt.Fprintf(w, "\nTo geocode it:\n\n%s\n", c.command(c.Mapping))
		if !hasCountry(c.Mapping) {
			fmt.Fprintln(w, "\nNo column says the country. If it is one for all rows, add it, as in: -set CountryRegion=US")
		}
	case len(c.Reason.Candidates) > 0:
		fmt.Fprintf(w, "\nNo mapping is proposed: %s. It may be:\n", shownText(c.Reason.Reason))
		for _, m := range c.Reason.Candidates {
			fmt.Fprintf(w, "\n%s\n", c.command(m))
		}
	default:
		fmt.Fprintf(w, "\nNo mapping is proposed: %s. Say with -map which columns have the address.\n", shownText(c.Reason.Reason))
	}
}

// hasCountry reports whether the country is mapped, or need not be.
func hasCountry(m tablefeed.Mapping) bool {
	_, latitude := m.Map["Latitude"]
	_, query := m.Map["Query"]
	return latitude || query || m.Map["CountryRegion"] != ""
}

// command returns the command that geocodes the table.
func (c *inspected) command(m tablefeed.Mapping) string {
	in, out := c.file, "geocoded.csv"
	if in == displayName("-") {
		in = "-"
	} else {
		base := strings.TrimSuffix(filepath.Base(in), ".gz")
		extension := filepath.Ext(base)
		out = strings.TrimSuffix(base, extension) + "-geocoded"
		if extension == ".zip" {
			extension = ".csv"
		}
		out += extension
	}
	if strings.HasPrefix(in, "-") && in != "-" {
		in = "./" + in
	}
	words := append([]string{"feedconv", "geocode", in}, c.flags...)
	words = append(words, "-map", mapFlag(m))
	if prefix := c.addPrefix(); prefix != "" {
		words = append(words, "-add-prefix", prefix)
	}
	words = append(words, "-joined", out)
	for i, word := range words {
		words[i] = shellQuoted(word)
	}
	return strings.Join(words, " ")
}

// addPrefix returns what is to be before the names of added columns, where the table has some of
// them already.
func (c *inspected) addPrefix() (prefix string) {
	var names []string
	for _, column := range c.Columns {
		names = append(names, column.Name)
	}
	for range len(names) {
		o := tablefeed.JoinOptions{Options: tablefeed.Options{NoHeader: c.Dialect.NoHeader}, Prefix: prefix}
		if o.Check(names) == nil {
			break
		}
		prefix += "geo_"
	}
	return prefix
}

// printJSON writes the inspection for programs.
func (c *inspected) printJSON(w io.Writer) error {
	type column struct {
		Number  int      `json:"number"`
		Name    string   `json:"name"`
		Filled  int64    `json:"filled"`
		Samples []string `json:"samples"`
	}
	object := struct {
		File       string              `json:"file"`
		Delimiter  string              `json:"delimiter"`
		Encoding   string              `json:"encoding"`
		Header     bool                `json:"header"`
		Rows       int64               `json:"rows"`
		Blank      int64               `json:"blank"`
		Faulty     int64               `json:"faulty"`
		Columns    []column            `json:"columns"`
		Mapping    *tablefeed.Mapping  `json:"mapping"`
		Reason     string              `json:"reason,omitempty"`
		Candidates []tablefeed.Mapping `json:"candidates,omitempty"`
	}{
		File: c.file, Delimiter: string(rune(c.Dialect.Delimiter)), Encoding: c.Dialect.Encoding.String(), Header: !c.Dialect.NoHeader,
		Rows: c.Rows, Blank: c.Blank, Faulty: c.Faulty, Columns: []column{},
	}
	for i, info := range c.Columns {
		object.Columns = append(object.Columns, column{i + 1, info.Name, info.Filled, append([]string{}, info.Samples...)})
	}
	if !c.Mapping.IsZero() {
		object.Mapping = &c.Mapping
	}
	if c.Reason != nil {
		object.Reason, object.Candidates = c.Reason.Reason, c.Reason.Candidates
	}
	line, err := json.Marshal(object)
	if err == nil {
		_, err = w.Write(append(line, '\n'))
	}
	return err
}
