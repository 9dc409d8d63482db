package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// tableFlags are the flags that make a feed of a user's own table.
type tableFlags struct {
	maps, sets stringList
	delimiter  delimiterFlag
	noHeader   bool
	onlyID     bool // a column for Id is enough
}

// register adds the flags.
func (t *tableFlags) register(flags *flag.FlagSet) {
	flags.Var(&t.maps, "map", "IN is a table of your own: take FIELD from a column of it, as `FIELD=COLUMN`, several of these with commas, @FILE or auto; may be given several times (see \"feedconv help tables\")")
	flags.Var(&t.sets, "set", "with -map: give FIELD the same value in every row, as `FIELD=VALUE`, or with FIELD?=VALUE where its column is empty; may be given several times")
	t.registerDialect(flags)
}

// registerDialect adds the flags that say what a table looks like.
func (t *tableFlags) registerDialect(flags *flag.FlagSet) {
	flags.Var(&t.delimiter, "delimiter", "the `CHARACTER` between the cells of the table, or its name: comma, semicolon, tab or pipe (default: detected)")
	flags.BoolVar(&t.noHeader, "no-header", false, "the table has no header: its columns are #1, #2 and so on")
}

// options returns the options with which a table is read.
func (t *tableFlags) options() tablefeed.Options {
	return tablefeed.Options{Delimiter: byte(t.delimiter), NoHeader: t.noHeader}
}

// A delimiterFlag is the character between the cells of a table; 0 to find it out.
type delimiterFlag byte

// delimiterNames are the names that -delimiter takes besides characters.
var delimiterNames = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

// String implements flag.Value: the name of the delimiter, or the character.
func (d *delimiterFlag) String() string {
	for name, c := range delimiterNames {
		if c == byte(*d) {
			return name
		}
	}
	if *d == 0 {
		return ""
	}
	return string(rune(*d))
}

// Set implements flag.Value.
func (d *delimiterFlag) Set(text string) error {
	c, ok := delimiterNames[strings.ToLower(text)]
	if !ok && text == `\t` {
		c, ok = '\t', true
	}
	if !ok && len(text) == 1 {
		c = text[0]
		ok = tablefeed.CheckDelimiter(c) == nil
	}
	if !ok {
		names := slices.Sorted(maps.Keys(delimiterNames))
		return fmt.Errorf("no delimiter %q; %sgive a character such as ; or one of %s", text, didYouMean(text, names), listed(names))
	}
	*d = delimiterFlag(c)
	return nil
}

// A mappedTable says how a table is read as a feed.
type mappedTable struct {
	mapping tablefeed.Mapping
	options tablefeed.Options
	auto    bool              // the mapping is proposed by the columns of the table
	given   tablefeed.Mapping // with auto: what it has besides
}

// table returns how the input is read; nil if it is a feed. From is the value of -from.
func (t *tableFlags) table(from string) (*mappedTable, error) {
	if len(t.maps) == 0 {
		for name, given := range map[string]bool{"-set": len(t.sets) > 0, "-delimiter": t.delimiter != 0, "-no-header": t.noHeader} {
			if given {
				return nil, usagef("%s is for a table, whose columns -map names", name)
			}
		}
		return nil, nil
	}
	if from != "" {
		return nil, usagef("-from is for feeds, and -map says that the input is a table; say what is between its cells with -delimiter")
	}
	m := &mappedTable{options: t.options()}
	for _, text := range t.maps {
		if err := m.add(text); err != nil {
			return nil, err
		}
	}
	for _, text := range t.sets {
		if err := m.mapping.AddSet(text); err != nil {
			return nil, usagef("-set: %v", err)
		}
	}
	if m.auto {
		m.given = m.mapping
		return m, nil
	}
	if err := t.check(m.mapping); err != nil {
		return nil, usagef("-map: %v", err)
	}
	return m, nil
}

// check makes sure that a mapping is of use.
func (t *tableFlags) check(m tablefeed.Mapping) error {
	if t.onlyID {
		return m.CheckForJoin()
	}
	return m.Check()
}

