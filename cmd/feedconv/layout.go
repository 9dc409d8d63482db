package main

import (
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A layout says which columns delimited output gets.
type layout struct {
	name    string       // auto, documented or extended
	columns []feed.Field // as chosen by the user, nil if not
}

// parseLayout reads the flags -layout and -columns.
func parseLayout(name, columns string) (layout, error) {
	l := layout{name: strings.ToLower(name)}
	if names := []string{"auto", "documented", "extended"}; !slices.Contains(names, l.name) {
		return l, usagef("no layout %q; %sthere are auto, documented and extended", name, didYouMean(name, names))
	}
	if columns == "" {
		return l, nil
	}
	for _, name := range strings.Split(columns, ",") {
		f, ok := feed.ColumnByName(strings.TrimSpace(name))
		switch {
		case !ok:
			return l, usagef("-columns: no column %q; %s\"feedconv help convert\" lists them", strings.TrimSpace(name), didYouMean(strings.TrimSpace(name), columnNames()))
		case slices.Contains(l.columns, f):
			return l, usagef("-columns: %v is named twice", f)
		case l.name == "documented" && f.Info().Layout == feed.Extended:
			return l, usagef("-columns: %v is not a column of the documented layout", f)
		}
		l.columns = append(l.columns, f)
	}
	return l, nil
}

func columnNames() (names []string) {
	for _, f := range feed.Columns(feed.Extended) {
		names = append(names, f.String())
	}
	return names
}

// chosen reports whether the user asked for certain columns.
func (l layout) chosen() bool { return l.columns != nil || l.name != "auto" }

// known returns the columns where they depend on nothing else.
func (l layout) known() []feed.Field {
	switch {
	case l.columns != nil:
		return l.columns
	case l.name == "documented":
		return feed.Columns(feed.Documented)
	case l.name == "extended":
		return feed.Columns(feed.Extended)
	}
	return nil
}

// withExtensions returns the documented columns and, of the extension columns,
// those among header. Of the two that end the sharing of cells it is both or
// none, as a writer that needs one writes both.
func withExtensions(header []feed.Field) []feed.Field {
	has := func(f feed.Field) bool { return slices.Contains(header, f) }
	columns := feed.Columns(feed.Documented)
	for _, f := range feed.Columns(feed.Extended) {
		if f.Info().Layout != feed.Extended {
			continue
		}
		unshared := f == feed.ReverseCulture || f == feed.ReverseMinimumConfidence
		if has(f) || unshared && (has(feed.ReverseCulture) || has(feed.ReverseMinimumConfidence)) {
			columns = append(columns, f)
		}
	}
	return columns
}

// extensions returns those of the columns that the service does not know.
func extensions(columns []feed.Field) (names []string) {
	for _, f := range columns {
		if f.Info().Layout == feed.Extended {
			names = append(names, f.String())
		}
	}
	return names
}
