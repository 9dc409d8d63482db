package feed

import (
	"slices"
	"strings"
)

// Columns returns the columns of a layout in the order in which they are
// written: for Documented those that the service documents, for Extended these
// and, behind them, the ones that this project adds and the service does not
// know. The slice is the caller's.
func Columns(l Layout) []Field {
	var columns []Field
	for f := range NumFields {
		if c := f.Info().Layout; c != NoLayout && c <= l {
			columns = append(columns, f)
		}
	}
	slices.SortFunc(columns, func(a, b Field) int { return a.Info().Column - b.Info().Column })
	return columns
}

// ColumnByName finds a column by its name. Names are not case-sensitive, and
// version 1.0's District stands for AdminDistrict2. Spaces and quotes are not
// taken away.
func ColumnByName(name string) (Field, bool) {
	f, ok := columnsByName[strings.ToLower(name)]
	return f, ok
}

var columnsByName = func() map[string]Field {
	m := make(map[string]Field)
	for f := range NumFields {
		info := f.Info()
		if info.Layout == NoLayout {
			continue
		}
		m[strings.ToLower(info.Name)] = f
		if info.Alias != "" {
			m[strings.ToLower(strings.TrimSuffix(info.Name, info.Attr)+info.Alias)] = f
		}
	}
	return m
}()
