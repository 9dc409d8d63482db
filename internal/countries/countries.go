// Package countries knows the countries of ISO 3166-1 by their codes and names.
package countries

import (
	"strings"
	"sync"
)

// A Country is a country or territory.
type Country struct {
	Code   string   // ISO 3166-1 alpha-2
	Alpha3 string   // ISO 3166-1 alpha-3
	Name   string   // in English
	Others []string // further names
}

// All returns the countries in the order of their codes. They are not to be changed.
func All() []Country { return table }

// ByCode returns the country with an alpha-2 code, written in capitals; nil if there is none.
func ByCode(code string) *Country { return index().codes[code] }

// Named returns the country that a code or a name means, in any case and with or without
// periods; nil if there is none.
func Named(name string) *Country {
	names := index().names
	if c := names[name]; c != nil {
		return c
	}
	return names[Key(name)]
}

// Key is a name as it is looked for: "U.S.A." is "usa".
func Key(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), ".", ""))
}

var index = sync.OnceValue(func() (all struct{ codes, names map[string]*Country }) {
	all.codes, all.names = make(map[string]*Country), make(map[string]*Country)
	named := func(yield func(name string, c *Country) bool) {
		for i := range table {
			c := &table[i]
			for _, name := range append([]string{c.Code, c.Alpha3, c.Name}, c.Others...) {
				if !yield(name, c) {
					return
				}
			}
		}
	}
	for name, c := range named {
		all.codes[c.Code] = c
		all.names[Key(name)] = c
	}
	for name := range named { // as they are usually written, which is quicker than to make a key
		all.names[name] = all.names[Key(name)]
	}
	return all
})
