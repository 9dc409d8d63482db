package main

import (
	"io"
	"maps"
	"slices"

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
		err = t.mapAnswers(names)
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
// are known.
func (t *joinedTable) mapAnswers(names []string) error {
	t.join.Replace = true
	added := t.join.Columns(names)
	if _, ok := added[feed.StatusCode]; !ok {
		return usagef("%s: there is no column %q, so it is not known which rows have an answer; -retry wants a table that -joined or -failed has written",
			t.name, t.join.Prefix+tablefeed.AddedName(feed.StatusCode))
	}
	t.mapping.Map = maps.Clone(t.mapping.Map)
	for f, name := range added {
		if f.Info().InXML() {
			t.mapping.Map[f.String()] = name
		}
	}
	return nil
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
