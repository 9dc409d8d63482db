package tablefeed

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// This file finds the columns that the names in a Mapping mean.

// labels returns what columns are called: by their names, and the second of a name as in
// Name#2; one without a name by its number, as in #3.
func labels(names []string) []string {
	all := make([]string, len(names))
	seen := make(map[string]int, len(names))
	for i, name := range names {
		folded := strings.ToLower(name)
		seen[folded]++
		switch n := seen[folded]; {
		case name == "":
			all[i] = fmt.Sprintf("#%d", i+1)
		case n > 1:
			all[i] = fmt.Sprintf("%s#%d", name, n)
		default:
			all[i] = name
		}
	}
	return all
}

// column returns the number, from 0, of the column that a Mapping calls name.
func (t *text) column(name string) (int, error) {
	exact, folded := -1, -1
	exacts, foldeds := 0, 0
	for i, other := range t.names {
		if other == name && name != "" {
			exact = i
			exacts++
		} else if strings.EqualFold(other, name) && name != "" {
			folded = i
			foldeds++
		}
	}
	switch {
	case exacts == 1:
		return exact, nil
	case exacts == 0 && foldeds == 1:
		return folded, nil
	case exacts+foldeds > 1:
		return 0, t.mappingError(fmt.Sprintf("the column %s is ambiguous, as the table has it %d times: write %s for the first of them, or its number, such as #%d",
			quote.Text(name), exacts+foldeds, name+"#1", t.firstNamed(name)+1))
	}
	base, number, ok := cutNumber(name)
	switch {
	case ok && base == "" && number <= len(t.names):
		return number - 1, nil
	case ok && base != "":
		for i, other := range t.names {
			if strings.EqualFold(other, base) {
				if number--; number == 0 {
					return i, nil
				}
			}
		}
	}
	return 0, t.mappingError("the table has no column " + quote.Text(name) + t.hint(name))
}

// cutNumber cuts the number off the end of a name such as Name#2.
func cutNumber(name string) (base string, number int, ok bool) {
	at := strings.LastIndexByte(name, '#')
	if at < 0 {
		return name, 0, false
	}
	number, err := strconv.Atoi(name[at+1:])
	return name[:at], number, err == nil && number > 0
}

// firstNamed returns the number, from 0, of the first column of a name in any case.
func (t *text) firstNamed(name string) int {
	for i, other := range t.names {
		if strings.EqualFold(other, name) {
			return i
		}
	}
	return 0
}

// hint returns what is probably wrong with the name of a column that there is not.
func (t *text) hint(name string) string {
	if meant := near.Name(name, t.labels); meant != "" {
		return "; did you mean " + quote.Text(meant) + "?"
	}
	if t.dialect.NoHeader {
		return ", as it has no header; name the columns by their numbers, such as #1"
	}
	return firstRowHint(t.names)
}

// mappingError returns the error of a Mapping that does not fit the table.
func (t *text) mappingError(message string) error {
	return &MappingError{Message: message, Columns: t.labels}
}
