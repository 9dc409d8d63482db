package main

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/tablefeed"
)

// A joinedTable is a table to which answers are joined: how it is read, and how it is
// written again.
type joinedTable struct {
	*mappedTable
	name    string // of the table, for messages
	join    tablefeed.JoinOptions
	reading string // what the mapping is, without that of answers

	same     bool          // the outputs have the encoding of the table
	given    feed.Encoding // of the table, if it is
	encoding feed.Encoding // of the outputs; AnyUnicode means UTF-8
	mark     bool          // they begin with a byte order mark, which is not in the text

	value []byte // of a cell that has doubled quotes

	open func() (io.ReadCloser, error) // the text, from its beginning
}

// newJoinedTable returns the table that the flags speak of; nil if they speak of none.
func newJoinedTable(path, from string, e feed.Encoding, t *tableFlags, j *joinedFlags, form *formFlags) (*joinedTable, error) {
	mapped, err := t.table(from)
	if err != nil {
		return nil, err
	}
	if mapped == nil {
		if name := j.given(); name != "" {
			return nil, usagef("%s is for a table, whose columns -map names", name)
		}
		return nil, nil
	}
	form.ofTable = true
	in := &joinedTable{mappedTable: mapped, name: displayName(path), same: j.sameEncoding(), given: e}
	in.join, err = j.options(mapped.options, form.plain.AllResponses)
	return in, err
}

// mapped returns how the table is read; nil for a feed.
func (t *joinedTable) mapped() *mappedTable {
	if t == nil {
		return nil
	}
	return t.mappedTable
}

// reader returns a reader of the text of the table, as UTF-8 or in UTF-16 with a mark.
func (t *joinedTable) reader(text io.Reader) feed.RecordReader {
	o := t.textOptions()
	return tablefeed.NewReader(text, t.mapping, &o)
}

// textOptions are the options for the text of the input, whose given encoding is undone.
func (t *joinedTable) textOptions() tablefeed.Options {
	o := t.options
	o.Encoding = feed.AnyUnicode
	return o
}

// settle looks at the beginning of the table, before anything is sent: which columns have
// earlier answers, if it is to have any, whether what is added can be, and how the outputs are
// encoded.
func (t *joinedTable) settle(head func() (io.ReadCloser, error), answered bool) error {
	t.join.Options = t.textOptions()
	t.reading = mappingFlags(t.mapping)
	text, err := head()
	if err != nil {
		return err
	}
	defer text.Close()
	rows := tablefeed.NewRows(text, &t.join.Options)
	dialect, err := rows.Dialect()
	if err != nil {
		return named(t.name, err)
	}
	names, err := rows.Columns()
	if err == nil && answered {
		err = t.mapAnswers(rows, names)
	}
	if err == nil {
		err = t.join.Check(names)
	}
	if err != nil {
		return named(t.name, err)
	}
	if t.same {
		t.encoding, t.mark = dialect.Encoding, dialect.Mark && dialect.Encoding > feed.UTF8 // that of UTF-8 is in the text
		if t.given > feed.UTF8 {
			t.encoding = t.given
		}
	}
	return nil
}

// mapAnswers maps the columns that an earlier run has added to the table, so that its answers
// are known, and lets them be replaced.
func (t *joinedTable) mapAnswers(rows *tablefeed.Rows, names []string) error {
	t.join.Replace = true
	earlier := t.join.Earlier(names)
	_, ok := earlier[feed.StatusCode]
	if ok && t.options.NoHeader {
		ok = t.looksAnswered(rows, len(names))
	}
	switch {
	case !ok && t.options.NoHeader:
		return usagef("%s: the last columns are not those that are added, so it is not known which rows have an answer; -retry wants a table that -joined or -failed has written, and the same -add", t.name)
	case !ok:
		return usagef("%s: there is no column %q, so it is not known which rows have an answer; -retry wants a table that -joined or -failed has written",
			t.name, t.join.Prefix+tablefeed.AddedName(feed.StatusCode))
	case len(earlier) == 1 && len(t.join.Add) != 1:
		return usagef("%s: there is a column %q, and none of the others that are added is next to it; -retry wants a table that -joined or -failed has written, and the same -add",
			t.name, earlier[feed.StatusCode])
	}
	for _, f := range tablefeed.DefaultAdded() {
		if earlier[f] != "" && len(t.join.Add) > 0 && !slices.Contains(t.join.Add, f) {
			t.join.Add = append(t.join.Add, f) // it would have the earlier answer beside the new status
		}
	}
	t.mapping.Map = maps.Clone(t.mapping.Map)
	for f, name := range earlier {
		if f.Info().InXML() {
			t.mapping.Map[f.String()] = name
		}
	}
	return nil
}

// looksAnswered reports whether the last cells of the first row may be an answer: whether the
// one of the status is a word, or empty. Of columns without names nothing else says so.
func (t *joinedTable) looksAnswered(rows *tablefeed.Rows, columns int) bool {
	for {
		row, err := rows.Next()
		if err != nil {
			return err == io.EOF
		}
		if !row.IsEntity() {
			continue
		}
		fields := t.join.Add
		if fields == nil {
			fields = tablefeed.DefaultAdded()
		}
		column := len(fields) - columns // of an answer, from 0
		for c := range row.All() {
			if column >= 0 && !mayBe(fields[column], string(row.Value(c, &t.value))) {
				return false
			}
			column++
		}
		return true
	}
}

// mayBe reports whether an answer may have a value for a field.
func mayBe(f feed.Field, value string) bool {
	switch f {
	case feed.StatusCode:
		return !strings.ContainsFunc(value, func(c rune) bool { return !unicode.IsLetter(c) })
	case feed.ResponseLatitude, feed.ResponseLongitude:
		_, err := strconv.ParseFloat(value, 64)
		return value == "" || err == nil
	}
	return true
}

// mappingFlags returns the flags that say a mapping.
func mappingFlags(m tablefeed.Mapping) string {
	text := "-map " + shellQuoted(mapFlag(m))
	for _, field := range slices.Sorted(maps.Keys(m.Set)) {
		text += " -set " + shellQuoted(field+"="+m.Set[field])
	}
	for _, field := range slices.Sorted(maps.Keys(m.SetIfEmpty)) {
		text += " -set " + shellQuoted(field+"?="+m.SetIfEmpty[field])
	}
	return text
}

// A readCloser is what is read of an input and what is closed of it.
type readCloser struct {
	io.Reader
	close func() error
}

func (r readCloser) Close() error {
	if r.close == nil {
		return nil
	}
	return r.close()
}