// add adds a value of -map.
func (m *mappedTable) add(text string) error {
	if text == "auto" {
		m.auto = true
		return nil
	}
	file, ok := strings.CutPrefix(text, "@")
	if !ok {
		if err := m.mapping.AddMap(text); err != nil {
			return usagef("-map: %v", err)
		}
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	read, err := tablefeed.ParseMapping(f)
	if err != nil {
		return usagef("-map: %v", named(file, err))
	}
	if err := m.mapping.Merge(read); err != nil {
		return usagef("-map: %s: %v", file, err)
	}
	return nil
}

// openTable opens the file at path, standard input where path is "-" or empty: as a table, or
// as a feed if table is nil.
func (s *session) openTable(path string, from feed.Format, encoding feed.Encoding, table *mappedTable) (*input, error) {
	if table == nil {
		return s.openInput(path, from, encoding)
	}
	o := &feedio.Options{ReaderOptions: feed.ReaderOptions{Encoding: encoding}, Delimiter: table.options.Delimiter, NoHeader: table.options.NoHeader}
	table.options.ReaderOptions = o.ReaderOptions
	stdin := s.stdin
	if table.auto {
		var err error
		if stdin, err = s.propose(path, table); err != nil {
			return nil, err
		}
	}
	o.Table = &table.mapping
	return openWith(path, stdin, o)
}

// proposalSize is how much of standard input is looked at to propose a mapping.
const proposalSize = textbuf.SniffLength

// propose proposes the mapping by the columns of a table, and says which it is. It returns
// what standard input has still to be read from.
func (s *session) propose(path string, table *mappedTable) (stdin io.Reader, err error) {
	name := displayName(path)
	var text io.Reader
	if path == "-" || path == "" {
		source, err := textbuf.NewSource(s.stdin, "")
		if err != nil {
			_, err = (&input{name: name}).opened(err)
			return nil, err
		}
		prefix, err := source.Peek(proposalSize)
		if err != nil {
			return nil, err
		}
		stdin, text = source, strings.NewReader(string(prefix))
	} else {
		source, err := textbuf.OpenSource(path, isGzipName(path), nil)
		if err != nil {
			_, err = (&input{name: name}).opened(err)
			return nil, err
		}
		defer source.Close()
		text = source
	}
	proposed, err := tablefeed.GuessTable(text, &table.options)
	if err != nil {
		return nil, withoutProposal(name, err)
	}
	for field := range table.given.Map { // which the proposal gives way to
		maps.DeleteFunc(proposed.Map, func(name, _ string) bool { return strings.EqualFold(name, field) })
	}
	if err := proposed.Merge(table.given); err != nil {
		return nil, usagef("-map auto: %v", err)
	}
	if err := proposed.Check(); err != nil {
		return nil, usagef("-map auto: %v", err)
	}
	table.mapping = proposed
	s.note("%s: -map auto takes -map %s", name, shellQuoted(mapFlag(proposed)))
	return stdin, nil
}

// withoutProposal returns the error of a table for which no mapping is proposed.
func withoutProposal(name string, err error) error {
	var none *tablefeed.GuessError
	if !errors.As(err, &none) {
		return named(name, err)
	}
	text := fmt.Sprintf("%s: no mapping is proposed: %s; name the columns with -map", name, none.Reason)
	for i, m := range none.Candidates {
		if i == 0 {
			text += ", such as"
		} else {
			text += " or"
		}
		text += " -map " + shellQuoted(mapFlag(m))
	}
	return usagef("%s", text)
}

func isGzipName(path string) bool {
	_, gzip := feedio.FormatOf(path)
	return gzip
}

// mapFlag returns a mapping as the value of -map.
func mapFlag(m tablefeed.Mapping) string {
	var texts []string
	for _, field := range slices.SortedFunc(maps.Keys(m.Map), byPlaceInAddress) {
		texts = append(texts, field+"="+m.Map[field])
	}
	return strings.Join(texts, ",")
}

// byPlaceInAddress puts fields into the order in which addresses are written.
func byPlaceInAddress(a, b string) int {
	order := []string{"Query", "Latitude", "Longitude", "AddressLine", "Locality", "AdminDistrict2", "AdminDistrict", "PostalCode", "CountryRegion"}
	return slices.Index(order, a) - slices.Index(order, b)
}

// shellQuoted returns a word as a shell reads it.
func shellQuoted(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(c rune) bool {
		return !strings.ContainsRune("/.,:=_+-@%", c) && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && c < 0xA1
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
